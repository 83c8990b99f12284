"""Know which event types the API itself can narrow a list of events to."""

from __future__ import annotations

from capi_bot.domain.events import EventType
from capi_bot.domain.events.audio import AudioEvent
from capi_bot.domain.events.calls import CallEvent
from capi_bot.domain.events.conversations import ConversationEvent
from capi_bot.domain.events.legs import LegEvent
from capi_bot.domain.events.membership import MembershipEvent
from capi_bot.domain.events.messages import MessageEvent
from capi_bot.domain.events.recordings import RecordingEvent

FILTERABLE: frozenset[EventType] = frozenset(
    {
        *MembershipEvent,
        *LegEvent,
        *(set(CallEvent) - {kind for kind in CallEvent if kind.startswith(("audio:", "app:"))}),
        *AudioEvent,
        *(set(RecordingEvent) - {RecordingEvent.TRANSCRIBED}),
        *(kind for kind in MessageEvent if kind.startswith(("message", "member:"))),
        ConversationEvent.UPDATED,
        ConversationEvent.EVENT_DELETE,
    }
)
"""The types that v1's `event_type` takes: https://developer.vonage.com/en/api/conversation#getEvents."""
