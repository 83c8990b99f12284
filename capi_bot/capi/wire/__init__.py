"""JSON of the Conversation API, in and out of its versions' shapes. Pure: bytes and values, no I/O.

Every parser takes whatever the API sent. What is missing, null or of the wrong type becomes the model's empty value,
and what is new survives in `raw`. Credentials are taken out before anything is kept.
"""

from capi_bot.capi.wire.calls import call
from capi_bot.capi.wire.conversations import conversation, membership
from capi_bot.capi.wire.events import event
from capi_bot.capi.wire.lists import count, items, neighbour
from capi_bot.capi.wire.members import member
from capi_bot.capi.wire.redaction import redact
from capi_bot.capi.wire.responses import decipher, thing
from capi_bot.capi.wire.users import session, user

__all__ = [
    "call",
    "conversation",
    "count",
    "decipher",
    "event",
    "items",
    "member",
    "membership",
    "neighbour",
    "redact",
    "session",
    "thing",
    "user",
]
