"""Create, change and delete conversations.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from capi_bot.sandbox.vonage import shapes
from capi_bot.sandbox.vonage.desk import Desk, Told
from capi_bot.sandbox.vonage.refusals import refused
from capi_bot.sandbox.world.records import Conversation

LONGEST_KEY = 200
"""Characters of a type and of a custom sort key."""


def create(desk: Desk) -> Told:
    """Create a conversation; without a name it gets one made up."""
    desk.asked.of_the_application()
    made = desk.draft.create(**{"name": desk.draft.ident("NAM"), **_fields(desk)})
    return shapes.conversation(desk.asked, made), 201


def update(desk: Desk, conversation_id: str) -> Told:
    """Change what is given, and let that be known by an event."""
    of = desk.open(conversation_id)
    desk.draft.change(of.id, **_fields(desk, of))
    changed = desk.asked.conversation(of.id)
    told = {key: getattr(changed, key) for key in ("id", "name", "display_name", "image_url", "state")}
    desk.draft.happen(of.id, "conversation:updated", {**told, "timestamp": shapes.timestamp(changed)})
    return shapes.conversation(desk.asked, desk.asked.conversation(of.id)), 200


def delete(desk: Desk, conversation_id: str) -> Told:
    """Delete a conversation, whatever its state."""
    desk.asked.of_the_application()
    desk.draft.erase(desk.asked.conversation(conversation_id).id)
    return None, 204


def _fields(desk: Desk, of: Conversation | None = None) -> Mapping[str, object]:
    """Read what is given of a conversation; its name must not be another one's."""
    document = desk.read()
    for key in ("type", "custom_sort_key"):
        document.text(f"properties.{key}", longest=LONGEST_KEY)
    fields = {
        "name": document.text("name"),
        "display_name": document.text("display_name"),
        "image_url": document.text("image_url", longest=2048),
        "ttl": document.whole("properties.ttl", minimum=0),
        "custom_data": document.part("properties.custom_data"),
    }
    document.check()
    namesake = desk.draft.world.called(str(fields["name"]))
    if namesake is not None and (of is None or namesake.id != of.id):
        raise refused("conversation:error:duplicate-name")
    return {key: value for key, value in fields.items() if value is not None}


ROUTES: Mapping[tuple[str, str], Callable[..., Told]] = {
    ("POST", "/conversations"): create,
    ("PUT", "/conversations/<conversation_id>"): update,
    ("DELETE", "/conversations/<conversation_id>"): delete,
}
