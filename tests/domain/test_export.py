from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from capi_bot.capi import wire
from capi_bot.capi.models import Conversation, Event, Member
from capi_bot.domain.export import COLUMNS, conversation_to_json, events_to_csv

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
ADA = Member(id="MEM-1", user_display_name="Ada", raw={"id": "MEM-1", "channel": {"type": "app", "id": "30ce"}})
CALL = Conversation(id="CON-1", raw={"id": "CON-1", "name": "NAM-1"})


def _event(type_: str, body: dict[str, object]) -> Event:
    return Event(
        id=7, type=type_, from_member="MEM-1", timestamp=AT, body=body, raw={"id": 7, "type": type_, "body": body}
    )


def _rows(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table)))


def test_json_has_what_the_api_sent() -> None:
    event = _event("message", {"text": "Hello, “Ö”"})

    assert json.loads(conversation_to_json(CALL, [ADA], [event], all_members=True, all_events=True)) == {
        "conversation": {"id": "CON-1", "name": "NAM-1"},
        "members": [{"id": "MEM-1", "channel": {"type": "app", "id": "30ce"}}],
        "events": [event.raw],
        "all_members": True,
        "all_events": True,
    }


def test_csv_has_each_event_in_words_and_with_its_body() -> None:
    head, row = _rows(events_to_csv([_event("message", {"message_type": "text", "text": "Hello\nthere"})], [ADA]))

    assert tuple(head) == COLUMNS
    assert row[:5] == ["7", "2026-11-21T10:00:00+00:00", "messages", "message", "Ada"]
    assert json.loads(row[-1]) == {"message_type": "text", "text": "Hello\nthere"}


@pytest.mark.parametrize("body", ["Good morning", ["a", 1], 42, False])
def test_csv_has_a_body_that_is_no_object(body: object) -> None:
    (_, row) = _rows(events_to_csv([wire.parse_event({"type": "custom:order", "body": body})], [ADA]))

    assert json.loads(row[-1]) == body


def test_csv_has_when_an_event_was_deleted() -> None:
    body = {"timestamp": {"deleted": "2026-11-21T11:03:00.000Z"}}
    (_, row, other) = _rows(events_to_csv([_event("text", body), _event("text", {})], [ADA]))

    assert row[4:7] == ["Ada", "wrote a message", "deleted 2026-11-21T11:03:00+00:00"]
    assert other[4:7] == ["Ada", "wrote a message", "deleted"]


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r", "\0", "＝"])  # noqa: RUF001 - full width
def test_no_cell_starts_like_a_formula(beginning: str) -> None:
    member = Member(id=f"{beginning}1", user_display_name="Ada")
    event = Event(type=f"{beginning}cmd|' /C calc'!A0", from_member=f"{beginning}1", body={})

    (_, row) = _rows(events_to_csv([event], [member]))

    assert row[3] == f"'{event.type}"
    assert row[7] == f"'{beginning}1"


def test_an_event_without_id_and_time_has_empty_cells() -> None:
    assert _rows(events_to_csv([Event()], []))[1][:2] == ["", ""]


def test_neither_file_contains_credentials() -> None:
    body = {
        "list": [{"sip_password": ["hush"]}, "Bearer hush"],
        "stream_url": ["https://me:hush@example.com/a.mp3?accessToken=hush&auth=hush"],
        "text": "Mine is eyJhbGciOiJSUzI1NiJ9.e30.hush, keep it",
    }
    events = [wire.parse_event({"type": kind, "body": body}) for kind in ("custom:login", "message", "audio:play")]
    written = conversation_to_json(CALL, [ADA], events, all_members=True, all_events=True), events_to_csv(events, [ADA])

    assert all("hush" not in document for document in written)
    assert all("Mine is ••••, keep it" in document for document in written)
