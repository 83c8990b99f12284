"""Know which event types the API itself can narrow a list of events to."""

from __future__ import annotations

from capi_bot.capi.story import EventType
from capi_bot.capi.story.audio import AudioEvent
from capi_bot.capi.story.calls import CallEvent
from capi_bot.capi.story.conversations import ConversationEvent
from capi_bot.capi.story.legs import LegEvent
from capi_bot.capi.story.membership import MembershipEvent
from capi_bot.capi.story.messages import MessageEvent
from capi_bot.capi.story.recordings import RecordingEvent

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
