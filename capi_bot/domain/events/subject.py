"""The subject of an event: whom it is about.

An event's `from` is not reliable: in a call all events may come from the member who called, also those of the leg that
was dialled. What the body says (user, member, leg, channel) goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from capi_bot.capi.event_bodies import BodyUser, EventBody
from capi_bot.capi.models import Endpoint, Event, Json, Member, MemberChannel
from capi_bot.domain.display_names import endpoint_address, name_person, pick_readable_name, shorten_id
from capi_bot.domain.own_numbers import OwnNumbers
from capi_bot.domain.people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContext:
    """What the description of an event is made from: the body, the people, and the channel on which it happened."""

    body: EventBody
    members: People
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
    def own(self) -> OwnNumbers:
        """The application's own numbers."""
        return self.members.own

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
    """Return the context of an event among these members, keyed by member id; people tell more than a plain mapping."""
    people, body = People.of(members), event.typed_body
    end = people.end(body.channel, _direction(body, people), is_invited=bool(body.is_invited))
    ids = _find_subject_ids(body, endpoint_address(end))
    member = find_member(ids, people)
    return EventContext(
        body=body,
        json=event.body,
        other_body=event.other_body,
        members=people,
        person=_person_name(event, people, ids, member, end),
        sender=_sender_name(event, people),
        channel=body.channel,
        inbound=_is_inbound(body, people, member),
    )


def display_name_by_id(identifier: str, members: Mapping[str, Member]) -> str:
    """Return the name of a member or user by id: their display name where they are among the members, or a short id."""
    ids, people = _non_empty(identifier), People.of(members)
    member = find_member(SubjectIds(users=ids, members=ids, legs=frozenset()), people)
    return people.name(member) if member else shorten_id(identifier)


def subject_ids(event: Event, members: Mapping[str, Member] | None = None) -> SubjectIds:
    """Return the ids in an event's body that identify its subject."""
    body, people = event.typed_body, People.of(members or {})
    end = people.end(body.channel, _direction(body, people), is_invited=bool(body.is_invited))
    return _find_subject_ids(body, endpoint_address(end))


def find_member(ids: SubjectIds, members: Mapping[str, Member]) -> Member | None:
    """Return the member with these ids: the member id first, then legs, as a user may be in a conversation twice."""
    all_members = members.values()
    return (
        next((member for member in all_members if member.id in ids.members), None)
        or next((member for member in all_members if _leg_ids(member) & (ids.legs | ids.sessions)), None)
        or next((member for member in all_members if member.user_id in ids.users), None)
    )


def _direction(body: EventBody, people: People) -> str:
    """Return the direction of the leg as the body states it, or as it is known; a body may have no more than its id."""
    return body.direction or people.directions.get(body.leg_id or "", "")


def _is_inbound(body: EventBody, people: People, member: Member | None) -> bool:
    direction = _direction(body, people)
    if body.channel or direction or member is None:
        return people.is_inbound(body.channel or MemberChannel(), direction, is_invited=bool(body.is_invited))
    return people.member_is_inbound(member)


def _sender_name(event: Event, people: People) -> str:
    name = pick_readable_name(event.from_user_display_name, event.from_user_name)
    known = people.get(event.from_member) if people.is_from_events else None
    return people.name(known) if known else name or display_name_by_id(event.from_member or event.from_user_id, people)


def _person_name(event: Event, people: People, ids: SubjectIds, member: Member | None, end: Endpoint | None) -> str:
    """Return what the subject is called: `name_person` of the names in the body and of the member's, and their ends."""
    if member and people.is_from_events:
        return people.name(member)
    user, known, address = event.typed_body.user or BodyUser(), member or Member(), endpoint_address(end)
    is_sender = (
        event.from_user_id in ids.users
        or event.from_member in ids.members
        or bool(address and address == event.from_user_name)
    )
    names = (user.display_name or "", known.user_display_name, user.name or "", known.user_name)
    senders = (event.from_user_display_name, event.from_user_name) if is_sender else ()
    return (
        name_person(*names, *senders, ends=(end, people.member_end(known)), own=people.own)
        or (people.name(member) if member else "")
        or ("" if _is_not_sender(event, ids, people) else _sender_name(event, people))
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
