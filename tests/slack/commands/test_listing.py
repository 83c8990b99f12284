from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from capi_bot.capi.presence import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.commands import Ask, parse, typed
from capi_bot.slack.commands.listing import EVERYTHING, LONGEST, Listing, read, write

WRITTEN = [
    ("", EVERYTHING),
    ("live", Listing(state=Liveness.LIVE)),
    ("since 2h", Listing(since="2h")),
    ("oldest", Listing(oldest=True)),
    ("with 447700900111", Listing(party="447700900111")),
    ("with Ada Lovelace", Listing(party="Ada Lovelace")),
    ('with "Open Desk"', Listing(party="Open Desk")),
    ('with "3 Amigos"', Listing(party="3 Amigos")),
    ('with "101"', Listing(party="101")),
    ('with "J. Smith"', Listing(party="J. Smith")),
    ("refund case", Listing(words=("refund", "case"))),
    ('"new order" "live" "447700900111" "liv"', Listing(words=("new order", "live", "447700900111", "liv"))),
    (
        "ended since 2026-11-01..2026-11-03 oldest refund with Ada",
        Listing(state=Liveness.ENDED, since="2026-11-01..2026-11-03", oldest=True, party="Ada", words=("refund",)),
    ),
]


@pytest.mark.parametrize(("text", "listing"), WRITTEN)
def test_a_listing_is_written_and_read_back(text: str, listing: Listing) -> None:
    assert write(listing) == text
    assert read(text) == listing


READ = [
    ("all newest", EVERYTHING),
    ("live LIVE", Listing(state=Liveness.LIVE)),
    ("refund with Ada live since 2h", Listing(state=Liveness.LIVE, since="2h", party="Ada", words=("refund",))),
    ("  since\u00a02h “new order”  ", Listing(since="2h", words=("new order",))),
    ('"" refund', Listing(words=("refund",))),
    ("since 2h since: 2 hours", Listing(since="2h")),
]


@pytest.mark.parametrize(("text", "listing"), READ)
def test_parts_are_read_in_any_order_and_spelling(text: str, listing: Listing) -> None:
    assert read(text) == listing


@pytest.mark.parametrize(
    "listing",
    [
        Listing(state=Liveness.UNKNOWN),
        Listing(since="monday"),
        Listing(since="2 hours"),
        Listing(party="+44 7700 900111"),
        Listing(party='"'),
        Listing(words=("“x”",)),
        Listing(words=("a  b",)),
        Listing(words=('a"b',)),
        Listing(words=("`",)),
        Listing(words=("",)),
        Listing(words=("x" * 101,)),
    ],
)
def test_a_listing_that_would_not_read_back_is_never_written(listing: Listing) -> None:
    with pytest.raises(UserError):
        write(listing)


def test_a_listing_is_as_long_as_a_button_has_room_for() -> None:
    assert write(read("x" * LONGEST)) == "x" * LONGEST
    with pytest.raises(UserError, match="101 characters, and I keep 100"):
        read("x" * (LONGEST + 1))


@pytest.mark.parametrize("word", ["折り返し電話" * 16, "Я" * 100, "&" * 40])
def test_a_listing_of_any_script_is_kept(word: str) -> None:
    assert read(write(Listing(words=(word,)))) == Listing(words=(word,))


def test_signs_that_take_more_room_than_one_are_counted_so() -> None:
    with pytest.raises(UserError, match="too many signs"):
        write(Listing(words=("&" * 60,)))


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


def _answer(text: str) -> Listing | str:
    try:
        return read(text)
    except UserError as refused:
        return str(refused)


@given(TEXTS)
@example('ended since 2026-11-01..2026-11-03 oldest \'x\' "with:x" with "x."')
def test_whatever_is_read_is_written_and_read_back(text: str) -> None:
    answer = _answer(text)

    if isinstance(answer, Listing):
        assert read(write(answer)) == answer
    else:
        assert "I cannot keep" not in answer


NAMES = st.text(max_size=20) | PIECES
LISTINGS = st.builds(
    Listing,
    state=st.none() | st.sampled_from(Liveness),
    since=st.sampled_from(("", "2h", "today", "2026-11-01", "yesterday..today", "..2026-11-03", "2 h")),
    oldest=st.booleans(),
    party=NAMES,
    words=st.lists(NAMES, max_size=3).map(tuple),
)


@given(LISTINGS, st.booleans())
def test_any_listing_comes_back_from_words_or_is_refused(listing: Listing, private: bool) -> None:  # noqa: FBT001 - drawn
    ask = Ask(name="conversations", listing=listing, private=private)
    try:
        text = write(listing)
    except UserError:
        return

    assert read(text) == listing
    assert parse(typed(ask)) == ask
