"""Read an event's body by path. Anything in it may be missing, null or of another type; nothing here raises."""

from __future__ import annotations

import math

from capi_bot.capi.models import Json, MemberChannel
from capi_bot.capi.wire import fields, members


def at(body: object, *path: str) -> object:
    """Follow keys into nested objects; None where the path ends early."""
    for key in path:
        body = fields.mapping(body).get(key)
    return body


def mapping(body: object, *path: str) -> Json:
    """Read an object, or an empty one."""
    return fields.mapping(at(body, *path))


def sequence(body: object, *path: str) -> tuple[object, ...]:
    """Read an array, or an empty one."""
    return fields.sequence(at(body, *path))


def text(body: object, *path: str) -> str:
    """Read text, or a number as text, or `""`."""
    return fields.text(at(body, *path))


def first_text(body: object, *keys: str) -> str:
    """Read the first of several keys that holds text."""
    return fields.text(*(at(body, key) for key in keys))


def number(body: object, *path: str) -> float | None:
    """Read a finite number, also one written as text, or None."""
    try:
        value = float(text(body, *path))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def flag(body: object, *path: str) -> bool | None:
    """Read true or false, or None."""
    return fields.boolean(at(body, *path))


def channel(body: object) -> MemberChannel | None:
    """Read the body's channel, or None."""
    return members.parse_channel(at(body, "channel"))
