"""Deletion of events: a deleted event stays in the list without its content, mostly with the time of its deletion.

The body is `{"timestamp": {"deleted": "…"}}`, or `{}`. https://developer.vonage.com/en/api/conversation#deleteEvent
"""

from __future__ import annotations

from datetime import datetime, timedelta

from capi_bot.capi.models import Event
from capi_bot.domain.durations import format_interval
from capi_bot.domain.events.conversations import ConversationEvent
from capi_bot.domain.events.messages import CONTENT_EVENTS

_SECOND = timedelta(seconds=1)


def is_deleted(event: Event) -> bool:
    """Return whether an event was deleted: its body says when, or has nothing of what its type always has."""
    if event.type == ConversationEvent.DELETED:
        return False  # its times are those of the conversation
    if event.typed_body.is_deleted:
        return True
    return event.type in CONTENT_EVENTS and not event.body and event.other_body is None


def deletion_time(event: Event) -> datetime | None:
    """Return when an event was deleted; None where it was not, or where that is not known."""
    times = event.typed_body.times
    return times.deleted if times and is_deleted(event) else None


def describe_deletion(event: Event) -> str:
    """Return when a deleted event was deleted: how long after it happened, as only the reader knows the time zone."""
    deleted, happened = deletion_time(event), event.timestamp
    if deleted is None:
        return "deleted"
    if happened is None:
        return f"deleted on {deleted.day} {deleted:%b %Y at %H:%M} UTC"
    return f"deleted {format_interval(happened, deleted)} later" if deleted - happened >= _SECOND else "deleted at once"
