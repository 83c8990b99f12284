"""An app that opens, pushes, updates and publishes views as Slack does not allow, while somebody waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox import SlackSandbox
from tests.sandbox.slack.shop import FORM, OFFER, Clock, Json, directory, made_up, open_form

HOME: Json = {"type": "home", "blocks": [{"type": "divider"}]}
Calls = Callable[[WebClient, str], object]
"""What the app asks for, with the trigger_id that it was given."""


class Shop:
    """An app whose command does what a test says, and which remembers what was refused."""

    def __init__(self) -> None:
        self.app = made_up()
        self.refused: list[Json] = []
        self.calls: list[Calls] = []
        self.app.command("/order")(self.order)

    def order(self, ack: Ack, client: WebClient, body: Json) -> None:
        ack()
        for call in self.calls:
            try:
                call(client, body["trigger_id"])
            except SlackApiError as refused:
                self.refused.append(refused.response.data)

    @property
    def errors(self) -> list[str]:
        return [answer["error"] for answer in self.refused]


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(shop: Shop, clock: Clock) -> Iterator[SlackSandbox]:
    with SlackSandbox(shop.app, directory=directory(), clock=clock) as running:
        yield running


def opens(client: WebClient, trigger: str) -> None:
    client.views_open(trigger_id=trigger, view=FORM)


def pushes(client: WebClient, trigger: str) -> None:
    client.views_push(trigger_id=trigger, view=FORM)


def stack(slack: SlackSandbox) -> int:
    return len(slack.workspace.store.modals("U0ADA"))


@pytest.mark.parametrize("second", [opens, pushes])
def test_a_trigger_id_opens_one_view(shop: Shop, slack: SlackSandbox, second: Calls) -> None:
    shop.calls = [opens, second]
    slack.slash("/order")

    assert (shop.errors, stack(slack)) == (["exchanged_trigger_id"], 1)


def test_a_trigger_id_lives_three_seconds(shop: Shop, slack: SlackSandbox, clock: Clock) -> None:
    def late(client: WebClient, trigger: str) -> None:
        clock.now += 3.1
        opens(client, trigger)

    shop.calls = [late]
    slack.slash("/order")

    assert (shop.errors, slack.modal()) == (["expired_trigger_id"], None)


def test_a_trigger_id_that_was_made_up_opens_nothing(shop: Shop, slack: SlackSandbox) -> None:
    shop.calls = [lambda client, trigger: opens(client, f"{trigger}0")]
    slack.slash("/order")

    assert (shop.errors, slack.modal()) == (["invalid_trigger_id"], None)


def test_what_is_no_modal_is_not_opened(shop: Shop, slack: SlackSandbox) -> None:
    shop.calls = [lambda client, trigger: client.views_open(trigger_id=trigger, view={**FORM, "title": "Order"})]
    slack.slash("/order")

    [answer] = shop.refused
    assert (answer["error"], slack.modal()) == ("invalid_arguments", None)
    assert any("[json-pointer:/view/title" in line for line in answer["response_metadata"]["messages"])


def test_nothing_is_pushed_where_nothing_is_open(shop: Shop, slack: SlackSandbox) -> None:
    shop.calls = [pushes]
    slack.slash("/order")

    assert (shop.errors, stack(slack)) == (["not_found"], 0)


def test_a_fourth_view_finds_no_place_and_the_three_stay(shop: Shop, slack: SlackSandbox) -> None:
    open_form(slack)
    shop.calls = [pushes]
    for _ in range(3):
        slack.slash("/order")

    assert (shop.errors, stack(slack)) == (["push_limit_reached"], 3)


def test_a_modal_that_changed_meanwhile_is_not_overwritten(shop: Shop, slack: SlackSandbox) -> None:
    def from_memory(client: WebClient, trigger: str) -> None:
        seen: Json = client.views_open(trigger_id=trigger, view=FORM)["view"]
        client.views_update(view_id=seen["id"], hash=seen["hash"], view=titled("First"))
        client.views_update(view_id=seen["id"], hash=seen["hash"], view=titled("Second"))

    shop.calls = [from_memory]
    slack.slash("/order")

    modal = slack.modal()
    assert modal
    assert (shop.errors, modal["title"]["text"]) == (["hash_conflict"], "First")


def test_a_home_tab_that_changed_meanwhile_is_not_overwritten(shop: Shop, slack: SlackSandbox) -> None:
    def from_memory(client: WebClient, _trigger: str) -> None:
        seen: Json = client.views_publish(user_id="U0ADA", view=HOME)["view"]
        for _ in range(2):
            client.views_publish(user_id="U0ADA", hash=seen["hash"], view=HOME)

    shop.calls = [from_memory]
    slack.slash("/order")

    assert shop.errors == ["hash_conflict"]


def test_a_view_that_the_person_closed_is_not_updated(shop: Shop, slack: SlackSandbox) -> None:
    view_id = open_form(slack)
    slack.close()
    shop.calls = [lambda client, _trigger: client.views_update(view_id=view_id, view=FORM)]
    slack.slash("/order")

    assert shop.errors == ["not_found"]


def test_an_app_without_a_home_tab_publishes_none(shop: Shop) -> None:
    shop.calls = [lambda client, _trigger: client.views_publish(user_id="U0ADA", view=HOME)]
    with SlackSandbox(shop.app, directory=replace(directory(), home_tab=False)) as slack:
        slack.slash("/order")
        assert (shop.errors, slack.home()) == (["not_enabled"], None)


def test_a_home_tab_is_published_to_a_person(shop: Shop, slack: SlackSandbox) -> None:
    def for_(user: str) -> Calls:
        return lambda client, _trigger: client.views_publish(user_id=user, view=HOME)

    shop.calls = [for_("U0NOBODY"), for_("U0CAPIBOT")]
    slack.slash("/order")

    assert shop.errors == ["invalid_arguments", "invalid_arguments"]


def test_what_only_one_person_sees_is_out_of_the_web_apis_reach(shop: Shop, slack: SlackSandbox) -> None:
    def whispers(client: WebClient, _trigger: str) -> None:
        client.chat_postEphemeral(channel="C0CALLS", user="U0ADA", text="Bikes", blocks=OFFER)

    def of_the_last(call: Callable[..., object], **more: str) -> Calls:
        return lambda client, _trigger: call(client, channel="C0CALLS", ts=slack.messages[-1].ts, **more)

    shop.calls = [whispers, of_the_last(WebClient.chat_update, text="Sold"), of_the_last(WebClient.chat_delete)]
    slack.slash("/order")

    assert shop.errors == ["message_not_found", "message_not_found"]
    assert [(message.text, message.ephemeral_to) for message in slack.messages] == [("Bikes", "U0ADA")]


def test_a_thread_hangs_on_a_message_that_all_see_and_that_is_no_reply(shop: Shop, slack: SlackSandbox) -> None:
    def in_thread(client: WebClient, _trigger: str) -> None:
        client.chat_postMessage(channel="C0CALLS", text="More", thread_ts=slack.messages[-1].ts)

    slack.client.chat_postEphemeral(channel="C0CALLS", user="U0ADA", text="Only you")
    shop.calls = [in_thread]
    slack.slash("/order")
    parent = slack.client.chat_postMessage(channel="C0CALLS", text="Bikes")["ts"]
    slack.client.chat_postMessage(channel="C0CALLS", text="A reply", thread_ts=parent)
    slack.slash("/order")
    shop.calls = [lambda client, _: client.chat_postMessage(channel="C0CALLS", text="More", thread_ts="1.000001")]
    slack.slash("/order")

    assert shop.errors == ["cannot_reply_to_message", "cannot_reply_to_message", "thread_not_found"]


def titled(title: str) -> Json:
    return {**FORM, "title": {"type": "plain_text", "text": title}}
