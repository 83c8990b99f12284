"""Pairs in a short string, as a query is written: `n=2&c=CURSOR`. Text of any script takes no more room than it has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote_plus

_MEANT = re.compile(r"[%&=+;<>\s\x00-\x1f\x7f-\x9f]")
"""What has a meaning in a query or in Slack's markup, and what is not seen."""

_HALVES = re.compile(r"[\ud800-\udfff]")


def encode(pairs: Mapping[str, str | None]) -> str:
    """Write pairs as a string; those of no value are left out."""
    return "&".join(f"{packed(key)}={packed(value)}" for key, value in pairs.items() if value)


def decode(text: str) -> dict[str, str]:
    """Read the pairs of a string, as many as it has."""
    return dict(parse_qsl(text))


def packed(text: str) -> str:
    """Return text as it stands in a string of pairs."""
    # Outside text may hold half a surrogate pair, which UTF-8 has no bytes for.
    return _MEANT.sub(lambda sign: quote_plus(sign[0]), _HALVES.sub("?", text))
