from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.errors import DeadlineExceededError
from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.pressed_message import ThreadFiles
from capi_bot.slack.messages import Document, Message
from capi_bot.slack.pending_reply import MAX_POLLS, REPLACE_WAIT, UPDATE_WAIT
from capi_bot.slack.views import sharing
from tests.fakes_slack import Answer, FakeSlack
from tests.slack.interactions import (
    FAILURE,
    LISTED,
    ScriptedReply,
    message,
    press,
    sent_fields,
    show,
)

FILES = replace(message("last"), documents=(Document(name="a.json", title="a", text="{}"),))


class CollectedFiles(ScriptedReply):
    """Files that take a while to collect."""

    def message(self, text: str) -> Message:
        return FILES if text == "last" else message("wait")


@pytest.fixture
def thread(client: SlackClient, slack: FakeSlack) -> ThreadFiles:
    url = f"{slack.url}/upload"
    slack.known["files.getUploadURLExternal"] = {"upload_url": url, "file_id": "F1"}
    slack.known["files.completeUploadExternal"] = {"files": [{"id": "F1"}]}
    return ThreadFiles(client, press(slack, "card.download"))


def test_files_go_into_the_thread_of_the_pressed_message(thread: ThreadFiles, slack: FakeSlack) -> None:
    show(thread, FILES)

    assert [sent.to for sent in slack.sent] == ["files.getUploadURLExternal", "/upload", "files.completeUploadExternal"]


@pytest.mark.parametrize(
    ("error", "report"),
    [
        ("missing_scope", sharing.missing_scope),
        ("not_in_channel", sharing.not_in_channel),
        ("file_uploads_disabled", sharing.not_uploaded),
    ],
)
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_what_slack_refuses_is_shown_to_the_person_who_pressed_with_what_to_do(
    thread: ThreadFiles, slack: FakeSlack, method: str, error: str, report: Callable[[], Message]
) -> None:
    slack.refuse(method, error)

    show(thread, FILES)

    assert slack.sent[-1].body["text"] == report().text
    assert slack.sent[-1].body["response_type"] == "ephemeral"


def test_an_upload_that_breaks_off_is_told_too(thread: ThreadFiles, slack: FakeSlack) -> None:
    slack.script("/upload", Answer(status=500))
    slack.refuse("/response/press1", "used_url")

    show(thread, FILES)

    assert slack.sent[-1].to == "chat.postEphemeral"
    assert slack.sent[-1].body["text"] == sharing.not_uploaded().text


def test_what_takes_a_while_is_told_first_and_then_attached(thread: ThreadFiles, slack: FakeSlack) -> None:
    reply = CollectedFiles(finished_at=2)

    show(thread, reply)

    assert reply.timeouts == [REPLACE_WAIT, UPDATE_WAIT, UPDATE_WAIT]
    assert (slack.sent[0].to, slack.sent[0].text) == ("/response/press1", "wait")
    assert slack.sent[0].body["response_type"] == "ephemeral"
    assert [sent.to for sent in slack.sent[1:]] == [
        "files.getUploadURLExternal",
        "/upload",
        "files.completeUploadExternal",
    ]


def test_what_slack_refuses_after_a_while_is_shown_to_the_person_who_pressed_too(
    thread: ThreadFiles, slack: FakeSlack
) -> None:
    slack.refuse("files.getUploadURLExternal", "missing_scope")

    show(thread, CollectedFiles(finished_at=1))

    assert (slack.sent[-1].to, slack.sent[-1].text) == ("/response/press1", sharing.missing_scope().text)


def test_files_that_are_never_ready_are_given_up(thread: ThreadFiles, slack: FakeSlack) -> None:
    reply = CollectedFiles(finished_at=99)

    with pytest.raises(DeadlineExceededError):
        show(thread, reply)

    assert [sent.text for sent in slack.sent] == ["wait"]
    assert reply.timeouts == [REPLACE_WAIT, *[UPDATE_WAIT] * MAX_POLLS]


def test_a_failure_to_read_is_shown_only_to_the_person_who_pressed(thread: ThreadFiles, slack: FakeSlack) -> None:
    thread.report(FAILURE)

    assert sent_fields(slack, "response_type", "thread_ts") == [("ephemeral", None)]
    assert LISTED not in str(slack.sent[-1].body)
