"""Recent activity: the live and the recently ended conversations, from calls and the newest conversations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from capi_bot.capi.models import Call, Conversation
from capi_bot.domain.conversation_summary import ConversationDetails, ConversationSummary, summarise_conversation
from capi_bot.domain.ended_calls import EndedCall
from capi_bot.domain.liveness import Liveness, first_start
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
    """Live conversations and those that ended, each in the order of lists: by `summary.began`, newest first."""

    live: tuple[ActivityEntry, ...] = ()
    ended: tuple[ActivityEntry, ...] = ()
    scanned: int = 0
    """How many of the newest conversations were considered."""
    unknown_count: int = 0
    """Of how many of these it is not known whether anybody is in them."""
    calls_known: bool = True
    has_older: bool = False
    """Whether there are older conversations, which were not considered: members may be joined to them too."""

    def recently_ended(self, count: int) -> tuple[ActivityEntry, ...]:
        """Return those that ended last, in the order of lists."""
        newest = sorted(self.ended, key=_end_or_creation, reverse=True)[:count]
        return tuple(entry for entry in self.ended if entry in newest)

    @property
    def is_complete(self) -> bool:
        """Return whether no other conversation can be live."""
        return self.calls_known and not (self.unknown_count or self.has_older)


def recent_activity(
    newest: Iterable[Conversation],
    details: Mapping[str, ConversationDetails],
    calls: CallsByConversation | None,
    *,
    ended_calls: Iterable[EndedCall] = (),
    has_older: bool = False,
    own: OwnNumbers = NO_NUMBERS,
) -> Activity:
    """Combine the newest conversations as listed, the details read so far by id, and the calls (None: not known).

    The calls are those in progress; `ended_calls` are of the list of calls. Whether their conversations are over too is
    known once their details are.
    """
    listed = {conversation.id: conversation for conversation in newest}
    over = {call.conversation_id: call.legs for call in ended_calls}
    entries: dict[Liveness, list[ActivityEntry]] = {state: [] for state in Liveness}
    for conversation_id in dict.fromkeys((*ids_by_newest_call(calls or {}), *listed, *over)):
        conversation = listed.get(conversation_id) or Conversation(id=conversation_id)
        known = details.get(conversation_id) or ConversationDetails(conversation=conversation)
        entry = _activity_entry(known, calls, over.get(conversation_id, ()), own)
        entries[entry.summary.liveness].append(entry)
    unknown = [entry.summary for entry in entries[Liveness.UNKNOWN] if entry.summary.conversation.id in listed]
    return Activity(
        live=_newest_first(entries[Liveness.LIVE]),
        ended=_newest_first(entries[Liveness.ENDED]),
        scanned=len(listed),
        unknown_count=sum(summary.joined_count is None for summary in unknown),
        calls_known=calls is not None,
        has_older=has_older,
    )


def ids_by_newest_call(calls: CallsByConversation) -> tuple[str, ...]:
    """Return the ids of the conversations with a call in progress, the one whose call started last first."""
    started = {conversation_id: first_start(legs) or DISTANT_PAST for conversation_id, legs in calls.items()}
    return tuple(sorted(started, key=lambda conversation_id: started[conversation_id], reverse=True))


def conversations_to_read(
    newest: Iterable[Conversation],
    calls: CallsByConversation,
    selected: slice,
    ended_calls: Iterable[EndedCall] = (),
) -> Mapping[str, Conversation]:
    """Return by id the conversations whose details are needed: the newest, those of these ended calls, and live ones.

    `selected` selects from all live conversations: those with a call in progress may stand among the newest.
    """
    listed = {conversation.id: conversation for conversation in newest}
    on_calls = ids_by_newest_call(calls)[max(0, (selected.start or 0) - len(listed)) : selected.stop]
    needed = (*on_calls, *listed, *(call.conversation_id for call in ended_calls))
    return {
        conversation_id: listed.get(conversation_id) or Conversation(id=conversation_id) for conversation_id in needed
    }


def _activity_entry(
    details: ConversationDetails, calls: CallsByConversation | None, over: Sequence[Call], own: OwnNumbers
) -> ActivityEntry:
    legs = None if calls is None else (*calls.get(details.conversation.id, ()), *over)
    summary = summarise_conversation(details, legs, own)
    live_since = summary.live_since or summary.conversation.created
    return ActivityEntry(
        summary=summary, changed_at=summary.ended if summary.liveness is Liveness.ENDED else live_since
    )


def _newest_first(entries: Iterable[ActivityEntry]) -> tuple[ActivityEntry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.summary.began or DISTANT_PAST, reverse=True))


def _end_or_creation(entry: ActivityEntry) -> datetime:
    return entry.changed_at or entry.summary.conversation.created or DISTANT_PAST
