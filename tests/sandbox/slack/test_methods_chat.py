from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.errors import RefusedError
from capi_bot.sandbox.slack.methods.table import METHODS
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
    [message] = workspace.store.messages
    assert (answer["channel"], answer["ts"]) == ("C0CALLS", message.ts)
    assert answer["message"]["blocks"][0]["block_id"]
    assert (message.user, message.text) == ("U0CAPIBOT", "List")


def test_a_reply_hangs_in_its_thread(slack: WebClient, workspace: Workspace) -> None:
    parent = slack.chat_postMessage(channel="C0CALLS", text="List")["ts"]
    slack.chat_postMessage(channel="C0CALLS", text="Card", thread_ts=parent)
    assert workspace.store.messages[1].thread_ts == parent
    assert code(lambda: slack.chat_postMessage(channel="C0CALLS", text="x", thread_ts="1.0")) == "thread_not_found"


def test_invalid_blocks_name_their_place(slack: WebClient) -> None:
    answer = refused(lambda: slack.chat_postMessage(channel="C0CALLS", text="x", blocks=[DIVIDER] * 51))
    assert answer["errors"] == ["no more than 50 items allowed [json-pointer:/blocks]"]
    assert answer["response_metadata"]["messages"] == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]


def test_a_text_too_long_is_cut_in_a_message_and_refused_in_an_update(slack: WebClient, workspace: Workspace) -> None:
    answer = slack.chat_postMessage(channel="C0CALLS", text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert len(workspace.store.messages[0].text) == 40_000
    long = {"channel": "C0CALLS", "ts": answer["ts"], "text": "x" * 4001}
    assert code(lambda: slack.chat_update(**long)) == "msg_too_long"


def test_an_update_without_blocks_removes_them(slack: WebClient, workspace: Workspace) -> None:
    ts = slack.chat_postMessage(channel="C0CALLS", text="List", blocks=[DIVIDER])["ts"]
    slack.chat_update(channel="C0CALLS", ts=ts, text="List", blocks=[DIVIDER])
    assert not workspace.store.messages[0].edited
    assert slack.chat_update(channel="C0CALLS", ts=ts, text="Gone")["text"] == "Gone"
    assert workspace.store.messages[0].blocks is None


def test_only_the_bots_own_lasting_messages_change(slack: WebClient, workspace: Workspace) -> None:
    theirs = workspace.composer.send("U0ADA", "C0CALLS", "hello").ts or ""
    assert code(lambda: slack.chat_update(channel="C0CALLS", ts=theirs, text="x")) == "cant_update_message"
    assert code(lambda: slack.chat_delete(channel="C0CALLS", ts=theirs)) == "cant_delete_message"
    secret = slack.chat_postEphemeral(channel="C0CALLS", user="U0ADA", text="psst")["message_ts"]
    assert code(lambda: slack.chat_update(channel="C0CALLS", ts=secret, text="x")) == "message_not_found"
    assert code(lambda: slack.chat_delete(channel="C0CALLS", ts=secret)) == "message_not_found"
    assert code(lambda: slack.chat_update(channel="C0CALLS", ts="1.0", text="x")) == "message_not_found"
    assert code(lambda: slack.chat_update(channel="C0LOBBY", ts="1.0", text="x")) == "not_in_channel"


def test_an_ephemeral_message_is_for_one_person(slack: WebClient, workspace: Workspace) -> None:
    slack.chat_postEphemeral(channel="C0CALLS", user="U0ADA", text="psst")
    assert workspace.store.messages[0].ephemeral_to == "U0ADA"
    for user in ("U0NOBODY", "U0CAPIBOT"):
        act = {"channel": "C0CALLS", "user": user, "text": "psst"}
        assert code(lambda act=act: slack.chat_postEphemeral(**act)) == "user_not_in_channel"


def test_direct_messages_are_reached_by_their_id_and_by_the_person(slack: WebClient, workspace: Workspace) -> None:
    for name in ("D0ADA", "U0ADA"):
        answer = slack.chat_postMessage(channel=name, text="Hello")
        assert answer["channel"] == "D0ADA"
    assert {each.channel for each in workspace.store.messages} == {"D0ADA"}
    ts = workspace.store.messages[0].ts
    assert slack.chat_update(channel="D0ADA", ts=ts, text="Hello again")["ok"]
    assert code(lambda: slack.chat_postMessage(channel="U0CAPIBOT", text="Hello")) == "channel_not_found"


def test_with_a_scope_the_bot_posts_where_it_is_no_member(make: Callable[..., Workspace]) -> None:
    customizing = make(directory=replace(Directory(), scopes=("chat:write", "chat:write.public")))
    posted = call(customizing, "chat.postMessage", {"channel": "C0LOBBY", "text": "x"}, TOKEN)
    assert (
        call(customizing, "chat.update", {"channel": "C0LOBBY", "ts": posted["ts"], "text": "y"}, TOKEN)
        == "not_in_channel"
    )


def sent(slack: WebClient, name: str = "call.json", content: bytes = b"{}") -> str:
    """Return the id of a file whose bytes are there."""
    answer = slack.files_getUploadURLExternal(filename=name, length=len(content))
    assert requests.post(str(answer["upload_url"]), data=content, timeout=5).ok
    return str(answer["file_id"])


def test_the_sdk_uploads_into_a_thread(slack: WebClient, workspace: Workspace, own_url: str) -> None:
    parent = slack.chat_postMessage(channel="C0CALLS", text="Card")["ts"]
    answer = slack.files_upload_v2(
        channel="C0CALLS",
        thread_ts=parent,
        filename="events.csv",
        title="Events",
        content="type,at\r\n",
        initial_comment="The whole call",
    )
    message = workspace.store.messages[-1]
    assert (message.text, message.thread_ts, message.user) == ("The whole call", parent, "U0CAPIBOT")
    [file] = message.files
    assert (file.id, file.title, file.mimetype, file.size) == (answer["files"][0]["id"], "Events", "text/csv", 9)
    assert requests.get(f"{own_url}/files/{file.id}/{file.name}", timeout=5).content == b"type,at\r\n"


def test_arguments_may_be_json(own_url: str, workspace: Workspace) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    fields = {"filename": "call.json", "length": 2}
    url = f"{own_url}/api/files.getUploadURLExternal"
    promised = requests.post(url, json=fields, headers=headers, timeout=5).json()
    requests.post(promised["upload_url"], data=b"{}", timeout=5)
    files = [{"id": promised["file_id"], "title": "Call"}]
    completion = {"files": files, "channels": "C0CALLS,D0ADA"}
    url = f"{own_url}/api/files.completeUploadExternal"
    assert requests.post(url, json=completion, headers=headers, timeout=5).json()["ok"]
    assert [each.channel for each in workspace.store.messages] == ["C0CALLS", "D0ADA"]


@pytest.mark.parametrize(
    ("channel", "thread_ts", "error"),
    [
        ("C0LOBBY", None, "not_in_channel"),
        ("C0NOWHERE", None, "channel_not_found"),
        ("C0CALLS", "1.0", "thread_not_found"),
    ],
)
def test_a_file_that_cannot_be_shared_there_can_still_be_shared_elsewhere(
    slack: WebClient, workspace: Workspace, channel: str, thread_ts: str | None, error: str
) -> None:
    files: list[dict[str, str | None]] = [{"id": sent(slack), "title": "Call"}]
    answer = refused(lambda: slack.files_completeUploadExternal(files=files, channel_id=channel, thread_ts=thread_ts))
    assert answer["error"] == error
    slack.files_completeUploadExternal(files=files, channel_id="C0CALLS")
    assert len(workspace.store.messages) == 1


def test_a_file_without_its_bytes_is_not_there(slack: WebClient) -> None:
    promised = slack.files_getUploadURLExternal(filename="call.json", length=2)["file_id"]
    for file_id in (promised, "F0"):
        files: list[dict[str, str | None]] = [{"id": file_id}]
        answer = refused(lambda files=files: slack.files_completeUploadExternal(files=files))
        assert answer["error"] == "file_not_found"


@pytest.mark.parametrize(
    ("arguments", "lacking"),
    [({"length": 2}, "filename"), ({"filename": "a"}, "length"), ({"filename": "a", "length": "two"}, "length")],
)
def test_an_upload_needs_a_name_and_a_length(workspace: Workspace, arguments: dict[str, Any], lacking: str) -> None:
    with pytest.raises(RefusedError) as caught:
        METHODS["files.getUploadURLExternal"].run(workspace, arguments)
    assert caught.value.as_json()["response_metadata"]["messages"] == [f"[ERROR] missing required field: {lacking}"]


@pytest.mark.parametrize(
    ("mistake", "error"),
    [
        (lambda slack: slack.chat_postMessage(channel="C0LOBBY", text="x"), "not_in_channel"),
        (lambda slack: slack.chat_postMessage(channel="C0CALLS", text="x", as_user=True), "invalid_arguments"),
        (lambda slack: slack.chat_update(channel="U0ADA", ts="1.0", text="x"), "channel_not_found"),
        (lambda slack: slack.api_call("chat.postMessage", json={"text": "x"}), "invalid_arguments"),
        (lambda slack: slack.users_info(user="U0ADA"), "missing_scope"),
        (lambda slack: slack.users_info(user="U0ADA", token="xoxb-other-workspace"), "invalid_auth"),
        (lambda slack: slack.api_call("users.shout"), "unknown_method"),
    ],
)
def test_a_mistake_gets_slacks_error(slack: WebClient, mistake: Callable[[WebClient], object], error: str) -> None:
    assert refused(lambda: mistake(slack))["error"] == error
