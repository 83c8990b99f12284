from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.slack.listeners.tabs import start_tab
from capi_bot.slack.services import Services
from capi_bot.slack.state import Panel, Tab
from capi_bot.slack.views.panels import EventsTab, MembersTab
from tests.fakes import FakeApi
from tests.slack.casts import SEED, SEED_EVENTS, SEED_MEMBERS
from tests.slack.fillings import member_id

ServicesOver = Callable[[FakeApi], Services]


def _api() -> FakeApi:
    return FakeApi(conversations=[SEED], members={SEED.id: SEED_MEMBERS}, events={SEED.id: SEED_EVENTS})


def test_no_panel_and_a_closed_panel_read_nothing(over: ServicesOver) -> None:
    api = _api()

    assert start_tab(None, over(api), 3)() is None
    assert start_tab(Panel(conversation_id=SEED.id), over(api), 3)() is None
    assert api.asked == []


def test_members_come_with_channel_and_times(over: ServicesOver) -> None:
    tab = start_tab(Panel(conversation_id=SEED.id, tab=Tab.MEMBERS, cursor="1"), over(_api()), 3)()

    assert isinstance(tab, MembersTab)
    assert tab.page.items == tuple(SEED_MEMBERS[1:])


def test_events_come_newest_first_with_the_members_by_id(over: ServicesOver) -> None:
    tab = start_tab(Panel(conversation_id=SEED.id, tab=Tab.EVENTS), over(_api()), 3)()

    assert isinstance(tab, EventsTab)
    assert [event.id for event in tab.page.items] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert set(tab.members) == {member.id for member in SEED_MEMBERS}


@pytest.mark.parametrize(("tab", "count"), [(Tab.MEMBERS, 3), (Tab.EVENTS, 10)])
def test_a_page_that_is_longer_than_asked_for_is_cut(tab: Tab, count: int, over: ServicesOver) -> None:
    members = [replace(SEED_MEMBERS[0], id=member_id(number)) for number in range(20)]
    events = [replace(SEED_EVENTS[0], id=number) for number in range(20)]
    api = FakeApi(conversations=[SEED], members={SEED.id: members}, events={SEED.id: events}, beyond=5)
    shown = start_tab(Panel(conversation_id=SEED.id, tab=tab), over(api), 3)()

    assert shown is not None
    assert len(shown.page.items) == count
    assert shown.page.next == str(count)


def test_members_that_v1_lists_without_channels_are_known_by_what_the_events_say(over: ServicesOver) -> None:
    tab = start_tab(Panel(conversation_id=SEED.id, tab=Tab.EVENTS), over(_api()), 3)()

    assert isinstance(tab, EventsTab)
    assert [len(member.channel.legs) for member in tab.members.values() if member.channel] == [1, 1]


def test_both_reads_of_the_events_tab_are_under_way_at_once(over: ServicesOver) -> None:
    api = _api()
    gates = [api.hold("events"), api.hold("members")]
    wait = start_tab(Panel(conversation_id=SEED.id, tab=Tab.EVENTS), over(api), 3)

    assert all(gate.reached.wait(10) for gate in gates)
    for gate in gates:
        gate.set()
    assert wait() is not None
