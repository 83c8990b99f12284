"""An app that opens, pushes, updates and publishes views as Slack does not allow, while somebody waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox import SlackSandbox
from tests.sandbox.slack.shop import FORM, Clock, Json, directory, made_up, open_form

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


def titled(title: str) -> Json:
    return {**FORM, "title": {"type": "plain_text", "text": title}}
