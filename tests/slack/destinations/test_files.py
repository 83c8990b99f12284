from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.errors import DeadlineExceededError
from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations import AttachedFiles, files
from capi_bot.slack.destinations.destination import BRIEF, LONG
from capi_bot.slack.messages import (
    Document,
    Message,
    PendingReply,
    as_pending,
)
from capi_bot.slack.views import downloads
from tests.fakes_slack import Answer, FakeSlack
from tests.slack.interactions import (
    FAILURE,
    LISTED,
    message,
    press,
    show,
    told,
)

WAIT = message("wait")
FILES = replace(message("two files"), documents=(Document(name="a.json", title="a", text="{}"),))


@pytest.fixture
def place(client: SlackClient, slack: FakeSlack) -> AttachedFiles:
    url = f"{slack.url}/upload"
    slack.known["files.getUploadURLExternal"] = {"upload_url": url, "file_id": "F1"}
    slack.known["files.completeUploadExternal"] = {"files": [{"id": "F1"}]}
    return AttachedFiles(client=client, action=press(slack, "card.download"))


def test_files_go_into_the_thread_of_the_pressed_message(place: AttachedFiles, slack: FakeSlack) -> None:
    place.show(as_pending(FILES))

    assert [sent.to for sent in slack.sent] == ["files.getUploadURLExternal", "/upload", "files.completeUploadExternal"]


@pytest.mark.parametrize(
    ("error", "told_what"),
    [
        ("missing_scope", downloads.missing_scope),
        ("not_in_channel", downloads.not_in_channel),
        ("internal_error", downloads.not_uploaded),
    ],
)
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_what_slack_refuses_is_told_to_the_presser_with_what_to_do(
    place: AttachedFiles, slack: FakeSlack, method: str, error: str, told_what: Callable[[], Message]
) -> None:
    slack.refuse(method, error)

    place.show(as_pending(FILES))

    assert slack.sent[-1].body["text"] == told_what().text
    assert slack.sent[-1].body["response_type"] == "ephemeral"


def test_an_upload_that_breaks_off_is_told_too(place: AttachedFiles, slack: FakeSlack) -> None:
    slack.script("/upload", Answer(status=500))
    slack.refuse("/response/press1", "used_url")

    place.show(as_pending(FILES))

    assert slack.sent[-1].to == "chat.postEphemeral"
    assert slack.sent[-1].body["text"] == downloads.not_uploaded().text


def test_what_takes_a_while_is_told_first_and_then_attached(place: AttachedFiles, slack: FakeSlack) -> None:
    looks = iter([(WAIT, False), (WAIT, False), (FILES, True)])
    patience: list[float] = []

    def look(seconds: float) -> tuple[Message, bool]:
        patience.append(seconds)
        return next(looks)

    show(place, PendingReply(look=look))

    assert patience == [BRIEF, LONG, LONG]
    assert (slack.sent[0].to, slack.sent[0].text) == ("/response/press1", "wait")
    assert slack.sent[0].body["response_type"] == "ephemeral"
    assert slack.sent[-1].to == "files.completeUploadExternal"


def test_files_that_are_never_ready_are_given_up(
    place: AttachedFiles, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LOOKS", 2)

    with pytest.raises(DeadlineExceededError):
        show(place, PendingReply(look=lambda _: (WAIT, False)))

    assert [sent.text for sent in slack.sent] == ["wait"]


def test_a_failure_to_read_is_told_only_to_the_presser(place: AttachedFiles, slack: FakeSlack) -> None:
    place.fail(FAILURE)

    assert told(slack, "response_type", "thread_ts") == [("ephemeral", None)]
    assert LISTED not in str(slack.sent[-1].body)
