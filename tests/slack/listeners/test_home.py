from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from capi_bot.capi.models import Call, Conversation, ConversationState, Endpoint, Member, MemberState
from capi_bot.domain.saved_filters import FilterOwner, SavedFilter
from capi_bot.errors import (
    DeadlineExceededError,
    ForbiddenError,
    ProblemDetails,
    UnreachableError,
    UserError,
)
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    HomeState,
    ListState,
    encode_home,
    encode_list,
)
from capi_bot.slack.commands import EVERYTHING, ListFilter, list_filter
from capi_bot.slack.listeners import home
from capi_bot.slack.loaders.home import NEWEST_CONVERSATIONS
from capi_bot.slack.payloads import Actor, BlockAction, HomeOpened
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import home as view
from tests.fakes import FakeApi
from tests.slack.interactions import look
from tests.slack.listeners.lists import SOON, last_message
from tests.slack.sample_values import NOW, conversation_id, member_id

ServicesOver = Callable[[FakeApi], Services]
Pressed = Callable[..., BlockAction]

ADA = FilterOwner(team_id="T1", user_id="U1")
OPENED = HomeOpened(actor=Actor(team="T1", user="U1"), event_id="Ev1", tab="home", opened_ts="1.0")
LIVE = ListFilter(party="447700000001")
SAVED_KEY = encode_home(HomeState(filter="0123456789abcdef"))
Listener = Callable[[BlockAction, Services], PendingReply]
WITH_SAVED: list[tuple[Listener, str]] = [
    (home.save_filter, encode_list(ListState(filters=LIVE))),
    (home.forget_filter, SAVED_KEY),
    (home.list_saved_filter, SAVED_KEY),
]
"""Listeners that use the saved filters, each with what its button carries."""


class Unreachable:
    """Saved filters that cannot be reached."""

    def list_for(self, person: FilterOwner) -> Future[tuple[SavedFilter, ...]]:
        return self._failed(person)

    def save(self, person: FilterOwner, saved: SavedFilter) -> Future[None]:
        del saved
        return self._failed(person)

    def delete(self, person: FilterOwner, key: str) -> Future[None]:
        del key
        return self._failed(person)

    def _failed(self, person: FilterOwner) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(UserError(f"not now, {person.user_id}"))
        return future


class Slow(Unreachable):
    """Saved filters that are read and written when a test says so."""

    def __init__(self) -> None:
        self.read: Future[tuple[SavedFilter, ...]] = Future()
        self.written: Future[None] = Future()

    def list_for(self, person: FilterOwner) -> Future[tuple[SavedFilter, ...]]:
        del person
        return self.read

    def save(self, person: FilterOwner, saved: SavedFilter) -> Future[None]:
        del person, saved
        return self.written

    def delete(self, person: FilterOwner, key: str) -> Future[None]:
        del person, key
        return self.written


@pytest.fixture
def api() -> FakeApi:
    """Return thirty rooms, the first oldest: of the newest one is live and one has ended; a call goes on elsewhere."""
    rooms = [
        Conversation(
            id=conversation_id(number),
            display_name=f"Room {number}",
            state=ConversationState.INACTIVE if number == 28 else ConversationState.ACTIVE,
            created=NOW - timedelta(minutes=100 - number),
            updated=NOW - timedelta(minutes=5),
        )
        for number in range(30)
    ]
    there = Member(id=member_id(1), state=MemberState.JOINED)
    ends = (Endpoint(address="447700000001"), Endpoint(address="447700000002"))
    call = Call(
        id="1",
        conversation_id=conversation_id(0),
        from_=ends[0],
        to=ends[1],
        status="answered",
        started=rooms[0].created,
    )
    return FakeApi(conversations=rooms, members={rooms[29].id: [there], rooms[0].id: [there]}, calls=[call])


def _text(reply: PendingReply) -> str:
    return last_message(reply).text


def _home(services: Services, state: HomeState | None = None) -> str:
    return _text(home.show(state or HomeState(), ADA, services))


def test_calls_elsewhere_and_who_is_in_the_newest_are_live_and_what_ended_is_told(
    over: ServicesOver, api: FakeApi
) -> None:
    text = _home(over(api))

    assert text.startswith("Live now · at least 2 · as of")
    assert text.index("🟢 Room 29\n1 joined · began 1 h") < text.index("🟢 Room 0\n1 joined · began 1 h")
    assert text.index("Recently ended") < text.index("⚫ Room 28\nended 5 min ago")


def test_what_is_live_is_counted_exactly_only_where_the_list_ends(over: ServicesOver) -> None:
    there = Member(id=member_id(1), state=MemberState.JOINED)
    rooms = [
        Conversation(id=conversation_id(number), display_name=f"Room {number}")
        for number in range(NEWEST_CONVERSATIONS + 1)
    ]
    members = {room.id: [there] for room in rooms}

    assert f"Live now · {NEWEST_CONVERSATIONS} · as of" in _home(
        over(FakeApi(conversations=rooms[1:], members=members))
    )
    assert f"Live now · at least {NEWEST_CONVERSATIONS} · as of" in _home(
        over(FakeApi(conversations=rooms, members=members))
    )


def test_while_the_list_is_slow_calls_and_saved_filters_stand_there_and_that_it_refreshes(
    over: ServicesOver, api: FakeApi
) -> None:
    gate, services = api.block("conversations"), over(api)
    services.saved_filters.save(ADA, SavedFilter(text="live")).result()
    reply = home.show(HomeState(), ADA, services)

    first, is_final = look(reply, 0)
    gate.set()

    assert not is_final
    assert "Refreshing…" in first.text
    assert "🟢 +44 7700 000001 → +44 7700 000002" in first.text
    assert "Saved filters\nlive\n" in first.text
    assert "Refreshing…" not in _text(reply)


def test_it_reads_the_newest_and_the_call_elsewhere_and_no_more(over: ServicesOver, api: FakeApi) -> None:
    _home(over(api))

    assert [asked for asked in api.requests if asked.startswith("conversations")] == [
        f"conversations page_size={NEWEST_CONVERSATIONS} order=desc"
    ]
    assert len({asked.split()[1] for asked in api.requests if asked.startswith("members")}) == NEWEST_CONVERSATIONS + 1


def test_calls_are_told_before_it_is_known_who_is_in_the_others(over: ServicesOver, api: FakeApi) -> None:
    gate = api.block("members")
    reply = home.show(HomeState(), ADA, over(api))
    first, is_final = look(reply, 0)

    assert not is_final
    assert "Live now · at least 1 · as of" in first.text
    assert "🟢 +44 7700 000001 → +44 7700 000002" in first.text
    gate.set()
    assert "Live now · at least 2 · as of" in _text(reply)


def test_somebody_who_was_never_here_sees_a_skeleton_while_the_first_reads_are_under_way(
    over: ServicesOver, api: FakeApi
) -> None:
    gates = [api.block("conversations"), api.block("calls")]
    reply = home.opened(OPENED, over(api))
    (first, is_final), reached = look(reply, SOON), [gate.reached.wait(SOON) for gate in gates]
    for gate in gates:
        gate.set()

    assert (first, is_final, reached) == (view.skeleton(), False, [True, True])
    assert "Live now · at least 2 · as of" in _text(reply)


def test_somebody_who_was_here_sees_no_skeleton(over: ServicesOver, api: FakeApi) -> None:
    reply = home.opened(replace(OPENED, view_id="V1"), over(api))
    drafts = [look(reply, SOON) for _ in range(2)]

    assert [message == view.skeleton() for message, _ in drafts] == [False, False]
    assert drafts[-1][1]


def test_calls_that_the_application_may_not_list_leave_the_rest(over: ServicesOver, api: FakeApi) -> None:
    api.fail("calls", ForbiddenError(ProblemDetails(status=403)))
    text = _home(over(api))

    assert text.startswith("⚠️ Vonage does not let this bot read that: I cannot tell which calls are in progress.\n")
    assert "Live now · at least 1 · as of" in text


def test_where_vonage_does_not_answer_that_is_told_first_with_its_trace_and_nothing_is_said_to_be_empty(
    over: ServicesOver, api: FakeApi
) -> None:
    for method in ("conversations", "calls", "call_log"):
        api.fail(method, UnreachableError("503", ProblemDetails(status=503, trace_id="7f3a")))
    text = _home(over(api))

    assert text.startswith(
        "⚠️ Vonage does not answer: I cannot tell what is live.\nTry again in a moment.\n"
        "Vonage said 503 · trace 7f3a\nLive now · as of"
    )
    assert [words in text for words in ("There are no", "Nobody", "Recently ended")] == [False] * 3


def test_that_the_calls_that_ended_cannot_be_read_is_told(over: ServicesOver, api: FakeApi) -> None:
    api.fail("call_log", DeadlineExceededError("late"))
    text = _home(over(api))

    assert "Recently ended\n⚠️ Vonage does not answer: I cannot tell which calls have ended.\n⚫ Room 28" in text


def test_conversations_that_cannot_be_read_are_told_above_calls_and_saved_filters(
    over: ServicesOver, api: FakeApi
) -> None:
    api.fail("conversations", DeadlineExceededError("late"))
    services = over(api)
    services.saved_filters.save(ADA, SavedFilter(text="live")).result()
    text = _home(services)

    assert text.startswith("⚠️ Vonage does not answer: I cannot tell which conversations without a call are live.")
    assert "🟢 Room 0" in text
    assert "Saved filters\nlive\n" in text


def test_saved_filters_that_cannot_be_reached_leave_the_rest(over: ServicesOver, api: FakeApi) -> None:
    text = _home(replace(over(api), saved_filters=Unreachable()))

    assert "Live now · at least 2 · as of" in text
    assert "I cannot reach them just now." in text


def test_saved_filters_that_take_long_keep_nobody_waiting(over: ServicesOver, api: FakeApi) -> None:
    saved = Slow()
    reply = home.show(HomeState(saved=2), ADA, replace(over(api), saved_filters=saved))
    first, is_final = look(reply, SOON)
    saved.read.set_result(tuple(SavedFilter(text=f"call {number}") for number in range(4)))

    assert not is_final
    assert "Live now · at least 2 · as of" in first.text
    assert "Saved filters\nLooking…\n" in first.text
    assert "Saved filters\ncall 3\n" in _text(reply)


def test_a_bug_is_not_taken_for_trouble(over: ServicesOver, api: FakeApi) -> None:
    api.fail("conversations", ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        _home(over(api))


def test_a_page_further_on_shows_the_calls_that_stand_there(over: ServicesOver, api: FakeApi, pressed: Pressed) -> None:
    ids = [conversation_id(number) for number in (0, 1, 2, 3, 4, 5)]
    api = FakeApi(
        conversations=[Conversation(id=conversation_id(number), display_name=f"Room {number}") for number in range(40)],
        calls=[
            Call(id=name, conversation_id=name, status="answered", started=NOW - timedelta(minutes=number))
            for number, name in enumerate([*ids, conversation_id(9)])
        ],
    )
    text = _text(home.turn_page(pressed(Action.HOME_ON, encode_home(HomeState(number=2))), over(api)))

    assert "Live now · at least 7 · as of" in text
    assert ("🟢 Room 9\n" in text, "🟢 Room 0\n" in text) == (True, False)


class TestFilters:
    def test_are_saved_from_what_the_list_shows(self, over: ServicesOver, api: FakeApi, pressed: Pressed) -> None:
        services = over(api)
        value = encode_list(ListState(filters=LIVE, private=True))
        note = _text(home.save_filter(pressed(Action.LIST_SAVE, value), services))
        press = pressed(Action.LIST_SAVE, "n=1", list_state=encode_list(ListState(filters=ListFilter(oldest=True))))
        _text(home.save_filter(press, services))

        assert note.startswith("Saved. You find it on my Home tab.")
        assert [list_filter.read_filter(saved.text) for saved in services.saved_filters.list_for(ADA).result()] == [
            ListFilter(oldest=True),
            LIVE,
        ]

    def test_of_all_conversations_there_are_none(self, over: ServicesOver, api: FakeApi, pressed: Pressed) -> None:
        with pytest.raises(UserError, match="no filters yet"):
            home.save_filter(pressed(Action.LIST_SAVE, encode_list(ListState(filters=EVERYTHING))), over(api))

    def test_are_removed_and_the_tab_stays_where_it_was(
        self, over: ServicesOver, api: FakeApi, pressed: Pressed
    ) -> None:
        services = over(api)
        for text in ("live", "open"):
            services.saved_filters.save(ADA, SavedFilter(text=text)).result()
        press = pressed(Action.HOME_FORGET, encode_home(HomeState(filter=SavedFilter(text="live").key)))

        for _ in range(2):
            assert "Saved filters\nopen\nWhat" in _text(home.forget_filter(press, services))
        assert services.saved_filters.list_for(ADA).result() == (SavedFilter(text="open"),)

    def test_are_those_of_who_presses_alone(self, over: ServicesOver, api: FakeApi, pressed: Pressed) -> None:
        services, saved = over(api), SavedFilter(text="live")
        services.saved_filters.save(replace(ADA, user_id="U2"), saved).result()

        with pytest.raises(UserError, match="not there any more"):
            _text(
                home.list_saved_filter(pressed(Action.HOME_SAVED, encode_home(HomeState(filter=saved.key))), services)
            )

    def test_of_an_org_wide_installation_belong_to_a_person_of_the_enterprise(
        self, over: ServicesOver, api: FakeApi, pressed: Pressed
    ) -> None:
        services, saved = over(api), SavedFilter(text=list_filter.write_filter(LIVE))
        press = pressed(Action.LIST_SAVE, encode_list(ListState(filters=LIVE)))
        _text(home.save_filter(replace(press, actor=Actor(enterprise="E1", user="U1")), services))

        assert services.saved_filters.list_for(FilterOwner(team_id="E1", user_id="U1")).result() == (saved,)
        assert services.saved_filters.list_for(ADA).result() == ()

    def test_list_what_they_let_through(self, over: ServicesOver, api: FakeApi, pressed: Pressed) -> None:
        services, saved = over(api), SavedFilter(text=list_filter.write_filter(ListFilter(words=("room 28",))))
        services.saved_filters.save(ADA, saved).result()
        text = _text(
            home.list_saved_filter(pressed(Action.HOME_SAVED, encode_home(HomeState(filter=saved.key))), services)
        )

        assert ("Room 28" in text, "Room 29" in text) == (True, False)

    @pytest.mark.parametrize(("listener", "value"), WITH_SAVED)
    def test_that_take_long_hold_no_thread(
        self, over: ServicesOver, api: FakeApi, pressed: Pressed, listener: Listener, value: str
    ) -> None:
        saved = Slow()
        steps = listener(pressed(Action.LIST_SAVE, value), replace(over(api), saved_filters=saved)).render(0)
        wait = next(steps)

        assert wait.futures in {(saved.read,), (saved.written,)}
        assert wait.timeout is None

    @pytest.mark.parametrize(("listener", "value"), WITH_SAVED)
    def test_that_cannot_be_reached_are_an_error(
        self, over: ServicesOver, api: FakeApi, pressed: Pressed, listener: Listener, value: str
    ) -> None:
        reply = listener(pressed(Action.LIST_SAVE, value), replace(over(api), saved_filters=Unreachable()))

        with pytest.raises(UserError, match="not now, U1"):
            _text(reply)


def test_all_that_ended_is_listed(over: ServicesOver, api: FakeApi, pressed: Pressed) -> None:
    text = _text(home.list_ended(pressed(Action.HOME_ENDED, encode_home(HomeState())), over(api)))

    assert ("Room 28" in text, "Room 29" in text) == (True, False)


def test_all_missed_calls_are_listed(over: ServicesOver, pressed: Pressed) -> None:
    ends = {"from_": Endpoint(address="447700000001"), "to": Endpoint(address="442079460000")}
    times = {"started": NOW - timedelta(minutes=3), "ended": NOW - timedelta(minutes=2)}
    legs = [
        Call(id=str(n), conversation_id=conversation_id(n), direction="inbound", status=status, **ends, **times)
        for n, status in enumerate(["unanswered", "answered"])
    ]
    text = _text(home.list_missed(pressed(Action.HOME_MISSED, encode_home(HomeState())), over(FakeApi(calls=legs))))

    assert text.startswith("Conversations, missed, newest first\n")
    assert conversation_id(0) in text
