"""Read an event's body by path. Anything in it may be missing, null or of another type; nothing here raises."""

from __future__ import annotations

import math

from capi_bot.capi.models import Json, MemberChannel
from capi_bot.capi.wire import fields, members


def read_value(body: object, *path: str) -> object:
    """Follow keys into nested objects; None where the path ends early."""
    for key in path:
        body = fields.mapping(body).get(key)
    return body


def read_mapping(body: object, *path: str) -> Json:
    """Read an object, or an empty one."""
    return fields.mapping(read_value(body, *path))


def read_sequence(body: object, *path: str) -> tuple[object, ...]:
    """Read an array, or an empty one."""
    return fields.sequence(read_value(body, *path))


def read_text(body: object, *path: str) -> str:
    """Read text, or a number as text, or `""`."""
    return fields.text(read_value(body, *path))


def read_first_text(body: object, *keys: str) -> str:
    """Read the first of several keys that holds text."""
    return fields.text(*(read_value(body, key) for key in keys))


def read_number(body: object, *path: str) -> float | None:
    """Read a finite number, also one written as text, or None."""
    try:
        value = float(read_text(body, *path))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def read_flag(body: object, *path: str) -> bool | None:
    """Read true or false, or None."""
    return fields.flag(read_value(body, *path))


def read_channel(body: object) -> MemberChannel | None:
    """Read the body's channel, or None."""
    return members.channel(read_value(body, "channel"))
