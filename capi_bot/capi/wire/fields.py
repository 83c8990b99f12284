"""Typed access to the fields of any JSON, and its redaction.

Each reader returns the empty value of its type where a field is missing, null or of another type; none raises.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from capi_bot.capi.models import Json
from capi_bot.secrets_filter import (
    MASK,
    holds_secret,
    is_headers_name,
    is_secret_header,
    mask_headers,
    mask_network_addresses,
    mask_secrets,
)

_EMPTY: Json = {}
EMPTY_VALUES: tuple[object, ...] = (None, "", [], {})
_MAX_DEPTH = 60  # far beyond any response, and safe from recursion
_MAX_CARD_NUMBER = 10**19
_MAX_EXACT_FLOAT = 2.0**53
_MAX_TIME_LENGTH = 50
_WHOLE_NUMBER = re.compile(r"([+-]?[0-9]{1,40})(?:\.0{0,40})?")
_NUMBER_SINCE_1970 = re.compile(r"[0-9]{9,16}(?:\.[0-9]{0,9})?")
_HOUR_24 = re.compile(r"(?<=[0-9])([T ])24(?=(?::?00){0,2}(?:[.,]0+)?(?![0-9:]))")
_SECOND_60 = re.compile(r"([T ][0-9]{2}:?[0-9]{2}:?)60(?![0-9:])")
_SPACE_BEFORE_ZONE = re.compile(r" (?=(?:Z|[+-][0-9]{2}:?[0-9]{2})$)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = ((timedelta(seconds=1), 10**8), (timedelta(milliseconds=1), 10**11), (timedelta(microseconds=1), 10**14))
"""Each with the first number that is taken for it."""
_SIP_USER_AND_PASSWORD = re.compile(r"^(?!(?:sips?|wss?|https?|tel|mailto|xmpp):)([^:@\s<]+):\S*@", re.IGNORECASE)
"""Matches a SIP address without its scheme."""
_HEADER_NAMES = ("name", "key", "header")
_WORD = re.compile(r"[\w-]{1,60}")
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
    """Return the first string or number that is not empty, as a string: phone numbers arrive as either.

    A whole number has no fraction here, also where it arrived with one: `447700900000.0`.
    """
    for value in values:
        if isinstance(value, float):
            if math.isfinite(value):
                return str(_without_fraction(value))
        elif isinstance(value, (str, int)) and not isinstance(value, bool) and value != "":
            return str(value)
    return ""


def integer(value: object) -> int | None:
    """Return a whole number, also one written as a string or fraction: `"42"`, `42.0`, `"42.0"`."""
    if isinstance(value, str):
        number = _WHOLE_NUMBER.fullmatch(value.strip())
        return int(number[1]) if number else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(value: object) -> float | None:
    """Return a finite number, also one written as text, or None."""
    try:
        read = float(text(value))
    except ValueError:
        return None
    return read if math.isfinite(read) else None


def boolean(value: object) -> bool | None:
    """Return true or false; None for anything else."""
    return value if isinstance(value, bool) else None


def timestamp(value: object) -> datetime | None:
    """Return a time as an aware one in UTC: ISO 8601 in any of the API's forms, or a number since 1970.

    ISO 8601 without a zone is taken for UTC; second 60 is the next minute, hour 24 the next day. A number, also as
    text, counts seconds, milliseconds or microseconds, whichever leads into the years 1973 to 2286.
    """
    if isinstance(value, str):
        value = value.strip()
        if not _NUMBER_SINCE_1970.fullmatch(value):
            return _parse_iso_8601(value)
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return next((_EPOCH + value * unit for unit, start in _UNITS if start <= value < 100 * start), None)


def _parse_iso_8601(value: str) -> datetime | None:
    value, days = _HOUR_24.subn(r"\g<1>00", value[:_MAX_TIME_LENGTH].upper())
    value, seconds = _SECOND_60.subn(r"\g<1>59", value)
    try:
        time = datetime.fromisoformat(_SPACE_BEFORE_ZONE.sub("", value))
        time = (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
        return time + timedelta(days=days, seconds=seconds)
    except (ValueError, OverflowError):
        return None


def read_object(document: object, *, mask: bool) -> Json:
    """Return a JSON object for a model: redacted, or with `mask=False` only made safe; an empty one for other JSON."""
    return mapping(redact_json(document) if mask else copy_json(document))


def copy_json(value: object, depth: int = _MAX_DEPTH) -> object:
    """Return a copy of JSON that can be written again as UTF-8.

    Unpaired surrogates, which UTF-8 cannot carry, become `?`; what is nested deeper than `depth` becomes null.
    """
    if not depth:
        return None
    if isinstance(value, Mapping):
        return {replace_surrogates(str(name)): copy_json(child, depth - 1) for name, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [copy_json(item, depth - 1) for item in value]
    return replace_surrogates(value) if isinstance(value, str) else value


def redact_json(value: object, key: str = "") -> object:
    """Return a copy of JSON with credentials masked, by the names of fields and by the form of values.

    Masked are passwords, keys, tokens, headers that authenticate, SDP, payment cards and digits that a caller pressed.
    `key` is the name of the field that holds the value, also through an array.
    """
    return _redact(value, key, _MAX_DEPTH, in_headers=False)


def _redact(value: object, key: str, depth: int, *, in_headers: bool, parent: str = "") -> object:
    if not depth:
        return None
    if (is_secret_header(key) and _may_hold_a_secret(value)) if in_headers else holds_secret(key, value):
        return MASK
    in_headers = in_headers or is_headers_name(key)
    if isinstance(value, Mapping):
        keys = _keys_of_header(value) if in_headers and "value" in value else {}
        return {
            replace_surrogates(str(name)): _redact(
                child, keys.get(name, str(name)), depth - 1, in_headers=in_headers, parent=key
            )
            for name, child in value.items()
        }
    if isinstance(value, (list, tuple)):
        names = _names_of_headers(value, key) if in_headers else [key] * len(value)
        return [
            _redact(item, name, depth - 1, in_headers=in_headers, parent=parent)
            for item, name in zip(value, names, strict=True)
        ]
    if isinstance(value, str):
        redacted = _redact_text(replace_surrogates(value), key, parent)
        return mask_headers(redacted, name=key) if in_headers else redacted
    number = _without_fraction(value) if isinstance(value, float) else value
    is_number = isinstance(number, int) and 0 < number < _MAX_CARD_NUMBER
    return MASK if is_number and mask_secrets(str(number), name=f"{parent}.{key}") == MASK else value


def _without_fraction(value: float) -> float:
    """Return a whole number as an integer, where a float still tells it from the next one."""
    return int(value) if abs(value) < _MAX_EXACT_FLOAT and value.is_integer() else value


def _may_hold_a_secret(value: object) -> bool:
    return not isinstance(value, bool) and value not in EMPTY_VALUES


def _keys_of_header(value: Json) -> Mapping[str, str]:
    """Return what the fields of a header mean that is written as an object with a name and a value."""
    name = text(*map(value.get, _HEADER_NAMES))
    return dict.fromkeys(_HEADER_NAMES, "") | {"value": name or "value"}


def _names_of_headers(values: Sequence[object], key: str) -> list[str]:
    """Return the names of what is in a list of headers: a name may stand before its value, as in pairs."""
    before = [key, *(value if isinstance(value, str) and _WORD.fullmatch(value) else key for value in values)]
    return before[: len(values)]


def redact_addresses(value: object) -> object:
    """Return a copy of redacted JSON with all network addresses masked."""
    if isinstance(value, Mapping):
        return {name: redact_addresses(child) for name, child in value.items()}
    if isinstance(value, list):
        return [redact_addresses(item) for item in value]
    return mask_network_addresses(value) if isinstance(value, str) else value


def _redact_text(value: str, key: str, parent: str) -> str:
    if key == "type" and _EVENT_TYPE.fullmatch(value):
        return value
    if key.lower() == "uri":
        value = _SIP_USER_AND_PASSWORD.sub(r"\1@", value)
    return mask_secrets(value, name=f"{parent}.{key}")


def replace_surrogates(value: str) -> str:
    """Return a text that UTF-8 can carry: unpaired surrogates become `?`."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode()
