from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from capi_bot.capi.models import Event, Leg, Media, Member, MemberChannel
from capi_bot.domain.member_status import (
    MemberStatus,
    Toggle,
    derive_member_statuses,
)

START = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ANN = Member(id="MEM-ann", user_id="USR-ann", channel=MemberChannel(type="app", id="leg-ann"))
BOB = Member(id="MEM-bob", user_id="USR-bob", channel=MemberChannel(type="app", legs=(Leg(id="leg-bob"),)))
MUTED: dict[str, Any] = {"media": {"audio_settings": {"muted": True, "earmuffed": False}}}
LISTED = Media(muted=False, earmuffed=False)


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def event_at(seconds: int, kind: str, sender: Member = ANN, **body: object) -> Event:
    return Event(id=seconds, type=kind, from_member=sender.id, timestamp=at(seconds), body=body)


def ann(*events: Event, media: Media | None = None) -> MemberStatus:
    return derive_member_statuses((replace(ANN, media=media), BOB), events[::-1])[ANN.id]


def test_without_settings_and_events_nothing_is_known() -> None:
    assert ann() == MemberStatus()
    assert not ann().on_hold


def test_settings_have_no_start() -> None:
    status = ann(media=Media(muted=True, earmuffed=True))

    assert (status.muted, status.earmuffed) == (Toggle(on=True), Toggle(on=True))
    assert (status.on_hold, status.held_since) == (True, None)


def test_without_settings_the_last_event_counts_and_has_a_start() -> None:
    assert ann(event_at(5, "audio:mute:on")).muted == Toggle(on=True, since=at(5))
    assert ann(event_at(5, "audio:mute:on"), event_at(6, "audio:mute:off")).muted == Toggle(on=False)
    assert ann(event_at(7, "audio:earmuff:on")).earmuffed == Toggle(on=True, since=at(7))
    assert ann(event_at(7, "audio:earmuff:on"), event_at(8, "audio:earmuff:off")).earmuffed == Toggle(on=False)


def test_media_events_and_joining_have_settings() -> None:
    assert ann(event_at(3, "member:media", **MUTED)).muted == Toggle(on=True, since=at(3))
    assert ann(event_at(3, "member:joined", **MUTED)).muted == Toggle(on=True, since=at(3))
    assert ann(event_at(3, "custom:media", **MUTED)) == MemberStatus()


def test_the_same_setting_again_keeps_its_start() -> None:
    assert ann(event_at(5, "audio:mute:on"), event_at(9, "member:media", **MUTED)).muted.since == at(5)


def test_joining_again_resets_the_status() -> None:
    assert ann(event_at(5, "audio:mute:on"), event_at(9, "member:joined")) == MemberStatus()


def test_settings_come_before_an_event_that_may_be_about_another_member() -> None:
    assert ann(event_at(5, "audio:mute:on"), media=LISTED).muted == Toggle(on=False)
    assert ann(event_at(5, "audio:mute:on"), media=Media(muted=True)).muted == Toggle(on=True, since=at(5))
    assert ann(event_at(5, "audio:mute:off"), media=Media(muted=True)).muted == Toggle(on=True)


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
def test_an_event_that_identifies_a_member_comes_before_settings_whatever_its_sender(body: dict[str, Any]) -> None:
    muted = event_at(5, "audio:mute:on", BOB, **body)

    assert ann(muted, media=LISTED).muted == Toggle(on=True, since=at(5))
    assert derive_member_statuses((ANN, BOB), [muted])[BOB.id] == MemberStatus()


def test_a_leg_of_a_channel_identifies_its_member() -> None:
    assert derive_member_statuses((ANN, BOB), [event_at(5, "audio:mute:on", rtc_id="leg-bob")])[BOB.id].muted.on


def test_a_user_with_two_memberships_identifies_neither() -> None:
    second_membership = replace(BOB, user_id=ANN.user_id)
    statuses = derive_member_statuses(
        (ANN, second_membership), [event_at(5, "audio:mute:on", ANN, user={"id": ANN.user_id})]
    )

    assert (statuses[ANN.id].muted.on, statuses[second_membership.id].muted.on) == (True, None)


def test_an_event_of_an_unknown_member_changes_no_status() -> None:
    assert derive_member_statuses((ANN, Member()), [event_at(5, "audio:mute:on", BOB)]) == {ANN.id: MemberStatus()}


def test_muted_and_earmuffed_is_on_hold_since_the_later_of_both() -> None:
    status = ann(event_at(5, "audio:mute:on"), event_at(8, "audio:earmuff:on"))

    assert (status.on_hold, status.held_since) == (True, at(8))


def test_earmuffed_with_a_stream_in_a_loop_is_on_hold() -> None:
    status = ann(event_at(5, "audio:earmuff:on"), event_at(6, "audio:play", loop=0))

    assert (status.on_hold, status.music, status.held_since) == (True, True, at(5))


@pytest.mark.parametrize("kind", ["audio:mute:on", "audio:earmuff:on", "audio:play"])
def test_only_muted_only_earmuffed_or_only_with_music_is_not_on_hold(kind: str) -> None:
    assert not ann(event_at(5, kind, loop=0)).on_hold


def test_a_stream_without_a_loop_is_no_music() -> None:
    assert not ann(event_at(5, "audio:play", loop=1)).music
    assert not ann(event_at(5, "audio:play")).music


@pytest.mark.parametrize(
    ("played", "stopped", "is_playing"), [("a", "a", False), ("a", "", False), ("", "a", False), ("a", "b", True)]
)
@pytest.mark.parametrize("kind", ["audio:play:stop", "audio:play:done"])
def test_music_plays_until_it_is_stopped(kind: str, played: str, stopped: str, *, is_playing: bool) -> None:
    music = event_at(5, "audio:play", loop=0, play_id=played)

    assert ann(music, event_at(6, kind, play_id=stopped)).music is is_playing


def test_a_stop_without_a_stream_changes_nothing() -> None:
    assert not ann(event_at(6, "audio:play:stop")).music
