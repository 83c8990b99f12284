from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.capi.models import Conversation, Event, Member, MemberState, Page
from capi_bot.concurrency import Steps
from capi_bot.domain.events.catalogue import EventGroup
from capi_bot.domain.events.folding import FoldedEvent, fold_events
from capi_bot.domain.events.pages import (
    EventPage,
    EventPageRequest,
    ReadLimits,
    read_event_page,
)
from capi_bot.errors import NotFoundError, UnreachableError
from tests.fakes import FakeApi
from tests.jobs import finish, submit_now

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
START = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
PEOPLE = tuple(Member(id=f"MEM-{name}", user_display_name=name, state=MemberState.JOINED) for name in ("Ann", "Bob"))
SPEAKING, RECOGNISED = "audio:speaking:on", "audio:asr:done"


def event(number: int, kind: str = "text", who: str = "Ann", *, at: float | None = None) -> Event:
    """Return an event one second per id after the start, or at another second; no two texts are the same."""
    moment = START + timedelta(seconds=number if at is None else at)
    return Event(id=number, type=kind, from_member=f"MEM-{who}", timestamp=moment, body={"text": f"no. {number}"})


def api_of(events: Sequence[Event]) -> FakeApi:
    return FakeApi(conversations=[Conversation(id=CON)], events={CON: events})


def listed(members: Sequence[Member]) -> Future[Page[Member]]:
    return submit_now(lambda: Page(items=tuple(members)))


def read_limits(pages: int = 5, seconds: float = 60.0, clock: Callable[[], float] = lambda: 0.0) -> ReadLimits:
    return ReadLimits(pages=pages, seconds=seconds, clock=clock)


def read_page(
    api: FakeApi, event_filter: str = "", cursor: str | None = None, size: int = 10, limits: ReadLimits | None = None
) -> EventPage:
    request = EventPageRequest(conversation_id=CON, event_filter=event_filter, cursor=cursor, max_entries=size)
    return finish(read_event_page(api, request, listed(PEOPLE), limits or read_limits(), submit_now))


def numbers(page: EventPage) -> list[int | None]:
    return [event.id for event in page.events]


def entries(page: EventPage) -> tuple[FoldedEvent, ...]:
    gap = (page.gap,) if page.gap else ()
    return (*gap, *fold_events(page.events[::-1], page.members))


def read_pages(
    api: FakeApi, event_filter: str = "", size: int = 10, limits: ReadLimits | None = None
) -> Iterator[EventPage]:
    """Yield all pages from the newest on."""
    page = read_page(api, event_filter, None, size, limits)
    yield page
    while page.next is not None:
        page = read_page(api, event_filter, page.next, size, limits)
        yield page


def test_a_conversation_without_events_has_an_empty_page() -> None:
    assert read_page(api_of([])) == EventPage(members={member.id: member for member in PEOPLE})


def test_a_short_conversation_is_one_page_of_one_request() -> None:
    api = api_of([event(number) for number in range(1, 9)])
    page = read_page(api)

    assert numbers(page) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert (page.next, page.prev, page.scanned, page.unfinished) == (None, None, 8, False)
    assert api.requests == [f"events {CON} page_size=100 order=desc"]


def test_a_page_starts_where_the_one_before_it_ended() -> None:
    api = api_of([event(number) for number in range(1, 26)])

    assert [numbers(page) for page in read_pages(api)] == [
        list(range(25, 15, -1)),
        list(range(15, 5, -1)),
        list(range(5, 0, -1)),
    ]


def test_new_events_between_two_requests_neither_repeat_nor_hide_others() -> None:
    first = read_page(api_of([event(number) for number in range(1, 26)]))
    extended = api_of([event(number) for number in range(1, 200)])

    assert numbers(read_page(extended, cursor=first.next)) == list(range(15, 5, -1))


def test_a_deleted_event_hides_no_other() -> None:
    events = [event(number) for number in range(1, 26)]
    first = read_page(api_of(events))
    fewer = api_of([one for one in events if one.id not in (16, 20, 22)])

    assert numbers(read_page(fewer, cursor=first.next)) == list(range(15, 5, -1))


def test_previous_pages_are_the_same_pages() -> None:
    api = api_of([event(number) for number in range(1, 46)])
    first, second, third, fourth, _ = read_pages(api)

    assert fourth.prev == second.next
    assert third.prev == first.next
    assert numbers(read_page(api, cursor=third.prev)) == numbers(second)
    assert second.prev is None


def test_the_first_page_within_a_later_page_of_the_api_has_no_previous_page() -> None:
    api = api_of([event(number) for number in range(1, 221)])
    pages = list(read_pages(api))

    assert [number for number, one in enumerate(pages, 1) if one.prev is None] == [1, 2, 11, 21]


def test_reading_continues_past_folded_indicators_until_the_page_is_full() -> None:
    speaking = [event(number, SPEAKING) for number in range(21, 151)]
    api = api_of([*(event(number) for number in range(1, 21)), *speaking])
    page = read_page(api)

    assert numbers(page) == [*range(150, 20, -1), *range(20, 11, -1)]
    assert len(api.requests) == 2


def test_a_fold_whose_start_was_not_read_is_left_to_the_next_page() -> None:
    events = [*(event(number, SPEAKING) for number in range(1, 111)), *(event(number) for number in range(111, 115))]
    first, second, *_ = read_pages(api_of(events), limits=read_limits(pages=1))

    assert numbers(first) == [114, 113, 112, 111]
    assert first.unfinished
    assert numbers(second)[:3] == [110, 109, 108]


def test_a_fold_that_exceeds_the_limits_is_split() -> None:
    events = [event(number, SPEAKING) for number in range(1, 221)]
    pages = list(read_pages(api_of(events), limits=read_limits(pages=1)))

    assert [len(one.events) for one in pages] == [100, 100, 20]
    assert [one.unfinished for one in pages] == [True, True, False]


def test_the_gap_before_a_page_belongs_to_it() -> None:
    events = [event(1), event(2), event(3, at=600), event(4, at=601)]
    first, second = read_pages(api_of(events), size=2)

    assert first.gap is not None
    assert first.gap.text == "silent for 9 min"
    assert [entry.what for entry in entries(first)] == ["silent", "wrote “no. 3”", "wrote “no. 4”"]
    assert second.gap is None


def test_gaps_do_not_count_as_entries() -> None:
    events = [event(1), event(2, at=600), event(3, at=1200)]

    assert len(entries(read_page(api_of(events), size=3))) == 5


def test_without_a_filter_a_page_has_all_events() -> None:
    assert numbers(read_page(api_of([event(1, "sip:hangup"), event(2)]))) == [2, 1]


def test_a_group_is_filtered_after_reading() -> None:
    api = api_of([event(1, "sip:hangup"), event(2), event(3, "member:joined"), event(4, "sip:ringing")])
    page = read_page(api, EventGroup.CALL)

    assert numbers(page) == [4, 1]
    assert page.scanned == 4
    assert api.requests == [f"events {CON} page_size=100 order=desc"]


def test_the_api_filters_by_the_types_that_it_supports() -> None:
    api = api_of([event(1, "sip:hangup"), event(2)])

    assert numbers(read_page(api, "sip:hangup")) == [1]
    assert api.requests == [f"events {CON} page_size=100 order=desc type=sip:hangup"]


@pytest.mark.parametrize("kind", ["custom:survey", "text", "never:heard:of"])
def test_other_types_are_filtered_after_reading(kind: str) -> None:
    api = api_of([event(1, kind), event(2, "sip:hangup")])

    assert numbers(read_page(api, kind)) == [1]
    assert "type=" not in api.requests[0]


def test_a_rare_event_is_searched_page_by_page_up_to_the_limit() -> None:
    api = api_of([event(1, "custom:rare"), *(event(number) for number in range(2, 451))])
    first, second = read_pages(api, EventGroup.CUSTOM, limits=read_limits(pages=3))

    assert (first.events, first.scanned, first.unfinished) == ((), 300, True)
    assert (numbers(second), second.scanned, second.unfinished) == ([1], 150, False)
    assert len(api.requests) == 5


def test_reading_ends_at_the_deadline_but_not_before_the_first_page() -> None:
    ticks = count(step=10)
    api = api_of([event(number) for number in range(1, 451)])
    page = read_page(api, EventGroup.CUSTOM, limits=read_limits(seconds=15, clock=lambda: next(ticks)))

    assert page.scanned == 200
    assert read_page(api, limits=read_limits(pages=0, seconds=0)).scanned == 100


def test_a_repeated_cursor_ends_the_reading() -> None:
    api = api_of([event(number) for number in range(1, 451)])
    pages = api.events
    api.events = lambda *args, **options: replace(pages(*args, **options), next="100")  # type: ignore[method-assign]  # an API whose cursors repeat

    page = read_page(api, EventGroup.CUSTOM)
    assert (page.scanned, page.next, page.unfinished) == (200, None, True)


def test_an_unknown_next_page_ends_the_reading_before_its_end() -> None:
    api = api_of([event(number) for number in range(1, 4)])
    pages = api.events
    api.events = lambda *args, **options: replace(pages(*args, **options), is_next_unknown=True)  # type: ignore[method-assign]  # an API whose links cannot be read

    page = read_page(api)
    assert (numbers(page), page.next, page.unfinished) == ([3, 2, 1], None, True)


@pytest.mark.parametrize("shown", ["", EventGroup.CUSTOM])
def test_a_page_whose_next_page_is_itself_is_read_once_and_said_to_be_unfinished(shown: str) -> None:
    api = api_of([event(number) for number in range(1, 5)])
    pages = api.events
    api.events = lambda *args, **options: replace(pages(*args, **options), next=options["cursor"] or "4")  # type: ignore[method-assign]  # an API whose cursors repeat
    page = read_page(api, shown)

    assert (len(page.events), page.next, page.unfinished) == (0 if shown else 4, None, True)
    assert len(api.requests) == 2


def test_an_empty_page_that_has_a_next_page_is_passed_over() -> None:
    api = api_of([event(number) for number in range(1, 5)])
    pages = api.events

    api.events = lambda *args, **options: pages(*args, **options) if options["cursor"] else Page(next="0")  # type: ignore[method-assign]  # an API that filters a page after it has cut it
    page = read_page(api)

    assert (numbers(page), page.next, page.unfinished) == ([4, 3, 2, 1], None, False)


def test_empty_pages_without_end_are_read_up_to_the_limit() -> None:
    api = api_of([])
    cursors = count()
    api.events = lambda *_, **__: Page(next=str(next(cursors)))  # type: ignore[method-assign]  # an API without end
    page = read_page(api, limits=read_limits(pages=3))

    assert (page.events, page.unfinished, next(cursors)) == ((), True, 3)
    assert page.next is not None


def test_events_without_ids_are_counted() -> None:
    events = [replace(event(number), id=None) for number in range(1, 121)]
    pages = list(read_pages(api_of(events)))

    assert [len(one.events) for one in pages] == [10] * 12
    assert [one.body["text"] for page in pages for one in page.events] == [
        f"no. {number}" for number in range(120, 0, -1)
    ]


def test_an_event_without_an_id_stays_behind_the_one_after_which_it_came() -> None:
    events = [replace(one, id=None) if one.id in (5, 14, 15) else one for one in map(event, range(1, 26))]
    texts = [one.body["text"] for page in read_pages(api_of(events)) for one in page.events]

    assert texts == [f"no. {number}" for number in range(25, 0, -1)]


def test_ids_slightly_out_of_order_lose_no_event() -> None:
    order = [1, 2, 3, 5, 4, 6, 8, 7, 9, 10]

    assert [one for page in read_pages(api_of([*map(event, order)]), size=3) for one in numbers(page)] == [
        *range(10, 0, -1)
    ]


def test_a_cursor_of_the_api_is_accepted() -> None:
    assert numbers(read_page(api_of([*map(event, range(1, 13))]), cursor="10")) == [2, 1]


def test_members_have_the_channels_of_the_events() -> None:
    arrival = replace(
        event(1, "member:joined"),
        body={
            "member_id": "MEM-Ann",
            "channel": {"type": "phone", "from": {"type": "phone", "number": "447700000001"}},
        },
    )

    channel = read_page(api_of([arrival])).members["MEM-Ann"].channel
    assert channel is not None
    assert channel.type == "phone"


def test_members_have_the_channels_of_events_that_the_filter_excludes() -> None:
    channel = {"type": "phone", "from": {"type": "phone", "number": "447700000001"}}
    arrival = replace(event(1, "member:joined"), body={"member_id": "MEM-Ann", "channel": channel})

    assert read_page(api_of([arrival, event(2)]), EventGroup.MESSAGES).members["MEM-Ann"].channel is not None


UNNAMED = Member(id="MEM-Ann", user_id="USR-3f1c", state=MemberState.JOINED)


def read_page_of_unnamed(events: Sequence[Event], details: Sequence[Member]) -> tuple[list[Sequence[str]], EventPage]:
    """Read a page of people without names; return also the ids whose details were requested."""
    requested: list[Sequence[str]] = []

    def read_members(ids: Sequence[str]) -> Steps[Sequence[Member]]:
        yield from ()
        requested.append(ids)
        return details

    request = EventPageRequest(conversation_id=CON, max_entries=2)
    members_read = listed([UNNAMED, PEOPLE[1]])
    page = finish(read_event_page(api_of(events), request, members_read, read_limits(), submit_now, read_members))
    return requested, page


def test_details_of_unnamed_members_on_the_page_are_read() -> None:
    requested, page = read_page_of_unnamed([*map(event, range(1, 9))], [PEOPLE[0]])

    assert requested == [("MEM-Ann",)]
    assert {entry.who for entry in entries(page)} == {"Ann"}
    assert page.next is not None


def test_a_member_without_details_is_named_by_id() -> None:
    requested, page = read_page_of_unnamed([*map(event, range(1, 9))], [])

    assert requested == [("MEM-Ann",)]
    assert {entry.who for entry in entries(page)} == {"USR-3f1c"}


def test_without_a_way_to_read_details_members_are_named_by_id() -> None:
    request, members_read = EventPageRequest(conversation_id=CON), listed([UNNAMED])
    page = finish(read_event_page(api_of([event(1)]), request, members_read, read_limits(), submit_now))

    assert [entry.who for entry in entries(page)] == ["USR-3f1c"]


def test_details_for_older_pages_are_not_read() -> None:
    requested, _ = read_page_of_unnamed([event(1), *(event(number, who="Bob") for number in range(2, 9))], [])

    assert requested == []


def test_errors_of_the_api_are_raised() -> None:
    api = api_of([])
    api.fail("events", UnreachableError("down"))

    with pytest.raises(UnreachableError):
        read_page(api)
    with pytest.raises(NotFoundError):
        read_page(FakeApi())


RUNS = st.lists(
    st.tuples(
        st.sampled_from([SPEAKING, RECOGNISED, "text", "custom:a", "sip:hangup"]),
        st.integers(1, 40),
        st.sampled_from([1, 300]),
    ),
    max_size=8,
)


@given(RUNS, st.sampled_from(["", "audio", "custom:a", "sip:hangup"]), st.integers(1, 12))
@settings(max_examples=25, deadline=None)
def test_all_pages_together_have_every_entry_once(
    runs: list[tuple[str, int, int]], event_filter: str, size: int
) -> None:
    kinds = [(kind, pause) for kind, length, pause in runs for _ in range(length)]
    times = [sum(pause for _, pause in kinds[: number + 1]) for number in range(len(kinds))]
    events = [event(number, kind, at=times[number - 1]) for number, (kind, _) in enumerate(kinds, 1)]
    pages = list(read_pages(api_of(events), event_filter, size, read_limits(pages=20)))
    expected = [
        one
        for one in events
        if event_filter in ("", one.type) or (event_filter == "audio" and one.type in (SPEAKING, RECOGNISED))
    ]
    whole = fold_events(expected, {member.id: member for member in PEOPLE})

    assert tuple(entry for one in reversed(pages) for entry in entries(one)) == whole
    assert all(len(entries(one)) for one in pages) or not expected
