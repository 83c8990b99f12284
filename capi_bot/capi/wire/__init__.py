"""JSON of the Conversation API to models, whichever version sent it. Pure functions: bytes and values, no I/O.

Every parser takes whatever the API sent. What is missing, null or of the wrong type becomes the model's empty value,
and unknown fields survive in `raw`. Credentials are masked first, unless a parser is called with `mask=False`.
"""

from capi_bot.capi.wire.conversations import parse_call, parse_conversation, parse_event, parse_membership
from capi_bot.capi.wire.fields import redact_json
from capi_bot.capi.wire.members import (
    parse_channel,
    parse_endpoint,
    parse_media,
    parse_member,
    parse_session,
    parse_user,
)
from capi_bot.capi.wire.resources import CONVERSATION, EVENT, MEMBER, USER
from capi_bot.capi.wire.responses import (
    ItemList,
    Relation,
    has_link,
    parse_count,
    parse_cursor,
    parse_items,
    parse_list,
    parse_object,
    parse_response,
)

__all__ = [
    "CONVERSATION",
    "EVENT",
    "MEMBER",
    "USER",
    "ItemList",
    "Relation",
    "has_link",
    "parse_call",
    "parse_channel",
    "parse_conversation",
    "parse_count",
    "parse_cursor",
    "parse_endpoint",
    "parse_event",
    "parse_items",
    "parse_list",
    "parse_media",
    "parse_member",
    "parse_membership",
    "parse_object",
    "parse_response",
    "parse_session",
    "parse_user",
    "redact_json",
]
