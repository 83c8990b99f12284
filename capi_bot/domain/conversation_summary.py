"""Read what one row of a list needs beyond the list itself, in as few requests as its state allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, ConversationState, Member, MemberState
from capi_bot.domain.display_names import UNNAMED, conversation_name
from capi_bot.domain.liveness import (
    Liveness,
    is_in_progress,
    joined_count,
    liveness,
    people_count,
)
from capi_bot.errors import NotFoundError

ALL_MEMBERS = 100
"""Vonage's limit of members in a conversation, and of items in a page: https://developer.vonage.com/en/conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationDetails:
    """Be what was read of one conversation; `members` is None where they are not known."""

    conversation: Conversation
    members: tuple[Member, ...] | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSummary:
    """Be what a row tells of a conversation; `joined` and `people` are None where they are not known."""

    conversation: Conversation
    name: str
    liveness: Liveness
    joined: int | None = None
    """How many members are in it."""
    people: int | None = None
    """How many people these are, as far as that can be told."""
    legs: int = 0
    """How many legs of it the calls in progress are known to have."""
    began: datetime | None = None
    """When it was created or, where that is not known, when the first of those legs began."""


def summarise_conversation(look: ConversationDetails, calls: Iterable[Call] | None) -> ConversationSummary:
    """Put together what was read of a conversation and its calls in progress (None: not known)."""
    legs = None if calls is None else tuple(calls)
    members = look.members
    return ConversationSummary(
        conversation=look.conversation,
        name=conversation_name(look.conversation, members or (), legs or ()),
        liveness=liveness(look.conversation, members, legs, gone=look.gone),
        joined=None if members is None else joined_count(members),
        people=None if members is None else people_count(members),
        legs=sum(is_in_progress(call) for call in legs or ()),
        began=look.conversation.created or min((call.started for call in legs or () if call.started), default=None),
    )


def read_details(api: ConversationApi, listed: Conversation, calls: Iterable[Call] = ()) -> ConversationDetails:
    """Read a listed conversation's members; only where nobody is in it its state, where nothing names it a member.

    Of one that has ended only a name can still be missing.

    A conversation that is not there any more is a normal answer: it ended after it was listed.
    """
    legs = tuple(calls)
    if is_complete(listed):
        return ConversationDetails(conversation=listed)
    try:
        if listed.created is None:
            return _read_inside(api, api.conversation(listed.id))
        members = naming_members(api, listed, _all_members(api, listed), legs)
        known = listed.destroyed or listed.state is not ConversationState.UNKNOWN
        if joined_count(members) or legs or known:
            return ConversationDetails(conversation=listed, members=members)
        return ConversationDetails(conversation=api.conversation(listed.id), members=members)
    except NotFoundError:
        return ConversationDetails(conversation=listed, gone=True)


def naming_members(
    api: ConversationApi, conversation: Conversation, members: Iterable[Member], calls: Iterable[Call]
) -> tuple[Member, ...]:
    """Return members that can name the conversation: where nothing else does for good, the first one is read in full.

    The caller's member comes first, and its channel has both numbers; v1 lists members without their channels. The
    legs of a call that its caller has left would give it another name than it had.
    """
    known, legs = tuple(members), tuple(calls)
    if not (known and known[0].id and known[0].channel is None):
        return known
    nameless = conversation_name(conversation, known) == UNNAMED
    left = known[0].state is MemberState.LEFT and not any(leg.direction == "inbound" for leg in legs)
    if not (nameless and (left or conversation_name(conversation, known, legs) == UNNAMED)):
        return known
    try:
        return (api.member(conversation.id, known[0].id), *known[1:])
    except NotFoundError:
        return known


def _read_inside(api: ConversationApi, detail: Conversation) -> ConversationDetails:
    # Beta lists only ids and names; its detail has everything, members too.
    members = _all_members(api, detail) if detail.members is None else detail.members
    return ConversationDetails(conversation=detail, members=members)


def _all_members(api: ConversationApi, conversation: Conversation) -> tuple[Member, ...]:
    return api.members(conversation.id, page_size=ALL_MEMBERS).items


def is_complete(listed: Conversation) -> bool:
    """Return whether a list tells all of a conversation: it has ended, and only a name can be missing."""
    return listed.destroyed is not None and (listed.created is None or conversation_name(listed) != UNNAMED)
