"""An app that acts where it may not: channels that it is not in, other workspaces, without a scope, or too often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import Ack, Respond, Say
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox import SandboxError, SlackSandbox
from capi_bot.sandbox.slack.directory import PermissiveDirectory
from capi_bot.sandbox.slack.methods.table import METHODS
from capi_bot.sandbox.slack.people import Channel
from tests.sandbox.slack.shop import Json, directory, made_up

HIDDEN = Channel(id="C0HIDDEN", name="hidden", is_private=True, has_bot=False)
OLD = Channel(id="C0OLD", name="old", is_archived=True)
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


def test_somebody_of_another_workspace_has_no_command_shortcut_or_home(shop: Shop, slack: SlackSandbox) -> None:
    assert slack.slash("/order", user="katherine", channel="wheelhouse-repairs") is None
    assert "`/order` is not a valid command" in slack.messages[-1].text
    assert slack.messages[-1].ephemeral_to == "U0KATHERINE"
    for act in (slack.open_home, lambda user: slack.shortcut("new", user=user)):
        with pytest.raises(SandboxError, match="it belongs to another workspace"):
            act(user="katherine")
    assert shop.bodies == []


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
