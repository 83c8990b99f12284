from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from capi_bot.sandbox.slack.choices import Press
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.workspace import Workspace

TinyApp = Any  # conftest's
Clock = Any  # conftest's

BUTTON = {"type": "button", "action_id": "members", "text": {"type": "plain_text", "text": "Members"}, "value": "v"}
ROW = {"type": "actions", "block_id": "row", "elements": [BUTTON]}
MEMBERS = Press(block_id="row", action_id="members", given={})


def home() -> dict[str, Any]:
    return {"type": "home", "blocks": [ROW], "private_metadata": "kept"}


def posted(workspace: Workspace, **changes: Any) -> Message:  # noqa: ANN401 - any field of a message
    facts = {"ts": workspace.board.next_ts(), "channel": "C0CALLS", "user": "U0CAPIBOT", "blocks": (ROW,)}
    return workspace.board.put(Message(**(facts | changes)))


def press(workspace: Workspace, message: Message, action_id: str = "members", **where: str) -> None:
    pressed = Press(block_id="row", action_id=action_id, given={})
    workspace.interactivity.press("U0ADA", pressed, **{"channel": message.channel, "ts": message.ts, **where}).result(
        10
    )


def test_where_things_are_may_be_learnt_later(make: Callable[..., Workspace], app: TinyApp) -> None:
    workspace = make(app_url=None, own_url="")
    workspace.app_url, workspace.own_url = app.url, "http://127.0.0.1:8"
    press(workspace, posted(workspace))
    assert app.got[0].payload["response_url"].startswith(f"{workspace.own_url}/response/")
    assert workspace.app_url == app.url


def test_a_state_has_exactly_the_fields_of_the_page(workspace: Workspace) -> None:
    state = workspace.state("U0ADA")
    assert set(state) == {
        "version",
        "team",
        "app",
        "me",
        "people",
        "channels",
        "messages",
        "modal",
        "home",
        "toasts",
        "commands",
        "shortcuts",
    }
    assert state["me"] == "U0ADA"


def test_each_person_sees_only_their_own_direct_messages(workspace: Workspace) -> None:
    posted(workspace, channel="D0ADA")
    state = workspace.state("U0ADA")
    assert [each["id"] for each in state["channels"] if each["is_im"]] == ["D0ADA"]
    assert len(state["messages"]) == 1
    assert workspace.state("U0GRACE")["messages"] == []
    with pytest.raises(NotPossibleError):
        workspace.interactivity.press("U0GRACE", MEMBERS, channel="D0ADA", ts=state["messages"][0]["ts"])


def test_each_person_has_their_own_home(workspace: Workspace) -> None:
    view = workspace.views.publish("U0ADA", home())
    assert workspace.state("U0ADA")["home"] == view
    assert workspace.state("U0GRACE")["home"] is None


def test_the_bot_hears_what_it_changes_in_direct_messages_but_that_is_not_the_last_event(
    workspace: Workspace, app: TinyApp
) -> None:
    message = posted(workspace, channel="D0ADA")
    with pytest.raises(NotPossibleError):
        workspace.redeliver()
    workspace.board.remove(message)
    workspace.close()
    told = {got.event["event"].get("subtype"): got.event["event"] for got in app.got}
    assert told[None]["bot_id"] == "B0CAPIBOT"
    assert told["message_deleted"]["deleted_ts"] == message.ts


def told(app: TinyApp) -> list[str]:
    return [got.event["event"]["type"] for got in app.got]


def test_who_comes_and_goes_is_seen_and_told(make: Callable[..., Workspace], app: TinyApp) -> None:
    events = ("member_joined_channel", "member_left_channel", "channel_left")
    workspace = make(app_url=app.url, directory=replace(Directory(), bot_events=events, scopes=("channels:read",)))
    version = workspace.board.wait(0, 0)
    assert workspace.register.join("C0LOBBY", "U0CAPIBOT", by="U0ADA")
    assert workspace.board.wait(version, 0) > version
    workspace.register.leave("C0LOBBY", "U0GRACE")
    workspace.register.leave("C0LOBBY", "U0CAPIBOT")
    workspace.close()
    assert sorted(told(app)) == ["channel_left", "member_joined_channel", "member_left_channel"]
    assert [(each.subtype, each.text) for each in workspace.board.messages] == [
        ("channel_join", "<@U0CAPIBOT> has joined the channel"),
        ("channel_leave", "<@U0GRACE> has left the channel"),
        ("channel_leave", "<@U0CAPIBOT> has left the channel"),
    ]


def test_a_channel_that_is_added_is_seen_without_a_word(workspace: Workspace) -> None:
    version = workspace.board.wait(0, 0)
    workspace.register.put(Channel(id="C0NEW", name="new"))
    assert workspace.board.wait(version, 0) > version
    assert "C0NEW" in [each["id"] for each in workspace.state("U0ADA")["channels"]]
    assert workspace.board.messages == ()


def test_a_message_that_waited_gets_its_ts_when_it_is_posted(workspace: Workspace, clock: Clock) -> None:
    workspace.outbox.add(Message(ts="", channel="C0CALLS", user="U0CAPIBOT", text="Later"), int(clock.now) + 60)
    clock.now += 60
    workspace.outbox.post_due()
    [message] = workspace.board.messages
    assert float(message.ts) >= clock.now
