"""Learn from events how members take part: on which channel, muted, earmuffed, on hold, and since when.

Lists tell less of members than details, and beta tells nothing of media. Vonage has no hold of its own: to be on hold
is to be muted and earmuffed at once, or to hear a stream in a loop instead of the others.
https://developer.vonage.com/en/voice/voice-api/concepts/in-app-calling/managing-call-hold
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from capi_bot.capi.models import Endpoint, Event, Media, Member, MemberChannel
from capi_bot.capi.wire.members import parse_media
from capi_bot.domain.display_names import address
from capi_bot.domain.events import body as read
from capi_bot.domain.events import with_known_channels
from capi_bot.domain.events.audio import AudioEvent
from capi_bot.domain.events.membership import MembershipEvent

_NEVER = datetime.min.replace(tzinfo=UTC)
_STOPS = frozenset({AudioEvent.PLAY_STOP, AudioEvent.PLAY_DONE})
_MEMBERSHIPS = frozenset({MembershipEvent.JOINED, MembershipEvent.MEDIA})
_SWITCHES: Mapping[str, Media] = {
    AudioEvent.MUTE_ON: Media(muted=True),
    AudioEvent.MUTE_OFF: Media(muted=False),
    AudioEvent.EARMUFF_ON: Media(earmuffed=True),
    AudioEvent.EARMUFF_OFF: Media(earmuffed=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggle:
    """Be something that is on or off; None where nobody tells."""

    on: bool | None = None
    since: datetime | None = None
    """Since when it is on, where an event tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberStatus:
    """Be how a member takes part."""

    muted: Toggle = field(default_factory=Toggle)
    earmuffed: Toggle = field(default_factory=Toggle)
    music: bool = False
    """Whether a stream is played to them over and over."""

    @property
    def on_hold(self) -> bool:
        """Tell whether they hear nobody, and either cannot speak or have music instead."""
        return self.earmuffed.on is True and (self.muted.on is True or self.music)

    @property
    def held_since(self) -> datetime | None:
        """Tell since when they are on hold, where that is known: since the later of what makes it one."""
        return max((at for at in (self.earmuffed.since, self.muted.since) if at), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """Be what an event said; `sure` where its body points at the member, as its sender may be another one."""

    on: bool
    at: datetime | None
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """Be what the events so far said of a member; `stream` is the one in a loop, None without one."""

    muted: _Said | None = None
    earmuffed: _Said | None = None
    stream: str | None = None


def with_event_channels(members: Iterable[Member], events: Iterable[Event]) -> tuple[Member, ...]:
    """Return the members on the channels that these events tell: an event's channel is that of its own leg."""
    people, told = tuple(members), _in_order(events)
    known = with_known_channels(people, told)
    channels = {channel.id: channel for event in told if (channel := read.channel(event.body)) and channel.id}
    return tuple(_on_channel(known[member.id] if member.id else member, channels) for member in people)


def member_statuses(members: Iterable[Member], events: Iterable[Event]) -> Mapping[str, MemberStatus]:
    """Key by member id how each member takes part.

    What an event surely says of a member counts most, then the member's own settings, then what an event may say.
    """
    people = {member.id: member for member in members if member.id}
    heard = dict.fromkeys(people, _Heard())
    for event in _in_order(events):
        whose, sure = _whose(event, people)
        if whose in heard:
            heard[whose] = _after(heard[whose], event, sure=sure)
    return {name: _member_status(people[name].media or Media(), told) for name, told in heard.items()}


def _in_order(events: Iterable[Event]) -> Sequence[Event]:
    return sorted(events, key=lambda event: (event.id or 0, event.timestamp or _NEVER))


def _on_channel(member: Member, channels: Mapping[str, MemberChannel]) -> Member:
    own = member.channel
    told = channels.get(own.id) if own else None
    if own is None or told is None:
        return member
    return replace(member, channel=replace(own, from_=_better(told.from_, own.from_), to=_better(told.to, own.to)))


def _better(told: Endpoint | None, listed: Endpoint | None) -> Endpoint | None:
    return told if address(told) else listed


def _whose(event: Event, people: Mapping[str, Member]) -> tuple[str, bool]:
    """Find the member whom an event is about, and tell whether its body says so."""
    user, channel = read.mapping(event.body, "user"), read.channel(event.body)
    named = read.text(event.body, "member_id") or read.text(user, "member_id")
    # The WebRTC session of an app user goes by the id of their leg.
    leg = (channel.id if channel else "") or read.first_text(event.body, "leg_id", "rtc_id")
    by_leg = (name for name, member in people.items() if leg and leg in _legs(member))
    user_id = read.first_text(user, "id", "user_id")
    theirs = [name for name, member in people.items() if user_id and member.user_id == user_id]
    pointed = named or next(by_leg, "") or (theirs[0] if len(theirs) == 1 else "")
    return (pointed or event.from_member, bool(pointed))


def _legs(member: Member) -> frozenset[str]:
    channel = member.channel
    return frozenset({channel.id, *(leg.id for leg in channel.legs)}) if channel else frozenset()


def _after(heard: _Heard, event: Event, *, sure: bool) -> _Heard:
    before = _Heard() if event.type == MembershipEvent.JOINED else heard  # who comes back begins anew
    told = _settings(event)
    return _Heard(
        muted=_newer(before.muted, told.muted, event, sure=sure),
        earmuffed=_newer(before.earmuffed, told.earmuffed, event, sure=sure),
        stream=_stream(before.stream, event),
    )


def _settings(event: Event) -> Media:
    if event.type in _MEMBERSHIPS:
        return parse_media(event.body.get("media")) or Media()
    return _SWITCHES.get(event.type, Media())


def _newer(before: _Said | None, on: bool | None, event: Event, *, sure: bool) -> _Said | None:  # noqa: FBT001 -- the value itself
    """Take what an event says; to be told the same again does not change since when it is so."""
    if on is None:
        return before
    at = before.at if before and before.on == on else event.timestamp
    return _Said(on=on, at=at, sure=sure)


def _stream(playing: str | None, event: Event) -> str | None:
    stream = read.text(event.body, "play_id")
    if event.type == AudioEvent.PLAY:
        return stream if read.number(event.body, "loop") == 0 else playing
    return None if event.type in _STOPS and _is_of(playing, stream) else playing


def _is_of(stream: str | None, stopped: str) -> bool:
    """Tell whether a stop is of this stream: where either has no id, there is nothing to tell them apart."""
    return stream is not None and (not stream or not stopped or stream == stopped)


def _member_status(settings: Media, heard: _Heard) -> MemberStatus:
    return MemberStatus(
        muted=_toggle(settings.muted, heard.muted),
        earmuffed=_toggle(settings.earmuffed, heard.earmuffed),
        music=heard.stream is not None,
    )


def _toggle(setting: bool | None, said: _Said | None) -> Toggle:  # noqa: FBT001 -- the value itself
    on = said.on if said and (said.sure or setting is None) else setting
    return Toggle(on=on, since=said.at if said and on and said.on else None)
