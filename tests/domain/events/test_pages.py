from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.capi.models import Conversation, Event, Member, MemberState
from capi_bot.domain.events.catalogue import EventGroup
from capi_bot.domain.events.folding import FoldedEvent, fold_events
from capi_bot.domain.events.pages import (
    ALL,
    EventPage,
    EventPageRequest,
    ReadLimits,
    read_event_page,
)
from capi_bot.errors import NotFoundError, UnreachableError
from tests.fakes import FakeApi

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
START = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
PEOPLE = tuple(Member(id=f"MEM-{name}", user_display_name=name, state=MemberState.JOINED) for name in ("Ann", "Bob"))
NOISE, SPEECH = "audio:speaking:on", "audio:asr:done"


def event(number: int, kind: str = "text", who: str = "Ann", *, at: float | None = None) -> Event:
    """Happen a second an id after the start, unless told; each text differs from the next."""
    moment = START + timedelta(seconds=number if at is None else at)
    return Event(id=number, type=kind, from_member=f"MEM-{who}", timestamp=moment, body={"text": f"no. {number}"})


def api_of(events: Sequence[Event]) -> FakeApi:
    return FakeApi(conversations=[Conversation(id=CON)], events={CON: events})


def allowance(pages: int = 5, seconds: float = 60.0, clock: Callable[[], float] = lambda: 0.0) -> ReadLimits:
    return ReadLimits(pages=pages, seconds=seconds, clock=clock)


def stretch(
    api: FakeApi, only: str = "", start: str | None = None, count: int = 10, limits: ReadLimits | None = None
) -> EventPage:
    screen = EventPageRequest(conversation_id=CON, only=only, start=start, count=count)
    return read_event_page(api, screen, lambda: PEOPLE, limits or allowance())


def numbers(told: EventPage) -> list[int | None]:
    return [event.id for event in told.events]


def entries(told: EventPage) -> tuple[FoldedEvent, ...]:
    silence = (told.silence,) if told.silence else ()
    return (*silence, *fold_events(told.events[::-1], told.members))


def screens(api: FakeApi, only: str = "", count: int = 10, limits: ReadLimits | None = None) -> Iterator[EventPage]:
    """Press Older until there is no such button."""
    told = stretch(api, only, None, count, limits)
    yield told
    while told.next is not None:
        told = stretch(api, only, told.next, count, limits)
        yield told


def test_nothing_is_read_of_a_conversation_in_which_nothing_happened() -> None:
    assert stretch(api_of([])) == EventPage(members={member.id: member for member in PEOPLE})


def test_a_short_conversation_is_one_screen_of_one_request() -> None:
    api = api_of([event(number) for number in range(1, 9)])
    told = stretch(api)

    assert numbers(told) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert (told.next, told.prev, told.looked, told.unfinished) == (None, None, 8, False)
    assert api.asked == [f"events {CON} page_size=100 order=desc"]


def test_a_screen_goes_on_where_the_one_before_it_ended() -> None:
    api = api_of([event(number) for number in range(1, 26)])

    assert [numbers(told) for told in screens(api)] == [
        list(range(25, 15, -1)),
        list(range(15, 5, -1)),
        list(range(5, 0, -1)),
    ]


def test_what_happens_between_two_presses_is_neither_repeated_nor_does_it_hide_anything() -> None:
    first = stretch(api_of([event(number) for number in range(1, 26)]))
    grown = api_of([event(number) for number in range(1, 200)])

    assert numbers(stretch(grown, start=first.next)) == list(range(15, 5, -1))


def test_a_deleted_event_hides_no_other() -> None:
    events = [event(number) for number in range(1, 26)]
    first = stretch(api_of(events))
    fewer = api_of([one for one in events if one.id not in (16, 20, 22)])

    assert numbers(stretch(fewer, start=first.next)) == list(range(15, 5, -1))


def test_the_way_back_leads_through_the_same_screens() -> None:
    api = api_of([event(number) for number in range(1, 46)])
    first, second, third, fourth, _ = screens(api)

    assert fourth.prev == second.next
    assert third.prev == first.next
    assert numbers(stretch(api, start=third.prev)) == numbers(second)
    assert second.prev is None


def test_the_way_back_is_not_known_at_the_start_of_a_later_page_of_the_api() -> None:
    api = api_of([event(number) for number in range(1, 221)])
    told = list(screens(api))

    assert [number for number, one in enumerate(told, 1) if one.prev is None] == [1, 2, 11, 21]


def test_folded_noise_is_read_past_until_the_screen_is_full() -> None:
    talk = [event(number, NOISE) for number in range(21, 151)]
    api = api_of([*(event(number) for number in range(1, 21)), *talk])
    told = stretch(api)

    assert numbers(told) == [*range(150, 20, -1), *range(20, 11, -1)]
    assert len(api.asked) == 2


def test_a_fold_whose_end_was_not_reached_waits_for_the_next_screen() -> None:
    events = [*(event(number, NOISE) for number in range(1, 111)), *(event(number) for number in range(111, 115))]
    first, second, *_ = screens(api_of(events), limits=allowance(pages=1))

    assert numbers(first) == [114, 113, 112, 111]
    assert first.unfinished
    assert numbers(second)[:3] == [110, 109, 108]


def test_a_fold_longer_than_the_allowance_is_shown_in_parts() -> None:
    events = [event(number, NOISE) for number in range(1, 221)]
    told = list(screens(api_of(events), limits=allowance(pages=1)))

    assert [len(one.events) for one in told] == [100, 100, 20]
    assert [one.unfinished for one in told] == [True, True, False]


def test_silence_before_a_screen_stands_on_it() -> None:
    events = [event(1), event(2), event(3, at=600), event(4, at=601)]
    first, second = screens(api_of(events), count=2)

    assert first.silence is not None
    assert first.silence.text == "silent for 9 min"
    assert [entry.what for entry in entries(first)] == ["silent", "wrote “no. 3”", "wrote “no. 4”"]
    assert second.silence is None


def test_silence_within_a_screen_is_no_entry_that_another_has_to_make_room_for() -> None:
    events = [event(1), event(2, at=600), event(3, at=1200)]

    assert len(entries(stretch(api_of(events), count=3))) == 5


@pytest.mark.parametrize("only", ["", ALL])
def test_without_narrowing_everything_is_shown(only: str) -> None:
    assert numbers(stretch(api_of([event(1, "sip:hangup"), event(2)]), only)) == [2, 1]


def test_a_group_is_picked_out_of_what_the_api_lists() -> None:
    api = api_of([event(1, "sip:hangup"), event(2), event(3, "member:joined"), event(4, "sip:ringing")])
    told = stretch(api, EventGroup.CALL)

    assert numbers(told) == [4, 1]
    assert told.looked == 4
    assert api.asked == [f"events {CON} page_size=100 order=desc"]


def test_the_api_itself_narrows_to_a_type_that_it_knows() -> None:
    api = api_of([event(1, "sip:hangup"), event(2)])

    assert numbers(stretch(api, "sip:hangup")) == [1]
    assert api.asked == [f"events {CON} page_size=100 order=desc type=sip:hangup"]


@pytest.mark.parametrize("kind", ["custom:survey", "text", "never:heard:of"])
def test_other_types_are_picked_out_of_what_the_api_lists(kind: str) -> None:
    api = api_of([event(1, kind), event(2, "sip:hangup")])

    assert numbers(stretch(api, kind)) == [1]
    assert "type=" not in api.asked[0]


def test_a_rare_event_is_looked_for_page_after_page_as_far_as_allowed() -> None:
    api = api_of([event(1, "custom:rare"), *(event(number) for number in range(2, 451))])
    first, second = screens(api, EventGroup.CUSTOM, limits=allowance(pages=3))

    assert (first.events, first.looked, first.unfinished) == ((), 300, True)
    assert (numbers(second), second.looked, second.unfinished) == ([1], 150, False)
    assert len(api.asked) == 5


def test_a_walk_ends_when_its_time_is_over_but_not_before_its_first_page() -> None:
    ticks = count(step=10)
    api = api_of([event(number) for number in range(1, 451)])
    told = stretch(api, EventGroup.CUSTOM, limits=allowance(seconds=15, clock=lambda: next(ticks)))

    assert told.looked == 200
    assert stretch(api, limits=allowance(pages=0, seconds=0)).looked == 100


def test_a_cursor_that_comes_again_ends_the_walk() -> None:
    api = api_of([event(number) for number in range(1, 451)])
    pages = api.events
    api.events = lambda *args, **asked: replace(pages(*args, **asked), next="100")  # type: ignore[method-assign]  # an API that turns in circles

    assert stretch(api, EventGroup.CUSTOM).looked == 200


def test_events_without_ids_are_counted() -> None:
    events = [replace(event(number), id=None) for number in range(1, 121)]
    told = list(screens(api_of(events)))

    assert [len(one.events) for one in told] == [10] * 12
    assert [one.body["text"] for told in told for one in told.events] == [
        f"no. {number}" for number in range(120, 0, -1)
    ]


def test_an_event_without_an_id_stays_behind_the_one_after_which_it_came() -> None:
    events = [replace(one, id=None) if one.id in (5, 14, 15) else one for one in map(event, range(1, 26))]
    shown = [one.body["text"] for told in screens(api_of(events)) for one in told.events]

    assert shown == [f"no. {number}" for number in range(25, 0, -1)]


def test_ids_a_little_out_of_order_lose_nothing() -> None:
    order = [1, 2, 3, 5, 4, 6, 8, 7, 9, 10]

    assert [one for told in screens(api_of([*map(event, order)]), count=3) for one in numbers(told)] == [
        *range(10, 0, -1)
    ]


def test_a_cursor_of_the_api_is_a_place_too() -> None:
    assert numbers(stretch(api_of([*map(event, range(1, 13))]), start="10")) == [2, 1]


def test_people_are_known_by_the_events_that_were_read() -> None:
    arrival = replace(
        event(1, "member:joined"),
        body={
            "member_id": "MEM-Ann",
            "channel": {"type": "phone", "from": {"type": "phone", "number": "447700000001"}},
        },
    )

    channel = stretch(api_of([arrival])).members["MEM-Ann"].channel
    assert channel is not None
    assert channel.type == "phone"


def test_people_are_known_by_what_was_read_even_if_it_is_not_shown() -> None:
    channel = {"type": "phone", "from": {"type": "phone", "number": "447700000001"}}
    arrival = replace(event(1, "member:joined"), body={"member_id": "MEM-Ann", "channel": channel})

    assert stretch(api_of([arrival, event(2)]), EventGroup.MESSAGES).members["MEM-Ann"].channel is not None


NAMELESS = Member(id="MEM-Ann", user_id="USR-3f1c", state=MemberState.JOINED)


def met(events: Sequence[Event], answer: Sequence[Member]) -> tuple[list[Sequence[str]], EventPage]:
    """Read a screen of people without names, and tell whose details were asked for."""
    asked: list[Sequence[str]] = []

    def meet(ids: Sequence[str]) -> Sequence[Member]:
        asked.append(ids)
        return answer

    screen = EventPageRequest(conversation_id=CON, count=2)
    return asked, read_event_page(api_of(events), screen, lambda: (NAMELESS, PEOPLE[1]), allowance(), meet)


def test_who_has_no_name_on_the_screen_is_met() -> None:
    asked, told = met([*map(event, range(1, 9))], [PEOPLE[0]])

    assert asked == [("MEM-Ann",)]
    assert {entry.who for entry in entries(told)} == {"Ann"}
    assert told.next is not None


def test_who_cannot_be_met_goes_by_an_id() -> None:
    asked, told = met([*map(event, range(1, 9))], [])

    assert asked == [("MEM-Ann",)]
    assert {entry.who for entry in entries(told)} == {"USR-3f1c"}


def test_who_is_nameless_stays_so_where_nobody_can_be_met() -> None:
    told = read_event_page(api_of([event(1)]), EventPageRequest(conversation_id=CON), lambda: (NAMELESS,), allowance())

    assert [entry.who for entry in entries(told)] == ["USR-3f1c"]


def test_nobody_is_met_for_what_stands_on_an_older_screen() -> None:
    asked, _ = met([event(1), *(event(number, who="Bob") for number in range(2, 9))], [])

    assert asked == []


def test_errors_are_the_apis() -> None:
    api = api_of([])
    api.fail("events", UnreachableError("down"))

    with pytest.raises(UnreachableError):
        stretch(api)
    with pytest.raises(NotFoundError):
        stretch(FakeApi())


RUNS = st.lists(
    st.tuples(
        st.sampled_from([NOISE, SPEECH, "text", "custom:a", "sip:hangup"]),
        st.integers(1, 40),
        st.sampled_from([1, 300]),
    ),
    max_size=8,
)


@given(RUNS, st.sampled_from(["", "audio", "custom:a", "sip:hangup"]), st.integers(1, 12))
@settings(max_examples=25, deadline=None)
def test_all_screens_together_tell_the_whole_story_once(runs: list[tuple[str, int, int]], only: str, size: int) -> None:
    kinds = [(kind, pause) for kind, length, pause in runs for _ in range(length)]
    times = [sum(pause for _, pause in kinds[: number + 1]) for number in range(len(kinds))]
    events = [event(number, kind, at=times[number - 1]) for number, (kind, _) in enumerate(kinds, 1)]
    told = list(screens(api_of(events), only, size, allowance(pages=20)))
    wanted = [one for one in events if only in ("", one.type) or (only == "audio" and one.type in (NOISE, SPEECH))]
    whole = fold_events(wanted, {member.id: member for member in PEOPLE})

    assert tuple(entry for one in reversed(told) for entry in entries(one)) == whole
    assert all(len(entries(one)) for one in told) or not wanted
