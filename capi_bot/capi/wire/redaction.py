"""Take credentials out of what the API sent, before anything of it is kept or shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from capi_bot.secrets_filter import MASK, is_named, masked

_SIGNED_IN = re.compile(r"^(?!(?:sips?|wss?|https?|tel|mailto|xmpp):)([^:@\s<]+):\S*@", re.IGNORECASE)
"""Matches a SIP address whose scheme somebody left out."""
_TYPE = re.compile(r"(?:[a-z]{1,20}:){1,4}[a-z_-]{1,40}")
"""Matches types of events: `custom:token:refreshed` is one, and tells no token."""
_DEEPEST = 60  # far beyond any reply, and safe from recursion
_LONGEST_CARD = 10**19
_NOTHING: tuple[object, ...] = (None, "", [], {})


def redact(value: object, depth: int = _DEEPEST, key: str = "") -> object:
    """Copy JSON with passwords, keys, tokens, headers, SDP, cards and keyed digits masked, by name and by form.

    Texts lose the halves of characters that UTF-8 cannot carry. What is nested absurdly deep is dropped. `key` is that
    under which the value stands, also in a list.
    """
    if not depth:
        return None
    if is_named(key) and not isinstance(value, bool) and value not in _NOTHING:
        return MASK
    if isinstance(value, Mapping):
        return {_readable(str(name)): redact(inner, depth - 1, str(name)) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact(inner, depth - 1, key) for inner in value]
    if isinstance(value, str):
        return _readable(_harmless(value, key))
    return MASK if _is_card(value) else value


def _is_card(value: object) -> bool:
    return isinstance(value, int) and 0 < value < _LONGEST_CARD and masked(str(value)) == MASK


def _harmless(text: str, key: str) -> str:
    if key == "type" and _TYPE.fullmatch(text):
        return text
    return masked(_SIGNED_IN.sub(r"\1@", text) if key.lower() == "uri" else text)


def _readable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
