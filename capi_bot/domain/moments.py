"""Let a sentence hold moments: only its reader's zone can put them into words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

TextPart = str | datetime

EDGE = "\x1f"
"""Stands around a moment in a sentence; names are printable, so they have none."""


def held(moment: datetime) -> str:
    """Return a moment so that a sentence can hold it."""
    return f"{EDGE}{moment.isoformat()}{EDGE}"


def parts(sentence: str) -> tuple[TextPart, ...]:
    """Take a sentence apart into words and the moments that it holds, in order."""
    pieces = enumerate(sentence.split(EDGE))
    return tuple(datetime.fromisoformat(piece) if number % 2 else piece for number, piece in pieces if piece)


def worded(told: Iterable[TextPart]) -> str:
    """Join the parts of a sentence, moments as UTC's days: `since 25 Oct 2018`."""
    return "".join(part if isinstance(part, str) else f"{part.astimezone(UTC):%-d %b %Y}" for part in told)
