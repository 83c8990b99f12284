from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.sandbox.world.records import (
    PRICE_PER_MINUTE,
    Call,
    Conversation,
    Event,
    format_time,
    ident,
    parse_time,
    price,
    seeded_random,
)

AT = datetime(2018, 10, 25, 9, 26, 18, 999000, tzinfo=UTC)


def test_a_time_is_written_as_the_api_writes_it() -> None:
    assert format_time(AT) == "2018-10-25T09:26:18.999Z"
    assert format_time(AT.replace(microsecond=0)) == "2018-10-25T09:26:18.000Z"


@pytest.mark.parametrize(
    "text", ["2018-10-25T09:26:18.999Z", "2018-10-25 09:26:18.999", "2018-10-25T11:26:18.999+02:00"]
)
def test_every_spelling_of_a_time_is_the_same_moment(text: str) -> None:
    assert parse_time(text) == AT


def test_a_label_always_gets_the_same_id_and_no_other_label_does() -> None:
    assert ident("CON", "one") == ident("CON", "one")
    assert len({ident("CON", "one"), ident("CON", "two"), ident("MEM", "one")}) == 3
    assert len(ident("CON", "one")) == len("CON-") + 36
    assert len(ident("", "one")) == 36


def test_the_sequence_number_is_the_last_events_id() -> None:
    empty = Conversation(id="CON-1", name="one", created=AT)
    item = Conversation(id="CON-1", name="one", created=AT, events=(Event(id=7, type="text", at=AT),))
    assert (empty.sequence_number, item.sequence_number) == (0, 7)


@pytest.mark.parametrize(
    ("answered", "ended", "billed_seconds"), [(None, None, None), (5, None, None), (None, 9, 0), (5, 9.4, 4)]
)
def test_only_the_time_after_a_call_was_answered_is_paid_for(
    answered: float | None, ended: float | None, billed_seconds: int | None
) -> None:
    item = Call(
        id="leg",
        conversation_id="CON-1",
        from_={},
        to={},
        status="completed",
        direction="inbound",
        started=AT,
        answered=None if answered is None else AT + timedelta(seconds=answered),
        ended=None if ended is None else AT + timedelta(seconds=ended),
    )
    assert item.billed_seconds == billed_seconds


@pytest.mark.parametrize(("seconds", "euros"), [(0, 0), (22, 0.0088), (60, PRICE_PER_MINUTE)])
def test_seconds_are_charged_one_by_one(seconds: float, euros: float) -> None:
    assert price(seconds) == pytest.approx(euros)


def test_the_same_labels_give_the_same_numbers_and_others_give_others() -> None:
    assert seeded_random(1, "scene", 2).random() == seeded_random(1, "scene", 2).random()
    assert len({seeded_random(*labels).random() for labels in ((1, 2), (2, 1), (12,), ("scene", 1, 2))}) == 4
