"""Wording of values: durations, sizes, sound quality, quotations, and bodies of unknown events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from capi_bot.capi.models import MemberChannel
from capi_bot.capi.wire import fields
from capi_bot.domain.display_names import (
    clean_line,
    describe_channel_type,
    endpoint_address,
    endpoint_in_sentence,
    endpoint_name,
    pick_readable_name,
)
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers
from capi_bot.domain.phone_numbers import format_number

MAX_LENGTH = 120
MOS_GRADES = ((4.3, "excellent"), (4.0, "good"), (3.6, "fair"), (3.1, "poor"))
VOICE_CHANNEL_TYPES = frozenset({"app", "phone", "sip", "vbc", "websocket", "whatsapp-voice"})

_ONE_WORD = re.compile(r"\w+", re.ASCII)


@dataclass(frozen=True, slots=True)
class EventDescription:
    """An event in plain, unescaped text: who, what they did, and in what circumstances."""

    who: str
    what: str
    detail: str = ""

    @property
    def predicate(self) -> str:
        """Return the sentence without its subject: `joined by phone (calling 447700000002)`."""
        return f"{self.what} ({self.detail})" if self.detail else self.what

    @property
    def text(self) -> str:
        """Return all parts as one sentence without its full stop."""
        return f"{self.who} {self.predicate}"


def join_parts(*parts: str) -> str:
    """Join the parts that are not empty with commas."""
    return clean_line(", ".join(part for part in parts if part), 2 * MAX_LENGTH)


def quote(text: str) -> str:
    """Return a quotation between quotes, cut where they are long; `""` for none."""
    words = clean_line(text, MAX_LENGTH)
    return f"“{words}”" if words else ""


def replace_underscores(text: str) -> str:
    """Return an identifier such as `unsupported_language` with spaces; other text stays as it is."""
    return text.replace("_", " ") if _ONE_WORD.fullmatch(text) else text


def format_exact_duration(seconds: float | None) -> str:
    """Return a duration to the second: `42 s`, `5 min 12 s`, `1 h 2 min`."""
    if seconds is None or seconds < 0:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def format_size(size: float | None) -> str:
    """Return a size in bytes in words: `512 bytes`, `4 kB`, `1.3 MB`."""
    if size is None or size < 0:
        return ""
    if size < 1000:  # noqa: PLR2004 -- a kilobyte is what it is
        return f"{size:.0f} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"  # noqa: PLR2004 -- likewise


def format_confidence(confidence: float | None) -> str:
    """Return the confidence of a recognition as `92% sure`; the API gives both fractions of 1 and percentages."""
    if confidence is None or confidence < 0:
        return ""
    return f"{confidence * 100 if confidence <= 1 else confidence:.0f}% sure"


def describe_sound(mos: float | None) -> str:
    """Return the sound quality of a call, from its mean opinion score (1 to 5): `good sound, MOS 4.1`."""
    if mos is None or mos <= 0:
        return ""
    score = round(mos, 1)
    grade = next((grade for minimum, grade in MOS_GRADES if score >= minimum), "bad")
    return f"{grade} sound, MOS {score}"


def format_cost(price: str, currency: str = "") -> str:
    """Return what something cost; the API gives the price as text."""
    return clean_line(f"cost {price} {currency}", 40) if price.strip(" 0.") else ""


def describe_loop(loop: float | None) -> str:
    """Return how often something is played; the API's 0 means endlessly."""
    if loop is None or loop == 1:
        return ""
    return f"{loop:.0f} times" if loop else "again and again"


def file_name_from_url(url: str) -> str:
    """Return the last segment of a URL's path; the rest may contain a key."""
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    return clean_line(path.rstrip("/").rpartition("/")[2]) if "/" in path.partition("//")[2] else ""


def describe_channel(channel: MemberChannel | None) -> str:
    """Return the means by which a person is connected: `by phone`."""
    label = describe_channel_type(channel.type) if channel else ""
    return f"by {label}" if label else ""


def describe_own_address(
    channel: MemberChannel | None, who: str, *, inbound: bool, own: OwnNumbers = NO_NUMBERS
) -> str:
    """Return the number of a person whom the sentence calls by another name, `who`."""
    if channel is None:
        return ""
    end = channel.from_ if inbound else channel.to
    name, address = endpoint_name(end, own), pick_readable_name(format_number(endpoint_address(end)))
    return "" if who in (name, address) else address


def describe_other_party(channel: MemberChannel | None, *, inbound: bool, own: OwnNumbers = NO_NUMBERS) -> str:
    """Return whom a caller called, or from which number a person was called."""
    if channel is None or channel.type.lower() not in VOICE_CHANNEL_TYPES:
        return ""
    name = endpoint_in_sentence(channel.to if inbound else channel.from_, own)
    return f"{'calling' if inbound else 'called from'} {name}" if name else ""


def summarise_value(value: object, limit: int = MAX_LENGTH) -> str:
    """Return the first few values of unknown JSON: `amount: 12, currency: EUR`, `a, 2, yes`, or a text itself."""
    return clean_line(", ".join(_flatten(value, depth=2)), limit)


def _flatten(value: object, depth: int, prefix: str = "") -> Iterator[str]:
    """Yield the values in JSON with their keys, to a depth of so many objects; deeper ones are an ellipsis."""
    if isinstance(value, Mapping) and depth:
        for key, inner in tuple(value.items())[:20]:
            name = clean_line(str(key), 40)
            yield from _flatten(inner, depth - 1, f"{prefix}.{name}" if prefix else name)
        return
    if isinstance(value, list | tuple) and not prefix and depth:
        for inner in value[:20]:
            yield from _flatten(inner, depth - (not isinstance(inner, Mapping)))
        return
    words = _format_value(value, 60 if prefix else 8 * MAX_LENGTH)
    if words:
        yield f"{prefix}: {words}" if prefix else words


def _format_value(value: object, limit: int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping | list | tuple):
        return "…" if value else ""
    return clean_line(fields.text(value), limit)
