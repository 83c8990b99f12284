"""Tell what happened in a conversation, in words.

One module a family of events: its types are an enumeration at the top, and each has one `case` below. A type without
a case does not pass mypy. What is shown is plain text; passwords, keys, SDP and keypad digits never are.
"""

from capi_bot.domain.events.catalogue import EventType, describe_event, find_event_type
from capi_bot.domain.events.known_members import unnamed_members, with_known_channels
from capi_bot.domain.events.wording import EventDescription

__all__ = [
    "EventDescription",
    "EventType",
    "describe_event",
    "find_event_type",
    "unnamed_members",
    "with_known_channels",
]
