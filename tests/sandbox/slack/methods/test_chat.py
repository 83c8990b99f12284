from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import call

TOKEN = "xoxb-made-up"
DIVIDER = {"type": "divider"}


def refused(act: Callable[[], object]) -> Any:  # noqa: ANN401 - the answer's JSON
    with pytest.raises(SlackApiError) as caught:
        act()
    return caught.value.response


def code(act: Callable[[], object]) -> str:
    return str(refused(act)["error"])


def test_a_message_is_posted_with_its_blocks(slack: WebClient, workspace: Workspace) -> None:
    answer = slack.chat_postMessage(channel="#calls", text="List", blocks=[DIVIDER], unfurl_links=False)
    [message] = workspace.board.messages
    assert (answer["channel"], answer["ts"]) == ("C0CALLS", message.ts)
    assert answer["message"]["blocks"][0]["block_id"]
    assert (message.user, message.text) == ("U0CAPIBOT", "List")


def test_a_form_may_carry_blocks_as_json(slack: WebClient, workspace: Workspace) -> None:
    fields = {"channel": "C0CALLS", "blocks": json.dumps([DIVIDER])}
    assert slack.api_call("chat.postMessage", data=fields)["ok"]
    assert workspace.board.messages[0].blocks is not None
    broken = {"channel": "C0CALLS", "blocks": "[{"}
    assert code(lambda: slack.api_call("chat.postMessage", data=broken)) == "invalid_blocks_format"


def test_a_reply_hangs_in_its_thread(slack: WebClient, workspace: Workspace) -> None:
    parent = slack.chat_postMessage(channel="C0CALLS", text="List")["ts"]
    slack.chat_postMessage(channel="C0CALLS", text="Card", thread_ts=parent, reply_broadcast=True)
    reply = workspace.board.messages[1]
    assert (reply.thread_ts, reply.broadcast) == (parent, True)
    assert code(lambda: slack.chat_postMessage(channel="C0CALLS", text="x", thread_ts="1.0")) == "thread_not_found"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0LOBBY", "text": "x"}, "not_in_channel"),
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0CALLS", "text": "x", "blocks": [{"type": "marquee"}]}, "invalid_blocks"),
    ],
)
def test_a_message_that_slack_would_refuse_is_refused(slack: WebClient, arguments: dict[str, Any], error: str) -> None:
    assert code(lambda: slack.chat_postMessage(**arguments)) == error


def test_invalid_blocks_are_told_with_their_place(slack: WebClient) -> None:
    answer = refused(lambda: slack.chat_postMessage(channel="C0CALLS", text="x", blocks=[DIVIDER] * 51))
    assert answer["errors"] == ["no more than 50 items allowed [json-pointer:/blocks]"]
    assert answer["response_metadata"]["messages"] == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]


def test_a_text_too_long_is_cut_in_a_message_and_refused_in_an_update(slack: WebClient, workspace: Workspace) -> None:
    answer = slack.chat_postMessage(channel="C0CALLS", text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert len(workspace.board.messages[0].text) == 40_000
    long = {"channel": "C0CALLS", "ts": answer["ts"], "text": "x" * 4001}
    assert code(lambda: slack.chat_update(**long)) == "msg_too_long"


def test_an_update_without_blocks_removes_them(slack: WebClient, workspace: Workspace) -> None:
    ts = slack.chat_postMessage(channel="C0CALLS", text="List", blocks=[DIVIDER])["ts"]
    slack.chat_update(channel="C0CALLS", ts=ts, text="List", blocks=[DIVIDER])
    assert not workspace.board.messages[0].edited
    assert slack.chat_update(channel="C0CALLS", ts=ts, text="Gone")["text"] == "Gone"
    assert workspace.board.messages[0].blocks is None


def test_only_the_bots_own_lasting_messages_change(slack: WebClient, workspace: Workspace) -> None:
    theirs = workspace.composer.send("U0ADA", "C0CALLS", "hello").ts or ""
    assert code(lambda: slack.chat_update(channel="C0CALLS", ts=theirs, text="x")) == "cant_update_message"
    assert code(lambda: slack.chat_delete(channel="C0CALLS", ts=theirs)) == "cant_delete_message"
    secret = slack.chat_postEphemeral(channel="C0CALLS", user="U0ADA", text="psst")["message_ts"]
    assert code(lambda: slack.chat_update(channel="C0CALLS", ts=secret, text="x")) == "message_not_found"
    assert code(lambda: slack.chat_delete(channel="C0CALLS", ts=secret)) == "message_not_found"
    assert code(lambda: slack.chat_update(channel="C0CALLS", ts="1.0", text="x")) == "message_not_found"
    assert code(lambda: slack.chat_update(channel="C0LOBBY", ts="1.0", text="x")) == "not_in_channel"


def test_an_own_message_is_deleted(slack: WebClient, workspace: Workspace) -> None:
    ts = slack.chat_postMessage(channel="C0CALLS", text="List")["ts"]
    assert slack.chat_delete(channel="C0CALLS", ts=ts)["ts"] == ts
    assert workspace.board.messages == ()


def test_an_ephemeral_message_is_for_one_person(slack: WebClient, workspace: Workspace) -> None:
    slack.chat_postEphemeral(channel="C0CALLS", user="U0ADA", text="psst")
    assert workspace.board.messages[0].ephemeral_to == "U0ADA"
    for user in ("U0NOBODY", "U0CAPIBOT"):
        act = {"channel": "C0CALLS", "user": user, "text": "psst"}
        assert code(lambda act=act: slack.chat_postEphemeral(**act)) == "user_not_in_channel"


def test_a_message_of_the_bot_where_it_is_no_member_cannot_be_updated(slack: WebClient, workspace: Workspace) -> None:
    message = workspace.board.put(Message(ts=workspace.board.next_ts(), channel="C0LOBBY", user="U0CAPIBOT"))
    assert code(lambda: slack.chat_update(channel="C0LOBBY", ts=message.ts, text="x")) == "not_in_channel"


def test_direct_messages_are_reached_by_their_id_and_by_the_person(slack: WebClient, workspace: Workspace) -> None:
    for name in ("D0ADA", "U0ADA"):
        answer = slack.chat_postMessage(channel=name, text="Hello")
        assert answer["channel"] == "D0ADA"
    assert {each.channel for each in workspace.board.messages} == {"D0ADA"}
    ts = workspace.board.messages[0].ts
    assert slack.chat_update(channel="D0ADA", ts=ts, text="Hello again")["ok"]
    assert code(lambda: slack.chat_postMessage(channel="U0CAPIBOT", text="Hello")) == "channel_not_found"


@pytest.fixture
def customizing(make: Callable[..., Workspace]) -> Workspace:
    return make(directory=replace(Directory(), scopes=("chat:write", "chat:write.customize", "chat:write.public")))


def test_a_name_and_a_picture_of_ones_own_need_a_scope(workspace: Workspace, customizing: Workspace) -> None:
    asked = {"channel": "C0CALLS", "text": "x", "username": "Night shift", "icon_emoji": ":owl:"}
    shown = call(customizing, "chat.postMessage", asked, TOKEN)["message"]
    assert (shown["username"], shown["icons"], shown["subtype"]) == ("Night shift", {"emoji": ":owl:"}, "bot_message")
    assert "username" not in call(workspace, "chat.postMessage", asked, TOKEN)["message"]
    pictured = {"channel": "C0CALLS", "text": "x", "icon_url": "https://example.com/owl.png"}
    assert call(customizing, "chat.postMessage", pictured, TOKEN)["message"]["icons"] == {
        "image_48": "https://example.com/owl.png"
    }


def test_with_a_scope_the_bot_posts_where_it_is_no_member(customizing: Workspace) -> None:
    posted = call(customizing, "chat.postMessage", {"channel": "C0LOBBY", "text": "x"}, TOKEN)
    with pytest.raises(RefusedError, match="not_in_channel"):
        call(customizing, "chat.update", {"channel": "C0LOBBY", "ts": posted["ts"], "text": "y"}, TOKEN)


def test_a_message_may_be_markdown_and_carry_metadata(slack: WebClient, workspace: Workspace) -> None:
    metadata = {"event_type": "call_ended", "event_payload": {"id": "CON-1"}}
    answer = slack.chat_postMessage(channel="C0CALLS", markdown_text="**Ended**", metadata=metadata)
    assert answer["message"]["blocks"][0]["type"] == "markdown"
    assert workspace.board.messages[0].metadata == metadata
    slack.chat_update(channel="C0CALLS", ts=answer["ts"], text="Ended")
    assert workspace.board.messages[0].metadata == metadata
    slack.chat_update(channel="C0CALLS", ts=answer["ts"], text="Ended", metadata={})
    assert workspace.board.messages[0].metadata is None


def test_a_me_message_is_marked_as_one(slack: WebClient, workspace: Workspace) -> None:
    ts = slack.chat_meMessage(channel="C0CALLS", text="waves")["ts"]
    assert [(each.ts, each.subtype, each.text) for each in workspace.board.messages] == [(ts, "me_message", "waves")]
    assert code(lambda: slack.chat_meMessage(channel="C0CALLS", text="")) == "no_text"


def test_a_permalink_leads_to_a_message_and_to_a_reply(slack: WebClient) -> None:
    parent = str(slack.chat_postMessage(channel="C0CALLS", text="List")["ts"])
    reply = str(slack.chat_postMessage(channel="C0CALLS", text="Card", thread_ts=parent)["ts"])
    links = [slack.chat_getPermalink(channel="C0CALLS", message_ts=ts)["permalink"] for ts in (parent, reply)]
    archive = "https://sandbox.slack.com/archives/C0CALLS"
    assert links == [
        f"{archive}/p{parent.replace('.', '')}",
        f"{archive}/p{reply.replace('.', '')}?thread_ts={parent}&cid=C0CALLS",
    ]
    assert code(lambda: slack.chat_getPermalink(channel="C0CALLS", message_ts="1.0")) == "message_not_found"


def test_an_ephemeral_message_is_for_members(slack: WebClient, workspace: Workspace) -> None:
    workspace.register.put(Channel(id="C0FEW", name="few", members=("U0ADA",)))
    slack.chat_postEphemeral(channel="C0FEW", user="U0ADA", text="psst")
    act = {"channel": "C0FEW", "user": "U0GRACE", "text": "psst"}
    assert code(lambda: slack.chat_postEphemeral(**act)) == "user_not_in_channel"
