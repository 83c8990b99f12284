from __future__ import annotations

from datetime import UTC, datetime

import pytest

from capi_bot.capi.models import Event, Leg, Media, Member, MemberChannel, MemberState, Page
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block
from capi_bot.slack.state import Panel, Tab, UserState, pack_panel, unpack_panel, unpack_user
from capi_bot.slack.views import kit, panels
from capi_bot.slack.views.panels import EventsTab, MembersTab, Place
from tests.slack.casts import CASTS, SEED
from tests.slack.fillings import NOW, member_id, user_id

PLACE = Place(back=Action.CARD_BACK, on=Action.CARD_ON, carry=pack_panel)
MEMBERS = Panel(conversation_id=SEED.id, tab=Tab.MEMBERS)
EVENTS = Panel(conversation_id=SEED.id, tab=Tab.EVENTS)


def _member(member: Member) -> Block:
    (block,) = panels.draw(MembersTab(page=Page(items=(member,))), MEMBERS, PLACE)
    return block


def _lines(block: Block) -> list[str]:
    return kit.spoken(block["text"]["text"]).splitlines()


def test_a_member_is_told_in_three_lines() -> None:
    member = CASTS["busy"].members.items[0]

    assert _lines(_member(member)) == [
        "447700000001",
        "Joined · phone · 447700000001 → 447700000002",
        "since 2018-10-25 09:26 UTC · leg 797168e24c19a3c45e74e05b10fef2b5",
    ]


def test_a_member_of_whom_little_is_known_is_told_in_two() -> None:
    assert _lines(_member(Member(id=member_id(1)))) == ["MEM-0000…", "State not known"]


@pytest.mark.parametrize(
    ("media", "said"),
    [
        (None, "Joined"),
        (Media(), "Joined"),
        (Media(muted=True), "Joined · muted"),
        (Media(muted=False), "Joined · not muted"),
        (Media(muted=True, earmuffed=True), "Joined · muted · cannot hear"),
    ],
)
def test_muted_and_earmuffed_are_told_where_known(media: Media | None, said: str) -> None:
    assert _lines(_member(Member(id=member_id(1), state=MemberState.JOINED, media=media)))[1] == said


@pytest.mark.parametrize(
    ("state", "since"),
    [
        (MemberState.JOINED, "since 2018-10-25 09:27 UTC"),
        (MemberState.INVITED, "since 2018-10-25 09:28 UTC"),
        (MemberState.LEFT, "since 2018-10-25 09:29 UTC"),
    ],
)
def test_since_is_when_the_member_came_to_its_state(state: MemberState, since: str) -> None:
    joined, invited, left = (NOW.replace(minute=minute) for minute in (27, 28, 29))
    member = Member(id=member_id(1), state=state, joined=joined, invited=invited, left=left)

    assert _lines(_member(member))[2] == since


@pytest.mark.parametrize(
    ("count", "said"), [(1, "leg leg-0"), (2, "leg leg-0 leg-1"), (4, "leg leg-0 leg-1 and 2 more")]
)
def test_many_legs_are_counted(count: int, said: str) -> None:
    channel = MemberChannel(type="app", legs=tuple(Leg(id=f"leg-{number}") for number in range(count)))

    assert _lines(_member(Member(id=member_id(1), channel=channel)))[2] == said


def test_a_members_button_opens_the_user() -> None:
    button = _member(Member(id=member_id(1), user_id=user_id(7), user_display_name="Ada"))["accessory"]

    assert button["action_id"] == Action.USER_OPEN
    assert button["accessibility_label"] == "User Ada"
    assert unpack_user(button["value"]) == UserState(user_id=user_id(7))


def test_a_member_without_a_user_has_no_button() -> None:
    assert "accessory" not in _member(Member(id=member_id(1)))


def test_events_are_shown_oldest_to_newest() -> None:
    (block, _) = panels.draw(CASTS["busy"].events, EVENTS, PLACE)

    day, *lines = _lines(block)
    assert day == "2018-10-25"
    assert [line.partition(" UTC ")[2] for line in lines] == [
        "447700000001 joined by phone (calling 447700000002)",
        "447700000003 is ringing",
        "447700000003 answered",
        "447700000003 joined by phone",
        "447700000003 has audio on",
        "447700000001 was connected (inbound call answered)",
        "447700000001 joined by phone (calling 447700000002)",
        "447700000001 has audio on",
    ]


def test_each_new_day_is_told() -> None:
    moments = (datetime(2026, 1, day, 12, tzinfo=UTC) for day in (3, 3, 1))
    events = tuple(Event(type="text", from_user_name="Ada", timestamp=moment) for moment in moments)
    (block,) = panels.draw(EventsTab(page=Page(items=events), members={}), EVENTS, PLACE)

    assert [line[:10] for line in _lines(block)] == [
        "2026-01-01",
        "12:00:00 U",
        "2026-01-03",
        "12:00:00 U",
        "12:00:00 U",
    ]


def test_an_event_without_a_time_says_so() -> None:
    tab = EventsTab(page=Page(items=(Event(type="text", from_user_name="Ada", body={"text": "Hello"}),)), members={})
    (block,) = panels.draw(tab, EVENTS, PLACE)

    assert _lines(block) == ["— Ada wrote “Hello”"]


@pytest.mark.parametrize(
    ("tab", "panel", "back", "on"),
    [
        (MembersTab(page=Page(next="n", prev="p")), MEMBERS, "Previous members", "More members"),
        (EventsTab(page=Page(next="n", prev="p"), members={}), EVENTS, "Newer", "Older"),
    ],
)
def test_the_way_back_and_on_keep_the_conversation_and_the_tab(
    tab: panels.TabView, panel: Panel, back: str, on: str
) -> None:
    here = Panel(conversation_id=panel.conversation_id, tab=panel.tab, cursor="c", number=2)
    (_, turning) = panels.draw(tab, here, PLACE)
    carried = {button["text"]["text"]: unpack_panel(button["value"]) for button in turning["elements"]}

    assert carried == {
        back: Panel(conversation_id=panel.conversation_id, tab=panel.tab, cursor="p", number=1),
        on: Panel(conversation_id=panel.conversation_id, tab=panel.tab, cursor="n", number=3),
    }
