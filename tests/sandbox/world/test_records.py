from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.sandbox.world.records import (
    Call,
    format_time,
    ident,
    parse_time,
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
