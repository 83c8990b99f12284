"""Read single values out of JSON that may hold anything."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime

from capi_bot.capi.models import Json

_NOTHING: Json = {}


def mapping(value: object) -> Json:
    """Take an object; anything else is an empty one."""
    return value if isinstance(value, Mapping) else _NOTHING


def inside(value: object, *path: str) -> Json:
    """Follow keys down to an object; it is empty where the path breaks."""
    for key in path:
        value = mapping(value).get(key)
    return mapping(value)


def sequence(value: object) -> tuple[object, ...]:
    """Take an array; anything else is an empty one."""
    return tuple(value) if isinstance(value, (list, tuple)) else ()


def text(*values: object) -> str:
    """Take the first value that is a text or a number and not empty: phone numbers arrive as either."""
    return next(filter(None, map(_text, values)), "")


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return value if isinstance(value, str) else str(value)


def whole(value: object) -> int | None:
    """Take a whole number, or a text or fraction that is one: `"42"`, `42.0`."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, float) and not (math.isfinite(value) and value.is_integer()):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def flag(value: object) -> bool | None:
    """Take true or false; anything else says nothing."""
    return value if isinstance(value, bool) else None


def moment(value: object) -> datetime | None:
    """Take an ISO 8601 time in any of the API's forms; one without a zone is UTC. Aware, in UTC."""
    try:
        time = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        return time and (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
