"""Whether anybody is in a conversation now. The API has no live flag, so this is deduced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from capi_bot.capi.models import Call, CallStatus, Conversation, ConversationState, Member, MemberState

ENDED_STATES = frozenset({ConversationState.INACTIVE, ConversationState.DELETED})


class Liveness(StrEnum):
    """The state of a conversation as people see it; `deduce_liveness` defines each value."""

    LIVE = "live"
    OPEN = "open"
    ENDED = "ended"
    UNKNOWN = "unknown"
    MISSED = "missed"
    """Only to filter by: an inbound call of the conversation ended without another party answering."""

    @property
    def word(self) -> str:
        """Return the state as people read and type it."""
        return _WORDS.get(self, self.value)


_WORDS: Mapping[str, str] = {"open": "idle", "unknown": "state not known"}
"""What people call a state otherwise than the API and old buttons do: *Open* is what a button does."""


def deduce_liveness(
    conversation: Conversation | None,
    members: Iterable[Member] | None,
    calls: Iterable[Call] | None = (),
    *,
    gone: bool = False,
) -> Liveness:
    """Deduce the liveness of one conversation from its detail, all of its members and its own calls.

    1. ENDED: the API said 404 (`gone`), or the conversation is INACTIVE, DELETED or destroyed. An end is final, so it
       beats a member still listed as JOINED and a call listed a moment earlier.
    2. LIVE: a call in progress, or a member JOINED.
    3. OPEN: ACTIVE, no call in progress, and every member is known not to be in it.
    4. UNKNOWN: anything else. None means "not known"; members inline in the conversation stand in for `members`.
    """
    if gone or _is_over(conversation):
        return Liveness.ENDED
    states = _member_states(conversation, members)
    if any(is_in_progress(call) for call in calls or ()) or MemberState.JOINED in (states or ()):
        return Liveness.LIVE
    active = conversation is not None and conversation.state is ConversationState.ACTIVE
    known = calls is not None and states is not None and MemberState.UNKNOWN not in states
    return Liveness.OPEN if active and known else Liveness.UNKNOWN


def count_joined(members: Iterable[Member]) -> int:
    """Return how many members are joined; a user who joined twice counts twice, as two members."""
    return sum(member.state is MemberState.JOINED for member in members)


def count_people(members: Iterable[Member]) -> int:
    """Return how many people are joined: one on app and phone counts once, a machine on a WebSocket not at all."""
    joined = (member for member in members if member.state is MemberState.JOINED)
    people = [member for member in joined if not (member.channel and member.channel.type.lower() == "websocket")]
    users = {member.user_id for member in people if member.user_id}
    return len(users) + sum(not member.user_id for member in people)


def is_in_progress(call: Call) -> bool:
    """Return whether a call has started and not ended."""
    return call.status.lower() in set(CallStatus)


def group_calls_by_conversation(calls: Iterable[Call]) -> Mapping[str, tuple[Call, ...]]:
    """Group calls by conversation id, in the order given; calls of no conversation are left out."""
    grouped: dict[str, tuple[Call, ...]] = {}
    for call in calls:
        if call.conversation_id:
            grouped[call.conversation_id] = (*grouped.get(call.conversation_id, ()), call)
    return grouped


def first_start(calls: Iterable[Call]) -> datetime | None:
    """Return when the first of these calls started; None where no start is known."""
    return min((call.started for call in calls if call.started), default=None)


def _is_over(conversation: Conversation | None) -> bool:
    return conversation is not None and (conversation.state in ENDED_STATES or conversation.destroyed is not None)


def _member_states(
    conversation: Conversation | None, members: Iterable[Member] | None
) -> frozenset[MemberState] | None:
    inline = conversation.members if conversation else None
    known = inline if members is None else members
    return None if known is None else frozenset(member.state for member in known)
