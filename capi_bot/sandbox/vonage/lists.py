"""What is in each list and in which order, whichever version writes it: a page costs the same however long they are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from capi_bot.sandbox.vonage.asked import Asked
from capi_bot.sandbox.vonage.cursors import Key
from capi_bot.sandbox.vonage.lazy import stretch
from capi_bot.sandbox.vonage.pages import Cut, by_cursor
from capi_bot.sandbox.vonage.parameters import Parameters
from capi_bot.sandbox.world.records import (
    Call,
    Conversation,
    Event,
    Member,
    User,
)

T = TypeVar("T")
Membership = tuple[Conversation, Member]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def conversations(asked: Asked) -> Cut[Conversation]:
    """List conversations: those that a user's token sees are the ones that the user is in."""
    parameters = Parameters(asked.query)
    if asked.caller is None:
        return by_cursor(asked, parameters, dated(asked.world.conversations, parameters, _created), key=creation)
    memberships = dated(asked.world.of(asked.caller.id), parameters, _begun)
    cut = by_cursor(asked, parameters, memberships, key=_membership, keep=_is_first)
    return Cut(items=tuple(of for of, _ in cut.items), envelope=cut.envelope, cursor=cut.cursor)


def counted(asked: Asked, parameters: Parameters) -> Sequence[Conversation]:
    """List the same conversations where pages are found by record index, and by name where one is given."""
    name, caller = parameters.text("name"), asked.caller
    if name is not None:
        called = asked.world.called(name)
        found: Sequence[Conversation] = (called,) if called and asked.sees(called) else ()
    elif caller is None:
        found = asked.world.conversations
    else:
        found = tuple(pair[0] for pair in asked.world.of(caller.id) if _is_first(pair))
    return dated(found, parameters, _created)


def members(asked: Asked, of: Conversation) -> Cut[Member]:
    """List members in the order in which they came."""
    return by_cursor(asked, Parameters(asked.query), of.members)


def events(asked: Asked, of: Conversation, types: Collection[str]) -> Cut[Event]:
    """List events; `start_id` and `end_id` are both included, and `types` are those that can be filtered by."""
    parameters = Parameters(asked.query)
    kept = _filtered(of.events, parameters, types)
    return by_cursor(asked, parameters, kept, key=lambda item: (item.id,))


def users(asked: Asked) -> Cut[User]:
    """List users, or the one of exactly a name."""
    name, world = asked.query.get("name"), asked.world
    named = () if name is None else (world.named(name),)
    listed = world.users if name is None else tuple(user for user in named if user)
    return by_cursor(asked, Parameters(asked.query), listed, keep=lambda user: world.user(user.id) is not None)


def memberships(asked: Asked, of: User) -> Cut[Membership]:
    """List a user's memberships."""
    parameters = Parameters(asked.query)
    parameters.choice("order_by", ("created", "custom_sort_key"))
    parameters.flag("include_custom_data")
    state = parameters.choice("state", ("INVITED", "JOINED", "LEFT"))
    within = dated(asked.world.of(of.id), parameters, _begun)
    return by_cursor(
        asked, parameters, within, key=_membership, keep=lambda pair: state is None or pair[1].state == state
    )


def legs(asked: Asked, parameters: Parameters, statuses: Collection[str]) -> Sequence[Call]:
    """List calls as a status, a conversation and dates narrow them."""
    status, of = parameters.choice("status", statuses), parameters.text("conversation_uuid")
    narrowed = status is not None or of is not None
    found = asked.world.calls_of(status=status, conversation_id=of) if narrowed else asked.world.calls
    return dated(found, parameters, lambda call: call.started)


def dated(items: Sequence[T], parameters: Parameters, at: Callable[[T], datetime]) -> Sequence[T]:
    """Take the items from `date_start` to `date_end`, both included."""
    start, end = parameters.moment("date_start"), parameters.moment("date_end")
    first = 0 if start is None else bisect_left(items, start, key=at)
    last = len(items) if end is None else bisect_right(items, end, key=at)
    return items if start is end is None else stretch(items, first, last)


def creation(of: Conversation) -> Key:
    """Tell a conversation's place among all."""
    return ((of.created - _EPOCH) // timedelta(microseconds=1), of.id)


def _membership(pair: Membership) -> Key:
    conversation, member = pair
    return (*creation(conversation), conversation.members.index(member))


def _is_first(pair: Membership) -> bool:
    conversation, member = pair
    return member == next(other for other in conversation.members if other.user_id == member.user_id)


def _created(of: Conversation) -> datetime:
    return of.created


def _begun(pair: Membership) -> datetime:
    return pair[0].created


def _filtered(items: Sequence[Event], parameters: Parameters, types: Collection[str]) -> tuple[Event, ...]:
    type_ = parameters.choice("event_type", types)
    start, end = parameters.whole("start_id", minimum=0), parameters.whole("end_id", minimum=0)
    hide_deleted = parameters.flag("exclude_deleted_events")
    return tuple(
        item
        for item in items
        if type_ in {None, item.type}
        and (start is None or start <= item.id)
        and (end is None or item.id <= end)
        and not (hide_deleted and item.deleted)
    )
