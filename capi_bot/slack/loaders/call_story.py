"""Reads for the story of a call, whatever tab of its card is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Final

from capi_bot.capi import ids
from capi_bot.capi.models import Event, Member, Page
from capi_bot.domain.events import with_known_channels
from capi_bot.slack.loaders.optional import completed, result_or_none
from capi_bot.slack.loaders.tabs import STATE_ORDER
from capi_bot.slack.services import Services

EVENTS_AT_EITHER_END: Final = 100
"""Events that are read at either end of a conversation, as many as one page has."""

MEMBERS_IN_FULL: Final = 8
"""Members who are read in full where events were left out: the details say when they came and went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySources:
    """What is known of a conversation for its story, events oldest first or newest first."""

    members: tuple[Member, ...]
    events: tuple[Event, ...] = ()
    older: tuple[Event, ...] = ()
    """The first events, where others between these and `events` were not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReads:
    """Reads that complete a story whose newest events do not reach back to the first one."""

    first_events: Future[Page[Event]]
    details: Mapping[str, Future[Member]]

    @property
    def futures(self) -> tuple[Future[Page[Event]] | Future[Member], ...]:
        """List all of them."""
        return (self.first_events, *self.details.values())


def start_newest_events(conversation_id: str, services: Services) -> Future[Page[Event]]:
    """Begin to read the newest events."""
    return services.page_reads.submit(
        services.api.events, conversation_id, page_size=EVENTS_AT_EITHER_END, order="desc"
    )


def start_story_reads(
    newest: Page[Event] | None,
    members: Sequence[Member],
    conversation_id: str,
    services: Services,
    known: Mapping[str, Member],
) -> StoryReads | None:
    """Begin to read the first events, and members in full; None where the newest events have it all.

    Those who are `known` in full need not be read again.
    """
    if newest is None or newest.next is None:
        return None
    api = services.api
    brief = [member_id for member_id in _brief_members(members) if member_id not in known]
    return StoryReads(
        first_events=services.page_reads.submit(api.events, conversation_id, page_size=EVENTS_AT_EITHER_END),
        details=services.page_reads.submit_each(partial(api.member, conversation_id), brief),
    )


def story_sources(
    newest: Page[Event] | None, members: Sequence[Member], reads: StoryReads | None, known: Mapping[str, Member]
) -> StorySources:
    """Return what is there by now; what is not is left out. Without events members are those `known` in full."""
    if newest is None:
        return StorySources(members=tuple(known.get(member.id, member) for member in members))
    if reads is None:
        return StorySources(members=_with_channels(members, newest.items), events=newest.items)
    full = {member_id: known[member_id] for member_id in _brief_members(members) if member_id in known}
    full |= completed(reads.details)
    first = result_or_none(reads.first_events)
    older = first.items if first else ()
    people = tuple(full.get(member.id, member) for member in members)
    people = _with_channels(people, (*older, *newest.items))
    if _adjoin(older, newest.items):
        return StorySources(members=people, events=(*older, *newest.items))
    return StorySources(members=people, events=newest.items, older=older)


def _brief_members(members: Sequence[Member]) -> Sequence[str]:
    """Choose members about whom the list says too little, those who are there first."""
    brief = [member for member in members if member.channel is None and ids.MEMBER.fullmatch(member.id)]
    ordered = sorted(brief, key=lambda member: STATE_ORDER.index(member.state))
    return [member.id for member in ordered[:MEMBERS_IN_FULL]]


def _adjoin(older: Sequence[Event], newer: Sequence[Event]) -> bool:
    last, first = max(map(_number, older), default=0), min(map(_number, newer), default=0)
    return last + 1 >= first


def _number(event: Event) -> int:
    return event.id or 0


def _with_channels(members: Sequence[Member], events: Sequence[Event]) -> tuple[Member, ...]:
    known = with_known_channels(members, events)
    return tuple(known[member.id] if member.id else member for member in members)
