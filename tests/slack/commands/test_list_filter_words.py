from __future__ import annotations

import pytest

from capi_bot.slack.commands import list_filter
from capi_bot.slack.commands.list_filter import is_one_edit_away, is_typo

PARTS = [
    ("", []),
    ("Live, Oldest; FIRST", ["state live", "order oldest"]),
    ("oldest newest first first", ["order oldest", "order newest", "word first"]),
    ("since:2h with:447700900111", ["since 2h", "party 447700900111"]),
    ("SINCE: 2 hours, refund", ["since 2h", "word refund"]),
    ('since "2h" ago', ["since 2h", "word ago"]),
    ('since 2h "ago"', ["since 2h", "word ago"]),
    ('"since" "with" "live" "2h"', ["word since", "word with", "word live", "word 2h"]),
    ('"447700900111"', ["word 447700900111"]),
    ('"new  order" new order', ["word new order", "word new", "word order"]),
    ("it's 'quoted' done. etc... 5\" ' \" .", ["word it's", "word quoted", "word done", "word etc...", "word 5"]),
    ('""', ["word "]),
    ("last order 3d printer", ["word last", "word order", "since 3d", "word printer"]),
    ("on 2026-11-01 x", ["since 2026-11-01..2026-11-01", "word x"]),
    ("with Ada Lovelace, live refund", ["party Ada Lovelace", "state live", "word refund"]),
    ("with J. R. Smith Jr.", ["party J. R. Smith Jr"]),
    ('with "Open Desk" refund', ["party Open Desk", "word refund"]),
    ('with Ada "refund"', ["party Ada", "word refund"]),
    ("with Ada yesterday", ["party Ada", "since yesterday..yesterday"]),
    ("with Ada Liv", ["party Ada Liv"]),
    ("with 101", ["party 101"]),
    ("with 3 Amigos", ["party 3 Amigos"]),
    ("with +44 7700 900-111 refund", ["party 447700900111", "word refund"]),
    ('with "+44 7700 900-111"', ["party 447700900111"]),
    ("with 4477009 2026-11-01", ["party 4477009", "since 2026-11-01..2026-11-01"]),
    ("refund +44 7700 900-111 live", ["word refund", "party 447700900111", "state live"]),
    ("*live* _since_ (2h) • ~refund~", ["state live", "since 2h", "word refund"]),
    ("'open day' live", ["word open day", "state live"]),
    ("idle open missed", ["state open", "state open", "state missed"]),
    ("with (Ada) live", ["party Ada", "state live"]),
    ("with Ada (sales) live", ["party Ada (sales)", "state live"]),
    ("with (415) 555-0100", ["party 4155550100"]),
    ("with (415) 555-0100 ext. 5 live", ["party 4155550100", "state live"]),
    ("(415) 555-0100 x5 refund", ["party 4155550100", "word refund"]),
    ("with +1 415 555 0100x5 refund", ["party +14155550100", "word refund"]),
    ("refund x5", ["word refund", "word x5"]),
    ("with +1 (415) 555-0100 live", ["party +14155550100", "state live"]),
    ("with 001 415 555 0100", ["party +14155550100"]),
    ("with +14155550100", ["party +14155550100"]),
    ("612 34 56 78 ended", ["party 612345678", "state ended"]),
    ("8 (912) 345-67-89", ["party 89123456789"]),
    ("011 49 1512 34567890 refund", ["party 01149151234567890", "word refund"]),
    ("（４１５）５５５－０１００ live", ["party 4155550100", "state live"]),  # noqa: RUF001 - full width
    ("with (٠٢٠) ٧٩٤٦ ٠٩٥٨", ["party 02079460958"]),
    ('"a with:b" with:"Ada" since:2h', ["word a with:b", "party Ada", "since 2h"]),
    ('2018-10-20 "10:00"', ["since 2018-10-20..2018-10-20", "word 10:00"]),
    ("10:00 standup at 2h", ["word 10:00", "word standup", "word at", "since 2h"]),
    ("447700900111 447700900222", ["party 447700900111", "party 447700900222"]),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_text_is_parsed_into_criteria(text: str, expected: list[str]) -> None:
    assert [f"{part.kind} {part.value}" for part in list_filter.parse_filter_words(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        *("live", "open x", "ended", "since", "with Ada", "today", "last 2h", "+44 7700 900111", "Live, x"),
        *("newest", "all", "Oldest first", "all oldest with Ada", "*live*"),
    ],
)
def test_text_that_can_only_be_a_filter_starts_one(text: str) -> None:
    assert list_filter.starts_filter(text)


@pytest.mark.parametrize(
    "text", ["", "all good", "newest refund", "oldest first x", "refund", '"live"', "lives", "last order", "12", "liv"]
)
def test_text_that_may_be_anything_starts_no_filter(text: str) -> None:
    assert not list_filter.starts_filter(text)


@pytest.mark.parametrize("word", ["refund", "O'Brien", "é", "NAM-1", "a,b", "x.y"])
def test_a_word_that_is_always_read_as_itself_needs_no_quotes(word: str) -> None:
    assert list_filter.needs_no_quotes(word)


@pytest.mark.parametrize(
    "word",
    [
        "",
        "live",
        "ALL",
        "since",
        "last",
        "private",
        "first",
        "liv",
        "lives",
        "privat",
        "2h",
        "x,",
        "a b",
        "'x'",
        "with:x",
        "x.",
    ],
)
def test_a_word_that_may_be_read_as_something_else_needs_quotes(word: str) -> None:
    assert not list_filter.needs_no_quotes(word)


def test_a_very_long_text_is_parsed_quickly() -> None:
    assert len(list(list_filter.parse_filter_words("x 1 " * 125))) == 250


@pytest.mark.parametrize(
    "typed", ["privat", "rivate", "prviate", "privte", "orivate", "privates", "Privatte", "PRIVAT", "primate"]
)
def test_a_word_with_one_wrong_letter_is_one_edit_away(typed: str) -> None:
    assert is_one_edit_away(typed, "private")


@pytest.mark.parametrize("typed", ["private", "pirate", "privacy", "prvt", "", "line"])
def test_a_word_with_more_wrong_letters_or_none_is_not_one_edit_away(typed: str) -> None:
    assert not is_one_edit_away(typed, "private")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        *[("liv", "live"), ("lve", "live"), ("lvie", "live"), ("ilve", "live"), ("Livee", "live"), ("lives", "live")],
        *[("sinse", "since"), ("sicne", "since"), ("witth", "with"), ("endef", "ended"), ("oldesr", "oldest")],
    ],
)
def test_a_mistyped_keyword_is_a_typo(typed: str, word: str) -> None:
    assert is_typo(typed, word)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        *[("live", "live"), ("love", "live"), ("line", "live"), ("liver", "live"), ("olive", "live"), ("pen", "open")],
        *[("wish", "with"), ("width", "with"), ("mended", "ended"), ("support", "live")],
    ],
)
def test_another_word_is_no_typo(typed: str, word: str) -> None:
    assert not is_typo(typed, word)
