"""Put values into words: durations, sizes, quality, quotations and whatever somebody else put into a body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capi_bot.capi.models import Json, MemberChannel
from capi_bot.domain.display_names import (
    clean_line,
    describe_channel_type,
    endpoint_address,
    person_address,
    pick_readable_name,
)
from capi_bot.domain.events.body import read_text

MAX_LENGTH = 120
MOS_GRADES = ((4.3, "excellent"), (4.0, "good"), (3.6, "fair"), (3.1, "poor"))
_ONE_WORD = re.compile(r"\w+", re.ASCII)
VOICE_CHANNEL_TYPES = frozenset({"app", "phone", "sip", "vbc", "websocket", "whatsapp-voice"})


@dataclass(frozen=True, slots=True)
class EventDescription:
    """Tell one event in plain, unescaped text: who, what they did, and in what circumstances."""

    who: str
    what: str
    detail: str = ""

    @property
    def predicate(self) -> str:
        """Say all but who, for those who set the name apart: `joined by phone (calling 447700000002)`."""
        return f"{self.what} ({self.detail})" if self.detail else self.what

    @property
    def text(self) -> str:
        """Join all parts into one sentence without its full stop."""
        return f"{self.who} {self.predicate}"


def join_parts(*parts: str) -> str:
    """Join what there is with commas."""
    return clean_line(", ".join(part for part in parts if part), 2 * MAX_LENGTH)


def quote(text: str) -> str:
    """Quote somebody's words, cut where they are long; nothing stays nothing."""
    words = clean_line(text, MAX_LENGTH)
    return f"“{words}”" if words else ""


def replace_underscores(text: str) -> str:
    """Put a machine's word into a person's: `unsupported_language` loses its underscores, other text stays."""
    return text.replace("_", " ") if _ONE_WORD.fullmatch(text) else text


def format_exact_duration(seconds: float | None) -> str:
    """Say a duration: `42 s`, `5 min 12 s`, `1 h 2 min`."""
    if seconds is None or seconds < 0:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def format_size(count: float | None) -> str:
    """Say a number of bytes: `512 bytes`, `4 kB`, `1.3 MB`."""
    if count is None or count < 0:
        return ""
    if count < 1000:  # noqa: PLR2004 -- a kilobyte is what it is
        return f"{count:.0f} bytes"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"  # noqa: PLR2004 -- likewise


def format_confidence(share: float | None) -> str:
    """Say how sure a machine is; the API gives both shares of 1 and percentages."""
    if share is None or share < 0:
        return ""
    return f"{share * 100 if share <= 1 else share:.0f}% sure"


def describe_sound(mos: float | None) -> str:
    """Say how a call sounded, from its mean opinion score (1 to 5)."""
    if mos is None or mos <= 0:
        return ""
    shown = round(mos, 1)
    grade = next((grade for least, grade in MOS_GRADES if shown >= least), "bad")
    return f"{grade} sound, MOS {shown}"


def format_cost(price: str, currency: str = "") -> str:
    """Say what something cost; the API gives the price as text."""
    return clean_line(f"cost {price} {currency}", 40) if price.strip(" 0.") else ""


def describe_loop(loop: float | None) -> str:
    """Say how often something is played; the API's 0 means for ever."""
    if loop is None or loop == 1:
        return ""
    return f"{loop:.0f} times" if loop else "again and again"


def file_name_from_url(url: str) -> str:
    """Name a file by the end of its URL, never by the rest, which may hold a key."""
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    return clean_line(path.rstrip("/").rpartition("/")[2]) if "/" in path.partition("//")[2] else ""


def describe_channel(channel: MemberChannel | None) -> str:
    """Say by what means somebody is connected: `by phone`."""
    word = describe_channel_type(channel.type) if channel else ""
    return f"by {word}" if word else ""


def describe_own_address(channel: MemberChannel | None, who: str, *, inbound: bool) -> str:
    """Give the number of somebody who is called by another name."""
    where = pick_readable_name(person_address(channel, "inbound" if inbound else "outbound"))
    return "" if where == who else where


def describe_other_party(channel: MemberChannel | None, *, inbound: bool) -> str:
    """Say whom a caller called, or whom a called person was called from."""
    if channel is None or channel.type.lower() not in VOICE_CHANNEL_TYPES:
        return ""
    far = pick_readable_name(endpoint_address(channel.to if inbound else channel.from_))
    return f"{'calling' if inbound else 'called from'} {far}" if far else ""


def summarise_body(body: Json) -> str:
    """Tell the first few values of an unfamiliar body: `amount: 12, currency: EUR`."""
    pairs = (f"{clean_line(str(key), 40)}: {value}" for key, value in _flat(body) if value)
    return clean_line(", ".join(pairs), MAX_LENGTH)


def _flat(body: Json) -> Iterable[tuple[str, str]]:
    """Go two objects deep, no deeper: a line is no place for more."""
    for key, value in tuple(body.items())[:20]:
        if isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", _shown(value[inner])) for inner in tuple(value)[:10])
        else:
            yield str(key), _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping | list | tuple):
        return "…" if value else ""
    return clean_line(read_text(value), 60)
