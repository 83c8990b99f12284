from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.capi.models import Endpoint, Event, Leg, Media, Member, MemberChannel, MemberState, Page
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block
from capi_bot.slack.state import Panel, Tab, UserState, pack_panel, unpack_panel, unpack_user
from capi_bot.slack.views import kit, panels
from capi_bot.slack.views.panels import HALF_A_DAY, EventsTab, MembersTab, Place
from tests.slack.casts import CASTS, SEED
from tests.slack.fillings import NOW, member_id, user_id

PLACE = Place(back=Action.CARD_BACK, on=Action.CARD_ON, carry=pack_panel)
MEMBERS = Panel(conversation_id=SEED.id, tab=Tab.MEMBERS)
EVENTS = Panel(conversation_id=SEED.id, tab=Tab.EVENTS)


def _member(member: Member) -> Block:
    (block,) = panels.draw(MembersTab(page=Page(items=(member,))), MEMBERS, PLACE)
    return block


def _app(from_: str, to: str) -> MemberChannel:
    return MemberChannel(
        type="app", from_=Endpoint(type="app", address=from_), to=Endpoint(type="app", address=to) if to else None
    )


def _lines(block: Block) -> list[str]:
    return kit.spoken(block["text"]["text"]).splitlines()


def test_a_member_is_told_in_three_lines() -> None:
    member = CASTS["busy"].members.items[0]

    assert _lines(_member(member)) == [
        "447700000001",
        "Joined · phone · 447700000001 → 447700000002 · mute not known",
        "since 2018-10-25 09:26 UTC · leg 797168e24c19a3c45e74e05b10fef2b5",
    ]


def test_a_member_of_whom_little_is_known_is_told_in_two() -> None:
    assert _lines(_member(Member(id=member_id(1)))) == ["MEM-0000…", "State not known"]


@pytest.mark.parametrize(
    ("media", "said"),
    [
        (None, "Joined · mute not known"),
        (Media(), "Joined · mute not known"),
        (Media(earmuffed=True), "Joined · mute not known · cannot hear"),
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


@pytest.mark.parametrize("name", ["", "USR-1", "ada", SEED.id, "x" * 3000])
def test_a_member_whose_user_nobody_can_ask_for_has_no_button(name: str) -> None:
    assert "accessory" not in _member(Member(id=member_id(1), user_id=name))


@pytest.mark.parametrize("state", [MemberState.INVITED, MemberState.LEFT, MemberState.UNKNOWN])
def test_whether_somebody_who_is_not_in_it_is_muted_is_no_question(state: MemberState) -> None:
    assert "mute" not in _lines(_member(Member(id=member_id(1), state=state)))[1]


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (_app(user_id(7), ""), "Joined · app · not muted"),
        (_app("", user_id(7)), "Joined · app · not muted"),
        (_app(user_id(7), user_id(8)), f"Joined · app · {user_id(8)} · not muted"),
        (_app(user_id(7), "447700000001"), "Joined · app · 447700000001 · not muted"),
    ],
)
def test_an_apps_address_is_not_told_where_it_is_the_user_itself(channel: MemberChannel, said: str) -> None:
    member = Member(
        id=member_id(1), user_id=user_id(7), state=MemberState.JOINED, channel=channel, media=Media(muted=False)
    )

    assert _lines(_member(member))[1] == said


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


def _told_of(*newest_first: datetime | None) -> list[str]:
    events = tuple(Event(type="text", from_user_name="Ada", timestamp=moment) for moment in newest_first)
    (block,) = panels.draw(EventsTab(page=Page(items=events), members={}), EVENTS, PLACE)
    return [line.partition(" Ada")[0] for line in _lines(block)]


def test_events_within_half_a_day_stand_under_one_day() -> None:
    first = datetime(2026, 1, 1, 9, tzinfo=UTC)

    assert _told_of(first + HALF_A_DAY - timedelta(seconds=1), None, first) == [
        "2026-01-01",
        "09:00:00 UTC",
        "—",
        "20:59:59 UTC",
    ]


def test_events_farther_apart_tell_their_day_on_each_line() -> None:
    first = datetime(2026, 1, 1, 9, tzinfo=UTC)

    assert _told_of(first + timedelta(days=2), None, first + HALF_A_DAY, first) == [
        "2026-01-01 09:00:00 UTC",
        "2026-01-01 21:00:00 UTC",
        "—",
        "2026-01-03 09:00:00 UTC",
    ]


def test_half_a_day_apart_is_already_too_far_for_one_day() -> None:
    first = datetime(2026, 1, 1, 9, tzinfo=UTC)

    assert _told_of(first + HALF_A_DAY, first) == ["2026-01-01 09:00:00 UTC", "2026-01-01 21:00:00 UTC"]


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
