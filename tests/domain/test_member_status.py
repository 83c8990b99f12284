from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capi_bot.capi import wire
from capi_bot.capi.models import Endpoint, Event, Leg, Media, Member, MemberChannel
from capi_bot.domain.member_status import (
    MemberStatus,
    Toggle,
    derive_member_statuses,
    with_event_channels,
)

BEGAN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ANN = Member(id="MEM-ann", user_id="USR-ann", channel=MemberChannel(type="app", id="leg-ann"))
BOB = Member(id="MEM-bob", user_id="USR-bob", channel=MemberChannel(type="app", legs=(Leg(id="leg-bob"),)))
MUTED: dict[str, Any] = {"media": {"audio_settings": {"muted": True, "earmuffed": False}}}
LISTED = Media(muted=False, earmuffed=False)


def at(seconds: int) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def happened(seconds: int, kind: str, sender: Member = ANN, **body: object) -> Event:
    return Event(id=seconds, type=kind, from_member=sender.id, timestamp=at(seconds), body=body)


def ann(*events: Event, media: Media | None = None) -> MemberStatus:
    return derive_member_statuses((replace(ANN, media=media), BOB), events[::-1])[ANN.id]


def test_of_a_member_of_whom_nothing_is_told_nothing_is_known() -> None:
    assert ann() == MemberStatus()
    assert not ann().on_hold


def test_settings_tell_what_is_on_but_not_since_when() -> None:
    told = ann(media=Media(muted=True, earmuffed=True))

    assert (told.muted, told.earmuffed) == (Toggle(on=True), Toggle(on=True))
    assert (told.on_hold, told.held_since) == (True, None)


def test_where_no_settings_are_told_the_last_event_tells_and_since_when() -> None:
    assert ann(happened(5, "audio:mute:on")).muted == Toggle(on=True, since=at(5))
    assert ann(happened(5, "audio:mute:on"), happened(6, "audio:mute:off")).muted == Toggle(on=False)
    assert ann(happened(7, "audio:earmuff:on")).earmuffed == Toggle(on=True, since=at(7))
    assert ann(happened(7, "audio:earmuff:on"), happened(8, "audio:earmuff:off")).earmuffed == Toggle(on=False)


def test_media_of_a_member_are_told_with_them_or_as_they_join() -> None:
    assert ann(happened(3, "member:media", **MUTED)).muted == Toggle(on=True, since=at(3))
    assert ann(happened(3, "member:joined", **MUTED)).muted == Toggle(on=True, since=at(3))
    assert ann(happened(3, "custom:media", **MUTED)) == MemberStatus()


def test_to_be_told_the_same_again_does_not_change_since_when_it_is_so() -> None:
    assert ann(happened(5, "audio:mute:on"), happened(9, "member:media", **MUTED)).muted.since == at(5)


def test_who_comes_back_begins_anew() -> None:
    assert ann(happened(5, "audio:mute:on"), happened(9, "member:joined")) == MemberStatus()


def test_settings_count_more_than_an_event_whose_sender_may_be_another() -> None:
    assert ann(happened(5, "audio:mute:on"), media=LISTED).muted == Toggle(on=False)
    assert ann(happened(5, "audio:mute:on"), media=Media(muted=True)).muted == Toggle(on=True, since=at(5))
    assert ann(happened(5, "audio:mute:off"), media=Media(muted=True)).muted == Toggle(on=True)


@pytest.mark.parametrize(
    "body",
    [
        {"rtc_id": "leg-ann"},
        {"leg_id": "leg-ann"},
        {"channel": {"id": "leg-ann"}},
        {"member_id": ANN.id},
        {"user": {"member_id": ANN.id}},
        {"user": {"user_id": ANN.user_id}},
    ],
)
def test_an_event_that_points_at_a_member_counts_most_whoever_sent_it(body: dict[str, Any]) -> None:
    muted = happened(5, "audio:mute:on", BOB, **body)

    assert ann(muted, media=LISTED).muted == Toggle(on=True, since=at(5))
    assert derive_member_statuses((ANN, BOB), [muted])[BOB.id] == MemberStatus()


def test_a_leg_of_a_channel_points_at_its_member() -> None:
    assert derive_member_statuses((ANN, BOB), [happened(5, "audio:mute:on", rtc_id="leg-bob")])[BOB.id].muted.on


def test_a_user_who_is_a_member_twice_is_not_enough_to_point_at_one() -> None:
    twin = replace(BOB, user_id=ANN.user_id)
    told = derive_member_statuses((ANN, twin), [happened(5, "audio:mute:on", ANN, user={"id": ANN.user_id})])

    assert (told[ANN.id].muted.on, told[twin.id].muted.on) == (True, None)


def test_an_event_of_nobody_who_is_known_is_of_nobody() -> None:
    assert derive_member_statuses((ANN, Member()), [happened(5, "audio:mute:on", BOB)]) == {ANN.id: MemberStatus()}


def test_who_is_muted_and_earmuffed_is_on_hold_since_the_later_of_both() -> None:
    told = ann(happened(5, "audio:mute:on"), happened(8, "audio:earmuff:on"))

    assert (told.on_hold, told.held_since) == (True, at(8))


def test_who_hears_a_stream_in_a_loop_instead_of_the_others_is_on_hold() -> None:
    told = ann(happened(5, "audio:earmuff:on"), happened(6, "audio:play", loop=0))

    assert (told.on_hold, told.music, told.held_since) == (True, True, at(5))


@pytest.mark.parametrize("kind", ["audio:mute:on", "audio:earmuff:on", "audio:play"])
def test_only_muted_only_earmuffed_or_only_with_music_is_no_hold(kind: str) -> None:
    assert not ann(happened(5, kind, loop=0)).on_hold


def test_a_stream_that_ends_by_itself_is_no_music() -> None:
    assert not ann(happened(5, "audio:play", loop=1)).music
    assert not ann(happened(5, "audio:play")).music


@pytest.mark.parametrize(
    ("played", "stopped", "goes_on"), [("a", "a", False), ("a", "", False), ("", "a", False), ("a", "b", True)]
)
@pytest.mark.parametrize("kind", ["audio:play:stop", "audio:play:done"])
def test_music_goes_on_until_it_is_stopped(kind: str, played: str, stopped: str, *, goes_on: bool) -> None:
    music = happened(5, "audio:play", loop=0, play_id=played)

    assert ann(music, happened(6, kind, play_id=stopped)).music is goes_on


def test_what_was_never_played_cannot_be_stopped() -> None:
    assert not ann(happened(6, "audio:play:stop")).music


def test_members_are_on_the_channels_that_the_events_of_their_legs_tell(samples: Path) -> None:
    call = wire.conversation(json.loads((samples / "seed_conversation.json").read_text()))
    events = map(wire.event, json.loads((samples / "seed_events.json").read_text()))
    channels = [member.channel for member in with_event_channels(call.members or (), events)]

    assert [channel.to.address for channel in channels if channel and channel.to] == ["447700000002", "447700000003"]


def test_an_end_that_an_event_does_not_know_stays_as_it_is_listed() -> None:
    listed = replace(ANN, channel=MemberChannel(id="leg-ann", from_=Endpoint(address="1"), to=Endpoint(address="2")))
    told = happened(5, "sip:ringing", channel={"id": "leg-ann", "from": {"number": "Unknown"}, "to": {"number": "3"}})

    (channel,) = (member.channel for member in with_event_channels([listed], [told]))
    assert channel == replace(listed.channel or MemberChannel(), to=Endpoint(address="3"))


def test_who_is_listed_without_a_channel_has_the_one_with_which_they_came() -> None:
    joined = happened(1, "member:joined", member_id=ANN.id, channel={"type": "app", "id": "leg-ann"})

    assert with_event_channels([replace(ANN, channel=None)], [joined]) == (ANN,)


def test_members_of_whom_no_event_tells_stay_as_they_are() -> None:
    nobody = Member(user_id="USR-x")

    assert with_event_channels([ANN, nobody, replace(BOB, channel=None)], []) == (
        ANN,
        nobody,
        replace(BOB, channel=None),
    )
