"""Snapshots of tabs, each in a message of its own, and a property test of any tab within Slack's limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from capi_bot.capi.models import Endpoint, Event, Media, Member, MemberChannel, MemberState, Page
from capi_bot.domain.events.catalogue import EventGroup
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    Tab,
    TabState,
    decode_tab,
    encode_tab,
)
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.tabs import (
    EventsTab,
    MembersTab,
    TabButtons,
    TabView,
    draw_tab,
    without_page_links,
)
from tests.slack.long_call import long_call_events
from tests.slack.sample_cases import HOSTILE, LONGEST, SEED
from tests.slack.sample_values import (
    NOW,
    ViewInputs,
    leg_id,
    member_id,
    user_id,
)

BUTTONS = TabButtons(previous=Action.CARD_BACK, next=Action.CARD_ON, encode=encode_tab, group=Action.CARD_GROUP)
LATER = timedelta(minutes=3)
SECOND = timedelta(seconds=1)


def drawn(tab: TabView, tab_state: TabState, now: datetime | None = NOW + LATER) -> Message:
    return block_kit.fit_to_size(lambda width: block_kit.message(*draw_tab(tab, tab_state, BUTTONS, width, now=now)))


def _panel(inputs: ViewInputs, tab: Tab, only: str = "") -> TabState:
    return TabState(conversation_id=SEED.id, tab=tab, event_filter=only, cursor=inputs.cursor, number=inputs.number)


def test_members(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    golden(drawn(inputs.members_tab(8), _panel(inputs, Tab.MEMBERS)))


def test_members_of_a_call(golden: Callable[[Message], None]) -> None:
    """Return a member on hold, one who is muted, one who rings, and one who joined twice."""
    held, muted = Media(muted=True, earmuffed=True), Media(muted=True, earmuffed=False)
    people = [("Ada", "phone", MemberState.JOINED, held), ("Bob", "app", MemberState.JOINED, muted)]
    people += [("Cy", "app", MemberState.INVITED, Media()), ("Bob", "phone", MemberState.JOINED, Media(muted=False))]
    rows = tuple(_one(number, *values) for number, values in enumerate(people))
    hushed = [(1, "audio:mute:on"), (2, "audio:earmuff:on"), (3, "audio:play")]
    events = tuple(
        Event(id=at, type=kind, from_member=rows[0].id, timestamp=NOW + at * SECOND, body={"loop": 0})
        for at, kind in hushed
    )
    tab = MembersTab(page=Page(items=rows), everyone=rows, whole=True, events=events)

    golden(drawn(tab, TabState(conversation_id=SEED.id, tab=Tab.MEMBERS)))


def _one(number: int, name: str, kind: str, state: MemberState, media: Media) -> Member:
    number_of = Endpoint(type="phone", address=f"44770090000{number}")
    channel = MemberChannel(
        type=kind,
        id=leg_id(number),
        from_=number_of if kind == "phone" and not number else None,
        to=Endpoint(type="phone", address="442079460000") if not number else number_of if kind == "phone" else None,
    )
    user, came = user_id(1 if name == "Bob" else number), NOW + number * SECOND
    return Member(
        id=member_id(number).replace("0000", f"{number}234", 1),
        user_id=user,
        user_display_name=name,
        state=state,
        channel=channel,
        media=media,
        invited=came if number else None,
        joined=came if state is MemberState.JOINED else None,
    )


def test_events(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    golden(drawn(inputs.events, _panel(inputs, Tab.EVENTS)))


@pytest.mark.parametrize("text", ["Ada Lovelace", LONGEST, HOSTILE], ids=["busy", "longest", "hostile"])
def test_events_of_which_the_most_is_told(text: str, golden: Callable[[Message], None]) -> None:
    golden(drawn(long_call_events(text), TabState(conversation_id=SEED.id, tab=Tab.EVENTS)))


@pytest.mark.parametrize("only", [EventGroup.CALL, "custom:survey"], ids=["group", "type"])
def test_events_of_a_kind_that_is_rare(only: str, golden: Callable[[Message], None]) -> None:
    tab = EventsTab(page=Page(next="older"), members={}, scanned=500, unfinished=True)

    golden(drawn(tab, TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter=only)))


def test_events_that_fold_with_silence_between(golden: Callable[[Message], None]) -> None:
    ann, bob = (Member(id=member_id(number), user_display_name=name) for number, name in enumerate(("Ann", "Bob")))
    rows = [(0, "audio:speaking:on", ann), (30, "audio:speaking:on", bob), (70, "audio:speaking:off", ann)]
    rows += [(300, "audio:mute:on", ann), (301, "audio:mute:on", ann), (302, "sip:hangup", bob)]
    events = [
        Event(id=number, type=kind, from_member=who.id, timestamp=NOW + timedelta(seconds=at))
        for number, (at, kind, who) in enumerate(rows, 1)
    ]
    tab = EventsTab(page=Page(items=tuple(events[::-1])), members={member.id: member for member in (ann, bob)})

    golden(drawn(tab, TabState(conversation_id=SEED.id, tab=Tab.EVENTS)))


def test_members_years_later_with_one_of_them_twice(golden: Callable[[Message], None]) -> None:
    states = (MemberState.JOINED, MemberState.LEFT)
    bobs = [
        Member(
            id=f"MEM-{number}dd7f4a0-cba9-444f-88ae-0bfa630865a6",
            user_id=user_id(1),
            user_display_name="Bob",
            state=state,
            joined=NOW,
            left=NOW + timedelta(minutes=number),
        )
        for number, state in enumerate(states, 1)
    ]

    golden(
        drawn(
            MembersTab(page=Page(items=tuple(bobs))),
            TabState(conversation_id=SEED.id, tab=Tab.MEMBERS),
            NOW + timedelta(days=2949),
        )
    )


PAGED_TABS = [
    (MembersTab(page=Page(next="n", prev="p")), "Previous members", "More members"),
    (EventsTab(page=Page(next="n", prev="p"), members={}), "Newer", "Older"),
]


@pytest.mark.parametrize(("tab", "back", "on"), PAGED_TABS)
@pytest.mark.parametrize("only", ["", "audio"])
def test_page_buttons_keep_the_conversation_the_tab_and_its_filter(tab: TabView, back: str, on: str, only: str) -> None:
    here = TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter=only, cursor="c", number=2)
    value = {
        button["text"]["text"]: decode_tab(button["value"]) for button in draw_tab(tab, here, BUTTONS)[-1]["elements"]
    }

    assert value == {
        back: TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter=only, cursor="p", number=1),
        on: TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter=only, cursor="n", number=3),
    }


@pytest.mark.parametrize("tab", [tab for tab, _, _ in PAGED_TABS])
def test_a_tab_can_be_drawn_without_page_buttons(tab: TabView) -> None:
    (section,) = draw_tab(without_page_links(tab) or tab, TabState(conversation_id=SEED.id), BUTTONS)

    assert section["type"] == "section"


def test_no_tab_without_page_links_is_no_tab() -> None:
    assert without_page_links(None) is None
