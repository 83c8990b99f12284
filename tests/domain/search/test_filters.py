from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.capi.models import Endpoint, User
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.search.filters import (
    Filters,
    call_has_party,
    is_between,
    member_has_party,
    says,
)
from tests.domain.search.worlds import (
    ADA,
    NUMBERS,
    after,
    call,
    member,
)


@pytest.mark.parametrize("filters", [Filters(), Filters(start=after(0), end=after(1)), Filters(oldest=True)])
def test_dates_and_order_are_left_to_the_api(filters: Filters) -> None:
    assert not filters.needs_walking


@pytest.mark.parametrize("filters", [Filters(state=Liveness.OPEN), Filters(party="ada"), Filters(words=("a",))])
def test_anything_else_needs_a_walk(filters: Filters) -> None:
    assert filters.needs_walking


def test_a_party_is_either_a_number_or_a_name() -> None:
    number, name = Filters(party="+44 7700 900111"), Filters(party="Ada")
    assert (number.number, number.name) == ("447700900111", "")
    assert (name.number, name.name) == ("", "Ada")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ((), ""),
        (("SUPPORT",), "support"),
        (("straße",), "STRASSE 7"),
        (("support",), "\uff33\uff55\uff50\uff50\uff4f\uff52\uff54"),
        (("é",), "Cafe\u0301"),
        (("ada lovelace",), "Ada\u00a0 Lovelace"),
        (("line", "sup"), "support line"),
    ],
)
def test_words_are_found_however_they_are_written(words: tuple[str, ...], text: str) -> None:
    assert says(words, text)


def test_every_word_must_be_said_but_not_in_one_text() -> None:
    assert says(["con", "line"], "CON-1", "Line")
    assert not says(["con", "line"], "CON-1", "")


def test_words_do_not_reach_from_one_text_into_the_next() -> None:
    assert not says(["ab"], "a", "b")


@pytest.mark.parametrize(("minutes", "told"), [(0, False), (1, True), (2, True), (3, True), (4, False)])
def test_both_ends_of_a_time_range_are_within_it(minutes: int, *, told: bool) -> None:
    assert is_between(Filters(start=after(1), end=after(3)), after(minutes)) is told


def test_an_unknown_time_is_within_no_range_but_always() -> None:
    assert is_between(Filters(), None)
    assert not is_between(Filters(start=after(1)), None)
    assert not is_between(Filters(end=after(1)), None)


@pytest.mark.parametrize("party", [NUMBERS[0], NUMBERS[1], "07700900001"])
def test_a_number_may_be_at_either_end_of_a_call(party: str) -> None:
    assert call_has_party(Filters(party=party), call(1))
    assert not call_has_party(Filters(party="447700900999"), call(1))


def test_a_call_without_ends_has_nobody() -> None:
    assert not call_has_party(Filters(party=NUMBERS[0]), replace(call(1), from_=None, to=None))


@pytest.mark.parametrize(("kind", "told"), [("app", True), ("sms,app", True), ("sip", False), ("phone", False)])
def test_only_the_end_of_an_app_user_is_a_name(kind: str, *, told: bool) -> None:
    ends = replace(call(1), to=Endpoint(type=kind, address="Ada"))
    assert call_has_party(Filters(party="ada"), ends) is told


@pytest.mark.parametrize("party", ["ada", "LOVE", NUMBERS[0], NUMBERS[1], "07700900002"])
def test_a_member_is_known_by_names_and_both_ends_of_the_channel(party: str) -> None:
    assert member_has_party(Filters(party=party), member(1, ADA))


@pytest.mark.parametrize("party", ["bob", "447700900999"])
def test_another_is_no_member(party: str) -> None:
    assert not member_has_party(Filters(party=party), member(1, ADA))
    assert not member_has_party(Filters(party=party), replace(member(1, ADA), channel=None))


def test_a_user_may_be_named_by_a_number() -> None:
    named = replace(member(1, User(id="USR-1", name="+447700900999")), channel=None)
    assert member_has_party(Filters(party="447700900999"), named)
