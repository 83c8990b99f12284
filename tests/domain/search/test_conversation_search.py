from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.capi.models import Conversation, Order, Page
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.search import (
    START,
    Budget,
    Filters,
    Search,
    SearchCursor,
    StopReason,
)
from tests.domain.search.worlds import (
    ADA,
    NUMBERS,
    World,
    call,
    filters,
    here,
    member,
    room,
    still,
    worlds,
)
from tests.fakes import FakeApi, Gate


def search(api: FakeApi, wanted: Filters, **knobs: Any) -> Search:  # noqa: ANN401 -- any of its knobs
    return Search(api, wanted, **({"each": here, "clock": still} | knobs))


def ids(looking: Search) -> list[str]:
    return [hit.conversation.id for hit in looking.so_far().hits]


def test_a_live_call_of_a_number_is_found_by_the_calls_alone_among_ten_thousand_conversations() -> None:
    api = FakeApi(
        conversations=[room(number) for number in range(10_000)], calls=[call(3), call(5, NUMBERS[2], NUMBERS[2])]
    )
    looking = search(api, Filters(state=Liveness.LIVE, party=NUMBERS[0]))
    looking.run()

    found = looking.so_far()
    assert api.asked == ["calls page_size=100"]
    assert ids(looking) == ["CON-3"]
    assert found.hits[0].calls == (call(3),)
    assert (found.hits[0].look, found.stop, found.next, found.looked) == (None, StopReason.KNOWN, SearchCursor(), 0)


def test_the_search_for_a_number_goes_on_through_members_when_asked() -> None:
    api = FakeApi(
        conversations=[room(number) for number in range(4)],
        members={"CON-1": [member(1)], "CON-3": [member(3)]},
        calls=[call(3)],
    )
    looking = search(api, Filters(state=Liveness.LIVE, party=NUMBERS[0]), start=SearchCursor())
    looking.run()

    assert ids(looking) == ["CON-1"]
    assert looking.so_far().stop is StopReason.END
    assert looking.so_far().looked == 4


def test_words_need_no_request_beyond_the_pages_and_none_beyond_the_last_that_is_needed() -> None:
    api = FakeApi(
        conversations=[
            room(number, "\uff53\uff55\uff50\uff50\uff4f\uff52\uff54" if number % 10 == 0 else "x")
            for number in range(10_000)
        ]
    )
    looking = search(api, Filters(words=("Support",)))
    looking.run()

    assert api.asked == ["conversations page_size=100 order=desc"]
    assert len(ids(looking)) == 10
    assert looking.so_far().hits[0].look is None
    assert looking.so_far().hits[0].calls is None
    assert (looking.so_far().looked, looking.so_far().stop) == (100, StopReason.ENOUGH)
    assert looking.so_far().next == SearchCursor(cursor="100")


class HeldAfterOnePage(FakeApi):
    gate = Gate()

    def conversations(
        self,
        *,
        page_size: int = 10,
        order: Order = "asc",
        cursor: str | None = None,
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> Page[Conversation]:
        if cursor:
            self.gate.pass_through()
        return super().conversations(
            page_size=page_size, order=order, cursor=cursor, date_start=date_start, date_end=date_end
        )


def test_the_first_hit_is_there_before_the_second_page_is() -> None:
    api = HeldAfterOnePage(
        conversations=[room(number, "support" if number in {150, 20} else "x") for number in range(200)]
    )
    with ThreadPoolExecutor(2) as pool:
        looking = search(
            api, Filters(words=("support",)), each=lambda read, keys: {k: pool.submit(read, k) for k in keys}
        )
        running = pool.submit(looking.run)
        found = looking.wait(10, seen=0)
        assert ([hit.conversation.id for hit in found.hits], found.finished) == (["CON-150"], False)
        assert looking.wait(0, seen=1) == looking.so_far()
        api.gate.set()
        assert looking.wait(10, seen=1).hits[1].conversation.id == "CON-20"
        running.result()
    assert looking.wait(0, seen=99).stop is StopReason.END


def test_conversations_of_calls_come_first_then_rooms_that_somebody_is_in() -> None:
    api = FakeApi(
        conversations=[room(number) for number in range(5)],
        members={"CON-1": [member(1)], "CON-4": [member(4)]},
        calls=[call(1, minutes=1), call(2, minutes=2)],
    )
    looking = search(api, Filters(state=Liveness.LIVE))
    looking.run()

    assert ids(looking) == ["CON-2", "CON-1", "CON-4"]
    (rest,) = looking.so_far().hits[2:]
    assert rest.look is not None
    assert rest.calls == ()


def test_a_party_of_that_very_name_is_found_in_two_requests_beyond_the_calls() -> None:
    world = World(
        conversations=[room(number) for number in range(200)],
        members={f"CON-{number}": (member(1, ADA),) if number == 7 else () for number in range(200)},
        calls=(),
        gone=frozenset(),
    )
    api = world.api()
    looking = search(api, Filters(party="ada"), count=1)
    looking.run()

    assert ids(looking) == ["CON-7"]
    assert api.asked == [
        "calls page_size=100",
        "users name=ada page_size=1 order=asc",
        "user_conversations USR-a page_size=100 order=desc",
    ]


@settings(max_examples=300, deadline=None)
@given(
    worlds(),
    filters(),
    st.integers(1, 4),
    st.builds(Budget, pages=st.integers(1, 3), page_size=st.integers(1, 5), reads=st.integers(1, 12)),
)
def test_continuing_finds_everything_exactly_once_and_in_order(
    world: World, wanted: Filters, count: int, budget: Budget
) -> None:
    at: SearchCursor | None = START
    found: list[str] = []
    while at:
        looking = search(world.api(), wanted, start=SearchCursor.parse(at.text), count=count, budget=budget)
        looking.run()
        assert len(ids(looking)) <= count
        assert looking.so_far().next != at, "it stands still"
        found += ids(looking)
        at = looking.so_far().next
    assert found == world.searched_by_hand(wanted)


@settings(max_examples=50, deadline=None)
@given(worlds(), filters())
def test_one_run_finds_what_many_do(world: World, wanted: Filters) -> None:
    looking = search(world.api(), wanted, count=1000)
    looking.run()
    if looking.so_far().stop is StopReason.END:
        assert ids(looking) == world.searched_by_hand(wanted)
    else:
        assert (looking.so_far().stop, wanted.state) == (StopReason.KNOWN, Liveness.LIVE)
