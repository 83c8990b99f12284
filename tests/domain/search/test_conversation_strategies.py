from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

import pytest

from capi_bot.capi.models import Call, Conversation, ConversationState, Member, Membership, Page
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.search import (
    START,
    ConversationResults,
    ConversationSearch,
    Filters,
    SearchBudget,
    SearchCursor,
    Source,
    StopReason,
    Strategy,
)
from capi_bot.domain.search.results import cursor_key
from capi_bot.errors import ForbiddenError, ProblemDetails, UnreachableError
from tests.domain.search.worlds import (
    ADA,
    NOON,
    NUMBERS,
    call,
    conversation,
    final,
    ids,
    member,
    noon_plus,
    stopped_clock,
)
from tests.fakes import FakeApi
from tests.jobs import submit_now

T = TypeVar("T")
CALLS = "calls page_size=100"
LIVE = Filters(state=Liveness.LIVE)


def searched(
    api: FakeApi,
    filters: Filters,
    start: SearchCursor = START,
    **options: Any,  # noqa: ANN401 -- any of its options
) -> ConversationResults:
    defaults: dict[str, Any] = {"submit": submit_now, "clock": stopped_clock, "start": start}
    return final(ConversationSearch(api, filters, **(defaults | options)))


def conversations(number: int) -> list[Conversation]:
    return [conversation(number) for number in range(number)]


def one_member_each(number: int) -> dict[str, list[Member]]:
    return {f"CON-{number}": [member(number)] for number in range(number)}


@pytest.mark.parametrize(
    ("oldest", "expected"), [(False, ["CON-2", "CON-1", "CON-0"]), (True, ["CON-0", "CON-1", "CON-2"])]
)
def test_conversations_of_calls_come_in_the_order_of_their_calls(expected: list[str], *, oldest: bool) -> None:
    calls = [call(1, minutes=5), call(2, minutes=6), replace(call(0), started=None), call(1, minutes=2)]
    result = searched(FakeApi(calls=calls), replace(LIVE, oldest=oldest))
    assert ids(result) == expected


def test_a_conversation_of_a_call_is_dated_by_its_call() -> None:
    calls = [call(1, minutes=5), call(2, minutes=6), replace(call(0), started=None)]
    result = searched(FakeApi(calls=calls), replace(LIVE, start=noon_plus(6)))
    assert ids(result) == ["CON-2"]


@pytest.mark.parametrize("state", [Liveness.OPEN, Liveness.ENDED])
def test_calls_in_progress_are_no_hits_for_another_state(state: Liveness) -> None:
    assert ids(searched(FakeApi(calls=[call(1)]), Filters(state=state))) == []


def test_a_call_without_a_conversation_is_no_hit() -> None:
    assert ids(searched(FakeApi(calls=[Call(id="1", status="ringing")]), LIVE)) == []


def test_calls_that_end_meanwhile_lose_none_of_the_others() -> None:
    calls = [call(number, minutes=number) for number in range(9)]
    first = searched(FakeApi(calls=calls), LIVE, count=3)
    rest = searched(FakeApi(calls=[*calls[:5], calls[8]]), LIVE, first.next or START, count=3)
    assert ids(first) == ["CON-8", "CON-7", "CON-6"]
    assert ids(rest) == ["CON-4", "CON-3", "CON-2"]


def test_new_conversations_do_not_make_hits_repeat() -> None:
    first = searched(FakeApi(conversations=conversations(9)), Filters(words=("con",)), count=3)
    rest = searched(FakeApi(conversations=conversations(12)), Filters(words=("con",)), first.next or START, count=3)
    assert ids(first) == ["CON-8", "CON-7", "CON-6"]
    assert ids(rest) == ["CON-5", "CON-4", "CON-3"]


def test_a_search_continues_though_the_last_hit_was_deleted() -> None:
    first = searched(FakeApi(conversations=conversations(9)), Filters(words=("con",)), count=3)
    remaining = [one for one in conversations(9) if one.id != "CON-6"]
    rest = searched(FakeApi(conversations=remaining), Filters(words=("con",)), first.next or START, count=3)
    assert ids(rest) == ["CON-5", "CON-4", "CON-3"]


@pytest.mark.parametrize("error", [ForbiddenError(ProblemDetails(status=403)), UnreachableError("reset")])
def test_a_search_continues_without_calls_that_cannot_be_listed(error: Exception) -> None:
    api = FakeApi(conversations=conversations(2), members=one_member_each(1), calls=[call(1)])
    api.fail("calls", error)
    result = searched(api, LIVE)
    assert ids(result) == ["CON-0"]
    assert result.hits[0].calls is None
    assert ids(searched(api, Filters(state=Liveness.OPEN))) == []
    assert ids(searched(api, Filters(party=NUMBERS[1]))) == ["CON-0"]


def test_dates_and_order_are_filtered_by_the_api() -> None:
    api = FakeApi(conversations=conversations(5))
    result = searched(api, Filters(start=noon_plus(1), end=noon_plus(3), oldest=True))
    assert ids(result) == ["CON-1", "CON-2", "CON-3"]
    assert api.requests == [f"conversations page_size=100 order=asc start={noon_plus(1)} end={noon_plus(3)}"]


def test_ten_thousand_conversations_cost_no_more_than_the_budget() -> None:
    api = FakeApi(conversations=conversations(10_000))
    result = searched(api, Filters(words=("nowhere",)))
    assert (result.scanned, result.stop, result.next) == (500, StopReason.BUDGET, SearchCursor(page_cursor="500"))
    assert len(api.requests) == 5


def test_at_most_a_hundred_candidates_are_read() -> None:
    api = FakeApi(conversations=conversations(10_000))
    result = searched(api, LIVE)
    assert (result.scanned, result.stop) == (100, StopReason.BUDGET)
    assert len([request for request in api.requests if request.startswith("members ")]) == 100


def test_a_search_ends_when_its_seconds_are_over() -> None:
    now = [0.0]

    def slow(read: Callable[[], T], /) -> Future[T]:
        now[0] += 0.1
        return submit_now(read)

    api = FakeApi(conversations=conversations(500))
    result = searched(api, LIVE, submit=slow, clock=lambda: now[0], budget=SearchBudget(seconds=3.15, reads=1000))
    assert (result.scanned, result.stop) == (30, StopReason.BUDGET)
    assert now == [pytest.approx(3.2)]


def test_a_page_that_fails_keeps_the_hits_and_can_be_tried_again() -> None:
    api = FakeApi(conversations=conversations(3), calls=[call(1)])
    api.fail("conversations", UnreachableError("reset"))
    failed = searched(api, LIVE)
    assert ids(failed) == ["CON-1"]
    assert (failed.stop, str(failed.error), failed.next) == (StopReason.FAILED, "reset", SearchCursor())


def test_a_conversation_that_fails_can_be_tried_again_too() -> None:
    api = FakeApi(conversations=conversations(30), members=one_member_each(30))
    api.fail("members", UnreachableError("reset"), resource_id="CON-27")
    failed = searched(api, LIVE)
    assert ids(failed) == ["CON-29", "CON-28"]
    assert failed.stop is StopReason.FAILED

    api.recover("members", resource_id="CON-27")
    assert ids(searched(api, LIVE, failed.next or START, count=2)) == ["CON-27", "CON-26"]


def test_the_conversations_of_a_user_are_continued_after_the_last_hit() -> None:
    api = FakeApi(
        conversations=conversations(6),
        users=[ADA],
        memberships={ADA.id: [Membership(conversation=one) for one in conversations(6)[:4]]},
        members={"CON-5": [member(1, ADA)]},
    )
    first = searched(api, Filters(party="ada"), count=3)
    assert ids(first) == ["CON-3", "CON-2", "CON-1"]
    assert (first.scanned, first.stop) == (0, StopReason.ENOUGH)
    assert first.next is not None
    assert first.next.strategy is Strategy.USER
    assert ids(searched(api, Filters(party="ada"), first.next)) == ["CON-0", "CON-5"]


@pytest.mark.parametrize("refused", ["users", "user_conversations"])
def test_members_are_searched_where_users_may_not_be_read(refused: str) -> None:
    api = FakeApi(conversations=conversations(2), users=[ADA], members={"CON-1": [member(1, ADA)]})
    api.fail(refused, ForbiddenError(ProblemDetails(status=403)))
    assert ids(searched(api, Filters(party="ada"))) == ["CON-1"]


def test_a_party_in_any_state_is_searched_beyond_the_calls_in_the_same_run() -> None:
    api = FakeApi(conversations=conversations(3), members=one_member_each(2), calls=[call(2)])
    result = searched(api, Filters(party=NUMBERS[1]))
    assert ids(result) == ["CON-2", "CON-1", "CON-0"]
    assert result.stop is StopReason.END


def test_a_conversation_that_two_strategies_find_is_one_hit_however_often_one_continues() -> None:
    api = FakeApi(
        conversations=conversations(4),
        users=[ADA],
        memberships={ADA.id: [Membership(conversation=one) for one in conversations(4)[1:3]]},
        calls=[call(2, to="ada")],
        members={"CON-0": [member(1, ADA)]},
    )
    found: list[str] = []
    cursor: SearchCursor | None = START
    while cursor:
        result = searched(api, Filters(party="ada"), cursor, count=1)
        found += ids(result)
        cursor = result.next
    assert found == ["CON-2", "CON-1", "CON-0"]


def test_pages_larger_than_requested_repeat_nothing() -> None:
    api = FakeApi(conversations=conversations(9), extra_items=2)
    result = searched(api, Filters(words=("con",)), budget=SearchBudget(page_size=3), count=99)
    assert ids(result) == [f"CON-{number}" for number in range(8, -1, -1)]


def test_a_search_whose_executor_is_shut_down_fails() -> None:
    def cancelled(_: Callable[[], T], /) -> Future[T]:
        future: Future[T] = Future()
        future.cancel()
        return future

    result = searched(FakeApi(conversations=conversations(1)), LIVE, submit=cancelled)
    assert (result.stop, result.next) == (StopReason.FAILED, START)


PRIYA = replace(ADA, id="USR-p", name="agent-7", display_name="Priya Raman")
LIVE_WITH_PRIYA = Filters(state=Liveness.LIVE, party="Priya Raman")


def test_a_person_on_a_call_under_another_name_is_found_by_its_members() -> None:
    calls = [call(number, minutes=number) for number in range(5)]
    members = {"CON-3": [member(1, PRIYA)], "CON-9": [member(2, PRIYA)]}
    api = FakeApi(conversations=conversations(200), calls=calls, members=members)

    result = searched(api, LIVE_WITH_PRIYA)

    assert ids(result) == ["CON-3"]
    assert (result.stop, result.sources) == (StopReason.BUDGET, {Source.CALLS})
    assert api.requests.index("members CON-3 page_size=100 order=asc") < 10
    rest = searched(api, LIVE_WITH_PRIYA, result.next or START, budget=SearchBudget(reads=1000), count=9)
    assert ids(rest) == ["CON-9"]


def test_a_call_with_an_end_of_that_name_needs_no_members() -> None:
    calls, members = [call(1), call(2, to="priya")], {"CON-1": [member(1, PRIYA)]}
    api = FakeApi(conversations=conversations(9), calls=calls, members=members)
    filters = replace(LIVE_WITH_PRIYA, party="priya")

    first = searched(api, filters)

    assert (ids(first), api.requests) == (["CON-2"], [CALLS])
    assert first.next == SearchCursor(strategy=Strategy.OTHER_CALLS)
    assert ids(searched(api, filters, first.next)) == ["CON-1"]


def test_the_conversations_of_a_user_come_before_the_members_of_all_calls_where_any_state_matches() -> None:
    api = FakeApi(
        conversations=conversations(9),
        calls=[call(number) for number in range(9)],
        users=[ADA],
        memberships={ADA.id: [Membership(conversation=conversation(4))]},
    )

    assert ids(searched(api, Filters(party="ada"), count=1)) == ["CON-4"]
    assert not [request for request in api.requests if request.startswith("members")]


OVER = replace(call(77, minutes=3), status="completed")


def noon_plus_of(leg: Call) -> datetime:
    return leg.started or NOON


def logged(*calls: Call) -> FakeApi:
    others = [replace(call(number, NUMBERS[2], NUMBERS[2], 10 + number), status="busy") for number in range(250)]
    return FakeApi(conversations=conversations(3), calls=[*calls, *others])


def test_a_call_that_is_over_is_found_among_the_newest_calls_though_its_conversation_is_gone() -> None:
    api = logged(OVER)

    result = searched(api, Filters(party=NUMBERS[0]), count=1)

    (hit,) = result.hits
    others = [leg for leg in api.call_log(page_size=300).items if leg.conversation_id == "CON-77"]
    assert (hit.conversation, hit.details) == (Conversation(id="CON-77"), None)
    assert sorted(hit.calls or (), key=noon_plus_of) == others == [OVER, others[1]]
    api.requests.pop()
    assert [request for request in api.requests if request.startswith("call")] == [
        CALLS,
        "call_log page_size=100 order=desc",
        "call_log page_size=100 order=desc cursor=100",
        "call_log page_size=100 order=desc cursor=200",
    ]


def test_a_call_that_is_over_is_read_where_only_ended_conversations_match() -> None:
    result = searched(logged(OVER), Filters(state=Liveness.ENDED, party=NUMBERS[0]), count=1)

    (hit,) = result.hits
    assert hit.details is not None
    assert (hit.conversation.id, hit.details.gone) == ("CON-77", True)
    assert Source.LOG in result.sources


@pytest.mark.parametrize("state", [Liveness.LIVE, Liveness.OPEN])
def test_the_call_log_is_not_read_for_a_state_that_it_cannot_match(state: Liveness) -> None:
    api = logged(OVER)
    searched(api, Filters(state=state, party=NUMBERS[0]))
    assert not [request for request in api.requests if request.startswith("call_log")]


def test_only_the_newest_calls_of_the_log_are_read() -> None:
    api = FakeApi(calls=[replace(call(number, minutes=number), status="completed") for number in range(1000)])
    searched(api, Filters(party="447700900999"))
    assert len([request for request in api.requests if request.startswith("call_log")]) == 3


def test_a_log_of_small_pages_without_end_is_read_three_pages_far(monkeypatch: pytest.MonkeyPatch) -> None:
    api, cursors = logged(), count(1)
    monkeypatch.setattr(api, "call_log", lambda **_: Page(items=(OVER,), next=str(next(cursors))))
    assert ids(searched(api, Filters(party=NUMBERS[0]))) == [OVER.conversation_id]
    assert next(cursors) == 4


def test_a_log_that_may_not_be_read_is_a_failed_source_and_the_search_continues() -> None:
    api = logged()
    api.fail("call_log", ForbiddenError(ProblemDetails(status=403)))
    result = searched(api, Filters(party=NUMBERS[0]))
    assert (result.stop, set(result.failed_sources)) == (StopReason.END, {Source.LOG})
    assert result.sources == {Source.CALLS}


def test_calls_of_a_conversation_from_the_log_are_unknown_where_calls_in_progress_are() -> None:
    api = logged(OVER)
    api.fail("calls", UnreachableError("reset"))
    result = searched(api, Filters(party=NUMBERS[0]), count=1)
    assert result.hits[0].calls is None
    assert set(result.failed_sources) == {Source.CALLS}


def test_words_alone_search_no_source_besides_the_list() -> None:
    assert searched(FakeApi(conversations=conversations(2)), Filters(words=("con",))).sources == frozenset()


INBOUND = replace(call(0, NUMBERS[0], NUMBERS[1]), status="completed", direction="inbound", ended=noon_plus(1))


def over(number: int, minutes: int, *others: str, direction: str = "inbound") -> list[Call]:
    """Return the legs of a call that is over: its own and, of these statuses, those of people who were called."""
    first = replace(INBOUND, id=f"{number}", conversation_id=f"CON-{number}", direction=direction)
    legs = [first, *(replace(first, id=f"{number} {status}", direction="outbound", status=status) for status in others)]
    return [replace(leg, started=noon_plus(minutes), ended=noon_plus(minutes + 1)) for leg in legs]


MISSED = Filters(state=Liveness.MISSED)
LOG = [
    *over(1, 10),
    *over(2, 20, "timeout"),
    *over(3, 30, "completed"),
    *over(4, 40, "busy", "failed"),
    *over(5, 50, direction="outbound"),
    *over(6, 60, "cancelled"),
    replace(call(7, minutes=70), direction="inbound"),
]


@pytest.mark.parametrize(
    ("oldest", "expected"),
    [(False, ["CON-6", "CON-4", "CON-2", "CON-1"]), (True, ["CON-1", "CON-2", "CON-4", "CON-6"])],
)
def test_missed_calls_are_found_in_the_log_alone(expected: list[str], *, oldest: bool) -> None:
    api = FakeApi(conversations=conversations(9), calls=LOG)
    result = searched(api, replace(MISSED, oldest=oldest))
    assert ids(result) == expected
    assert (result.stop, result.sources) == (StopReason.END, {Source.LOG})
    assert result.log is not None
    assert (result.log.is_complete, result.log.since) == (True, None)
    assert api.requests == ["call_log page_size=100 order=desc", CALLS]
    assert {hit.conversation.id: len(hit.calls or ()) for hit in result.hits}["CON-4"] == 3


def test_missed_calls_of_a_time_with_somebody_and_of_a_name_are_found_page_by_page() -> None:
    api = FakeApi(conversations=[conversation(2, name="Support")], calls=LOG)
    assert ids(searched(api, replace(MISSED, start=noon_plus(15), end=noon_plus(45)))) == ["CON-4", "CON-2"]
    assert ids(searched(api, replace(MISSED, party=NUMBERS[3]))) == []
    assert ids(searched(api, replace(MISSED, party=NUMBERS[0]))) == ["CON-6", "CON-4", "CON-2", "CON-1"]
    assert ids(searched(api, replace(MISSED, words=("support",)))) == ["CON-2"]
    first = searched(api, MISSED, count=3)
    assert first.next is not None
    assert ids(searched(api, MISSED, SearchCursor.parse(first.next.text))) == ["CON-1"]


def test_how_far_a_long_log_was_read_is_known() -> None:
    calls = [leg for number in range(400) for leg in over(number, number)]
    result = searched(FakeApi(calls=calls), MISSED)
    assert result.log is not None
    assert (result.log.is_complete, result.log.since) == (False, noon_plus(100))


def test_a_room_that_goes_on_has_missed_the_call_before() -> None:
    later = replace(call(1, minutes=90), direction="inbound")
    api = FakeApi(conversations=conversations(2), calls=[*over(1, 10, "timeout"), later])
    assert ids(searched(api, MISSED)) == ["CON-1"]
    assert ids(searched(api, Filters(state=Liveness.ENDED))) == []


def test_calls_that_are_over_stand_among_the_ended_conversations_by_their_time() -> None:
    inactive = [replace(one, state=ConversationState.INACTIVE, destroyed=one.created) for one in conversations(30)]
    gone = over(99, 25, "completed")
    result = searched(FakeApi(conversations=[inactive[20], inactive[28]], calls=gone), Filters(state=Liveness.ENDED))
    assert ids(result) == ["CON-28", "CON-99", "CON-20"]
    assert result.hits[1].details is not None
    assert result.hits[1].details.gone
    assert result.sources == {Source.LOG}


def test_without_the_log_ended_conversations_are_found_in_the_list() -> None:
    inactive = replace(conversation(1), state=ConversationState.INACTIVE, destroyed=noon_plus(2))
    api = FakeApi(conversations=[inactive], calls=over(9, 5))
    api.fail("call_log", ForbiddenError(ProblemDetails(status=403)))
    result = searched(api, Filters(state=Liveness.ENDED))
    assert (ids(result), set(result.failed_sources), result.log) == (["CON-1"], {Source.LOG}, None)


@pytest.mark.parametrize("cursor", ["c3~0001764-bc643220", "c0", "p2~bc643220"])
def test_cursors_of_earlier_versions_begin_again(cursor: str) -> None:
    api = FakeApi(conversations=conversations(3), members=one_member_each(3), calls=[call(1, minutes=1)])
    assert ids(searched(api, LIVE, SearchCursor.parse(cursor))) == ["CON-2", "CON-1", "CON-0"]


def test_a_place_in_the_list_of_an_earlier_version_is_found_by_its_hash() -> None:
    api = FakeApi(conversations=conversations(3), members=one_member_each(3))
    old = SearchCursor(offset=1, last_key=cursor_key("CON-2"))
    assert ids(searched(api, LIVE, SearchCursor.parse(old.text))) == ["CON-1", "CON-0"]


def test_where_the_list_has_no_times_calls_come_first_and_it_keeps_its_order() -> None:
    bare = [replace(one, created=None) for one in conversations(4)]
    api = FakeApi(conversations=bare, members=one_member_each(4), calls=[call(1, minutes=1)])
    assert ids(searched(api, LIVE)) == ["CON-1", "CON-3", "CON-2", "CON-0"]
