"""Read what the story of a call is told from, whatever tab of its card is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from capi_bot.capi import ids
from capi_bot.capi.models import Event, Member, MemberState, Page
from capi_bot.domain.events import with_known_channels
from capi_bot.slack.loaders.optional import result_or_none
from capi_bot.slack.parallel import completed, wait_all
from capi_bot.slack.services import Services

EVENTS = 100
"""Events at either end of a conversation, as many as one page has."""

IN_FULL = 8
"""Members who are read in full where events were left out: they tell when they came and went."""

_ORDER = (MemberState.JOINED, MemberState.INVITED, MemberState.LEFT, MemberState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Be what is known of a conversation for its story, events oldest first or newest first."""

    members: tuple[Member, ...]
    events: tuple[Event, ...] = ()
    older: tuple[Event, ...] = ()
    """The first events, where others between these and `events` were not read."""


def start_newest(conversation_id: str, services: Services) -> Future[Page[Event]]:
    """Begin to read the newest events."""
    return services.reads.start(lambda: services.api.events(conversation_id, page_size=EVENTS, order="desc"))


def complete(
    newest: Page[Event],
    members: Sequence[Member],
    conversation_id: str,
    services: Services,
    *,
    known: Mapping[str, Member],
    patience: float,
) -> Sources:
    """Add to the newest events, where they do not reach back to the first one, the first ones and members in full.

    Those who are `known` in full need not be read again. What is not there within `patience` seconds is left out.
    """
    if newest.next is None:
        return Sources(members=_acquainted(members, newest.items), events=newest.items)
    api, told_of = services.api, _told_of(members)
    first = services.reads.start(lambda: api.events(conversation_id, page_size=EVENTS))
    details = services.reads.each(partial(api.member, conversation_id), [each for each in told_of if each not in known])
    wait_all((first, *details.values()), patience)
    full = {each: known[each] for each in told_of if each in known} | completed(details)
    people, oldest = tuple(full.get(member.id, member) for member in members), result_or_none(first)
    older = oldest.items if oldest else ()
    people = _acquainted(people, (*older, *newest.items))
    if _adjoin(older, newest.items):
        return Sources(members=people, events=(*older, *newest.items))
    return Sources(members=people, events=newest.items, older=older)


def _told_of(members: Sequence[Member]) -> Sequence[str]:
    """Choose of whom the list tells too little, those who are there first."""
    brief = [member for member in members if member.channel is None and ids.MEMBER.fullmatch(member.id)]
    return [member.id for member in sorted(brief, key=lambda member: _ORDER.index(member.state))[:IN_FULL]]


def _adjoin(older: Sequence[Event], newer: Sequence[Event]) -> bool:
    last, first = max(map(_number, older), default=0), min(map(_number, newer), default=0)
    return last + 1 >= first


def _number(event: Event) -> int:
    return event.id or 0


def _acquainted(members: Sequence[Member], events: Sequence[Event]) -> tuple[Member, ...]:
    known = with_known_channels(members, events)
    return tuple(known[member.id] if member.id else member for member in members)
