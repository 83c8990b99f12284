from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import call

TOKEN = "xoxb-made-up"


def refused(act: Callable[[], object]) -> Any:  # noqa: ANN401 - the answer's JSON
    with pytest.raises(SlackApiError) as caught:
        act()
    return caught.value.response


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
    message = workspace.board.messages[-1]
    assert (message.text, message.thread_ts, message.user) == ("The whole call", parent, "U0CAPIBOT")
    [file] = message.files
    assert (file.id, file.title, file.mimetype, file.size) == (answer["files"][0]["id"], "Events", "text/csv", 9)
    assert requests.get(f"{own_url}{file.path}", timeout=5).content == b"type,at\r\n"


def test_the_sdk_uploads_several_files_into_one_message(slack: WebClient, workspace: Workspace) -> None:
    uploads = [{"filename": "call.json", "content": "{}"}, {"filename": "events.csv", "content": "a,b"}]
    slack.files_upload_v2(channel="U0ADA", file_uploads=uploads)
    [message] = workspace.board.messages
    assert message.channel == "D0ADA"
    assert [file.name for file in message.files] == ["call.json", "events.csv"]


def test_arguments_may_be_json(own_url: str, workspace: Workspace) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    asked = {"filename": "call.json", "length": 2}
    url = f"{own_url}/api/files.getUploadURLExternal"
    promised = requests.post(url, json=asked, headers=headers, timeout=5).json()
    requests.post(promised["upload_url"], files={"file": ("call.json", b"{}")}, timeout=5)
    files = [{"id": promised["file_id"], "title": "Call"}]
    whole = {"files": files, "channels": "C0CALLS,D0ADA"}
    url = f"{own_url}/api/files.completeUploadExternal"
    assert requests.post(url, json=whole, headers=headers, timeout=5).json()["ok"]
    assert [each.channel for each in workspace.board.messages] == ["C0CALLS", "D0ADA"]


def test_a_file_that_goes_to_no_channel_stays_private(slack: WebClient, workspace: Workspace) -> None:
    answer = slack.files_completeUploadExternal(files=[{"id": sent(slack), "title": None}])
    assert answer["files"][0]["title"] == "call.json"
    assert workspace.board.messages == ()


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
    assert len(workspace.board.messages) == 1


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
    with pytest.raises(RefusedError, match="invalid_arguments") as caught:
        call(workspace, "files.getUploadURLExternal", arguments, TOKEN)
    assert caught.value.as_json()["response_metadata"]["messages"] == [f"[ERROR] missing required field: {lacking}"]


@pytest.mark.parametrize("files", [None, [], json.dumps([]), "{}"])
def test_a_completion_names_its_files(workspace: Workspace, files: object) -> None:
    with pytest.raises(RefusedError, match="invalid_arguments"):
        call(workspace, "files.completeUploadExternal", {"files": files}, TOKEN)


def test_an_app_without_the_scope_is_told_which_it_needs(make: Callable[..., Workspace]) -> None:
    workspace = make(directory=replace(Directory(), scopes=("commands", "chat:write")))
    for method in ("files.getUploadURLExternal", "files.completeUploadExternal"):
        with pytest.raises(RefusedError, match="missing_scope") as caught:
            call(workspace, method, {}, TOKEN)
        assert caught.value.details == {"needed": "files:write", "provided": "commands,chat:write"}


@pytest.fixture
def listing(granted: Any, clock: Any) -> Any:  # noqa: ANN401 - conftest's
    """A workspace with two files, a minute apart; the second is shared in a channel and in direct messages."""
    for name, channels in (("call.json", ""), ("wave.png", "C0CALLS,D0ADA")):
        file_id = granted("files.getUploadURLExternal", filename=name, length=2)["file_id"]
        granted.workspace.files.fill(file_id, b"{}")
        granted("files.completeUploadExternal", files=[{"id": file_id}], channels=channels)
        clock.now += 60
    return granted


def listed(listing: Any, **asked: object) -> list[str]:  # noqa: ANN401 - conftest's
    return [file["name"] for file in listing("files.list", **asked)["files"]]


def test_files_are_listed_newest_first_with_where_they_are(listing: Any) -> None:  # noqa: ANN401 - conftest's
    whole = listing("files.list")
    assert [(file["name"], file["channels"]) for file in whole["files"]] == [
        ("wave.png", ["C0CALLS", "D0ADA"]),
        ("call.json", []),
    ]
    assert whole["paging"] == {"count": 100, "total": 2, "page": 1, "pages": 1}
    assert listing("files.info", file=whole["files"][0]["id"])["file"] == whole["files"][0]


def test_a_list_of_files_is_narrowed(listing: Any) -> None:  # noqa: ANN401 - conftest's
    assert listed(listing, channel="D0ADA") == ["wave.png"]
    assert listed(listing, types="images,pdfs") == ["wave.png"]
    assert listed(listing, types="gdocs") == []
    assert listed(listing, user="U0CAPIBOT", count=1, page=2) == ["call.json"]
    assert listed(listing, user="U0ADA") == []
    first = listing("files.list")["files"][1]["created"]
    assert listed(listing, ts_to=first) == ["call.json"]
    assert listed(listing, ts_from=first + 1) == ["wave.png"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"types": "videos"}, "unknown_type"),
        ({"user": "U0NOBODY"}, "user_not_found"),
        ({"count": "0"}, "invalid_arguments"),
        ({"page": "two"}, "invalid_arguments"),
    ],
)
def test_a_list_of_files_that_slack_would_refuse_is_refused(
    granted: Any,  # noqa: ANN401 - conftest's
    asked: dict[str, str],
    error: str,
) -> None:
    assert granted.error("files.list", **asked) == error


def test_a_deleted_file_is_gone_from_its_messages(listing: Any) -> None:  # noqa: ANN401 - conftest's
    listing("chat.postMessage", channel="C0CALLS", text="Nothing attached")
    file_id = listing("files.list")["files"][0]["id"]
    listing("files.delete", file=file_id)
    assert [message.files for message in listing.workspace.board.messages] == [(), (), ()]
    assert listing.workspace.files.read(file_id) is None
    for method in ("files.delete", "files.info"):
        assert listing.error(method, file=file_id) == "file_not_found"
