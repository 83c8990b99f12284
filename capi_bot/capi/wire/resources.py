"""Resources of the API in JSON: by which fields one is told from an error, from another one and from anything else.

The id of the same thing is in another field in each version, and some lists have items without one.
https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from capi_bot.capi import ids
from capi_bot.capi.models import Json
from capi_bot.capi.wire.fields import EMPTY_VALUES, integer, nested, redact_json, text
from capi_bot.capi.wire.problems import find_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A kind of resource, and the names of its fields."""

    noun: str
    ids: tuple[str, ...]
    """The fields of which one has the id, the usual one first."""
    form: re.Pattern[str]
    """Matches ids of this kind."""
    prefix: str
    """Begins ids of this kind in any form."""
    content: tuple[str, ...]
    """Fields that the resource has and an error has not."""
    without_id: tuple[str, ...] = ()
    """Fields of which an item of a list has one where it has no id."""


CONVERSATION = Resource(
    noun="conversation",
    ids=("id", "uuid"),
    form=ids.CONVERSATION,
    prefix="CON-",
    content=("name", "display_name", "state", "sequence_number", "properties", "members", "numbers", "member_id"),
)
MEMBER = Resource(
    noun="member",
    ids=("id", "member_id"),
    form=ids.MEMBER,
    prefix="MEM-",
    content=("state", "user", "user_id", "user_name", "channel", "media", "initiator", "_embedded"),
    without_id=("user_id", "user", "user_name", "_embedded"),  # beta's lists have no ids
)
EVENT = Resource(
    noun="event",
    ids=("id",),
    form=re.compile(r"-?[0-9]+"),
    prefix="EVT-",
    content=("body", "from", "conversation_id", "cid", "_embedded"),
    without_id=("type",),
)
USER = Resource(
    noun="user",
    ids=("id", "user_id"),
    form=ids.USER,
    prefix="USR-",
    content=("name", "display_name", "channels", "properties", "custom_data", "image_url"),
)
SESSION = Resource(noun="session", ids=("id",), form=ids.SESSION, prefix="SES-", content=("properties", "_embedded"))
CALL = Resource(
    noun="call",
    ids=("uuid", "id"),
    form=re.compile(r"[0-9A-Fa-f-]{32,36}"),  # those of inbound legs have no dashes
    prefix="",
    content=("status", "direction", "from", "to", "conversation_uuid", "start_time"),
    without_id=("status", "direction", "from", "to", "conversation_uuid"),
)
LISTS: Mapping[str, Resource] = {
    "conversations": CONVERSATION,
    "members": MEMBER,
    "events": EVENT,
    "users": USER,
    "sessions": SESSION,
    "calls": CALL,
}
"""What a list has, by its name in the API's envelopes."""


def find_ids(document: Json, resource: Resource) -> tuple[str, ...]:
    """Return the ids in an object, of any form; those of events as whole numbers are written."""
    values = [document.get(name) for name in resource.ids]
    if resource is EVENT:
        values = [value if (number := integer(value)) is None else number for value in values]
    return tuple(filter(None, map(text, values)))


def find_own_id(document: Json, resource: Resource, otherwise: str = "") -> str:
    """Return the id of a resource: one of the right form before any other, `otherwise` where there is none."""
    found = find_ids(document, resource)
    return next(filter(resource.form.fullmatch, found), text(*found, otherwise))


def is_identified(document: Json, resource: Resource) -> bool:
    """Return whether an object has an id of the resource's form."""
    return any(map(resource.form.fullmatch, find_ids(document, resource)))


def has_content(document: Json, resource: Resource) -> bool:
    """Return whether an object has a field that the resource has and an error has not."""
    return any(document.get(name) not in EMPTY_VALUES for name in resource.content)


def find_error_of_item(item: Json, resource: Resource) -> Exception | None:
    """Return the error that stands in a list in place of an item; None where there is none."""
    is_known, is_filled = is_identified(item, resource), has_content(item, resource)
    return None if is_known and is_filled else find_error(item, is_resource=is_known, has_content=is_filled)


def is_item(item: Json, resource: Resource) -> bool:
    """Return whether an object of a list is one of its items: it has an id, or what shows the same, and is no error.

    An id may have another form, where it begins as others do or where the item has content.
    """
    found = find_ids(item, resource)
    is_known = is_identified(item, resource) or any(own.startswith(resource.prefix) for own in found)
    is_known = is_known or (bool(found) and has_content(item, resource))
    instead = (item.get(name) for name in resource.without_id)
    is_known = is_known or any(value and isinstance(value, (str, Mapping, list)) for value in instead)
    return is_known and not find_error_of_item(item, resource)


def identify(item: Json, resource: Resource) -> tuple[str, str]:
    """Return what an item has in common with the same one in another envelope: its id, or else all of it.

    The second part is the member whom an item of a user's conversations is about, `""` where it does not say.
    """
    own = find_own_id(item, resource).casefold()
    if not own:
        return text(item.get("user_id")) or json.dumps(redact_json(item), sort_keys=True), ""
    member = resource is CONVERSATION and text(nested(item, "_embedded").get("id"), item.get("member_id"))
    return own, member or ""
