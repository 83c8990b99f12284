from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from capi_bot.capi.models import Endpoint, Event, Json, Leg, Member, MemberChannel
from capi_bot.domain.events import describe_event, unnamed_members, with_known_channels

ADA = Member(id="MEM-a", user_id="USR-a", user_display_name="Ada")
BOB = Member(id="MEM-b", user_id="USR-b")
"""As v1 lists members: without channels. Bob has no name, so his number names him."""

ADAS_LEG, BOBS_LEG = "797168e24c19a3c45e74e05b10fef2b5", "30cecc87-7ac9-4d03-910a-e9d69558263c"


def _phone(leg: str, to: str) -> Json:
    return {"type": "phone", "id": leg, "from": {"number": "447700900000"}, "to": {"number": to}, "leg_ids": [leg]}


def _membership_event(body: Json, kind: str = "member:joined") -> Event:
    # In a call all events may come from the member who called.
    return Event(type=kind, from_member="MEM-a", body=body)


def _channel_of(member: str, *events: Event, members: tuple[Member, ...] = (ADA, BOB)) -> str | None:
    channel = with_known_channels(members, events)[member].channel
    return channel.id if channel else None


def test_without_events_members_stay_as_they_are_listed() -> None:
    assert with_known_channels((ADA, BOB), ()) == {"MEM-a": ADA, "MEM-b": BOB}


@pytest.mark.parametrize("kind", ["member:invited", "member:joined", "member:left", "member:media"])
@pytest.mark.parametrize(
    "who",
    [
        {"member_id": "MEM-b"},
        {"user": {"member_id": "MEM-b"}},
        {"user": {"id": "USR-b"}},
        {"user": {"user_id": "USR-b"}},
        {"member_id": "MEM-elsewhere", "user": {"id": "USR-b"}},
    ],
)
def test_a_membership_event_has_the_members_channel(kind: str, who: Mapping[str, object]) -> None:
    joined = _membership_event({**who, "channel": _phone(BOBS_LEG, "447700900002")}, kind)

    assert _channel_of("MEM-b", joined) == BOBS_LEG
    assert _channel_of("MEM-a", joined) is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("sip:answered", {"user": {"id": "USR-b"}, "channel": _phone(BOBS_LEG, "447700900002")}),
        ("member:joined", {"user": {"id": "USR-b"}}),
        ("member:joined", {"channel": _phone(BOBS_LEG, "447700900002")}),
        ("member:joined", {"user": {"id": "USR-c"}, "channel": _phone(BOBS_LEG, "447700900002")}),
        ("member:joined", {"member_id": None, "user": "junk", "channel": "junk"}),
    ],
)
def test_an_event_without_a_member_or_their_own_channel_changes_nothing(kind: str, body: Json) -> None:
    assert with_known_channels((ADA, BOB), [_membership_event(body, kind)]) == {"MEM-a": ADA, "MEM-b": BOB}


def test_a_listed_channel_is_not_replaced() -> None:
    listed = Member(id="MEM-b", user_id="USR-b", channel=MemberChannel(type="app", id="listed"))
    joined = _membership_event({"member_id": "MEM-b", "channel": _phone(BOBS_LEG, "447700900002")})

    assert _channel_of("MEM-b", joined, members=(listed,)) == "listed"


def test_of_several_channels_the_first_wins_as_events_come_newest_first() -> None:
    newest, oldest = (
        _membership_event({"member_id": "MEM-b", "channel": _phone(leg, "447700900002")}) for leg in ("2", "1")
    )

    assert _channel_of("MEM-b", newest, oldest) == "2"


def test_a_channel_of_a_user_with_two_memberships_is_assigned_by_member_id_alone() -> None:
    again = Member(id="MEM-c", user_id="USR-b")
    channel = _phone(BOBS_LEG, "447700900002")
    by_user = with_known_channels((BOB, again), [_membership_event({"user": {"id": "USR-b"}, "channel": channel})])
    by_member = with_known_channels(
        (BOB, again), [_membership_event({"member_id": "MEM-c", "user": {"id": "USR-b"}, "channel": channel})]
    )

    assert [member.channel for member in by_user.values()] == [None, None]
    assert [name for name, member in by_member.items() if member.channel] == ["MEM-c"]


def test_a_member_without_an_id_gets_no_channel_of_another_member() -> None:
    nameless = Member(id="", user_id="USR-c")
    joined = _membership_event({"user": {"id": "USR-b"}, "channel": _phone(BOBS_LEG, "447700900002")})

    assert _channel_of("", joined, members=(BOB, nameless)) is None
    assert _channel_of("MEM-b", joined, members=(BOB, nameless)) == BOBS_LEG


def test_each_leg_has_one_name_in_all_events_of_v1() -> None:
    events = [
        _membership_event({"user": {"id": "USR-a"}, "channel": _phone(ADAS_LEG, "447700900001")}),
        _membership_event({"user": {"id": "USR-b"}, "channel": _phone(BOBS_LEG, "447700900002")}, "member:invited"),
        Event(type="leg:status:update", from_member="MEM-a", body={"leg_id": BOBS_LEG, "status": "ringing"}),
        Event(type="leg:status:update", from_member="MEM-a", body={"leg_id": BOBS_LEG, "status": "answered"}),
        Event(type="leg:status:update", from_member="MEM-a", body={"leg_id": ADAS_LEG, "status": "completed"}),
    ]
    members = with_known_channels((ADA, BOB), reversed(events))

    assert [describe_event(event, members).who for event in events] == [
        "Ada",
        "+44 7700 900002",
        "+44 7700 900002",
        "+44 7700 900002",
        "Ada",
    ]


def test_the_whole_channel_is_taken_from_the_event() -> None:
    joined = _membership_event({"member_id": "MEM-b", "channel": _phone(BOBS_LEG, "447700900002")})

    assert with_known_channels((BOB,), [joined])["MEM-b"].channel == MemberChannel(
        type="phone",
        id=BOBS_LEG,
        from_=Endpoint(address="447700900000"),
        to=Endpoint(address="447700900002"),
        legs=(Leg(id=BOBS_LEG),),
    )


KNOWN = with_known_channels((ADA, BOB), ())
CALL = Event(type="sip:hangup", from_member="MEM-a", body={"channel": _phone(BOBS_LEG, "447700900002")})


@pytest.mark.parametrize(
    ("event", "ids"),
    [
        (Event(type="audio:dtmf", from_member="MEM-b"), ["MEM-b"]),
        (Event(type="audio:dtmf", from_member="MEM-a"), []),
        (Event(type="member:left", from_member="MEM-a", body={"user": {"id": "USR-b"}}), ["MEM-b"]),
        (Event(type="audio:dtmf", from_member="MEM-elsewhere"), []),
        (Event(type="conversation:updated"), []),
    ],
)
def test_a_member_with_only_an_id_is_unnamed(event: Event, ids: list[str]) -> None:
    assert list(unnamed_members(KNOWN, [event])) == ids


@pytest.mark.parametrize("body", [CALL.body, {"leg_id": BOBS_LEG}, {"rtc_id": BOBS_LEG}])
def test_an_unknown_leg_may_be_of_any_member_without_a_channel(body: Json) -> None:
    assert list(unnamed_members(KNOWN, [Event(type="sip:hangup", from_member="MEM-a", body=body)])) == [
        "MEM-a",
        "MEM-b",
    ]


def test_a_member_with_only_an_id_comes_before_members_without_a_channel() -> None:
    assert list(unnamed_members(KNOWN, [CALL, Event(type="audio:dtmf", from_member="MEM-b")])) == ["MEM-b", "MEM-a"]


def test_a_member_with_a_known_channel_is_not_unnamed() -> None:
    with_channels = {
        member.id: replace(member, channel=MemberChannel(type="app", id=member.id)) for member in (ADA, BOB)
    }

    assert not unnamed_members(with_channels, [CALL, Event(type="audio:dtmf", from_member="MEM-b")])


def test_a_member_without_an_id_is_never_returned() -> None:
    assert not unnamed_members({"": Member(user_id="USR-b")}, [CALL, Event(type="audio:dtmf", from_user_id="USR-b")])
