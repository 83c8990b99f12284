"""Typed access to the fields of any JSON, and its redaction.

Each reader returns the empty value of its type where a field is missing, null or of another type; none raises.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from capi_bot.capi.models import Json
from capi_bot.secrets_filter import MASK, is_secret_name, mask_network_addresses, mask_secrets

_EMPTY: Json = {}
_EMPTY_VALUES: tuple[object, ...] = (None, "", [], {})
_MAX_DEPTH = 60  # far beyond any response, and safe from recursion
_MAX_CARD_NUMBER = 10**19
_SIP_USER_AND_PASSWORD = re.compile(r"^(?!(?:sips?|wss?|https?|tel|mailto|xmpp):)([^:@\s<]+):\S*@", re.IGNORECASE)
"""Matches a SIP address without its scheme."""
_EVENT_TYPE = re.compile(r"(?:[a-z]{1,20}:){1,4}[a-z_-]{1,40}")
"""Matches types of events: `custom:token:refreshed` is one, and holds no token."""


def mapping(value: object) -> Json:
    """Return a JSON object; an empty one for anything else."""
    return value if isinstance(value, Mapping) else _EMPTY


def nested(value: object, *path: str) -> Json:
    """Return the JSON object under a path of keys; an empty one where the path breaks."""
    for key in path:
        value = mapping(value).get(key)
    return mapping(value)


def sequence(value: object) -> tuple[object, ...]:
    """Return a JSON array as a tuple; an empty one for anything else."""
    return tuple(value) if isinstance(value, (list, tuple)) else ()


def items(value: object) -> tuple[object, ...]:
    """Return the items of a JSON array; any other value as the only item."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def objects(value: object) -> Iterator[Json]:
    """Yield the JSON objects in a value: itself, or those in an array and in the arrays in it."""
    for item in items(value):
        if isinstance(item, Mapping):
            yield item
        elif isinstance(item, (list, tuple)):
            yield from objects(item)


def text(*values: object) -> str:
    """Return the first string or number that is not empty, as a string: phone numbers arrive as either."""
    for value in values:
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and value != "":
            return str(value)
    return ""


def integer(value: object) -> int | None:
    """Return a whole number, also one written as a string or fraction: `"42"`, `42.0`."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, float) and not (math.isfinite(value) and value.is_integer()):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def boolean(value: object) -> bool | None:
    """Return true or false; None for anything else."""
    return value if isinstance(value, bool) else None


def timestamp(value: object) -> datetime | None:
    """Return an ISO 8601 time in any of the API's forms as an aware one in UTC; without a zone it is taken for UTC."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value.strip())
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def redact_json(value: object, depth: int = _MAX_DEPTH, key: str = "") -> object:
    """Return a copy of JSON with credentials masked, by the names of fields and by the form of values.

    Masked are passwords, keys, tokens, headers, SDP, payment cards and digits that a caller pressed. Unpaired
    surrogates, which UTF-8 cannot carry, become `?`; what is nested deeper than `depth` becomes null. `key` is the name
    of the field that holds the value, also through an array.
    """
    if not depth:
        return None
    if is_secret_name(key) and not isinstance(value, bool) and value not in _EMPTY_VALUES:
        return MASK
    if isinstance(value, Mapping):
        return {
            _replace_surrogates(str(name)): redact_json(child, depth - 1, str(name)) for name, child in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [redact_json(item, depth - 1, key) for item in value]
    if isinstance(value, str):
        return _redact_text(value, key)
    is_card = isinstance(value, int) and 0 < value < _MAX_CARD_NUMBER and mask_secrets(str(value)) == MASK
    return MASK if is_card else value


def redact_addresses(value: object) -> object:
    """Return a copy of redacted JSON with all network addresses masked."""
    if isinstance(value, Mapping):
        return {name: redact_addresses(child) for name, child in value.items()}
    if isinstance(value, list):
        return [redact_addresses(item) for item in value]
    return mask_network_addresses(value) if isinstance(value, str) else value


def _redact_text(value: str, key: str) -> str:
    if key == "type" and _EVENT_TYPE.fullmatch(value):
        return value
    if key.lower() == "uri":
        value = _SIP_USER_AND_PASSWORD.sub(r"\1@", value)
    return _replace_surrogates(mask_secrets(value))


def _replace_surrogates(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "replace").decode()
