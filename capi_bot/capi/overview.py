"""Read what one row of a list needs beyond the list itself, in as few requests as its state allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, ConversationState, Member
from capi_bot.capi.naming import UNNAMED, conversation_name
from capi_bot.capi.presence import Liveness, joined_count, liveness
from capi_bot.errors import NotFoundError

ALL_MEMBERS = 100
"""Vonage's limit of members in a conversation, and of items in a page: https://developer.vonage.com/en/conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """Be what a row tells of a conversation; `joined` is None where it is not known."""

    conversation: Conversation
    name: str
    liveness: Liveness
    joined: int | None = None


def glance(
    conversation: Conversation, members: Iterable[Member] | None, calls: Iterable[Call], *, gone: bool = False
) -> Glance:
    """Put together what is known of a conversation."""
    known, legs = None if members is None else tuple(members), tuple(calls)
    return Glance(
        conversation=conversation,
        name=conversation_name(conversation, known or (), legs),
        liveness=liveness(conversation, known, legs, gone=gone),
        joined=None if known is None else joined_count(known),
    )


def look(api: ConversationApi, conversation: Conversation, calls: Iterable[Call]) -> Glance:
    """Read a listed conversation's members; only where nobody is in it its state, where nothing names it a member.

    A conversation that is not there any more is a normal answer: it ended after it was listed.
    """
    legs = tuple(calls)
    if conversation.destroyed:
        return glance(conversation, None, legs)
    try:
        if conversation.created is None:
            return _look_inside(api, api.conversation(conversation.id), legs)
        members = naming_members(api, conversation, _all_members(api, conversation), legs)
        if joined_count(members) or legs or conversation.state is not ConversationState.UNKNOWN:
            return glance(conversation, members, legs)
        return glance(api.conversation(conversation.id), members, legs)
    except NotFoundError:
        return glance(conversation, None, (), gone=True)


def naming_members(
    api: ConversationApi, conversation: Conversation, members: Iterable[Member], calls: Iterable[Call]
) -> tuple[Member, ...]:
    """Return members that can name the conversation: where nothing else does, the first one is read in full.

    The caller's member comes first, and its channel has both numbers; v1 lists members without their channels.
    """
    known = tuple(members)
    unnamed = conversation_name(conversation, known, calls) == UNNAMED
    if not (unnamed and known and known[0].id and known[0].channel is None):
        return known
    try:
        return (api.member(conversation.id, known[0].id), *known[1:])
    except NotFoundError:
        return known


def _look_inside(api: ConversationApi, detail: Conversation, legs: tuple[Call, ...]) -> Glance:
    # Beta lists only ids and names; its detail has everything, members too.
    return glance(detail, _all_members(api, detail) if detail.members is None else detail.members, legs)


def _all_members(api: ConversationApi, conversation: Conversation) -> tuple[Member, ...]:
    return api.members(conversation.id, page_size=ALL_MEMBERS).items
