from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from capi_bot.capi.models import Call, Conversation, Member, Membership
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.search import (
    START,
    Budget,
    Filters,
    Search,
    SearchCursor,
    Source,
    StopReason,
    Strategy,
)
from capi_bot.errors import ForbiddenError, ProblemDetails, UnreachableError
from tests.domain.search.worlds import (
    ADA,
    NUMBERS,
    after,
    call,
    here,
    member,
    room,
    still,
)
from tests.fakes import FakeApi

K = TypeVar("K")
T = TypeVar("T")
CALLS = "calls page_size=100"
LIVE = Filters(state=Liveness.LIVE)


def searched(api: FakeApi, filters: Filters, start: SearchCursor = START, **knobs: Any) -> Search:  # noqa: ANN401 -- any of its knobs
    asked: dict[str, Any] = {"each": here, "clock": still, "start": start}
    looking = Search(api, filters, **(asked | knobs))
    looking.run()
    return looking


def ids(looking: Search) -> list[str]:
    return [hit.conversation.id for hit in looking.so_far().hits]


def rooms(number: int) -> list[Conversation]:
    return [room(number) for number in range(number)]


def everywhere(number: int) -> dict[str, list[Member]]:
    return {f"CON-{place}": [member(place)] for place in range(number)}


@pytest.mark.parametrize(
    ("oldest", "told"), [(False, ["CON-2", "CON-1", "CON-0"]), (True, ["CON-0", "CON-1", "CON-2"])]
)
def test_calls_come_in_the_order_in_which_they_began(told: list[str], *, oldest: bool) -> None:
    calls = [call(1, minutes=5), call(2, minutes=6), replace(call(0), started=None), call(1, minutes=2)]
    looking = searched(FakeApi(calls=calls), replace(LIVE, oldest=oldest))
    assert ids(looking) == told


def test_the_dates_of_a_call_are_its_own() -> None:
    calls = [call(1, minutes=5), call(2, minutes=6), replace(call(0), started=None)]
    looking = searched(FakeApi(calls=calls), replace(LIVE, start=after(6)))
    assert ids(looking) == ["CON-2"]


@pytest.mark.parametrize("state", [Liveness.OPEN, Liveness.ENDED])
def test_calls_answer_no_other_state(state: Liveness) -> None:
    assert ids(searched(FakeApi(calls=[call(1)]), Filters(state=state))) == []


def test_a_call_of_no_conversation_is_not_one() -> None:
    assert ids(searched(FakeApi(calls=[Call(id="1", status="ringing")]), LIVE)) == []


def test_calls_that_end_meanwhile_lose_none_of_the_others() -> None:
    calls = [call(number, minutes=number) for number in range(9)]
    first = searched(FakeApi(calls=calls), LIVE, count=3)
    rest = searched(FakeApi(calls=[*calls[:5], calls[8]]), LIVE, first.so_far().next or START, count=3)
    assert ids(first) == ["CON-8", "CON-7", "CON-6"]
    assert ids(rest) == ["CON-4", "CON-3", "CON-2"]


def test_new_conversations_push_nothing_into_view_twice() -> None:
    first = searched(FakeApi(conversations=rooms(9)), Filters(words=("con",)), count=3)
    rest = searched(FakeApi(conversations=rooms(12)), Filters(words=("con",)), first.so_far().next or START, count=3)
    assert ids(first) == ["CON-8", "CON-7", "CON-6"]
    assert ids(rest) == ["CON-5", "CON-4", "CON-3"]


def test_the_last_one_seen_may_be_deleted() -> None:
    first = searched(FakeApi(conversations=rooms(9)), Filters(words=("con",)), count=3)
    left = [told for told in rooms(9) if told.id != "CON-6"]
    rest = searched(FakeApi(conversations=left), Filters(words=("con",)), first.so_far().next or START, count=3)
    assert ids(rest) == ["CON-5", "CON-4", "CON-3"]


@pytest.mark.parametrize("error", [ForbiddenError(ProblemDetails(status=403)), UnreachableError("reset")])
def test_where_calls_may_not_be_listed_the_walk_goes_on_without(error: Exception) -> None:
    api = FakeApi(conversations=rooms(2), members=everywhere(1), calls=[call(1)])
    api.fail("calls", error)
    looking = searched(api, LIVE)
    assert ids(looking) == ["CON-0"]
    assert looking.so_far().hits[0].calls is None
    assert ids(searched(api, Filters(state=Liveness.OPEN))) == []
    assert ids(searched(api, Filters(party=NUMBERS[1]))) == ["CON-0"]


def test_dates_and_order_are_the_apis_own() -> None:
    api = FakeApi(conversations=rooms(5))
    looking = searched(api, Filters(start=after(1), end=after(3), oldest=True))
    assert ids(looking) == ["CON-1", "CON-2", "CON-3"]
    assert api.asked == [f"conversations page_size=100 order=asc start={after(1)} end={after(3)}"]


def test_ten_thousand_conversations_cost_no_more_than_the_budget() -> None:
    api = FakeApi(conversations=rooms(10_000))
    looking = searched(api, Filters(words=("nowhere",)))
    found = looking.so_far()
    assert (found.looked, found.stop, found.next) == (500, StopReason.BUDGET, SearchCursor(cursor="500"))
    assert len(api.asked) == 5


def test_a_hundred_are_looked_into() -> None:
    api = FakeApi(conversations=rooms(10_000))
    looking = searched(api, LIVE)
    assert (looking.so_far().looked, looking.so_far().stop) == (100, StopReason.BUDGET)
    assert len([asked for asked in api.asked if asked.startswith("members ")]) == 100


def test_the_seconds_are_kept() -> None:
    now = [0.0]

    def slow(read: Callable[[K], T], keys: Iterable[K], /) -> dict[K, Future[T]]:
        now[0] += 1.0
        return here(read, keys)

    api = FakeApi(conversations=rooms(500))
    looking = searched(api, LIVE, each=slow, clock=lambda: now[0], budget=Budget(seconds=4.5, reads=1000))
    assert (looking.so_far().looked, looking.so_far().stop) == (30, StopReason.BUDGET)
    assert now == [5.0]


def test_a_page_that_fails_keeps_what_was_found_and_can_be_tried_again() -> None:
    api = FakeApi(conversations=rooms(3), calls=[call(1)])
    api.fail("conversations", UnreachableError("reset"))
    failed = searched(api, LIVE).so_far()
    assert [hit.conversation.id for hit in failed.hits] == ["CON-1"]
    assert (failed.stop, str(failed.error), failed.next) == (StopReason.FAILED, "reset", SearchCursor())


def test_a_room_that_fails_can_be_tried_again_too() -> None:
    api = FakeApi(conversations=rooms(30), members=everywhere(30))
    api.fail("members", UnreachableError("reset"), of="CON-27")
    failed = searched(api, LIVE)
    assert ids(failed) == ["CON-29", "CON-28"]
    assert failed.so_far().stop is StopReason.FAILED

    api.mend("members", of="CON-27")
    assert ids(searched(api, LIVE, failed.so_far().next or START, count=2)) == ["CON-27", "CON-26"]


def test_a_party_of_that_name_goes_on_behind_what_was_seen_of_theirs() -> None:
    api = FakeApi(
        conversations=rooms(6),
        users=[ADA],
        memberships={ADA.id: [Membership(conversation=told) for told in rooms(6)[:4]]},
        members={"CON-5": [member(1, ADA)]},
    )
    first = searched(api, Filters(party="ada"), count=3)
    assert ids(first) == ["CON-3", "CON-2", "CON-1"]
    assert (first.so_far().looked, first.so_far().stop) == (0, StopReason.ENOUGH)
    position = first.so_far().next
    assert position is not None
    assert position.lane is Strategy.USER
    assert ids(searched(api, Filters(party="ada"), position)) == ["CON-0", "CON-5"]


@pytest.mark.parametrize("refused", ["users", "user_conversations"])
def test_where_users_may_not_be_read_members_still_tell(refused: str) -> None:
    api = FakeApi(conversations=rooms(2), users=[ADA], members={"CON-1": [member(1, ADA)]})
    api.fail(refused, ForbiddenError(ProblemDetails(status=403)))
    assert ids(searched(api, Filters(party="ada"))) == ["CON-1"]


def test_a_party_in_any_state_is_looked_for_beyond_the_calls_at_once() -> None:
    api = FakeApi(conversations=rooms(3), members=everywhere(2), calls=[call(2)])
    looking = searched(api, Filters(party=NUMBERS[1]))
    assert ids(looking) == ["CON-2", "CON-1", "CON-0"]
    assert looking.so_far().stop is StopReason.END


def test_one_who_is_on_a_call_and_known_by_name_is_found_once_however_often_one_continues() -> None:
    api = FakeApi(
        conversations=rooms(4),
        users=[ADA],
        memberships={ADA.id: [Membership(conversation=told) for told in rooms(4)[1:3]]},
        calls=[call(2, to="ada")],
        members={"CON-0": [member(1, ADA)]},
    )
    found: list[str] = []
    at: SearchCursor | None = START
    while at:
        looking = searched(api, Filters(party="ada"), at, count=1)
        found += ids(looking)
        at = looking.so_far().next
    assert found == ["CON-2", "CON-1", "CON-0"]


def test_pages_larger_than_asked_for_repeat_nothing() -> None:
    looking = searched(
        FakeApi(conversations=rooms(9), beyond=2), Filters(words=("con",)), budget=Budget(page_size=3), count=99
    )
    assert ids(looking) == [f"CON-{number}" for number in range(8, -1, -1)]


def test_threads_that_stop_end_the_walk_as_a_failure() -> None:
    def cancelled(_: Callable[[K], T], keys: Iterable[K], /) -> dict[K, Future[T]]:
        futures: dict[K, Future[T]] = {key: Future() for key in keys}
        for future in futures.values():
            future.cancel()
        return futures

    looking = searched(FakeApi(conversations=rooms(1)), LIVE, each=cancelled)
    assert looking.so_far().stop is StopReason.FAILED
    assert looking.so_far().next == START


PRIYA = replace(ADA, id="USR-p", name="agent-7", display_name="Priya Raman")
LIVE_WITH_PRIYA = Filters(state=Liveness.LIVE, party="Priya Raman")


def test_a_person_who_is_on_a_call_under_another_name_is_found_by_its_members() -> None:
    calls = [call(number, minutes=number) for number in range(5)]
    api = FakeApi(
        conversations=rooms(200), calls=calls, members={"CON-3": [member(1, PRIYA)], "CON-9": [member(2, PRIYA)]}
    )

    looking = searched(api, LIVE_WITH_PRIYA)

    found = looking.so_far()
    assert ids(looking) == ["CON-3"]
    assert (found.stop, found.sources) == (StopReason.BUDGET, {Source.CALLS})
    assert api.asked.index("members CON-3 page_size=100 order=asc") < 10
    assert ids(searched(api, LIVE_WITH_PRIYA, found.next or START, budget=Budget(reads=1000), count=9)) == ["CON-9"]


def test_an_end_that_is_called_so_costs_no_members() -> None:
    api = FakeApi(conversations=rooms(9), calls=[call(1), call(2, to="priya")], members={"CON-1": [member(1, PRIYA)]})

    first = searched(api, replace(LIVE_WITH_PRIYA, party="priya"))

    assert (ids(first), api.asked) == (["CON-2"], [CALLS])
    assert first.so_far().next == SearchCursor(lane=Strategy.TALKING)
    assert ids(searched(api, replace(LIVE_WITH_PRIYA, party="priya"), SearchCursor(lane=Strategy.TALKING))) == ["CON-1"]


def test_what_somebody_is_in_is_told_before_the_members_of_all_calls_where_any_state_will_do() -> None:
    api = FakeApi(
        conversations=rooms(9),
        calls=[call(number) for number in range(9)],
        users=[ADA],
        memberships={ADA.id: [Membership(conversation=room(4))]},
    )

    assert ids(searched(api, Filters(party="ada"), count=1)) == ["CON-4"]
    assert not [asked for asked in api.asked if asked.startswith("members")]


OVER = replace(call(77, minutes=3), status="completed")


def logged(*calls: Call) -> FakeApi:
    others = [replace(call(number, NUMBERS[2], NUMBERS[2], 10 + number), status="busy") for number in range(250)]
    return FakeApi(conversations=rooms(3), calls=[*calls, *others])


def test_a_call_that_is_over_is_found_among_the_newest_calls_though_its_conversation_is_gone() -> None:
    api = logged(OVER)

    looking = searched(api, Filters(party=NUMBERS[0]), count=1)

    (hit,) = looking.so_far().hits
    assert (hit.conversation, hit.calls, hit.look) == (Conversation(id="CON-77"), (OVER,), None)
    assert [asked for asked in api.asked if asked.startswith("call")] == [
        CALLS,
        "call_log page_size=100 order=desc",
        "call_log page_size=100 order=desc cursor=100",
        "call_log page_size=100 order=desc cursor=200",
    ]


def test_where_only_ended_ones_are_wanted_a_call_that_is_over_is_looked_into() -> None:
    looking = searched(logged(OVER), Filters(state=Liveness.ENDED, party=NUMBERS[0]), count=1)

    (hit,) = looking.so_far().hits
    assert hit.look is not None
    assert (hit.conversation.id, hit.look.gone) == ("CON-77", True)
    assert Source.LOG in looking.so_far().sources


@pytest.mark.parametrize("state", [Liveness.LIVE, Liveness.OPEN])
def test_calls_that_are_over_are_not_asked_for_where_they_cannot_answer(state: Liveness) -> None:
    api = logged(OVER)
    searched(api, Filters(state=state, party=NUMBERS[0]))
    assert not [asked for asked in api.asked if asked.startswith("call_log")]


def test_no_more_than_the_newest_calls_are_read() -> None:
    api = FakeApi(calls=[replace(call(number, minutes=number), status="completed") for number in range(1000)])
    searched(api, Filters(party="447700900999"))
    assert len([asked for asked in api.asked if asked.startswith("call_log")]) == 3


def test_a_log_that_may_not_be_read_is_missing_and_the_walk_goes_on() -> None:
    api = logged()
    api.fail("call_log", ForbiddenError(ProblemDetails(status=403)))
    looking = searched(api, Filters(party=NUMBERS[0]))
    assert (looking.so_far().stop, set(looking.so_far().missed)) == (StopReason.END, {Source.LOG})
    assert looking.so_far().sources == {Source.CALLS}


def test_calls_that_are_not_known_are_not_said_to_be_known_of_one_that_is_over() -> None:
    api = logged(OVER)
    api.fail("calls", UnreachableError("reset"))
    looking = searched(api, Filters(party=NUMBERS[0]), count=1)
    assert looking.so_far().hits[0].calls is None
    assert set(looking.so_far().missed) == {Source.CALLS}


def test_words_alone_look_at_no_calls() -> None:
    assert searched(FakeApi(conversations=rooms(2)), Filters(words=("con",))).so_far().sources == frozenset()
