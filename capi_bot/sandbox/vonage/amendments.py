"""What was written to one conversation, kept apart from the conversation itself, which lives on beneath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from capi_bot.sandbox.world.records import Conversation, Event, Member

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Be everything that was written to one conversation so far."""

    fields: Fields = field(default_factory=dict)
    """The conversation's own, by name."""
    members: tuple[tuple[int, Member], ...] = ()
    """Each with the number of the conversation's own members at that time, after which it stays."""
    member_fields: Mapping[str, Fields] = field(default_factory=dict)
    """By the member's id, then by name."""
    events: tuple[tuple[int, Event], ...] = ()
    """Each with the id of the conversation's own last event at that time, after which it stays."""
    deleted_events: frozenset[int] = frozenset()
    erased: bool = False


def applied(amendment: Amendment, of: Conversation) -> Conversation:
    """Make the conversation as its readers see it; events that came after a written one count on from it."""
    return replace(
        of,
        **amendment.fields,
        members=tuple(
            replace(member, **amendment.member_fields.get(member.id, {})) for member in _members(amendment, of)
        ),
        events=tuple(
            replace(event, deleted=True, body={}) if event.id in amendment.deleted_events else event
            for event in _events(amendment, of)
        ),
    )


def with_event(amendment: Amendment, of: Conversation, event: Event) -> Amendment:
    """Add an event at the end; its id is given to it."""
    last = of.sequence_number
    placed = replace(event, id=last + len(amendment.events) + 1)
    return replace(amendment, events=(*amendment.events, (last, placed)))


def with_member(amendment: Amendment, of: Conversation, member: Member) -> Amendment:
    """Add a member at the end."""
    return replace(amendment, members=(*amendment.members, (len(of.members), member)))


def with_member_fields(amendment: Amendment, member_id: str, fields: Fields) -> Amendment:
    """Change a member."""
    told = {**amendment.member_fields.get(member_id, {}), **fields}
    return replace(amendment, member_fields={**amendment.member_fields, member_id: told})


def _members(amendment: Amendment, of: Conversation) -> tuple[Member, ...]:
    own = [((place + 1, 0), member) for place, member in enumerate(of.members)]
    written = [((after, turn), member) for turn, (after, member) in enumerate(amendment.members, 1)]
    return tuple(member for _, member in sorted((*own, *written), key=lambda placed: placed[0]))


def _events(amendment: Amendment, of: Conversation) -> tuple[Event, ...]:
    own = (replace(event, id=event.id + sum(after < event.id for after, _ in amendment.events)) for event in of.events)
    return tuple(sorted((*own, *(event for _, event in amendment.events)), key=lambda event: event.id))
