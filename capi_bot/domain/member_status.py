"""Member status from events: the channel, muted, earmuffed, on hold, and since when.

Lists say less about members than details, and beta says nothing about media. Vonage has no hold of its own: to be on
hold is to be muted and earmuffed at once, or to hear a stream in a loop instead of the others.
https://developer.vonage.com/en/voice/voice-api/concepts/in-app-calling/managing-call-hold
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from capi_bot.capi.event_bodies import AudioBody, BodyUser, MembershipBody
from capi_bot.capi.models import Event, Media, Member
from capi_bot.domain.events.audio import AudioEvent
from capi_bot.domain.events.membership import MembershipEvent

_DISTANT_PAST = datetime.min.replace(tzinfo=UTC)
_PLAY_ENDS = frozenset({AudioEvent.PLAY_STOP, AudioEvent.PLAY_DONE})
_WITH_MEDIA = frozenset({MembershipEvent.JOINED, MembershipEvent.MEDIA})
_MEDIA_CHANGES: Mapping[str, Media] = {
    AudioEvent.MUTE_ON: Media(muted=True),
    AudioEvent.MUTE_OFF: Media(muted=False),
    AudioEvent.EARMUFF_ON: Media(earmuffed=True),
    AudioEvent.EARMUFF_OFF: Media(earmuffed=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggle:
    """A setting that is on or off; None where it is not known."""

    on: bool | None = None
    since: datetime | None = None
    """Since when it is on, where an event shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberStatus:
    """How a member takes part."""

    muted: Toggle = field(default_factory=Toggle)
    earmuffed: Toggle = field(default_factory=Toggle)
    music: bool = False
    """Whether a stream is played to them in a loop."""

    @property
    def on_hold(self) -> bool:
        """Return whether the member hears nothing of the call, and either cannot speak or have music instead."""
        return self.earmuffed.on is True and (self.muted.on is True or self.music)

    @property
    def held_since(self) -> datetime | None:
        """Return since when they are on hold, where that is known: the later of the two settings that make a hold."""
        return max((since for since in (self.earmuffed.since, self.muted.since) if since), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """A setting from an event; `is_certain` where the body points at the member, as the sender may be another one."""

    on: bool
    since: datetime | None
    is_certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _EventStatus:
    """A member's status from the events so far; `stream` is the id of the one in a loop, None without one."""

    muted: _Setting | None = None
    earmuffed: _Setting | None = None
    stream: str | None = None


def derive_member_statuses(members: Iterable[Member], events: Iterable[Event]) -> Mapping[str, MemberStatus]:
    """Return each member's status by member id.

    An event that certainly is about a member counts most, then the member's own settings, then any other event.
    """
    by_id = {member.id: member for member in members if member.id}
    statuses = dict.fromkeys(by_id, _EventStatus())
    for event in _in_order(events):
        member_id, is_certain = _find_member_id(event, by_id)
        if member_id in statuses:
            statuses[member_id] = _apply_event(statuses[member_id], event, is_certain=is_certain)
    return {
        member_id: _combine(by_id[member_id].media or Media(), event_status)
        for member_id, event_status in statuses.items()
    }


def _in_order(events: Iterable[Event]) -> Sequence[Event]:
    return sorted(events, key=lambda event: (event.id or 0, event.timestamp or _DISTANT_PAST))


def _find_member_id(event: Event, members: Mapping[str, Member]) -> tuple[str, bool]:
    """Return the id of the member whom an event is about, and whether its body points at them."""
    body = event.typed_body
    user, channel = body.user or BodyUser(), body.channel
    member_id = body.member_id or user.member_id
    # The WebRTC session of an app user has the id of their leg.
    leg = (channel.id if channel else "") or body.leg_id or body.rtc_id
    with_leg = (key for key, member in members.items() if leg and leg in _leg_ids(member))
    user_id = user.id or user.user_id
    of_user = [key for key, member in members.items() if user_id and member.user_id == user_id]
    identified_id = member_id or next(with_leg, "") or (of_user[0] if len(of_user) == 1 else "")
    return (identified_id or event.from_member, bool(identified_id))


def _leg_ids(member: Member) -> frozenset[str]:
    channel = member.channel
    return frozenset({channel.id, *(leg.id for leg in channel.legs)}) if channel else frozenset()


def _apply_event(status: _EventStatus, event: Event, *, is_certain: bool) -> _EventStatus:
    # A member who joins again starts anew.
    before = _EventStatus() if event.type == MembershipEvent.JOINED else status
    changed = _MEDIA_CHANGES.get(event.type, Media())
    if event.type in _WITH_MEDIA and isinstance(event.typed_body, MembershipBody):
        changed = event.typed_body.media or Media()
    return _EventStatus(
        muted=_apply_setting(before.muted, changed.muted, event, is_certain=is_certain),
        earmuffed=_apply_setting(before.earmuffed, changed.earmuffed, event, is_certain=is_certain),
        stream=_apply_stream(before.stream, event),
    )


def _apply_setting(before: _Setting | None, on: bool | None, event: Event, *, is_certain: bool) -> _Setting | None:  # noqa: FBT001 -- the value itself
    """Return the setting after an event; the same value again does not change since when it is so."""
    if on is None:
        return before
    since = before.since if before and before.on == on else event.timestamp
    return _Setting(on=on, since=since, is_certain=is_certain)


def _apply_stream(playing: str | None, event: Event) -> str | None:
    body = event.typed_body
    if not isinstance(body, AudioBody):
        return playing
    stream = body.play_id or ""
    if event.type == AudioEvent.PLAY:
        return stream if body.loop == 0 else playing
    if event.type not in _PLAY_ENDS or playing is None:
        return playing
    # Where either has no id, nothing shows that they are different streams.
    is_same = not playing or not stream or playing == stream
    return None if is_same else playing


def _combine(settings: Media, event_status: _EventStatus) -> MemberStatus:
    return MemberStatus(
        muted=_toggle(settings.muted, event_status.muted),
        earmuffed=_toggle(settings.earmuffed, event_status.earmuffed),
        music=event_status.stream is not None,
    )


def _toggle(own: bool | None, from_event: _Setting | None) -> Toggle:  # noqa: FBT001 -- the value itself
    on = from_event.on if from_event and (from_event.is_certain or own is None) else own
    return Toggle(on=on, since=from_event.since if from_event and on and from_event.on else None)
