"""Take credentials out of what the API sent, before anything of it is kept or shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_SECRET = frozenset(
    {
        "accesstoken",
        "apikey",
        "apisecret",
        "authorization",
        "clientsecret",
        "headers",  # a WebSocket's or SIP's own: they carry whatever its owner signs in with
        "jwt",
        "password",
        "privatekey",
        "refreshtoken",
        "sdp",
        "secret",
        "signaturesecret",
        "token",
    }
)
_KEYED = frozenset({"digit", "digits", "dtmf"})
_SIGNED_IN = re.compile(r"^\s*((?:sips?|wss?|https?):(?://)?[^:@/\s]*):[^@/\s]*@", re.IGNORECASE)
_QUERY_SECRET = re.compile(
    r"([?&](?:[a-z]+[_-])?(?:apikey|jwt|key|password|secret|sig|signature|token)=)[^&#\s]+", re.IGNORECASE
)
_DEEPEST = 60  # far beyond any reply, and safe from recursion


def redact(value: object, depth: int = _DEEPEST) -> object:
    """Copy JSON without passwords, keys, tokens, headers and SDP; keyed digits (cards, PINs) become dots.

    Texts lose the halves of characters that UTF-8 cannot carry. What is nested absurdly deep is dropped.
    """
    if not depth:
        return None
    if isinstance(value, Mapping):
        kept = ((str(key), inner) for key, inner in value.items() if not _is_secret(str(key), inner))
        return {_readable(key): _dotted(inner) if key in _KEYED else redact(inner, depth - 1) for key, inner in kept}
    if isinstance(value, (list, tuple)):
        return [redact(inner, depth - 1) for inner in value]
    return _readable(_signed_out(value)) if isinstance(value, str) else value


def _is_secret(key: str, value: object) -> bool:
    return _names_secret(key) or (isinstance(value, str) and value.lstrip().startswith("v=0"))


@lru_cache(maxsize=1000)  # the API has some hundred keys, and says them again in every reply
def _names_secret(key: str) -> bool:
    return re.sub(r"[^a-z]", "", key.lower()) in _SECRET


def _dotted(value: object) -> object:
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return "•" * len(str(value))
    return redact(value)


def _signed_out(text: str) -> str:
    if ":" not in text and "=" not in text:
        return text
    return _QUERY_SECRET.sub(r"\1…", _SIGNED_IN.sub(r"\1@", text))


def _readable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
