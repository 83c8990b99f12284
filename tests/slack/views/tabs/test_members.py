from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from capi_bot.capi.models import Endpoint, Event, Initiator, Leg, Media, Member, MemberChannel, MemberState, Page
from capi_bot.domain.people import People
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    Tab,
    TabState,
    UserState,
    decode_user,
    encode_tab,
)
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit, tabs
from capi_bot.slack.views.tabs import MembersTab, TabButtons
from capi_bot.slack.views.tabs.members import (
    describe_company,
    member_addresses,
    member_key,
    participants,
)
from tests.slack.sample_cases import (
    SEED,
    SEED_EVENTS,
    SEED_MEMBERS,
    VIEW_INPUTS,
)
from tests.slack.sample_values import NOW, member_id, user_id

BUTTONS = TabButtons(previous=Action.CARD_BACK, next=Action.CARD_ON, encode=encode_tab)
MEMBERS = TabState(conversation_id=SEED.id, tab=Tab.MEMBERS)
CALLER, CALLED, DESK = "447700000001", "447700000002", "447700000003"
READ_CALLER, READ_CALLED, READ_DESK = "+44 7700 000001", "+44 7700 000002", "+44 7700 000003"
"""The same as people read them."""


def _drawn(*members: Member, everyone: tuple[Member, ...] = (), now: datetime | None = NOW) -> list[list[str]]:
    return _lines(MembersTab(page=Page(items=members), everyone=everyone), now)


def _lines(tab: MembersTab, now: datetime | None = NOW, *, over: bool = False) -> list[list[str]]:
    blocks = tabs.draw_tab(tab, MEMBERS, BUTTONS, now=now, over=over)
    return [block_kit.without_markup(block["text"]["text"]).splitlines() for block in blocks]


def _block(member: Member) -> Block:
    (block,) = tabs.draw_tab(MembersTab(page=Page(items=(member,))), MEMBERS, BUTTONS)
    return block


def _phone(from_: str, to: str) -> MemberChannel:
    return MemberChannel(
        type="phone", from_=Endpoint(type="phone", address=from_), to=Endpoint(type="phone", address=to)
    )


def _app(from_: str, to: str) -> MemberChannel:
    return MemberChannel(
        type="app", from_=Endpoint(type="app", address=from_), to=Endpoint(type="app", address=to) if to else None
    )


def _bob(channel: MemberChannel | None = None, **changes: object) -> Member:
    bob = Member(id=member_id(2), user_id=user_id(2), user_display_name="Bob", invited=NOW, channel=channel)
    return replace(bob, **changes)  # type: ignore[arg-type]  # whatever a test changes


@pytest.mark.parametrize(
    ("address", "name", "end"),
    [
        ('"Ada" <sip:447700900111@pbx.example;user=phone>', "Ada", "+44 7700 900111"),
        ('"<!channel> <@U1> *&* `x`" <sip:ada@pbx.example>', "&lt;!channel&gt; &lt;@U1&gt; ", "sip:ada@pbx.example"),
        ("anonymous@anonymous.invalid", "Withheld number", "withheld number"),
    ],
)
def test_what_a_network_tells_of_a_caller_is_shown_in_words_and_escaped(address: str, name: str, end: str) -> None:
    channel = replace(_phone(address, CALLED), id="797168e24c19a3c45e74e05b10fef2b5")
    text = _block(Member(id=member_id(1), user_id=user_id(1), channel=channel))["text"]["text"]

    assert name in text.splitlines()[0]
    assert f"{end} → {READ_CALLED}" in text
    assert "<!" not in text
    assert "<@" not in text


def test_a_member_has_three_lines() -> None:
    tab = MembersTab(page=Page(items=tuple(SEED_MEMBERS)), whole=True, events=tuple(SEED_EVENTS))

    assert _lines(tab) == [
        [
            READ_CALLER,
            "Joined just now (2018-10-25 09:26 UTC) · with +44 7700 000003 · not muted",
            "phone · +44 7700 000001 → +44 7700 000002 · leg 797168e24c19a3c45e74e05b10fef2b5",
        ],
        [
            READ_DESK,
            "Joined just now (2018-10-25 09:26 UTC) · with +44 7700 000001 · not muted",
            "phone · unknown → +44 7700 000003 · leg 30cecc87-7ac9-4d03-910a-e9d69558263c",
        ],
    ]


def test_a_member_of_whom_little_is_known_has_short_lines() -> None:
    assert _drawn(Member(id=member_id(1))) == [["MEM-0000…", "State not known"]]


@pytest.mark.parametrize(
    ("media", "said"),
    [
        (None, "Joined"),
        (Media(), "Joined"),
        (Media(earmuffed=True), "Joined · cannot hear"),
        (Media(muted=True), "Joined · muted"),
        (Media(muted=False), "Joined · not muted"),
        (Media(muted=True, earmuffed=False), "Joined · muted"),
        (Media(muted=True, earmuffed=True), "Joined · on hold"),
    ],
)
def test_muted_earmuffed_and_on_hold_are_shown_where_known(media: Media | None, said: str) -> None:
    ((_, state),) = _drawn(Member(id=member_id(1), state=MemberState.JOINED, media=media))

    assert state == said


@pytest.mark.parametrize("state", [MemberState.INVITED, MemberState.LEFT, MemberState.UNKNOWN])
def test_a_member_who_has_not_joined_is_not_said_to_be_muted(state: MemberState) -> None:
    ((_, facts),) = _drawn(Member(id=member_id(1), state=state, media=Media(muted=True, earmuffed=True)))

    assert "mute" not in facts
    assert "hold" not in facts


def _switched(after: float, kind: str, **body: object) -> Event:
    at = NOW - timedelta(minutes=9) + timedelta(minutes=after)
    return Event(id=int(after * 60), type=kind, from_member=member_id(2), timestamp=at, body=body)


def _bob_after(*events: Event, now: datetime | None = NOW) -> str:
    others = (_bob(id=member_id(3), user_id=user_id(3), user_display_name="Ann", state=MemberState.JOINED),)
    tab = MembersTab(page=Page(items=(_bob(state=MemberState.JOINED),)), everyone=others, events=events, whole=True)
    return _lines(tab, now)[0][1]


def test_the_time_since_a_mute_event_is_shown() -> None:
    assert _bob_after() == "Joined · with Ann"
    assert _bob_after(_switched(0, "audio:mute:on")) == "Joined · with Ann · muted for 9 min"
    assert _bob_after(_switched(0, "audio:mute:on"), now=None) == "Joined · with Ann · muted"
    assert _bob_after(_switched(6, "audio:earmuff:on")) == "Joined · with Ann · cannot hear for 3 min"


def test_who_is_on_hold_is_with_nobody() -> None:
    held = (_switched(0, "audio:mute:on"), _switched(2, "audio:earmuff:on"))

    assert _bob_after(*held) == "Joined · on hold for 7 min"
    assert _bob_after(*held, _switched(3, "audio:play", loop=0)) == "Joined · on hold for 7 min · hears music"
    assert _bob_after(*held, _switched(4, "audio:earmuff:off")) == "Joined · with Ann · muted for 9 min"


def test_nobody_is_on_hold_or_with_anybody_in_a_conversation_that_is_over() -> None:
    tab = MembersTab(page=Page(items=(_bob(state=MemberState.JOINED, media=Media(muted=True)),)), whole=True)

    assert _lines(tab)[0][1] == "Joined · alone · muted"
    assert _lines(tab, over=True)[0][1] == "Joined"


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (MemberState.JOINED, "Joined 8 min ago (2018-10-25 09:19 UTC)"),
        (MemberState.INVITED, "Invited 9 min ago (2018-10-25 09:18 UTC)"),
        (MemberState.LEFT, "Left 1 min ago (2018-10-25 09:26 UTC) · was there for 7 min"),
        (MemberState.UNKNOWN, "State not known"),
    ],
)
def test_a_member_has_the_time_since_when_it_is_in_its_state(state: MemberState, text: str) -> None:
    invited, joined, left = (NOW - timedelta(minutes=minutes) for minutes in (9, 8, 1))
    member = Member(id=member_id(1), state=state, joined=joined, invited=invited, left=left)

    assert _drawn(member)[0][1] == text


def test_without_a_now_times_are_absolute() -> None:
    member = Member(id=member_id(1), state=MemberState.INVITED, invited=NOW)

    assert _drawn(member, now=None)[0][1] == "Invited 2018-10-25 09:27 UTC"


def test_a_stay_of_years_has_no_duration() -> None:
    member = Member(id=member_id(1), state=MemberState.LEFT, joined=NOW, left=NOW + timedelta(days=2))

    assert _drawn(member, now=NOW + timedelta(days=2950))[0][1] == "Left 8 years ago (2018-10-27 09:27 UTC)"


def test_a_channel_whose_legs_are_not_listed_is_a_leg_itself() -> None:
    channel = MemberChannel(type="app", id="30cecc87-7ac9-4d03-910a-e9d69558263c")

    assert _drawn(Member(id=member_id(1), channel=channel))[0][2] == "app · leg 30cecc87-7ac9-4d03-910a-e9d69558263c"


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "app · leg leg-0"), (2, "app · leg leg-0, leg-1 ringing"), (4, "app · leg leg-0, leg-1 ringing and 2 more")],
)
def test_many_legs_are_counted(count: int, said: str) -> None:
    legs = (Leg(id=f"leg-{number}", status="ringing" * (number % 2)) for number in range(count))
    channel = MemberChannel(type="app", legs=tuple(legs))

    assert _drawn(Member(id=member_id(1), channel=channel))[0][2] == said


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (_app(user_id(7), ""), ["app"]),
        (_app("", user_id(7)), ["app"]),
        (_app(user_id(7), user_id(8)), [f"app · {user_id(8)}"]),
        (_app(user_id(7), CALLER), [f"app · {READ_CALLER}"]),
    ],
)
def test_an_app_address_that_is_the_users_id_is_left_out(channel: MemberChannel, said: list[str]) -> None:
    assert _drawn(Member(id=member_id(1), user_id=user_id(7), channel=channel))[0][2:] == said


def test_somebody_elses_end_has_their_name() -> None:
    caller = Member(id=member_id(1), user_id=user_id(1), channel=_phone(CALLER, DESK))

    assert _drawn(caller, _bob(_phone(CALLED, DESK)))[0][2] == f"phone · {READ_CALLER} → Bob"
    assert _drawn(caller, everyone=(_bob(_phone(CALLED, DESK)),))[0][2] == f"phone · {READ_CALLER} → Bob"


def test_a_members_own_end_is_shown_as_a_number() -> None:
    assert _drawn(_bob(_phone(CALLED, DESK)))[0] == ["Bob", "State not known", f"phone · {READ_CALLED} → {READ_DESK}"]


def test_an_end_that_is_a_user_has_the_name_of_that_user() -> None:
    caller = Member(id=member_id(1), user_id=user_id(1), channel=_app(user_id(1), user_id(2)))

    assert _drawn(caller, everyone=(_bob(),))[0][2] == "app · Bob"


def test_the_number_of_which_somebody_was_called_is_not_taken_for_theirs() -> None:
    caller = Member(id=member_id(1), user_id=user_id(1), channel=_phone(CALLER, CALLED))
    by_us = _bob(_phone(CALLED, DESK), invited=None, initiators=(Initiator(action="invited"),))

    assert _drawn(caller, by_us)[0][2] == f"phone · {READ_CALLER} → {READ_CALLED}"


def test_an_end_that_two_people_share_is_nobodys_name() -> None:
    caller = Member(id=member_id(1), user_id=user_id(1), channel=_phone(CALLER, DESK))
    carol = replace(_bob(_phone(CALLED, DESK)), id=member_id(3), user_id=user_id(3), user_display_name="Carol")

    assert _drawn(caller, _bob(_phone(CALLED, DESK)), carol)[0][2] == f"phone · {READ_CALLER} → {READ_DESK}"


def test_a_user_who_is_a_member_twice_is_shown_twice_with_member_ids() -> None:
    again = _bob(id=member_id(3).replace("0000", "1234"))
    other = Member(id=member_id(4), user_display_name="Carol")

    assert [name for name, *_ in _drawn(_bob(), again, other)] == ["Bob MEM-0000…", "Bob MEM-1234…", "Carol"]
    assert _drawn(_bob(), everyone=(_bob(), again))[0][0] == "Bob MEM-0000…"


def test_members_button_opens_the_user() -> None:
    button = _block(Member(id=member_id(1), user_id=user_id(7), user_display_name="Ada"))["accessory"]

    assert button["action_id"] == Action.USER_OPEN
    assert button["accessibility_label"] == "User Ada"
    assert decode_user(button["value"]) == UserState(user_id=user_id(7))


@pytest.mark.parametrize("name", ["", "USR-1", "ada", SEED.id, "x" * 3000])
def test_a_member_with_an_invalid_user_id_has_no_button(name: str) -> None:
    assert "accessory" not in _block(Member(id=member_id(1), user_id=name))


def test_at_the_narrowest_legs_and_ages_are_left_out() -> None:
    tab = MembersTab(page=Page(items=(SEED_MEMBERS[0],)), everyone=tuple(SEED_MEMBERS))
    (block,) = tabs.draw_tab(tab, MEMBERS, BUTTONS, block_kit.NARROWEST_WIDTH, now=NOW)

    assert block_kit.without_markup(block["text"]["text"]).splitlines() == [
        "+44 7700…",
        "Joined 2018-10-25 09:26 UTC",
        "phone · +44 7700… → +44 7700…",
    ]


def test_a_conversation_without_members_says_so() -> None:
    assert _drawn() == [["Nobody is in this conversation."]]
    assert VIEW_INPUTS["empty"].members.items == ()


WIDTH = 60
HELD = Media(muted=True, earmuffed=True)


def _in_it(number: int, name: str = "", **changes: object) -> Member:
    one = Member(
        id=member_id(number), user_id=user_id(number), user_display_name=name, state=MemberState.JOINED, joined=NOW
    )
    return replace(one, **changes)  # type: ignore[arg-type]  # whatever a test changes


ANN, BOB, CY, DI, ED = (_in_it(number, name) for number, name in enumerate(("Ann", "Bob", "Cy", "Di", "Ed"), 1))


def _with(member: Member, *others: Member, whole: bool = True, over: bool = False) -> str:
    tab = MembersTab(page=Page(items=(member,)), everyone=(member, *others), whole=whole)
    return describe_company(member, participants(tab, over=over), WIDTH)


def test_somebody_is_with_those_who_are_in_it_too() -> None:
    assert _with(ANN, BOB) == "with Bob"
    assert _with(ANN, BOB, CY) == "with Bob and Cy"
    assert _with(ANN, BOB, CY, DI) == "with Bob, Cy and Di"
    assert _with(ANN, BOB, CY, DI, ED) == "with Bob, Cy, Di and 1 other"


def test_members_who_have_not_joined_are_no_company() -> None:
    invited, left = (replace(one, state=state) for one, state in ((BOB, MemberState.INVITED), (CY, MemberState.LEFT)))

    assert _with(ANN, invited, left) == "alone"


def test_who_is_alone_is_said_only_where_everybody_is_known() -> None:
    assert _with(ANN, whole=False) == ""
    assert _with(ANN, whole=True) == "alone"


def test_nobody_is_with_anybody_in_a_conversation_that_is_over() -> None:
    assert _with(ANN, BOB, over=True) == ""


def test_those_of_whom_only_an_id_is_known_are_counted() -> None:
    assert _with(ANN, _in_it(7), BOB, _in_it(8)) == "with Bob and 2 others"
    assert _with(ANN, _in_it(7, user_name="vapi-user-f59c")) == "with 1 other"


def test_the_same_user_by_app_and_by_phone_is_no_company() -> None:
    assert _with(ANN, replace(ANN, id=member_id(9))) == "alone"
    assert _with(ANN, BOB, replace(BOB, id=member_id(9))) == "with Bob"


def test_members_without_ids_are_told_apart_by_their_users() -> None:
    assert _with(replace(ANN, id=""), replace(BOB, id="")) == "with Bob"
    assert (member_key(ANN), member_key(replace(ANN, id=""))) == (member_id(1), user_id(1))


def test_company_on_hold_is_marked() -> None:
    assert _with(ANN, replace(BOB, media=HELD), CY) == "with Bob (on hold) and Cy"


def test_company_without_a_name_is_shown_by_the_number_in_the_events() -> None:
    channel = {"type": "phone", "id": "7" * 32, "from": {"number": "447700900111"}}
    joined = Event(id=1, type="member:joined", timestamp=NOW, body={"member_id": member_id(7), "channel": channel})
    tab = MembersTab(page=Page(items=(ANN,)), everyone=(ANN, _in_it(7)), events=(joined,))

    assert describe_company(ANN, participants(tab, over=False), WIDTH) == "with +44 7700 900111"


def test_the_name_of_company_is_escaped_and_truncated() -> None:
    known = participants(MembersTab(page=Page(), everyone=(ANN, _in_it(2, "<!here> *" + "x" * 99))), over=False)

    assert describe_company(ANN, known, 16) == f"with {block_kit.escape_outside_text('<!here> *' + 'x' * 99, 16)}"


def test_the_page_knows_its_members_better_than_the_list() -> None:
    tab = MembersTab(page=Page(items=(replace(ANN, media=HELD),)), everyone=(replace(ANN, user_display_name=""),))
    known = participants(tab, over=False)

    assert known.best_known(ANN) == replace(ANN, media=HELD)
    assert known.status(ANN).on_hold
    assert known.best_known(BOB) == BOB
    assert not known.status(BOB).on_hold


def test_a_members_addresses_are_their_user_and_their_own_end() -> None:
    ends = MemberChannel(from_=Endpoint(address="1"), to=Endpoint(address="2"))

    assert list(member_addresses(replace(ANN, channel=ends), People())) == [ANN.user_id, "1"]
    assert list(member_addresses(replace(ANN, channel=ends, invited=NOW - timedelta(minutes=1)), People())) == [
        ANN.user_id,
        "2",
    ]
