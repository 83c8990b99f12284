"""The answers of v1. Each function is one endpoint; the table at the foot says where it lives.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from capi_bot.sandbox.vonage import lists, shapes
from capi_bot.sandbox.vonage.asked import Asked
from capi_bot.sandbox.vonage.event_types import EARLIER, FILTERABLE
from capi_bot.sandbox.vonage.pages import by_cursor
from capi_bot.sandbox.vonage.parameters import Parameters
from capi_bot.sandbox.vonage.refusals import forbidden, missing, refused
from capi_bot.sandbox.world.account import API_KEY
from capi_bot.sandbox.world.records import Conversation, Json, Member

ME = "me"


def conversations(asked: Asked) -> Json:
    """List conversations: neither state, nor members, nor properties."""
    cut = lists.conversations(asked)
    listed = {"conversations": [shapes.listed_conversation(asked, item) for item in cut.items]}
    # An application without a single conversation has no list either: vonage-cli#152.
    return {**cut.envelope, "_embedded": listed if asked.world.conversations else {}}


def conversation(asked: Asked, conversation_id: str) -> Json:
    """Get a conversation: what is not set is left out, and members are never there."""
    return shapes.conversation(asked, asked.conversation(conversation_id))


def members(asked: Asked, conversation_id: str) -> Json:
    """List members: the user is in `_embedded`, and channel, media and times are not there."""
    found = asked.conversation(conversation_id)
    cut = lists.members(asked, found)
    return {**cut.envelope, "_embedded": {"members": [shapes.listed_member(asked, found, item) for item in cut.items]}}


def member(asked: Asked, conversation_id: str, member_id: str) -> Json:
    """Get a member with channel, media, times and who brought them there; `me` is the token's user, in v1."""
    of = asked.conversation(conversation_id)
    if member_id == ME and asked.version == "v1":
        return shapes.member(asked, of, _me(asked, of))
    found = next((item for item in of.members if item.id == member_id), None)
    if found is None:
        raise refused("conversation:error:member-not-found")
    return shapes.member(asked, of, found)


def events(asked: Asked, conversation_id: str) -> Json:
    """List events."""
    found = asked.conversation(conversation_id)
    cut = lists.events(asked, found, FILTERABLE if asked.version == "v1" else EARLIER)
    listed = [shapes.event(asked, found, item) for item in cut.items]
    embedded = listed if asked.options.events_envelope == "array" else {"events": listed}
    return {**cut.envelope, "_embedded": embedded}


def event(asked: Asked, conversation_id: str, event_id: str) -> Json:
    """Get an event."""
    found = asked.conversation(conversation_id)
    for item in found.events:
        if str(item.id) == event_id:
            return shapes.event(asked, found, item)
    raise missing("event")


def users(asked: Asked) -> Json:
    """List users, or the one of exactly a name."""
    cut = lists.users(asked)
    return {**cut.envelope, "_embedded": {"users": [shapes.listed_user(asked, item) for item in cut.items]}}


def user(asked: Asked, user_id: str) -> Json:
    """Get a user with channels and custom data."""
    return shapes.user(asked, asked.user(user_id))


def user_conversations(asked: Asked, user_id: str) -> Json:
    """List a user's memberships as the conversations that they are in; `_embedded` of an item is the membership."""
    cut = lists.memberships(asked, asked.own(user_id))
    return {**cut.envelope, "_embedded": {"conversations": [shapes.membership(asked, *item) for item in cut.items]}}


def user_sessions(asked: Asked, user_id: str) -> Json:
    """List a user's online sessions, with the account's key in each."""
    found = asked.own(user_id)
    cut = by_cursor(asked, Parameters(asked.query), found.sessions)
    of = {"user": {"id": found.id, "name": found.name}, "api_key": API_KEY}
    listed = [{"id": item, "properties": {"ttl": 900}, "_embedded": of} for item in cut.items]
    return {**cut.envelope, "_embedded": {"sessions": listed}}


def _me(asked: Asked, of: Conversation) -> Member:
    """Find the member that the token's user is, the latest where there were several; for a user's token only."""
    caller = asked.caller
    if caller is None:
        raise forbidden()
    return next(item for item in reversed(of.members) if item.user_id == caller.id)


ROUTES: Mapping[str, Callable[..., Json]] = {
    "/conversations": conversations,
    "/conversations/<conversation_id>": conversation,
    "/conversations/<conversation_id>/members": members,
    "/conversations/<conversation_id>/members/<member_id>": member,
    "/conversations/<conversation_id>/events": events,
    "/conversations/<conversation_id>/events/<event_id>": event,
    "/users": users,
    "/users/<user_id>": user,
    "/users/<user_id>/conversations": user_conversations,
    "/users/<user_id>/sessions": user_sessions,
}
