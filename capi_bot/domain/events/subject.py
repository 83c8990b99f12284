"""The subject of an event: whom it is about.

An event's `from` is not reliable: in a call all events may come from the member who called, also those of the leg that
was dialled. What the body says (user, member, leg, channel) goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from capi_bot.capi.event_bodies import BodyUser, EventBody
from capi_bot.capi.models import Event, Json, Member, MemberChannel
from capi_bot.domain.display_names import (
    is_inbound,
    member_display_name,
    person_address,
    person_name,
    pick_readable_name,
    shorten_id,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContext:
    """What the description of an event is made from: the body, the people, and the channel on which it happened."""

    body: EventBody
    members: Mapping[str, Member]
    person: str
    """Name of the subject, by the body first. Not to be used for types whose body people write."""
    sender: str
    """Name of the event's sender, by its `from` alone; `""` for an event of the system."""
    channel: MemberChannel | None
    json: Json
    """The body as JSON, to be shown where nothing is known of it."""
    other_body: object
    """The body where it is no object; else None."""
    inbound: bool
    """Whether the person called us, rather than was called."""

    @property
    def whole_body(self) -> object:
        """The body, of whatever JSON type it is."""
        return self.json or self.other_body


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectIds:
    """The ids in a body that identify its subject."""

    users: frozenset[str]
    members: frozenset[str]
    legs: frozenset[str]
    sessions: frozenset[str] = frozenset()
    """WebRTC sessions (`rtc_id`): those of app users have the id of their leg."""


def build_event_context(event: Event, members: Mapping[str, Member]) -> EventContext:
    """Return the context of an event among these members, keyed by member id."""
    body = event.typed_body
    channel, direction = body.channel, _find_direction(body)
    return EventContext(
        body=body,
        json=event.body,
        other_body=event.other_body,
        members=members,
        person=_person_name(event, members, direction),
        sender=_sender_name(event, members),
        channel=channel,
        inbound=is_inbound(channel or MemberChannel(), direction),
    )


def display_name_by_id(identifier: str, members: Mapping[str, Member]) -> str:
    """Return the name of a member or user by id: their display name where they are among the members, or a short id."""
    ids = _non_empty(identifier)
    member = find_member(SubjectIds(users=ids, members=ids, legs=frozenset()), members)
    return member_display_name(member) if member else shorten_id(identifier)


def subject_ids(event: Event) -> SubjectIds:
    """Return the ids in an event's body that identify its subject."""
    body = event.typed_body
    return _find_subject_ids(body, person_address(body.channel, _find_direction(body)))


def find_member(ids: SubjectIds, members: Mapping[str, Member]) -> Member | None:
    """Return the member with these ids: the member id first, then legs, as a user may be in a conversation twice."""
    all_members = members.values()
    return (
        next((member for member in all_members if member.id in ids.members), None)
        or next((member for member in all_members if _leg_ids(member) & (ids.legs | ids.sessions)), None)
        or next((member for member in all_members if member.user_id in ids.users), None)
    )


def _find_direction(body: EventBody) -> str:
    """Return the direction of the leg: who was invited was called, which is known before the leg exists."""
    return body.direction or ("outbound" if body.is_invited else "")


def _sender_name(event: Event, members: Mapping[str, Member]) -> str:
    name = pick_readable_name(event.from_user_display_name, event.from_user_name)
    return name or display_name_by_id(event.from_member or event.from_user_id, members)


def _person_name(event: Event, members: Mapping[str, Member], direction: str) -> str:
    """Return the best name: a name before a number, and the number of this very channel before the member list's."""
    body = event.typed_body
    address = person_address(body.channel, direction)
    ids = _find_subject_ids(body, address)
    member, user = find_member(ids, members), body.user or BodyUser()
    is_sender = (
        event.from_user_id in ids.users
        or event.from_member in ids.members
        or bool(address and address == event.from_user_name)
    )
    return (
        pick_readable_name(user.display_name or "", member.user_display_name if member else "")
        or pick_readable_name(user.name or "", member.user_name if member else "")
        or (pick_readable_name(event.from_user_display_name, event.from_user_name) if is_sender else "")
        or pick_readable_name(person_name(body.channel, direction))
        or (member_display_name(member) if member else "")
        or ("" if _is_not_sender(event, ids, members) else _sender_name(event, members))
        or _name_from_ids(ids)
    )


def _find_subject_ids(body: EventBody, address: str) -> SubjectIds:
    user, channel = body.user or BodyUser(), body.channel
    history = [change.member_id for change in body.status_history]
    legs = [leg.id for leg in channel.legs] if channel else []
    app_user = address if address.startswith("USR-") else ""
    return SubjectIds(
        users=_non_empty(user.id, user.user_id, body.user_id, app_user),
        members=_non_empty(body.member_id, user.member_id, *history),
        legs=_non_empty(body.leg_id, channel.id if channel else "", *legs),
        sessions=_non_empty(body.rtc_id),
    )


def _is_not_sender(event: Event, ids: SubjectIds, members: Mapping[str, Member]) -> bool:
    """Return whether the body points away from the sender, as a leg does that the sender is not known to have."""
    sender = members.get(event.from_member)
    sender_legs = _leg_ids(sender) if sender else frozenset()
    return (
        bool(ids.users and event.from_user_id not in ids.users)
        or bool(ids.members and event.from_member not in ids.members)
        or bool(ids.legs and not ids.legs & sender_legs)
    )


def _leg_ids(member: Member) -> frozenset[str]:
    channel = member.channel
    return _non_empty(channel.id, *(leg.id for leg in channel.legs)) if channel else frozenset()


def _name_from_ids(ids: SubjectIds) -> str:
    known = sorted(ids.users) or sorted(ids.members)
    leg = next(iter(sorted(ids.legs)), "")
    return shorten_id(known[0]) if known else f"Leg {shorten_id(leg)}" if leg else ""


def _non_empty(*identifiers: str | None) -> frozenset[str]:
    return frozenset(identifier for identifier in identifiers if identifier)
