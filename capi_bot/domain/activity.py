"""What goes on now and what ended lately, from the calls in progress and one page of the newest conversations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from capi_bot.capi.models import Call, Conversation
from capi_bot.domain.conversation_summary import ConversationDetails, ConversationSummary, summarise_conversation
from capi_bot.domain.liveness import Liveness

NEWEST = 24
"""Conversations of which a survey looks at each."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)

CallsOf = Mapping[str, tuple[Call, ...]]
"""Calls in progress by conversation id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry:
    """Be a conversation that a survey came upon; `when` it became live, or ended, where that is known."""

    summary: ConversationSummary
    when: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Be what is live, calls in progress first, and what ended lately; each newest first."""

    live: tuple[ActivityEntry, ...] = ()
    ended: tuple[ActivityEntry, ...] = ()
    looked: int = 0
    """How many of the newest conversations were looked at."""
    unknown: int = 0
    """Of how many of these it is not known whether anybody is in them."""
    calls_known: bool = True
    more: bool = False
    """Whether there are older conversations, which were not looked at: somebody may be in them too."""

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing else can be live."""
        return self.calls_known and not (self.unknown or self.more)


def recent_activity(
    listed: Iterable[Conversation],
    looks: Mapping[str, ConversationDetails],
    calls: CallsOf | None,
    *,
    more: bool = False,
) -> Activity:
    """Sort what was read: the newest conversations as listed, what was read of each, the calls (None: not known).

    `more` tells whether there are older conversations than those.
    """
    newest = {told.id: told for told in listed}
    called = newest_calls_first(calls or {})
    order = dict.fromkeys((*called, *newest))
    sights = [_sight(looks.get(name) or ConversationDetails(conversation=_told(name, newest)), calls) for name in order]
    by_state = {state: tuple(sight for sight in sights if sight.summary.liveness is state) for state in Liveness}
    return Activity(
        live=by_state[Liveness.LIVE],
        ended=tuple(sorted(by_state[Liveness.ENDED], key=_latest_first)),
        looked=len(newest),
        unknown=sum(sight.summary.joined is None for sight in by_state[Liveness.UNKNOWN]),
        calls_known=calls is not None,
        more=more,
    )


def newest_calls_first(calls: CallsOf) -> tuple[str, ...]:
    """Return the ids of the conversations with a call in progress, the one whose call began last first."""
    began = {name: _began(legs) or LONG_AGO for name, legs in calls.items()}
    return tuple(sorted(began, key=lambda name: began[name], reverse=True))


def to_read(listed: Iterable[Conversation], calls: CallsOf, shown: slice) -> Mapping[str, Conversation]:
    """Return what a survey has to look at: the newest, and of the calls elsewhere only those that will be shown."""
    newest = {told.id: told for told in listed}
    return {name: _told(name, newest) for name in (*newest_calls_first(calls)[shown], *newest)}


def _sight(look: ConversationDetails, calls: CallsOf | None) -> ActivityEntry:
    told = look.conversation
    legs = None if calls is None else calls.get(told.id, ())
    seen = summarise_conversation(look, legs)
    over = told.destroyed or told.updated
    return ActivityEntry(
        summary=seen, when=over if seen.liveness is Liveness.ENDED else _began(legs or ()) or told.created
    )


def _told(name: str, newest: Mapping[str, Conversation]) -> Conversation:
    return newest.get(name) or Conversation(id=name)


def _began(legs: Iterable[Call]) -> datetime | None:
    return min((leg.started for leg in legs if leg.started), default=None)


def _latest_first(sight: ActivityEntry) -> float:
    moment = sight.when or sight.summary.conversation.created or LONG_AGO
    return -moment.timestamp()
