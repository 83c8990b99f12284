"""Addresses as SIP and telephone networks write them, taken apart: `"Ada" <sip:447700900111@pbx.example;user=phone>`.

https://www.rfc-editor.org/rfc/rfc3261#section-25.1 (SIP) and https://www.rfc-editor.org/rfc/rfc3966 (tel). Networks
send what is in neither, so nothing here raises, and what is no such address stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_QUOTED_NAME = re.compile(r'\s*"((?:[^"\\]|\\.)*+)"\s*<([^<>]*+)', re.DOTALL)
_IN_BRACKETS = re.compile(r"<([^<>]*+)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SCHEME = re.compile(r"\s*((sips?|tel):)(?://)?", re.IGNORECASE)
_END_OF_USER = re.compile(r"[:;?]")
_END_OF_HOST = re.compile(r"[;?>,\s]")
_BARE_NUMBER = re.compile(r"\s*+\+?[0-9 ().-]++\s*")
_MARK_OF_ADDRESS = re.compile(r"[:@<]")
_PHONE_CONTEXT = re.compile(r";phone-context=(\+[0-9]+)", re.IGNORECASE)

_WITHHELD = frozenset(
    {
        *("anonymous", "blocked", "private", "restricted", "withheld"),
        *("anonymous caller", "caller id blocked", "caller id withheld", "no caller id", "number withheld"),
        *("private caller", "private number", "restricted number", "withheld number"),
    }
)
_UNKNOWN = frozenset({"", "out of area", "unavailable", "unknown", "unknown caller", "unknown number"})
_WORD_BREAKS = re.compile(r"[\W_]+")
_ANONYMOUS_HOST = "anonymous.invalid"
"""The host of who withholds their number: https://www.rfc-editor.org/rfc/rfc3323#section-4.1.1.3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address in parts. Passwords, parameters and headers are left out; outside text may be anything else."""

    uri: str
    """The address without its display name."""
    display_name: str = ""
    user: str = ""
    """The part before the host, without percent-encoding: a name or a number."""
    host: str = ""
    """With its port."""
    is_uri: bool = False
    """Whether it is a SIP or tel address, rather than a bare number or name."""


def parse_address(text: str) -> Address:
    """Return the parts of an address; `Address(uri=text)` for what is not one of SIP or tel."""
    if not _MARK_OF_ADDRESS.search(text):
        return Address(uri=text.strip())
    display_name, uri = _split_display_name(text)
    scheme = _SCHEME.match(uri)
    if scheme is None and ("@" not in uri or "//" in uri):
        user = uri.strip() if display_name else ""
        return Address(uri=uri.strip(), display_name=display_name, user=user)
    written, rest = (scheme[1], uri[scheme.end() :]) if scheme else ("", uri.strip())
    if scheme and scheme[2].lower() == "tel":
        return Address(uri=uri.strip(), display_name=display_name, user=_telephone_number(rest), is_uri=True)
    user, host = _split_user(rest)
    return Address(
        uri=f"{written}{user}{'@' * bool(user)}{host}", display_name=display_name, user=user, host=host, is_uri=True
    )


def is_withheld(text: str) -> bool:
    """Return whether an address says that its number is withheld: `anonymous`, `sip:anonymous@anonymous.invalid`."""
    if text.isdecimal():
        return False
    address = parse_address(text)
    if any(character.isdigit() for character in address.user):
        # A display name "Anonymous" beside a number hides nothing; beside an id that stands for it, it does.
        return _words(address.display_name) in _WITHHELD and not _BARE_NUMBER.fullmatch(address.user)
    names = {_words(address.user or address.uri), _words(address.display_name)}
    return bool(names & _WITHHELD) or address.host.lower() == _ANONYMOUS_HOST


def is_unknown(text: str) -> bool:
    """Return whether a text in the place of an address or a name says that there is none: `unknown`, or nothing."""
    if text.isdecimal():
        return False
    address = parse_address(text)
    return _words(address.user or address.uri) in _UNKNOWN


def _split_display_name(text: str) -> tuple[str, str]:
    """Return the display name, `""` where there is none, and the URI of `"name" <uri>`; its end may be missing."""
    quoted = _QUOTED_NAME.match(text)
    if quoted and _is_address(quoted[2]):
        return _ESCAPED.sub(r"\1", quoted[1]).strip(), quoted[2]
    for bracket in reversed(tuple(_IN_BRACKETS.finditer(text))):
        if _is_address(bracket[1]):
            return text[: bracket.start()].replace('"', "").strip(), bracket[1]
    return "", text


def _is_address(text: str) -> bool:
    return bool(_SCHEME.match(text)) or "@" in text or bool(_BARE_NUMBER.fullmatch(text))


def _split_user(text: str) -> tuple[str, str]:
    """Return the user and the host of `user:password@host:port;parameters?headers`."""
    first = text.find("@")
    # People put at signs into passwords; only before a password is there a colon.
    at = text.rfind("@") if ":" in text[: max(0, first)] else first
    user = unquote(_END_OF_USER.split(text[:at], maxsplit=1)[0], errors="replace") if at >= 0 else ""
    return user, _END_OF_HOST.split(text[at + 1 :].strip(), maxsplit=1)[0]


def _telephone_number(text: str) -> str:
    """Return the number of a tel URI, a local one with the digits that its context begins with."""
    number = unquote(text.partition(";")[0], errors="replace").strip()
    context = _PHONE_CONTEXT.search(text)
    return number if context is None or number.startswith("+") else f"{context[1]}{number}"


def _words(text: str) -> str:
    return _WORD_BREAKS.sub(" ", text.casefold()).strip()
