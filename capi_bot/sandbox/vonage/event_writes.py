"""Let events happen, and delete them.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from capi_bot.sandbox.vonage import shapes
from capi_bot.sandbox.vonage.desk import Desk, Told, member_of
from capi_bot.sandbox.vonage.documents import Document
from capi_bot.sandbox.vonage.event_types import CUSTOM, EPHEMERAL, WRITABLE
from capi_bot.sandbox.vonage.refusals import missing
from capi_bot.sandbox.world.records import Json, stamp

LARGEST_BODY = 4096
"""Bytes of a custom event's body."""


def create(desk: Desk, conversation_id: str) -> Told:
    """Let a custom event, an audio action or a message happen; a user's token must say who sends it."""
    of, document = desk.open(conversation_id), desk.read()
    type_, body = _told(document)
    sender = document.text("from", needed=desk.asked.caller is not None)
    document.check()
    if sender is not None:
        member_of(of, sender)
    if type_ == EPHEMERAL:  # nothing of it is kept, so that it has no id
        return {"type": type_, "body": body, "timestamp": stamp(desk.draft.world.now)}, 201
    event = desk.draft.happen(of.id, type_, body, sender or "")
    return shapes.event(desk.asked, of, event), 201


def delete(desk: Desk, conversation_id: str, event_id: str) -> Told:
    """Empty an event, and let that be known by another."""
    of = desk.asked.conversation(conversation_id)
    found = next((item for item in of.events if str(item.id) == event_id and not item.deleted), None)
    if found is None:
        raise missing("event")
    desk.draft.delete_event(of.id, found.id)
    desk.draft.happen(of.id, "event:delete", {"event_id": found.id}, found.from_member)
    return None, 204


def _told(document: Document) -> tuple[str, Json]:
    given = document.text("type", longest=1000, needed=True) or ""
    custom = given.startswith("custom:")
    if custom:
        document.text("type", longest=1000, pattern=CUSTOM)
    elif given:
        document.choice("type", WRITABLE)
    return given, document.part("body", largest=LARGEST_BODY if custom else None, needed=True) or {}


ROUTES: Mapping[tuple[str, str], Callable[..., Told]] = {
    ("POST", "/conversations/<conversation_id>/events"): create,
    ("DELETE", "/conversations/<conversation_id>/events/<event_id>"): delete,
}
