"""Get to know the members that events speak of: v1 lists members without their channels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from capi_bot.capi.models import Event, Member
from capi_bot.domain.display_names import is_generated_name, member_display_name
from capi_bot.domain.events.body import read_channel, read_first_text, read_text
from capi_bot.domain.events.membership import MembershipEvent
from capi_bot.domain.events.subject import find_member, subject_ids

MEMBERSHIP_TYPES: frozenset[str] = frozenset(MembershipEvent)
"""The types that tell of a member and of that member's own channel."""


def with_known_channels(members: Iterable[Member], events: Iterable[Event]) -> Mapping[str, Member]:
    """Key members by id, each with the channel on which these events say that they are, where the list has none.

    An event about a leg then knows whose leg it is, so one person goes by one name.
    """
    known = {member.id: member for member in members}
    for event in (event for event in events if event.type in MEMBERSHIP_TYPES):
        member, channel = _who(event, known), read_channel(event.body)
        if member and member.channel is None and channel:
            known[member.id] = replace(member, channel=channel)
    return known


def unnamed_members(members: Mapping[str, Member], events: Iterable[Event]) -> Sequence[str]:
    """Find the members, by id, whose details may tell who the people of these events are; the likeliest first.

    That is who has no name but an id, and where an event is about a leg of nobody's, everybody who may be on it.
    """
    vague = {member.id: member for member in members.values() if member.id and member.channel is None}
    told = [(event, find_member(subject_ids(event), members)) for event in events]
    nameless = [member_id for event, found in told for member_id in _nameless(event, found, vague)]
    lost = any(found is None and _points_at_a_leg(event) for event, found in told)
    return tuple(dict.fromkeys((*nameless, *(vague if lost else ()))))


def _nameless(event: Event, found: Member | None, vague: Mapping[str, Member]) -> Iterator[str]:
    for member_id in (found.id if found else "", event.from_member):
        if member_id in vague and is_generated_name(member_display_name(vague[member_id])):
            yield member_id


def _points_at_a_leg(event: Event) -> bool:
    clues = subject_ids(event)
    return bool(clues.legs or clues.sessions)


def _who(event: Event, known: Mapping[str, Member]) -> Member | None:
    member = read_first_text(event.body, "member_id") or read_text(event.body, "user", "member_id")
    by_id = known.get(member) if member else None
    user = read_text(event.body, "user", "id") or read_text(event.body, "user", "user_id")
    theirs = [member for member in known.values() if user and member.user_id == user]
    # A user who is in the conversation twice has two channels: which is whose, only the member's id tells.
    return by_id or (theirs[0] if len(theirs) == 1 else None)
