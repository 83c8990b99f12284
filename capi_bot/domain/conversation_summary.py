"""Summary of a conversation: name, liveness and number of people, in as few requests as its state allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, ConversationState, Member, MemberState
from capi_bot.domain.display_names import UNNAMED, conversation_display_name
from capi_bot.domain.ended_calls import EndedCall, read_legs, summarise_ended_call
from capi_bot.domain.liveness import (
    Liveness,
    count_joined,
    count_people,
    deduce_liveness,
    first_start,
    is_in_progress,
)
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers
from capi_bot.errors import InvalidArgumentError, NotFoundError, RemoteError, UnreachableError

MAX_MEMBERS = 100
"""Vonage's limit of members in a conversation, and of items in a page: https://developer.vonage.com/en/conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationDetails:
    """What the API returned about one conversation; `members` is None where they are not known."""

    conversation: Conversation
    members: tuple[Member, ...] | None = None
    gone: bool = False
    """Whether the API answered 404."""
    legs: tuple[Call, ...] = ()
    """Of one that is gone, the legs of its call that the list of calls still has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSummary:
    """A conversation in summary; `joined_count` and `people_count` are None where they are not known."""

    conversation: Conversation
    name: str
    liveness: Liveness
    joined_count: int | None = None
    """How many members are joined."""
    people_count: int | None = None
    """How many people these members are, as far as the API shows it."""
    left_count: int | None = None
    """How many members have left."""
    leg_count: int = 0
    """How many legs in progress the list of calls has for it."""
    started: datetime | None = None
    """When it was created or, where that is not known, when the first of its legs started."""
    live_since: datetime | None = None
    """When the first of its legs in progress started."""
    is_gone: bool = False
    """Whether the API answered 404: nothing is kept of it but the legs of its call."""
    ended_call: EndedCall | None = None
    """Its call that is over, where legs of one were given and none is in progress."""

    @property
    def began(self) -> datetime | None:
        """Return the time that every list sorts by: since when a call is in progress, else when it began."""
        return self.live_since or self.started

    @property
    def ended(self) -> datetime | None:
        """Return when it ended, where it has: with its call, or as the API says of it."""
        if self.liveness is not Liveness.ENDED:
            return None
        call = self.ended_call.ended if self.ended_call else None
        return call or self.conversation.destroyed or self.conversation.updated


def summarise_conversation(
    details: ConversationDetails, calls: Iterable[Call] | None, own: OwnNumbers = NO_NUMBERS
) -> ConversationSummary:
    """Combine what was read of a conversation with its calls (None: not known), and the own numbers.

    The calls are those in progress and, where they were read, those that are over.
    """
    legs = None
    if calls is not None or details.legs:
        newer = {leg.id for leg in details.legs}
        legs = (*(leg for leg in calls or () if leg.id not in newer), *details.legs)
    conversation, members = details.conversation, details.members
    return ConversationSummary(
        conversation=conversation,
        name=conversation_display_name(conversation, members or (), legs or (), own),
        liveness=deduce_liveness(conversation, members, legs, gone=details.gone),
        joined_count=None if members is None else count_joined(members),
        people_count=None if members is None else count_people(members),
        left_count=None if members is None else sum(member.state is MemberState.LEFT for member in members),
        leg_count=sum(is_in_progress(call) for call in legs or ()),
        started=conversation.created or first_start(legs or ()),
        live_since=first_start(call for call in legs or () if is_in_progress(call)),
        is_gone=details.gone,
        ended_call=summarise_ended_call(conversation.id, legs or (), own),
    )


def summarise_rows(
    rows: Mapping[str, Conversation],
    details: Mapping[str, ConversationDetails],
    calls: Mapping[str, tuple[Call, ...]] | None,
    own: OwnNumbers,
) -> Mapping[str, ConversationSummary]:
    """Summarise conversations of a list by id, those without details by what the list says; calls None: not known."""
    return {
        name: summarise_conversation(
            details.get(name) or ConversationDetails(conversation=conversation),
            None if calls is None else calls.get(name, ()),
            own,
        )
        for name, conversation in rows.items()
    }


def is_complete(listed: Conversation) -> bool:
    """Return whether a list has everything about a conversation: it has ended, and at most a name is missing."""
    return listed.destroyed is not None and (listed.created is None or conversation_display_name(listed) != UNNAMED)


def read_details(api: ConversationApi, listed: Conversation, calls: Iterable[Call] = ()) -> ConversationDetails:
    """Read the members of a listed conversation; its state only where no member is joined, a member only for a name.

    A conversation that has ended is read only where its name is missing.

    A conversation that no longer exists is a normal result: it ended after it was listed. Of that, the list of calls
    knows when and how.
    """
    legs = tuple(calls)
    if is_complete(listed):
        return ConversationDetails(conversation=listed)
    try:
        if listed.created is None:
            # Beta lists only ids and names; its detail has everything, members too.
            detail = api.conversation(listed.id)
            members = _read_members(api, detail) if detail.members is None else detail.members
            return ConversationDetails(conversation=detail, members=members)
        members = read_naming_member(api, listed, _read_members(api, listed), legs)
        state_is_known = listed.destroyed or listed.state is not ConversationState.UNKNOWN
        if count_joined(members) or legs or state_is_known:
            return ConversationDetails(conversation=listed, members=members)
        return ConversationDetails(conversation=api.conversation(listed.id), members=members)
    except NotFoundError:
        return read_gone_details(api, listed)


def read_naming_member(
    api: ConversationApi, conversation: Conversation, members: Iterable[Member], calls: Iterable[Call]
) -> tuple[Member, ...]:
    """Return the members, the first one read in full where only its channel can name the conversation for good.

    The caller's member comes first, and its channel has both numbers; v1 lists members without their channels. The
    legs of a call that its caller has left would give it another name than it had.
    """
    listed, legs = tuple(members), tuple(calls)
    if not (listed and listed[0].id and listed[0].channel is None):
        return listed
    first = listed[0]
    is_unnamed = conversation_display_name(conversation, listed) == UNNAMED
    caller_left = first.state is MemberState.LEFT and not any(leg.direction == "inbound" for leg in legs)
    if not (is_unnamed and (caller_left or conversation_display_name(conversation, listed, legs) == UNNAMED)):
        return listed
    try:
        return (api.member(conversation.id, first.id), *listed[1:])
    except NotFoundError:
        return listed


def read_gone_details(api: ConversationApi, conversation: Conversation) -> ConversationDetails:
    """Read the legs of a conversation that is gone; none where the application may not list calls."""
    try:
        legs = read_legs(api, conversation.id)
    except (RemoteError, UnreachableError, InvalidArgumentError):
        legs = ()
    return ConversationDetails(conversation=conversation, gone=True, legs=legs)


def _read_members(api: ConversationApi, conversation: Conversation) -> tuple[Member, ...]:
    return api.members(conversation.id, page_size=MAX_MEMBERS).items
