"""Calls that are over, as the list of calls knows them: when they ended, how long they lasted, and how they ended.

A conversation between numbers is gone when its call ends (the API says 404); the list of calls keeps its legs, though
not its members and events. https://developer.vonage.com/en/api/voice#getCalls
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Final

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call
from capi_bot.capi.pagination import LARGEST_PAGE
from capi_bot.domain.display_names import call_channel, is_inbound
from capi_bot.domain.liveness import first_start, group_calls_by_conversation, is_in_progress
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers

MAX_LOG_PAGES: Final = 3
"""Pages of 100 legs that are read at most to find calls that are over."""

AFTERWARDS: Final = timedelta(minutes=15)
"""How long after a span of time the other legs of a call may start that began within it: somebody is dialled late."""


class Outcome(StrEnum):
    """How a call ended."""

    ANSWERED = "answered"
    """Somebody talked: another party than the application and its machines answered."""
    MACHINE = "machine"
    """An answering machine answered."""
    MISSED = "missed"
    """Nobody answered, or nobody was called: an announcement or a menu may have been heard."""
    BUSY = "busy"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    """Who called gave up, or the application did."""
    FAILED = "failed"


_OUTCOMES: Mapping[str, Outcome] = {
    "busy": Outcome.BUSY,
    "cancelled": Outcome.CANCELLED,
    "failed": Outcome.FAILED,
    "machine": Outcome.MACHINE,
    "rejected": Outcome.DECLINED,
    "timeout": Outcome.MISSED,
    "unanswered": Outcome.MISSED,
}
"""By the API's status of a leg; any other is of an answered one."""

_MOST_TELLING = (
    Outcome.ANSWERED,
    Outcome.MACHINE,
    Outcome.MISSED,
    Outcome.DECLINED,
    Outcome.BUSY,
    Outcome.CANCELLED,
    Outcome.FAILED,
)
"""Of several people who were called, the one whose outcome comes first here tells how the call ended."""

_WORDS: Mapping[Outcome, str] = {
    Outcome.ANSWERED: "answered",
    Outcome.MACHINE: "an answering machine answered",
    Outcome.MISSED: "nobody answered",
    Outcome.BUSY: "busy",
    Outcome.DECLINED: "declined",
    Outcome.CANCELLED: "cancelled before anybody answered",
    Outcome.FAILED: "could not be connected",
}
_WHY_MISSED: Mapping[Outcome, str] = {
    Outcome.MACHINE: "an answering machine did",
    Outcome.BUSY: "busy",
    Outcome.DECLINED: "declined",
    Outcome.CANCELLED: "the caller gave up",
    Outcome.FAILED: "could not be connected",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedCall:
    """A call that is over. Times are aware, and None where the API gives none."""

    conversation_id: str
    legs: tuple[Call, ...]
    """In the order in which they started."""
    is_inbound: bool
    """Whether somebody called us."""
    outcome: Outcome
    """How it ended; of an inbound call ANSWERED, MISSED or what kept the application itself from answering."""
    cause: Outcome | None = None
    """Why nobody answered an inbound call: how the others fared who were called; None where nobody was."""

    @property
    def began(self) -> datetime | None:
        """Return when its first leg started."""
        return first_start(self.legs)

    @property
    def ended(self) -> datetime | None:
        """Return when its last leg ended."""
        return max((leg.ended for leg in self.legs if leg.ended), default=None)

    @property
    def lasted(self) -> timedelta | None:
        """Return how long it lasted, with the ringing."""
        return max(self.ended - self.began, timedelta()) if self.began and self.ended else None

    @property
    def is_missed(self) -> bool:
        """Return whether it is an inbound call that ended without another party answering."""
        return self.is_inbound and self.outcome is not Outcome.ANSWERED

    @property
    def how(self) -> str:
        """Return how it ended in words: `answered`, `nobody answered: busy`, `could not be connected`."""
        why = _WHY_MISSED.get(self.cause, "") if self.cause and self.outcome is Outcome.MISSED else ""
        return f"{_WORDS[self.outcome]}: {why}" if why else _WORDS[self.outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLog:
    """The newest legs of a span of time, in any status, and how far back they reach."""

    legs: tuple[Call, ...] = ()
    since: datetime | None = None
    """Since when all legs are among them; None where that is the whole span, or no time is known."""
    is_complete: bool = True
    """Whether these are all legs of the span."""
    start: datetime | None = None
    """The beginning of the span: calls that began before are left out."""
    end: datetime | None = None

    def ended_calls(self, own: OwnNumbers = NO_NUMBERS) -> tuple[EndedCall, ...]:
        """Return the newest call of each conversation where it is over, the one that began last first."""
        grouped = group_calls_by_conversation(self.legs)
        return self._within(summarise_ended_call(name, legs, own) for name, legs in grouped.items())

    def missed_calls(self, own: OwnNumbers = NO_NUMBERS) -> tuple[EndedCall, ...]:
        """Return the newest missed call of each conversation, the one that began last first.

        A conversation that goes on, such as a room with a name, may have had one too.
        """
        newest: dict[str, EndedCall] = {}
        for name, legs in group_calls_by_conversation(self.legs).items():
            for call in _split_calls(name, legs, own):
                if call.is_missed:
                    newest[name] = call
        return self._within(newest.values())

    def _within(self, calls: Iterable[EndedCall | None]) -> tuple[EndedCall, ...]:
        within = [call for call in calls if call and self._has(call.began)]
        return tuple(sorted(within, key=lambda call: call.began.timestamp() if call.began else 0.0, reverse=True))

    def _has(self, began: datetime | None) -> bool:
        if began is None:
            return self.start is None and self.end is None
        return (self.start is None or self.start <= began) and (self.end is None or began <= self.end)


def summarise_ended_call(conversation_id: str, legs: Iterable[Call], own: OwnNumbers = NO_NUMBERS) -> EndedCall | None:
    """Return the newest call of these legs of one conversation; None where there are none, or one is in progress."""
    legs = tuple(legs)
    if any(map(is_in_progress, legs)):
        return None
    calls = _split_calls(conversation_id, legs, own)
    return calls[-1] if calls else None


def _split_calls(conversation_id: str, legs: Iterable[Call], own: OwnNumbers) -> Sequence[EndedCall]:
    """Return the calls of one conversation that are over, in order: one ends when all of its legs have."""
    groups: list[list[Call]] = []
    for leg in sorted(legs, key=lambda leg: leg.started.timestamp() if leg.started else 0.0):
        ends = [other.ended for other in groups[-1]] if groups else []
        is_known = leg.started is not None and None not in ends
        if not groups or (is_known and all(end and leg.started and end < leg.started for end in ends)):
            groups.append([])
        groups[-1].append(leg)
    return [_ended_call(conversation_id, group, own) for group in groups if not any(map(is_in_progress, group))]


def _ended_call(conversation_id: str, legs: Sequence[Call], own: OwnNumbers) -> EndedCall:
    callers = [leg for leg in legs if is_inbound(call_channel(leg), own)]
    called = [leg for leg in legs if leg not in callers and not _is_machine_stream(leg)]
    outcomes = {_leg_outcome(leg) for leg in called}
    best = next((outcome for outcome in _MOST_TELLING if outcome in outcomes), None)
    is_answered = best is Outcome.ANSWERED or _have_met(callers)
    outcome = best or _leg_outcome(legs[0])
    if callers:
        outcome = Outcome.ANSWERED if is_answered else Outcome.MISSED
    return EndedCall(
        conversation_id=conversation_id,
        legs=tuple(legs),
        is_inbound=bool(callers),
        outcome=outcome,
        cause=best or _own_cause(callers) if callers and not is_answered else None,
    )


def read_call_log(
    api: ConversationApi,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    max_pages: int = MAX_LOG_PAGES,
) -> CallLog:
    """Read the newest legs that started between two moments, at most `max_pages` pages of 100.

    It raises what the API raises. Legs that start a little after the `end` are read too: they may be of calls that
    began before it.
    """
    legs: dict[object, Call] = {}
    cursor: str | None = None
    until = end + AFTERWARDS if end else None
    for _ in range(max_pages):
        page = api.call_log(page_size=LARGEST_PAGE, order="desc", cursor=cursor, date_start=start, date_end=until)
        legs |= {leg.id or id(leg): leg for leg in page.items}
        cursor = page.next
        if cursor is None:
            break
    return CallLog(
        legs=tuple(legs.values()),
        since=first_start(legs.values()) if cursor else None,
        is_complete=cursor is None,
        start=start,
        end=end,
    )


def read_legs(api: ConversationApi, conversation_id: str) -> tuple[Call, ...]:
    """Read the newest legs of one conversation, which may be gone itself; it raises what the API raises."""
    page = api.call_log(page_size=LARGEST_PAGE, order="desc", conversation_id=conversation_id)
    return tuple(leg for leg in page.items if leg.conversation_id == conversation_id)


def _leg_outcome(leg: Call) -> Outcome:
    """Return how a leg ended; one that is completed after no time at all was not answered."""
    outcome = _OUTCOMES.get(leg.status.lower(), Outcome.ANSWERED)
    return Outcome.MISSED if outcome is Outcome.ANSWERED and leg.duration == 0 else outcome


def _is_machine_stream(leg: Call) -> bool:
    """Return whether a leg is the application's own WebSocket: what listens there is nobody."""
    return leg.to is not None and leg.to.type.lower() == "websocket"


def _have_met(callers: Sequence[Call]) -> bool:
    """Return whether two callers were there at the same time, as in a conference that people dial into."""
    spans = [(leg.started, leg.ended) for leg in callers if _leg_outcome(leg) is Outcome.ANSWERED]
    known = sorted((started, ended) for started, ended in spans if started and ended)
    last_ends = accumulate((ended for _, ended in known), max)
    return any(later < until for until, (later, _) in zip(last_ends, known[1:], strict=False))


def _own_cause(callers: Sequence[Call]) -> Outcome | None:
    """Return what kept a caller, where nobody else was called; None where the application answered."""
    outcomes = {_leg_outcome(leg) for leg in callers} - {Outcome.ANSWERED, Outcome.MISSED}
    return next((outcome for outcome in _MOST_TELLING if outcome in outcomes), None)
