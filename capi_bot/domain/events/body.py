"""Reads of an event's body by path. Anything in it may be missing, null or of another type; nothing here raises."""

from __future__ import annotations

import math
from datetime import datetime

from capi_bot.capi.models import Json, Media, MemberChannel
from capi_bot.capi.wire import fields, members


def read_value(body: object, *path: str) -> object:
    """Return the value at a path of keys; None where the path ends early."""
    for key in path:
        body = fields.mapping(body).get(key)
    return body


def read_mapping(body: object, *path: str) -> Json:
    """Return the object at a path, or an empty one."""
    return fields.mapping(read_value(body, *path))


def read_sequence(body: object, *path: str) -> tuple[object, ...]:
    """Return the array at a path, or an empty one."""
    return fields.sequence(read_value(body, *path))


def read_text(body: object, *path: str) -> str:
    """Return the text at a path, or a number as text, or `""`."""
    return fields.text(read_value(body, *path))


def read_id(body: object, *path: str) -> str:
    """Return the id at a path, also one in an object of its own: a member's before a user's."""
    return members.parse_id(read_value(body, *path))


def read_first_text(body: object, *keys: str) -> str:
    """Return the text at the first of several keys that has one, or `""`."""
    return fields.text(*(read_value(body, key) for key in keys))


def read_number(body: object, *path: str) -> float | None:
    """Return the finite number at a path, also one written as text, or None."""
    try:
        value = float(read_text(body, *path))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def read_flag(body: object, *path: str) -> bool | None:
    """Return true or false at a path, or None."""
    return fields.boolean(read_value(body, *path))


def read_time(body: object, *path: str) -> datetime | None:
    """Return the time at a path, or None."""
    return fields.timestamp(read_value(body, *path))


def read_channel(body: object) -> MemberChannel | None:
    """Return the body's channel, or None."""
    return members.parse_channel(read_value(body, "channel"))


def read_media(body: object) -> Media | None:
    """Return the body's media settings, or None."""
    return members.parse_media(read_value(body, "media"))
