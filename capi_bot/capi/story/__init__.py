"""Tell what happened in a conversation, in words.

One module a family of events: its types are an enumeration at the top, and each has one `case` below. A type without
a case does not pass mypy. What is shown is plain text; passwords, keys, SDP and keypad digits never are.
"""

from capi_bot.capi.story.acquaintance import acquainted, strangers
from capi_bot.capi.story.dispatch import EventType, event_type, tell
from capi_bot.capi.story.line import Line

__all__ = ["EventType", "Line", "acquainted", "event_type", "strangers", "tell"]
