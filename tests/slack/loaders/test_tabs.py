from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import replace

import pytest

from capi_bot.capi.models import Event, Member, MemberState, Page
from capi_bot.errors import NotFoundError, ProblemDetails, UnreachableError, UserError
from capi_bot.slack.button_state import Tab, TabState
from capi_bot.slack.loaders import tabs
from capi_bot.slack.loaders.tabs import (
    MAX_NAMED_MEMBERS,
    first_items,
    narrow_events,
    start_tab,
    wait_with_tab,
)
from capi_bot.slack.services import Services
from capi_bot.slack.views.tabs import EventsTab, MembersTab, TabView
from tests.fakes import FakeApi
from tests.jobs import finish
from tests.slack.sample_cases import SEED, SEED_EVENTS, SEED_MEMBERS
from tests.slack.sample_values import member_id

ServicesOver = Callable[[FakeApi], Services]
TIMEOUT = 10.0
MEMBERS = TabState(conversation_id=SEED.id, tab=Tab.MEMBERS)
EVENTS = TabState(conversation_id=SEED.id, tab=Tab.EVENTS)


def _api(members: list[Member] | None = None, events: list[Event] | None = None) -> FakeApi:
    known = {SEED.id: SEED_MEMBERS if members is None else members}
    return FakeApi(conversations=[SEED], members=known, events={SEED.id: SEED_EVENTS if events is None else events})


def _people(*states: MemberState) -> list[Member]:
    return [replace(SEED_MEMBERS[0], id=member_id(number), state=state) for number, state in enumerate(states)]


def _read(tab_state: TabState, services: Services, count: int) -> TabView:
    read = start_tab(tab_state, services, count)
    assert read is not None
    return finish(read.wait())


def _members(tab_state: TabState, services: Services, count: int = 3) -> MembersTab:
    tab = _read(tab_state, services, count)
    assert isinstance(tab, MembersTab)
    return tab


def _events(tab_state: TabState, services: Services) -> EventsTab:
    tab = _read(tab_state, services, 3)
    assert isinstance(tab, EventsTab)
    return tab


def test_no_tab_and_a_closed_tab_read_nothing(over: ServicesOver) -> None:
    api = _api()

    assert start_tab(None, over(api), 3) is None
    assert start_tab(TabState(conversation_id=SEED.id), over(api), 3) is None
    assert api.requests == []


def test_a_page_that_is_longer_than_asked_for_is_cut() -> None:
    assert first_items(Page(items=(1, 2, 3), next="n"), 2) == Page(items=(1, 2), next="n")


def test_members_come_with_channel_and_times(over: ServicesOver) -> None:
    tab = _members(MEMBERS, over(_api()))

    assert tab.page.items == tuple(SEED_MEMBERS)
    assert [member.id for member in tab.everyone] == [member.id for member in SEED_MEMBERS]
    assert tab.whole


def test_members_come_with_the_newest_events_which_know_them_better(over: ServicesOver) -> None:
    api = _api()

    assert _members(MEMBERS, over(api)).events == tuple(reversed(SEED_EVENTS))
    assert f"events {SEED.id} page_size=100 order=desc" in api.requests


def test_members_and_events_are_read_at_once(over: ServicesOver) -> None:
    api = _api()
    gates = [api.block("events"), api.block("members")]
    read = start_tab(MEMBERS, over(api), 3)

    assert all(gate.reached.wait(TIMEOUT) for gate in gates)
    for gate in gates:
        gate.set()
    assert read is not None
    assert finish(read.wait())


def test_events_that_are_refused_leave_the_members_as_they_are(over: ServicesOver) -> None:
    api = _api()
    api.fail("events", UnreachableError("down"))
    tab = _members(MEMBERS, over(api))

    assert (tab.page.items, tab.events) == (tuple(SEED_MEMBERS), ())


def test_members_do_not_wait_long_for_events(over: ServicesOver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabs, "TAB_WAIT", 0)
    api = _api()
    gate = api.block("events")

    assert _members(MEMBERS, over(api)).events == ()
    gate.set()


def test_a_tab_is_read_once_however_often_it_is_waited_for(over: ServicesOver) -> None:
    api = _api()
    read = start_tab(MEMBERS, over(api), 3)
    assert read is not None

    assert finish(read.wait()) is finish(read.wait())
    assert len([asked for asked in api.requests if asked.startswith("members ")]) == 1


@pytest.mark.parametrize("beside", [UserError("The page."), None])
def test_what_is_shown_around_a_tab_is_waited_for_too_and_its_failure_comes_first(
    beside: UserError | None, over: ServicesOver
) -> None:
    api, other = _api(), Future[None]()
    api.fail("members", UnreachableError("down"))
    steps = wait_with_tab(start_tab(MEMBERS, over(api), 3), other)
    while other not in (pause := next(steps)).futures:
        wait(pause.futures, TIMEOUT)
    other.set_exception(beside) if beside else other.set_result(None)

    with pytest.raises(UserError if beside else UnreachableError):
        finish(steps)


def test_those_who_are_in_it_come_first_on_whichever_page_they_are_listed(over: ServicesOver) -> None:
    left, unknown, invited, joined = MemberState.LEFT, MemberState.UNKNOWN, MemberState.INVITED, MemberState.JOINED
    services = over(_api(_people(left, unknown, joined, invited, left, joined)))
    one = _members(MEMBERS, services, 4)
    two = _members(replace(MEMBERS, cursor=one.page.next, number=2), services, 4)

    assert [member.state for member in (*one.page.items, *two.page.items)] == [
        joined,
        joined,
        invited,
        left,
        left,
        unknown,
    ]
    assert [member.id for member in one.page.items[:2]] == [member_id(2), member_id(5)]
    assert (one.page.prev, two.page.next) == (None, None)
    assert _members(replace(MEMBERS, cursor=two.page.prev), services, 4).page == one.page


def test_only_those_who_are_shown_are_read_in_full(over: ServicesOver) -> None:
    api = _api(_people(*[MemberState.JOINED] * 20))
    _members(MEMBERS, over(api), 4)

    assert len([asked for asked in api.requests if asked.startswith("member ")]) == 4
    assert len([asked for asked in api.requests if asked.startswith("members ")]) == 1


def test_members_whom_the_list_tells_in_full_are_not_read_again(
    over: ServicesOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = _api()
    monkeypatch.setattr(api, "members", lambda *_, **__: Page(items=tuple(SEED_MEMBERS)))

    assert _members(MEMBERS, over(api)).page.items == tuple(SEED_MEMBERS)
    assert [asked for asked in api.requests if asked.startswith("member")] == []


def test_a_member_who_was_removed_meanwhile_is_told_as_listed(over: ServicesOver) -> None:
    api = _api()
    api.fail("member", NotFoundError(ProblemDetails(status=404)))

    assert [member.channel for member in _members(MEMBERS, over(api)).page.items] == [None, None]


def test_a_member_without_an_id_is_told_as_listed(over: ServicesOver) -> None:
    api = _api([replace(SEED_MEMBERS[0], id="")])

    assert _members(MEMBERS, over(api)).page.items[0].channel is None


@pytest.mark.parametrize("method", ["members", "member"])
def test_a_failure_to_read_members_is_raised(method: str, over: ServicesOver) -> None:
    api = _api()
    api.fail(method, UnreachableError("down"))

    with pytest.raises(UnreachableError):
        _members(MEMBERS, over(api))


def test_more_members_than_one_list_holds_are_ordered_within_the_apis_own_pages(over: ServicesOver) -> None:
    services = over(_api(_people(*[MemberState.LEFT] * 3, *[MemberState.JOINED] * 100)))
    one = _members(MEMBERS, services, 4)
    two = _members(replace(MEMBERS, cursor=one.page.next), services, 4)

    assert [member.id for member in one.page.items] == [*map(member_id, (3, 0, 1, 2))]
    assert [member.id for member in two.page.items] == [*map(member_id, (4, 5, 6, 7))]
    assert not one.whole


def test_a_cursor_of_a_list_that_was_shorter_or_longer_is_its_first_page(over: ServicesOver) -> None:
    many = over(_api(_people(*[MemberState.JOINED] * 103)))

    assert _members(replace(MEMBERS, cursor="~4"), many).page.items[0].id == member_id(0)
    assert _members(replace(MEMBERS, cursor="a/+="), over(_api())).page.items == tuple(SEED_MEMBERS)


def test_events_come_newest_first_with_the_members_by_id(over: ServicesOver) -> None:
    tab = _events(EVENTS, over(_api()))

    assert [event.id for event in tab.page.items] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert set(tab.members) == {member.id for member in SEED_MEMBERS}
    assert tab.scanned == 8
    assert not tab.unfinished


def test_older_events_follow_where_the_page_ended(over: ServicesOver) -> None:
    events = [Event(id=number, type=f"custom:{number}") for number in range(1, 26)]
    services = over(_api(events=events))
    one = _events(EVENTS, services)
    two = _events(replace(EVENTS, cursor=one.page.next, number=2), services)

    assert [event.id for event in (*one.page.items, *two.page.items)] == [*range(25, 5, -1)]


def test_an_events_tab_is_narrowed_to_its_group(over: ServicesOver) -> None:
    tab = _events(replace(EVENTS, event_filter="call"), over(_api()))

    assert [event.type for event in tab.page.items] == ["sip:answered", "sip:answered", "sip:ringing"]
    assert tab.scanned == 8


def test_members_that_v1_lists_without_channels_are_known_by_what_the_events_say(over: ServicesOver) -> None:
    tab = _events(EVENTS, over(_api()))

    assert [len(member.channel.legs) for member in tab.members.values() if member.channel] == [1, 1]


def _key_presses(count: int) -> list[Event]:
    """Return events of many people without names, who each press a key."""
    return [Event(id=n + 1, type="audio:dtmf", from_member=member_id(n)) for n in range(count)]


def test_who_has_no_name_in_events_is_read_in_full(over: ServicesOver) -> None:
    api = _api(events=[Event(id=1, type="audio:dtmf", from_member=SEED_MEMBERS[1].id)])

    assert _events(EVENTS, over(api)).members[SEED_MEMBERS[1].id] == SEED_MEMBERS[1]
    assert f"member {SEED.id} {SEED_MEMBERS[0].id}" not in api.requests


def test_at_most_eight_are_read_in_full(over: ServicesOver) -> None:
    api = _api(_people(*[MemberState.JOINED] * 10), _key_presses(10))
    tab = _events(EVENTS, over(api))

    assert len([asked for asked in api.requests if asked.startswith("member ")]) == MAX_NAMED_MEMBERS
    assert len([member for member in tab.members.values() if member.channel]) == MAX_NAMED_MEMBERS


def test_names_that_cannot_be_read_are_done_without(over: ServicesOver) -> None:
    api = _api(events=[Event(id=1, type="audio:dtmf", from_member=SEED_MEMBERS[1].id)])
    api.fail("member", UnreachableError("down"))

    assert _events(EVENTS, over(api)).members[SEED_MEMBERS[1].id].channel is None


def test_both_reads_of_the_events_tab_are_under_way_at_once(over: ServicesOver) -> None:
    api = _api()
    gates = [api.block("events"), api.block("members")]
    read = start_tab(EVENTS, over(api), 3)

    assert all(gate.reached.wait(TIMEOUT) for gate in gates)
    for gate in gates:
        gate.set()
    assert read is not None
    assert finish(read.wait())


@pytest.mark.parametrize("method", ["members", "events"])
def test_a_failure_to_read_events_is_raised(method: str, over: ServicesOver) -> None:
    api = _api()
    api.fail(method, UnreachableError("down"))

    with pytest.raises(UnreachableError):
        _events(EVENTS, over(api))


@pytest.mark.parametrize(("selected", "only"), [("audio", "audio"), ("sip:hangup", "sip:hangup"), ("all", "")])
def test_a_choice_begins_at_the_newest_events(selected: str, only: str) -> None:
    here = replace(EVENTS, event_filter="call", cursor="c", number=3)

    assert narrow_events(here, selected) == replace(EVENTS, event_filter=only)
