"""Put the recap of a conversation together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from capi_bot.capi.models import Call, Conversation, Event, Member
from capi_bot.capi.presence import Liveness, liveness
from capi_bot.capi.recap import signs
from capi_bot.capi.recap.chats import chat_sentence
from capi_bot.capi.recap.durations import is_long_ago
from capi_bot.capi.recap.legs import legs
from capi_bot.capi.recap.sentence import call_sentence
from capi_bot.capi.recap.signs import Mark, Sign
from capi_bot.capi.recap.spans import LegSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap:
    """Be a conversation at a glance, in plain text that is not escaped."""

    sentence: str = ""
    """Without its full stop; `""` where nothing is known."""
    legs: tuple[LegSpan, ...] = ()
    """In the order in which they began."""
    until: datetime | None = None
    """Until when they are known to last: now, unless nothing was heard of them for more than a day."""


def recap(
    conversation: Conversation,
    members: Iterable[Member],
    events: Iterable[Event],
    calls: Iterable[Call],
    *,
    now: datetime,
) -> Recap:
    """Recap a conversation from its members, its newest events in any order, and its own calls."""
    people, known = tuple(members), _in_order(events)
    told = tuple(_signs(people, known, calls))
    over = liveness(conversation, people) is Liveness.ENDED
    spans = legs((*told, *(_closed(conversation, sign) for sign in told)) if over else told)
    sentence = call_sentence(spans, now) if spans else chat_sentence(people, known, now, over=over)
    return Recap(sentence=sentence, legs=spans, until=_until(spans, known, now))


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (event.id or 0, event.timestamp or datetime.min.replace(tzinfo=UTC))))


def _until(spans: Iterable[LegSpan], events: Iterable[Event], now: datetime) -> datetime:
    """Find until when to draw legs that last: a call that nobody ended may be years old."""
    told = [at for leg in spans for at in (leg.began, leg.connected, leg.ended) if at]
    last = max((*told, *(event.timestamp for event in events if event.timestamp)), default=now)
    return last if is_long_ago(last, now) else now


def _signs(members: Iterable[Member], events: Iterable[Event], calls: Iterable[Call]) -> Iterator[Sign]:
    """Let events name people first: a channel in an event is its own, one in the member list may be another's."""
    people = tuple(members)
    by_id = _by_id(people)
    for event in events:
        yield from signs.of_event(event, by_id)
    for member in people:
        yield from signs.of_member(member)
    for call in calls:
        yield from signs.of_call(call)


def _by_id(members: Iterable[Member]) -> Mapping[str, Member]:
    """Key members by id; beta's lists give them none, yet they can still be found by user."""
    return {member.id or f"#{number}": member for number, member in enumerate(members)}


def _closed(conversation: Conversation, sign: Sign) -> Sign:
    """End a leg with its conversation. Nothing changes any more once it is inactive: the last update was the end."""
    return replace(sign, mark=Mark.ENDED, at=conversation.destroyed or conversation.updated, ending=signs.ENDED)
