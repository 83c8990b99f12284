"""Recent activity: the live and the recently ended conversations, from the calls in progress and the newest ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from capi_bot.capi.models import Call, Conversation
from capi_bot.domain.conversation_summary import ConversationDetails, ConversationSummary, summarise_conversation
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers

DISTANT_PAST = datetime.min.replace(tzinfo=UTC)

CallsByConversation = Mapping[str, tuple[Call, ...]]
"""Calls in progress by conversation id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry:
    """A conversation in the recent activity; `changed_at` is when it became live, or ended, where that is known."""

    summary: ConversationSummary
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Live conversations, calls in progress first, and those that ended recently; each newest first."""

    live: tuple[ActivityEntry, ...] = ()
    ended: tuple[ActivityEntry, ...] = ()
    scanned: int = 0
    """How many of the newest conversations were considered."""
    unknown_count: int = 0
    """Of how many of these it is not known whether anybody is in them."""
    calls_known: bool = True
    has_older: bool = False
    """Whether there are older conversations, which were not considered: members may be joined to them too."""

    @property
    def is_complete(self) -> bool:
        """Return whether no other conversation can be live."""
        return self.calls_known and not (self.unknown_count or self.has_older)


def recent_activity(
    newest: Iterable[Conversation],
    details: Mapping[str, ConversationDetails],
    calls: CallsByConversation | None,
    *,
    has_older: bool = False,
    own: OwnNumbers = NO_NUMBERS,
) -> Activity:
    """Combine the newest conversations as listed, the details read so far by id, and the calls (None: not known)."""
    listed = {conversation.id: conversation for conversation in newest}
    entries: dict[Liveness, list[ActivityEntry]] = {state: [] for state in Liveness}
    for conversation_id in dict.fromkeys((*ids_by_newest_call(calls or {}), *listed)):
        conversation = listed.get(conversation_id) or Conversation(id=conversation_id)
        known = details.get(conversation_id) or ConversationDetails(conversation=conversation)
        entry = _activity_entry(known, calls, own)
        entries[entry.summary.liveness].append(entry)
    return Activity(
        live=tuple(entries[Liveness.LIVE]),
        ended=tuple(sorted(entries[Liveness.ENDED], key=_end_or_creation, reverse=True)),
        scanned=len(listed),
        unknown_count=sum(entry.summary.joined_count is None for entry in entries[Liveness.UNKNOWN]),
        calls_known=calls is not None,
        has_older=has_older,
    )


def ids_by_newest_call(calls: CallsByConversation) -> tuple[str, ...]:
    """Return the ids of the conversations with a call in progress, the one whose call started last first."""
    started = {conversation_id: _first_start(legs) or DISTANT_PAST for conversation_id, legs in calls.items()}
    return tuple(sorted(started, key=lambda conversation_id: started[conversation_id], reverse=True))


def conversations_to_read(
    newest: Iterable[Conversation], calls: CallsByConversation, selected_calls: slice
) -> Mapping[str, Conversation]:
    """Return by id the conversations whose details are needed: the newest, and the selected ones with a call.

    `selected_calls` selects from the conversations with a call in progress, the newest call first.
    """
    listed = {conversation.id: conversation for conversation in newest}
    needed = (*ids_by_newest_call(calls)[selected_calls], *listed)
    return {
        conversation_id: listed.get(conversation_id) or Conversation(id=conversation_id) for conversation_id in needed
    }


def _activity_entry(details: ConversationDetails, calls: CallsByConversation | None, own: OwnNumbers) -> ActivityEntry:
    conversation = details.conversation
    legs = None if calls is None else calls.get(conversation.id, ())
    summary = summarise_conversation(details, legs, own)
    ended = conversation.destroyed or conversation.updated
    live_since = _first_start(legs or ()) or conversation.created
    return ActivityEntry(summary=summary, changed_at=ended if summary.liveness is Liveness.ENDED else live_since)


def _first_start(legs: Iterable[Call]) -> datetime | None:
    return min((leg.started for leg in legs if leg.started), default=None)


def _end_or_creation(entry: ActivityEntry) -> datetime:
    return entry.changed_at or entry.summary.conversation.created or DISTANT_PAST
