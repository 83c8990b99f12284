from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from capi_bot.domain.liveness import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.commands import Command, format_command, parse
from capi_bot.slack.commands.list_filter import (
    EVERYTHING,
    MAX_FILTER_LENGTH,
    ListFilter,
    read_filter,
    write_filter,
)

WRITTEN = [
    ("", EVERYTHING),
    ("live", ListFilter(state=Liveness.LIVE)),
    ("since 2h", ListFilter(since="2h")),
    ("oldest", ListFilter(oldest=True)),
    ("with 447700900111", ListFilter(party="447700900111")),
    ("with Ada Lovelace", ListFilter(party="Ada Lovelace")),
    ('with "Open Desk"', ListFilter(party="Open Desk")),
    ('with "3 Amigos"', ListFilter(party="3 Amigos")),
    ('with "101"', ListFilter(party="101")),
    ('with "J. Smith"', ListFilter(party="J. Smith")),
    ("refund case", ListFilter(words=("refund", "case"))),
    ('"new order" "live" "447700900111" "liv"', ListFilter(words=("new order", "live", "447700900111", "liv"))),
    (
        "ended since 2026-11-01..2026-11-03 oldest refund with Ada",
        ListFilter(state=Liveness.ENDED, since="2026-11-01..2026-11-03", oldest=True, party="Ada", words=("refund",)),
    ),
]


@pytest.mark.parametrize(("text", "filters"), WRITTEN)
def test_a_filter_is_written_and_read_back(text: str, filters: ListFilter) -> None:
    assert write_filter(filters) == text
    assert read_filter(text) == filters


READ = [
    ("all newest", EVERYTHING),
    ("live LIVE", ListFilter(state=Liveness.LIVE)),
    ("refund with Ada live since 2h", ListFilter(state=Liveness.LIVE, since="2h", party="Ada", words=("refund",))),
    ("  since\u00a02h “new order”  ", ListFilter(since="2h", words=("new order",))),
    ('"" refund', ListFilter(words=("refund",))),
    ("since 2h since: 2 hours", ListFilter(since="2h")),
]


@pytest.mark.parametrize(("text", "filters"), READ)
def test_criteria_are_read_in_any_order_and_spelling(text: str, filters: ListFilter) -> None:
    assert read_filter(text) == filters


@pytest.mark.parametrize(
    "filters",
    [
        ListFilter(state=Liveness.UNKNOWN),
        ListFilter(since="monday"),
        ListFilter(since="2 hours"),
        ListFilter(party="+44 7700 900111"),
        ListFilter(party='"'),
        ListFilter(words=("“x”",)),
        ListFilter(words=("a  b",)),
        ListFilter(words=('a"b',)),
        ListFilter(words=("`",)),
        ListFilter(words=("",)),
        ListFilter(words=("x" * 101,)),
    ],
)
def test_a_filter_that_would_not_be_read_back_is_rejected(filters: ListFilter) -> None:
    with pytest.raises(UserError):
        write_filter(filters)


def test_a_filter_is_at_most_as_long_as_a_button_has_room_for() -> None:
    assert write_filter(read_filter("x" * MAX_FILTER_LENGTH)) == "x" * MAX_FILTER_LENGTH
    with pytest.raises(UserError, match="101 characters, and I keep 100"):
        read_filter("x" * (MAX_FILTER_LENGTH + 1))


@pytest.mark.parametrize("word", ["折り返し電話" * 16, "Я" * 100, "&" * 40])
def test_a_filter_in_any_script_is_kept(word: str) -> None:
    assert read_filter(write_filter(ListFilter(words=(word,)))) == ListFilter(words=(word,))


def test_escaped_characters_count_with_their_escaped_length() -> None:
    with pytest.raises(UserError, match="too many signs"):
        write_filter(ListFilter(words=("&" * 60,)))


PIECES = st.sampled_from(
    (
        "live",
        "all",
        "oldest",
        "first",
        "since",
        "with",
        "last",
        "ago",
        "2h",
        "2",
        "hours",
        "today",
        "on",
        "the",
        "past",
        "to",
    )
) | st.sampled_from(
    ("2026-11-01", "..", '"', "'x'", "+44", "7700", "900111", "(0)", "lvie", "private", "Ada", "with:x", "x.", "<b>&")
)
TEXTS = st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=60)


def _answer(text: str) -> ListFilter | str:
    try:
        return read_filter(text)
    except UserError as refused:
        return str(refused)


@given(TEXTS)
@example('ended since 2026-11-01..2026-11-03 oldest \'x\' "with:x" with "x."')
def test_any_filter_that_was_read_is_written_and_read_back(text: str) -> None:
    answer = _answer(text)

    if isinstance(answer, ListFilter):
        assert read_filter(write_filter(answer)) == answer
    else:
        assert "I cannot keep" not in answer


NAMES = st.text(max_size=20) | PIECES
LISTINGS = st.builds(
    ListFilter,
    state=st.none() | st.sampled_from(Liveness),
    since=st.sampled_from(("", "2h", "today", "2026-11-01", "yesterday..today", "..2026-11-03", "2 h")),
    oldest=st.booleans(),
    party=NAMES,
    words=st.lists(NAMES, max_size=3).map(tuple),
)


@given(LISTINGS, st.booleans())
def test_any_filter_is_read_back_from_its_text_or_rejected(filters: ListFilter, private: bool) -> None:  # noqa: FBT001 - drawn
    command = Command(name="conversations", filters=filters, private=private)
    try:
        text = write_filter(filters)
    except UserError:
        return

    assert read_filter(text) == filters
    assert parse(format_command(command)) == command
