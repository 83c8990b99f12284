"""An app that acts where it may not: channels that it is not in, other workspaces, without a scope, or too often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import Ack, Respond, Say
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox import SandboxError, SlackSandbox
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.slack.directory import Directory, PermissiveDirectory
from capi_bot.sandbox.slack.methods.table import METHODS
from capi_bot.sandbox.slack.people import Channel, Person
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.shop import Json, directory, made_up, offer

Clock = Any  # conftest's

HIDDEN = Channel(id="C0HIDDEN", name="hidden", is_private=True, has_bot=False)
OLD = Channel(id="C0OLD", name="old", is_archived=True)
OTHER = Directory(
    team_id="T0OTHER",
    team_name="Other",
    bot_user="U0OTHERBOT",
    people=(Person(id="U0MARY", name="mary"), Person(id="U0OTHERBOT", name="capi", is_bot=True)),
    channels=(Channel(id="C0OTHER", name="other"),),
)
SCOPED = tuple(name for name, row in METHODS.items() if row.scopes and row.caller == "bot")


def refused(act: Callable[[], object]) -> Any:  # noqa: ANN401 - the answer
    with pytest.raises(SlackApiError) as caught:
        act()
    return caught.value.response


class Shop:
    """An app that says where it was called what it sells, first through the Web API."""

    def __init__(self) -> None:
        self.app = made_up()
        self.refused: list[str] = []
        self.bodies: list[Json] = []
        self.app.command("/order")(self.order)
        self.app.action("buy")(self.buy)

    def order(self, ack: Ack, say: Say, respond: Respond, body: Json) -> None:
        ack()
        self.bodies.append(body)
        try:
            say("Bikes")
        except SlackApiError as refused:
            self.refused.append(refused.response["error"])
            respond("Bikes")

    def buy(self, ack: Ack, body: Json) -> None:
        ack()
        self.bodies.append(body)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def slack(shop: Shop) -> Iterator[SlackSandbox]:
    here = replace(directory(), scopes=("commands", "chat:write"))  # and not chat:write.public
    with SlackSandbox(shop.app, directory=replace(here, channels=(*here.channels, HIDDEN, OLD))) as running:
        yield running


@pytest.mark.parametrize(("channel", "error"), [("lobby", "not_in_channel"), ("hidden", "channel_not_found")])
def test_where_the_bot_is_not_only_a_response_url_answers(
    shop: Shop, slack: SlackSandbox, channel: str, error: str
) -> None:
    slack.slash("/order", channel=channel)

    assert shop.refused == [error]
    assert [(message.text, message.ephemeral_to) for message in slack.messages] == [("Bikes", "U0ADA")]


def test_nobody_runs_a_command_in_an_archived_channel(shop: Shop, slack: SlackSandbox) -> None:
    with pytest.raises(SandboxError, match="#old is archived"):
        slack.slash("/order", channel="old")
    assert refused(lambda: slack.client.chat_postMessage(channel="C0OLD", text="x"))["error"] == "is_archived"
    assert shop.bodies == []


def test_nobody_runs_a_command_in_a_thread(shop: Shop, slack: SlackSandbox) -> None:
    assert slack.say("/order", thread=offer(slack)) is None
    assert slack.toasts() == ("/order is not supported in threads. Sorry!",)
    assert shop.bodies == []


def test_somebody_of_another_workspace_has_no_command_shortcut_or_home(shop: Shop, slack: SlackSandbox) -> None:
    assert slack.slash("/order", user="katherine", channel="wheelhouse-repairs") is None
    assert "`/order` is not a valid command" in slack.messages[-1].text
    assert slack.messages[-1].ephemeral_to == "U0KATHERINE"
    for act in (slack.open_home, lambda user: slack.shortcut("new", user=user)):
        with pytest.raises(SandboxError, match="it belongs to another workspace"):
            act(user="katherine")
    assert shop.bodies == []


def test_somebody_of_another_workspace_presses_what_they_see_and_is_told_apart_by_their_team(
    shop: Shop, slack: SlackSandbox
) -> None:
    message = offer(slack, channel="C0SHARED")
    slack.press("buy", user="katherine", message=message)

    [body] = shop.bodies
    assert (body["team"]["id"], body["user"]["team_id"]) == ("T0SANDBOX", "T0PARTNER")


def test_a_guest_is_reached_in_their_own_channels_alone(shop: Shop, slack: SlackSandbox) -> None:
    slack.slash("/order", user="annie")
    assert [body["user_id"] for body in shop.bodies] == ["U0ANNIE"]
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


def test_a_scope_is_for_one_kind_of_conversation() -> None:
    public = ("channels:read", "channels:history", "channels:manage")
    with SlackSandbox(made_up(), directory=PermissiveDirectory(scopes=public)) as slack:
        needed = [
            refused(act)["needed"]
            for act in (
                lambda: slack.client.conversations_history(channel="C0NIGHT"),
                lambda: slack.client.conversations_info(channel="C0NIGHT"),
                lambda: slack.client.conversations_list(types="private_channel"),
                lambda: slack.client.conversations_open(users="U0ADA"),
            )
        ]
    assert needed == ["groups:history", "groups:read", "groups:read", "im:write"]


@pytest.fixture
def two(make: Callable[..., Workspace]) -> Iterator[tuple[WebClient, WebClient]]:
    """The app in two workspaces, which keep the rate limits; conftest's clock is for both."""
    first = make(limited=True)
    second = make(limited=True, directory=OTHER, bot_token="xoxb-made-up-too")
    host = Host(create_app(first, second))
    api = f"{host.url}/api/"
    yield WebClient(first.bot_token, base_url=api), WebClient(second.bot_token, base_url=api)
    host.stop()


def test_a_limit_is_a_methods_in_a_workspace_for_a_minute(two: tuple[WebClient, WebClient], clock: Clock) -> None:
    here, there = two
    for _ in range(100):
        here.api_test()
    clock.now += 20
    answer = refused(here.api_test)

    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "40")
    assert here.auth_test()["ok"]
    assert there.api_test()["ok"]
    clock.now += 40
    assert here.api_test()["ok"]


def test_a_token_opens_nothing_of_another_workspace(two: tuple[WebClient, WebClient]) -> None:
    here, there = two
    ts = there.chat_postMessage(channel="C0OTHER", text="Bikes")["ts"]
    for act in (
        lambda: here.chat_postMessage(channel="C0OTHER", text="x"),
        lambda: here.chat_postMessage(channel="U0MARY", text="x"),
        lambda: here.chat_update(channel="C0OTHER", ts=ts, text="x"),
    ):
        assert refused(act)["error"] == "channel_not_found"
    view = {"type": "home", "blocks": []}
    assert refused(lambda: here.views_publish(user_id="U0MARY", view=view))["error"] == "invalid_arguments"
    for token, error in (("xoxb-nobodys", "invalid_auth"), (None, "not_authed")):
        assert refused(WebClient(token, base_url=here.base_url).auth_test)["error"] == error
