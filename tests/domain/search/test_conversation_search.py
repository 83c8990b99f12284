from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.domain.liveness import Liveness
from capi_bot.domain.phone_numbers import OwnCountries
from capi_bot.domain.search import (
    START,
    ConversationSearch,
    Filters,
    SearchBudget,
    SearchCursor,
    StopReason,
)
from tests.domain.search.worlds import (
    ADA,
    NOON,
    NUMBERS,
    World,
    call,
    conversation,
    filters,
    final,
    ids,
    member,
    results_of,
    stopped_clock,
    worlds,
)
from tests.fakes import FakeApi
from tests.jobs import submit_now


def search(api: FakeApi, filters: Filters, **options: Any) -> ConversationSearch:  # noqa: ANN401 -- any of its options
    return ConversationSearch(api, filters, submit=submit_now, clock=stopped_clock, **options)


def test_a_live_call_of_a_number_is_found_by_the_calls_alone_among_ten_thousand_conversations() -> None:
    api = FakeApi(
        conversations=[conversation(number) for number in range(10_000)],
        calls=[call(3), call(5, NUMBERS[2], NUMBERS[2])],
    )
    result = final(search(api, Filters(state=Liveness.LIVE, party=NUMBERS[0])))

    assert api.requests == ["calls page_size=100"]
    (hit,) = result.hits
    assert (hit.conversation.id, hit.calls, hit.details) == ("CON-3", (call(3),), None)
    assert (result.stop, result.next, result.scanned) == (StopReason.QUICK_HIT, SearchCursor(), 0)


AMERICAN, MEXICAN, OWN = "14155550101", "524155550101", "12125550100"


@pytest.mark.parametrize("state", [None, Liveness.LIVE])
@pytest.mark.parametrize("party", ["(415) 555-0101", "4155550101", "+14155550101", "415-555-0101 ext 5"])
def test_a_call_is_found_by_the_number_as_it_is_dialled_within_the_country_of_the_applications_own(
    party: str, state: Liveness | None
) -> None:
    calls = [
        replace(call(1, MEXICAN, "442079460000"), direction="inbound"),
        replace(call(2, AMERICAN, "USR-1"), direction="inbound"),
        replace(call(3, OWN, "442079460958", minutes=1), direction="outbound", status="completed"),
    ]
    api = FakeApi(conversations=[conversation(number) for number in range(5)], calls=calls)
    assert ids(final(search(api, Filters(party=party, state=state)))) == ["CON-2"]


@pytest.mark.parametrize("party", ["(415) 555-0101", "4155550101"])
def test_a_conversation_is_found_by_the_national_number_of_a_member(party: str) -> None:
    over = replace(call(9, "442079460958", OWN), direction="inbound", status="completed")
    api = FakeApi(
        conversations=[conversation(1), conversation(2)],
        members={"CON-1": [member(1, to=AMERICAN)], "CON-2": [member(2, to=MEXICAN)]},
        calls=[over],
    )
    assert ids(final(search(api, Filters(party=party)))) == ["CON-1"]


def test_the_country_that_the_operator_set_decides_and_costs_no_read() -> None:
    calls = [replace(call(1, AMERICAN, OWN), direction="inbound"), replace(call(2, "34612345678", OWN))]
    api = FakeApi(conversations=[conversation(1), conversation(2)], calls=calls)
    live = Filters(party="612 34 56 78", state=Liveness.LIVE)
    assert ids(final(search(api, live, countries=OwnCountries("ES")))) == ["CON-2"]
    assert api.requests == ["calls page_size=100"]
    assert ids(final(search(api, live, countries=OwnCountries("PT")))) == []


def test_the_search_for_a_number_continues_through_members_on_request() -> None:
    api = FakeApi(
        conversations=[conversation(number) for number in range(4)],
        members={"CON-1": [member(1)], "CON-3": [member(3)]},
        calls=[call(3)],
    )
    result = final(search(api, Filters(state=Liveness.LIVE, party=NUMBERS[0]), start=SearchCursor()))

    assert ids(result) == ["CON-1"]
    assert (result.stop, result.scanned) == (StopReason.END, 4)


def test_words_need_no_request_beyond_the_pages_and_none_beyond_the_last_that_is_needed() -> None:
    in_full_width = "\uff53\uff55\uff50\uff50\uff4f\uff52\uff54"
    api = FakeApi(
        conversations=[conversation(number, in_full_width if number % 10 == 0 else "x") for number in range(10_000)]
    )
    result = final(search(api, Filters(words=("Support",))))

    assert api.requests == ["conversations page_size=100 order=desc"]
    assert len(result.hits) == 10
    assert (result.hits[0].details, result.hits[0].calls) == (None, None)
    assert (result.scanned, result.stop, result.next) == (100, StopReason.ENOUGH, SearchCursor(page_cursor="100"))


def test_the_first_hit_is_known_before_the_second_page_is_read() -> None:
    names = {150: "support", 20: "support"}
    api = FakeApi(conversations=[conversation(number, names.get(number, "x")) for number in range(200)])
    results = results_of(search(api, Filters(words=("support",))))

    first = next(result for result in results if result.hits)
    assert (ids(first), first.finished) == (["CON-150"], False)
    assert len(api.requests) == 1

    *_, last = results
    assert (ids(last), last.stop) == (["CON-150", "CON-20"], StopReason.END)


@pytest.mark.parametrize("page_size", [1, 2, 100])
@pytest.mark.parametrize(
    ("oldest", "expected"),
    [(False, ["CON-4", "CON-2", "CON-3", "CON-1"]), (True, ["CON-1", "CON-3", "CON-2", "CON-4"])],
)
def test_the_newest_come_first_whether_they_are_calls_or_have_joined_members(
    page_size: int, expected: list[str], *, oldest: bool
) -> None:
    api = FakeApi(
        conversations=[conversation(number) for number in range(5)],
        members={f"CON-{number}": [member(number)] for number in (1, 3, 4)},
        # A call may begin in a room that was there long before.
        calls=[replace(call(2), started=NOON + timedelta(minutes=3.5))],
    )
    filters = Filters(state=Liveness.LIVE, oldest=oldest)
    result = final(search(api, filters, budget=SearchBudget(page_size=page_size)))

    assert ids(result) == expected
    by_id = {hit.conversation.id: hit for hit in result.hits}
    assert by_id["CON-4"].details is not None
    assert (by_id["CON-4"].calls, by_id["CON-2"].details) == ((), None)


def test_a_party_of_exactly_that_name_is_found_in_two_requests_beyond_the_calls() -> None:
    world = World(
        conversations=[conversation(number) for number in range(200)],
        members={f"CON-{number}": (member(1, ADA),) if number == 7 else () for number in range(200)},
        calls=(),
        gone=frozenset(),
    )

    assert ids(final(search(world.api, Filters(party="ada"), count=1))) == ["CON-7"]
    assert world.api.requests == [
        "calls page_size=100",
        "users name=ada page_size=1 order=asc",
        "user_conversations USR-a page_size=100 order=desc",
    ]


@settings(max_examples=150, deadline=None)
@given(
    worlds(),
    filters(),
    st.integers(1, 4),
    st.builds(SearchBudget, pages=st.integers(1, 3), page_size=st.integers(1, 5), reads=st.integers(1, 12)),
)
def test_continuing_finds_everything_exactly_once_and_in_order(
    world: World, filters: Filters, count: int, budget: SearchBudget
) -> None:
    cursor: SearchCursor | None = START
    found: list[str] = []
    while cursor:
        start = SearchCursor.parse(cursor.text)
        result = final(search(world.api, filters, start=start, count=count, budget=budget))
        assert len(result.hits) <= count
        assert result.next != cursor, "it makes no progress"
        found += ids(result)
        cursor = result.next
    assert found == world.expected_ids(filters)


@settings(max_examples=50, deadline=None)
@given(worlds(), filters())
def test_one_run_finds_what_many_do(world: World, filters: Filters) -> None:
    result = final(search(world.api, filters, count=1000))
    if result.stop is StopReason.END:
        assert ids(result) == world.expected_ids(filters)
    else:
        assert (result.stop, filters.state) == (StopReason.QUICK_HIT, Liveness.LIVE)


def test_a_search_can_be_continued_from_any_of_its_results() -> None:
    api = FakeApi(conversations=[conversation(number) for number in range(200)])
    filters = Filters(words=("con",))
    first = next(result for result in results_of(search(api, filters, count=1000)) if len(result.hits) == 3)

    rest = final(search(api, filters, start=first.next or START, count=1000))
    assert [*ids(first), *ids(rest)] == [f"CON-{number}" for number in range(199, -1, -1)]
