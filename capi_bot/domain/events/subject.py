"""Find out whom an event is about.

An event's `from` is no good witness: in a call all events may come from the member who called, also those of the leg
that was dialled. What the body says (user, member, leg, channel) goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from capi_bot.capi.models import Event, Json, Member, MemberChannel
from capi_bot.domain.display_names import (
    is_inbound,
    member_display_name,
    person_address,
    pick_readable_name,
    shorten_id,
)
from capi_bot.domain.events.body import read_channel, read_mapping, read_sequence, read_text, read_value


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContext:
    """Hold what the cases need: the body, the people, and the channel on which it happened."""

    body: Json
    members: Mapping[str, Member]
    person: str
    """Whom the event is about, by the body first. Not to be used where people write the body."""
    sender: str
    """Who caused the event, by its `from` alone; `""` for an event of the system."""
    channel: MemberChannel | None
    inbound: bool
    """Whether the person called us, rather than was called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectIds:
    """Hold the ids by which a body points at somebody."""

    users: frozenset[str]
    members: frozenset[str]
    legs: frozenset[str]
    sessions: frozenset[str] = frozenset()
    """WebRTC sessions (`rtc_id`): those of app users go by the id of their leg."""


def build_event_context(event: Event, members: Mapping[str, Member]) -> EventContext:
    """Set the scene of an event among these members, keyed by member id."""
    channel, direction = read_channel(event.body), _direction(event.body)
    return EventContext(
        body=event.body,
        members=members,
        person=_person(event, members, channel, direction),
        sender=_sender(event, members),
        channel=channel,
        inbound=is_inbound(channel or MemberChannel(), direction),
    )


def display_name_by_id(identifier: str, members: Mapping[str, Member]) -> str:
    """Call a member or user by id: by name where they are among the members, else by short id."""
    found = find_member(SubjectIds(users=_known(identifier), members=_known(identifier), legs=frozenset()), members)
    return member_display_name(found) if found else shorten_id(identifier)


def subject_ids(event: Event) -> SubjectIds:
    """Collect the ids by which an event's body points at somebody."""
    channel = read_channel(event.body)
    return _clues(event.body, channel, person_address(channel, _direction(event.body)))


def _direction(body: Json) -> str:
    """Who was invited was called: we know that before the leg exists."""
    return read_text(body, "direction") or ("outbound" if read_value(body, "timestamp", "invited") else "")


def _sender(event: Event, members: Mapping[str, Member]) -> str:
    selected = pick_readable_name(event.from_user_display_name, event.from_user_name)
    return selected or display_name_by_id(event.from_member or event.from_user_id, members)


def _person(event: Event, members: Mapping[str, Member], channel: MemberChannel | None, direction: str) -> str:
    """Prefer a name to a number, and the number of this very channel to what the member list says."""
    where = person_address(channel, direction)
    clues = _clues(event.body, channel, where)
    member, user = find_member(clues, members), read_mapping(event.body, "user")
    meant = (
        event.from_user_id in clues.users
        or event.from_member in clues.members
        or bool(where and where == event.from_user_name)
    )
    return (
        pick_readable_name(read_text(user, "display_name"), member.user_display_name if member else "")
        or pick_readable_name(read_text(user, "name"), member.user_name if member else "")
        or (pick_readable_name(event.from_user_display_name, event.from_user_name) if meant else "")
        or pick_readable_name(where)
        or (member_display_name(member) if member else "")
        or ("" if _is_somebody_else(event, clues, members) else _sender(event, members))
        or _nameless(clues)
    )


def _clues(body: Json, channel: MemberChannel | None, where: str) -> SubjectIds:
    user = read_mapping(body, "user")
    history = [read_text(entry, "member_id") for entry in read_sequence(body, "statusHistory")]
    legs = [leg.id for leg in channel.legs] if channel else []
    app_user = where if where.startswith("USR-") else ""
    return SubjectIds(
        users=_known(read_text(user, "id"), read_text(user, "user_id"), read_text(body, "user_id"), app_user),
        members=_known(read_text(body, "member_id"), read_text(user, "member_id"), *history),
        legs=_known(read_text(body, "leg_id"), channel.id if channel else "", *legs),
        sessions=_known(read_text(body, "rtc_id")),
    )


def find_member(clues: SubjectIds, members: Mapping[str, Member]) -> Member | None:
    """Prefer the member, then the leg: one user may be in a conversation several times."""
    everyone = members.values()
    return (
        next((member for member in everyone if member.id in clues.members), None)
        or next((member for member in everyone if _legs(member) & (clues.legs | clues.sessions)), None)
        or next((member for member in everyone if member.user_id in clues.users), None)
    )


def _is_somebody_else(event: Event, clues: SubjectIds, members: Mapping[str, Member]) -> bool:
    """Tell whether the body points away from the sender. A leg that nobody is known on is not the sender's either."""
    sender = members.get(event.from_member)
    known_legs = _legs(sender) if sender else frozenset()
    return (
        bool(clues.users and event.from_user_id not in clues.users)
        or bool(clues.members and event.from_member not in clues.members)
        or bool(clues.legs and not clues.legs & known_legs)
    )


def _legs(member: Member) -> frozenset[str]:
    channel = member.channel
    return _known(channel.id, *(leg.id for leg in channel.legs)) if channel else frozenset()


def _nameless(clues: SubjectIds) -> str:
    known = sorted(clues.users) or sorted(clues.members)
    leg = next(iter(sorted(clues.legs)), "")
    return shorten_id(known[0]) if known else f"Leg {shorten_id(leg)}" if leg else ""


def _known(*identifiers: str) -> frozenset[str]:
    return frozenset(identifiers) - {""}
