"""Tell whether anybody is in a conversation now. The API has no live flag, so this is deduced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from capi_bot.capi.models import Call, CallStatus, Conversation, ConversationState, Member, MemberState

OVER = frozenset({ConversationState.INACTIVE, ConversationState.DELETED})


class Liveness(StrEnum):
    """Name what a conversation is doing now."""

    LIVE = "live"
    OPEN = "open"
    ENDED = "ended"
    UNKNOWN = "unknown"


def liveness(
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
    inside = _states(conversation, members)
    if any(is_in_progress(call) for call in calls or ()) or MemberState.JOINED in (inside or ()):
        return Liveness.LIVE
    active = conversation is not None and conversation.state is ConversationState.ACTIVE
    known = calls is not None and inside is not None and MemberState.UNKNOWN not in inside
    return Liveness.OPEN if active and known else Liveness.UNKNOWN


def joined_count(members: Iterable[Member]) -> int:
    """Count the members that are in; a user who is in twice counts twice, as two members."""
    return sum(member.state is MemberState.JOINED for member in members)


def people_count(members: Iterable[Member]) -> int:
    """Count the people who are in: one who is in by app and by phone once, and a machine on a WebSocket not at all."""
    inside = (member for member in members if member.state is MemberState.JOINED)
    people = [member for member in inside if not (member.channel and member.channel.type.lower() == "websocket")]
    users = {member.user_id for member in people if member.user_id}
    return len(users) + sum(not member.user_id for member in people)


def is_in_progress(call: Call) -> bool:
    """Tell whether a call has started and not ended."""
    return call.status.lower() in set(CallStatus)


def calls_by_conversation(calls: Iterable[Call]) -> Mapping[str, tuple[Call, ...]]:
    """Group calls by conversation id, in the order given; calls of no conversation are left out."""
    grouped: dict[str, tuple[Call, ...]] = {}
    for call in calls:
        if call.conversation_id:
            grouped[call.conversation_id] = (*grouped.get(call.conversation_id, ()), call)
    return grouped


def _is_over(conversation: Conversation | None) -> bool:
    return conversation is not None and (conversation.state in OVER or conversation.destroyed is not None)


def _states(conversation: Conversation | None, members: Iterable[Member] | None) -> frozenset[MemberState] | None:
    inline = conversation.members if conversation else None
    known = inline if members is None else members
    return None if known is None else frozenset(member.state for member in known)
