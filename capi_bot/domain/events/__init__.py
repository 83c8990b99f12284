"""Wording of events: what happened in a conversation, in plain text.

One module per family of events. To add an event type, add a member to its family's enumeration and a `case` to the
family's `describe_…` function; mypy reports a member without a case, and the tests one without an example. A new family
also needs an entry in `catalogue`: in `EventType`, in `FAMILIES`, in `describe_event` and in `find_event_group`.

The text never contains passwords, keys, SDP or keypad digits.
"""

from capi_bot.domain.events.catalogue import EventType, describe_event, find_event_type
from capi_bot.domain.events.known_members import know_people, unnamed_members, with_known_channels
from capi_bot.domain.events.wording import EventDescription

__all__ = [
    "EventDescription",
    "EventType",
    "describe_event",
    "find_event_type",
    "know_people",
    "unnamed_members",
    "with_known_channels",
]
