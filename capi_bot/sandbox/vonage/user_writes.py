"""Create, change and delete users.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from capi_bot.sandbox.vonage import shapes
from capi_bot.sandbox.vonage.desk import Desk, Told
from capi_bot.sandbox.vonage.refusals import refused
from capi_bot.sandbox.world.records import User


def create(desk: Desk) -> Told:
    """Create a user; without a name they are called as their id is."""
    desk.asked.of_the_application()
    made = desk.draft.arrive(**_fields(desk))
    return shapes.user(desk.asked, made), 201


def update(desk: Desk, user_id: str) -> Told:
    """Change what is given."""
    found = desk.asked.own(user_id)
    changed = replace(found, **_fields(desk, found))
    desk.draft.put(changed)
    return shapes.user(desk.asked, changed), 200


def delete(desk: Desk, user_id: str) -> Told:
    """Delete a user; the memberships stay."""
    desk.asked.of_the_application()
    desk.draft.remove(desk.asked.user(user_id).id)
    return None, 204


def _fields(desk: Desk, of: User | None = None) -> Mapping[str, Any]:
    """Read what is given of a user; the name must not be another one's."""
    document = desk.read()
    fields = {
        "name": document.text("name"),
        "display_name": document.text("display_name"),
        "image_url": document.text("image_url", longest=2048),
        "custom_data": document.part("properties.custom_data"),
        "channels": document.part("channels"),
    }
    document.check()
    namesake = desk.draft.world.named(str(fields["name"]))
    if namesake is not None and (of is None or namesake.id != of.id):
        raise refused("user:error:duplicate-name")
    return {key: value for key, value in fields.items() if value is not None}


ROUTES: Mapping[tuple[str, str], Callable[..., Told]] = {
    ("POST", "/users"): create,
    ("PATCH", "/users/<user_id>"): update,
    ("DELETE", "/users/<user_id>"): delete,
}
