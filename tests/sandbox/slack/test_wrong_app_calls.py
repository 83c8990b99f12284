"""An app that calls what Slack does not allow while somebody waits: views, response_urls, channels and scopes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import Ack, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient, WebhookResponse

from capi_bot.sandbox import SandboxError, SlackSandbox
from capi_bot.sandbox.slack.directory import PermissiveDirectory
from capi_bot.sandbox.slack.methods.table import METHODS
from capi_bot.sandbox.slack.people import Channel
from tests.sandbox.slack.shop import FORM, Clock, Json, directory, made_up, open_form, plain

HOME: Json = {"type": "home", "blocks": [{"type": "divider"}]}
TOO_LONG = [{"type": "section", "text": plain("x" * 3001)}]
HIDDEN = Channel(id="C0HIDDEN", name="hidden", is_private=True, has_bot=False)
OLD = Channel(id="C0OLD", name="old", is_archived=True)
SCOPED = tuple(name for name, row in METHODS.items() if row.scopes and row.caller == "bot")
Call = Callable[[WebClient, str], object]
"""What the app asks for, with the trigger_id that it was given."""


class Shop:
    """An app whose command does what a test says, and which remembers what was refused."""

    def __init__(self) -> None:
        self.app = made_up()
        self.errors: list[Any] = []
        self.users: list[str] = []
        self.calls: list[Call] = []
        self.answers: list[WebhookResponse] = []
        self.respond: Callable[[Respond], object] = lambda _: None
        self.app.command("/order")(self.order)

    def order(self, ack: Ack, client: WebClient, respond: Respond, body: Json) -> None:
        ack()
        self.users.append(body["user_id"])
        for call in self.calls:
            try:
                call(client, body["trigger_id"])
            except SlackApiError as refused:
                self.errors.append(refused.response["error"])
        self.respond(respond)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(shop: Shop, clock: Clock) -> Iterator[SlackSandbox]:
    here = replace(directory(), scopes=("commands", "chat:write"))  # and not chat:write.public
    here = replace(here, channels=(*here.channels, HIDDEN, OLD))
    with SlackSandbox(shop.app, directory=here, clock=clock) as running:
        yield running


def refused(act: Callable[[], object]) -> Any:  # noqa: ANN401 - the answer
    with pytest.raises(SlackApiError) as caught:
        act()
    return caught.value.response


def texts(slack: SlackSandbox) -> list[str]:
    return [message.text for message in slack.messages]


def opens(client: WebClient, trigger: str) -> None:
    client.views_open(trigger_id=trigger, view=FORM)


def pushes(client: WebClient, trigger: str) -> None:
    client.views_push(trigger_id=trigger, view=FORM)


@pytest.mark.parametrize("second", [opens, pushes])
def test_a_trigger_id_opens_one_view(shop: Shop, slack: SlackSandbox, second: Call) -> None:
    shop.calls = [opens, second]
    slack.slash("/order")
    assert (shop.errors, len(slack.workspace.store.modals("U0ADA"))) == (["exchanged_trigger_id"], 1)


def test_a_trigger_id_lives_three_seconds_and_cannot_be_made_up(shop: Shop, slack: SlackSandbox, clock: Clock) -> None:
    def late(client: WebClient, trigger: str) -> None:
        clock.now += 3.1
        opens(client, trigger)

    shop.calls = [lambda client, trigger: opens(client, f"{trigger}0"), late]
    slack.slash("/order")
    assert (shop.errors, slack.modal()) == (["invalid_trigger_id", "expired_trigger_id"], None)


def test_a_view_that_the_person_closed_is_not_updated(shop: Shop, slack: SlackSandbox) -> None:
    view_id = open_form(slack)
    slack.close()
    shop.calls = [lambda client, _trigger: client.views_update(view_id=view_id, view=FORM)]
    slack.slash("/order")
    assert shop.errors == ["not_found"]


def test_a_home_tab_is_published_to_a_person_by_an_app_that_has_one(shop: Shop) -> None:
    def for_(user: str) -> Call:
        return lambda client, _trigger: client.views_publish(user_id=user, view=HOME)

    shop.calls = [for_("U0NOBODY"), for_("U0CAPIBOT")]
    with SlackSandbox(shop.app, directory=directory()) as slack:
        slack.slash("/order")
    assert shop.errors == ["invalid_arguments", "invalid_arguments"]
    other = Shop()
    other.calls = [for_("U0ADA")]
    with SlackSandbox(other.app, directory=replace(directory(), home_tab=False)) as slack:
        slack.slash("/order")
        assert (other.errors, slack.home()) == (["not_enabled"], None)


@pytest.mark.parametrize("blocks", [TOO_LONG, [{"type": "alert", "text": plain("Out of stock")}]])
def test_a_command_acknowledged_beyond_the_limits_failed_with_slacks_code(blocks: list[Json]) -> None:
    app = made_up()
    app.command("/order")(lambda ack: ack(text="Bikes", blocks=blocks))
    with SlackSandbox(app) as slack:
        slack.slash("/order")
        assert texts(slack) == ['/order failed with the error "invalid_blocks"']
        assert slack.messages[-1].ephemeral_to == "U0ADA"


def test_a_response_url_is_used_up_after_five_answers(shop: Shop, slack: SlackSandbox) -> None:
    shop.respond = lambda respond: shop.answers.extend(respond(f"{number}") for number in range(6))
    slack.slash("/order")
    assert [answer.status_code for answer in shop.answers] == [200] * 5 + [404]
    assert "used_url" in shop.answers[-1].body
    assert texts(slack) == ["0", "1", "2", "3", "4"]


def test_a_response_url_is_good_for_half_an_hour_and_cannot_be_made_up(
    shop: Shop, slack: SlackSandbox, clock: Clock
) -> None:
    def slowly(respond: Respond) -> None:
        clock.now += 30 * 60
        shop.answers.append(respond("just in time"))
        clock.now += 1
        shop.answers.append(respond("too late"))

    shop.respond = slowly
    slack.slash("/order")
    shop.answers.append(WebhookClient(f"{slack.url}/response/made-up").send(text="hello"))
    assert [answer.status_code for answer in shop.answers] == [200, 404, 404]
    assert all("expired_url" in answer.body for answer in shop.answers[1:])
    assert texts(slack) == ["just in time"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [({"text": "Bikes", "blocks": TOO_LONG}, 400, "invalid_blocks"), ({"text": ""}, 500, "no_text")],
)
def test_what_is_invalid_is_refused_through_a_response_url_too_and_counts_for_nothing(
    shop: Shop, slack: SlackSandbox, body: Json, status: int, code: str
) -> None:
    def often(respond: Respond) -> None:
        shop.answers.extend(respond(**body) for _ in range(6))
        respond("at last")

    shop.respond = often
    slack.slash("/order")
    assert {(answer.status_code, answer.body) for answer in shop.answers} == {(status, code)}
    assert texts(slack) == ["at last"]


@pytest.mark.parametrize(
    ("channel", "channel_id", "error"),
    [("lobby", "C0LOBBY", "not_in_channel"), ("hidden", "C0HIDDEN", "channel_not_found")],
)
def test_where_the_bot_is_not_only_a_response_url_answers(
    shop: Shop, slack: SlackSandbox, channel: str, channel_id: str, error: str
) -> None:
    shop.calls = [lambda client, _trigger: client.chat_postMessage(channel=channel_id, text="Bikes")]
    shop.respond = lambda respond: respond("Bikes")
    slack.slash("/order", channel=channel)
    assert shop.errors == [error]
    assert [(message.text, message.ephemeral_to) for message in slack.messages] == [("Bikes", "U0ADA")]


def test_nobody_runs_a_command_in_an_archived_channel(shop: Shop, slack: SlackSandbox) -> None:
    with pytest.raises(SandboxError, match="#old is archived"):
        slack.slash("/order", channel="old")
    assert refused(lambda: slack.client.chat_postMessage(channel="C0OLD", text="x"))["error"] == "is_archived"
    assert shop.users == []


def test_somebody_of_another_workspace_has_no_command_shortcut_or_home(shop: Shop, slack: SlackSandbox) -> None:
    assert slack.slash("/order", user="katherine", channel="wheelhouse-repairs") is None
    assert "`/order` is not a valid command" in slack.messages[-1].text
    assert slack.messages[-1].ephemeral_to == "U0KATHERINE"
    for act in (slack.open_home, lambda user: slack.shortcut("new", user=user)):
        with pytest.raises(SandboxError, match="it belongs to another workspace"):
            act(user="katherine")
    assert shop.users == []


def test_a_guest_is_reached_in_their_own_channels_alone(shop: Shop, slack: SlackSandbox) -> None:
    slack.slash("/order", user="annie")
    assert shop.users == ["U0ANNIE"]
    with pytest.raises(SandboxError, match="There is no channel"):
        slack.slash("/order", user="annie", channel="team-payload")
    answer = refused(lambda: slack.client.chat_postEphemeral(channel="C0PAYLOAD", user="U0ANNIE", text="psst"))
    assert answer["error"] == "user_not_in_channel"


@pytest.fixture(scope="module")
def poor() -> Iterator[SlackSandbox]:
    """A workspace that granted the app nothing of use."""
    with SlackSandbox(made_up(), directory=PermissiveDirectory(scopes=("commands", "bookmarks:read"))) as running:
        yield running


@pytest.mark.parametrize("method", SCOPED)
def test_a_scope_that_is_missing_is_named_with_those_that_were_granted(poor: SlackSandbox, method: str) -> None:
    answer = refused(lambda: poor.client.api_call(method))
    assert (answer["error"], answer["provided"]) == ("missing_scope", "commands,bookmarks:read")
    assert answer["needed"] == ",".join(METHODS[method].scopes)
    assert answer.headers["x-oauth-scopes"] == "commands,bookmarks:read"
