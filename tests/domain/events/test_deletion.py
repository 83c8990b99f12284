from __future__ import annotations

from datetime import UTC, datetime

import pytest

from capi_bot.capi.models import Event, Json
from capi_bot.domain.events import describe_event
from capi_bot.domain.events.catalogue import CATALOGUE
from capi_bot.domain.events.conversations import deletion_time, is_deleted

WRITTEN = datetime(2026, 1, 1, 10, tzinfo=UTC)
DELETED: Json = {"timestamp": {"deleted": "2026-01-01T10:03:00.000Z"}}


def _event(event_type: str, body: Json, written: datetime | None = WRITTEN) -> Event:
    return Event(id=7, type=event_type, from_user_name="ada", timestamp=written, body=body)


@pytest.mark.parametrize(
    ("event_type", "text"),
    [
        ("text", "ada wrote a message (deleted 3 min later)"),
        ("text:new", "ada wrote a message (deleted 3 min later)"),
        ("text:update", "ada changed a message (deleted 3 min later)"),
        ("message", "ada sent a message (deleted 3 min later)"),
        ("image", "ada sent an image (deleted 3 min later)"),
        ("ephemeral", "ada sent an ephemeral event (deleted 3 min later)"),
        ("custom:order", "ada sent the custom event order (deleted 3 min later)"),
        # What such an event said of the call is gone with its body, even whom it was about.
        ("member:left", "ada caused the event member:left (deleted 3 min later)"),
        ("sip:ringing", "ada caused the event sip:ringing (deleted 3 min later)"),
        ("audio:asr:done", "ada caused the event audio:asr:done (deleted 3 min later)"),
        ("message:seen", "ada caused the event message:seen (deleted 3 min later)"),
        ("conversation:updated", "ada caused the event conversation:updated (deleted 3 min later)"),
        ("video:hologram:on", "ada caused the event video:hologram:on (deleted 3 min later)"),
    ],
)
def test_a_deleted_event_says_who_did_what_and_when_it_was_deleted(event_type: str, text: str) -> None:
    assert describe_event(_event(event_type, DELETED)).text == text


@pytest.mark.parametrize("event_type", [*CATALOGUE, "custom:order", "new", ""])
def test_every_type_may_be_deleted(event_type: str) -> None:
    event = _event(event_type, {**DELETED, "text": "secret", "message_type": "image", "image": {"caption": "secret"}})
    if event_type == "conversation:deleted":
        assert not is_deleted(event)
        return
    description = describe_event(event)
    assert description.detail.endswith("deleted 3 min later")
    assert "secret" not in description.text
    assert "empty" not in description.text


@pytest.mark.parametrize("event_type", ["text", "text:new", "text:update", "message", "image"])
def test_a_message_with_an_empty_body_was_deleted_at_an_unknown_time(event_type: str) -> None:
    event = _event(event_type, {})
    assert is_deleted(event)
    assert deletion_time(event) is None
    assert describe_event(event).detail == "deleted"


@pytest.mark.parametrize("event_type", ["text:typing:on", "rtc:terminate", "custom:order", "audio:mute:on"])
def test_other_events_may_have_an_empty_body(event_type: str) -> None:
    assert not is_deleted(_event(event_type, {}))


@pytest.mark.parametrize(
    "body",
    [
        {"text": "hi", "timestamp": {"deleted": None}},
        {"text": "hi", "timestamp": {"deleted": ""}},
        {"text": "hi", "timestamp": "2026-01-01T10:03:00.000Z"},
        {"text": "hi", "timestamp": {"deleted": False}},
        {"text": "hi", "deleted": True},
    ],
)
def test_what_has_no_time_of_deletion_is_not_deleted(body: Json) -> None:
    assert describe_event(_event("text", body)).text == "ada wrote “hi”"


def test_the_kind_of_a_deleted_message_is_kept_where_it_is_known() -> None:
    assert describe_event(_event("message", {**DELETED, "message_type": "reply"})).predicate == (
        "sent a reply (deleted 3 min later)"
    )


@pytest.mark.parametrize(
    ("deleted", "written", "detail"),
    [
        ("2026-01-01T10:00:00.400Z", WRITTEN, "deleted at once"),
        ("2026-01-01T09:59:00Z", WRITTEN, "deleted at once"),
        ("2026-01-03T12:00:00Z", WRITTEN, "deleted 2 days 2 h later"),
        (1767261780000, WRITTEN, "deleted 3 min later"),
        ("1767261780000", WRITTEN, "deleted 3 min later"),
        ("2026-01-01T10:03:00Z", None, "deleted on 1 Jan 2026 at 10:03 UTC"),
        ("yesterday", WRITTEN, "deleted"),
        ({"at": 1}, WRITTEN, "deleted"),
        (True, None, "deleted"),
        (10**30, WRITTEN, "deleted"),
        ("9999-12-31T23:59:59-12:00", WRITTEN, "deleted"),
    ],
)
def test_the_time_of_deletion_is_told_as_far_as_it_is_known(
    deleted: object, written: datetime | None, detail: str
) -> None:
    assert describe_event(_event("text", {"timestamp": {"deleted": deleted}}, written)).detail == detail
