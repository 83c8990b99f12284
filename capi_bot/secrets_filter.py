"""Detection and masking of secrets, by the name of a field or by the form of a value.

Only this module decides what is hidden in the log, in Slack and in downloads.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address

MASK = "••••"

_WORD_START, _WORD_END = r"(?:(?<![a-z])|(?-i:(?<=[a-z])(?=[A-Z])))", r"s?(?-i:(?![a-z]))"  # also one of camelCase
_NAMES = (
    r"(?:pass(?:word|wd|phrase|code)|secret(?!ar)|token|credential|signature|cookie|bearer|authori[sz]ation"
    r"|(?:access|api|client|encryption|private|secret|shared|signing)[ _.-]?key|session[ _.-]?id|card[ _.-]?number"
    rf"|{_WORD_START}(?:auth|csc|csrf|cv[cv]2?|digit|dtmf|hmac|jwt|key(?==)|otp|pass|pin|pw|pwd|sdp|sig|totp|headers){_WORD_END})"
)
_SECRET_NAME = re.compile(_NAMES, re.IGNORECASE)
_PAIR = re.compile(
    rf"({_NAMES}[\w.\[\]-]{{0,20}})"
    r"(?:(\\?[\"']?(?:\s{0,3}[=:]\s{0,3}|%3d)\\?[\"']?)(?:(?:basic|bearer|digest|token)\s+)?"
    r"|(\s{1,3}(?:is\s{1,3})?)(?=\S{0,99}\d)(?=\S{4}))"  # `PIN is 4711`, but not `PIN is needed`
    r"(?:(?<=\")[^\"\\]{1,400}|(?<=')[^'\\]{1,400}|(?:[^\s\"'&;,<>\\]|,(?=\S))+)",
    re.IGNORECASE,
)
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-----BEGIN.*?(?:-----END[^\n-]*(?:-----|\Z)|\Z)", re.DOTALL), "{}"),
    # A key's body without its first line: all of it from its beginning.
    (re.compile(r"\bMII[\w+/=]{20,}(?:(?:\s|\\r|\\n)+(?:[\w+/]{16,}={0,2}|[\w+/]+==?))*"), "{}"),
    (re.compile(r"LS0tLS1CRUdJTi[\w+/=]*"), "{}"),  # base64 of "-----BEGIN"
    (re.compile(r"(?<![a-zA-Z0-9])eyJ[\w-]{8,}[\w.=-]*"), "{}"),  # a JWT: base64 of '{"' begins it
    (re.compile(r"\b(?:xox[a-z]|xapp)[-.][\w.-]+"), "{}"),
    (re.compile(r"(?i)(\bbearer\s{1,9})[^\s\"',]+"), r"\1{}"),
    (re.compile(r"(\b[Bb]asic\s{1,9})(?=\S{0,99}[\d=+/]|\S{0,99}[a-z][A-Z])[\w+/=-]{6,}"), r"\1{}"),
    # Session descriptions, from their beginning or from what identifies them: https://www.rfc-editor.org/rfc/rfc8866
    (re.compile(r"(?s)(?:\A\s*v=0\s|\bv=0(?:\s*[\r\n]|\\[rn]|\s+o=)|\bm=(?:audio|video)\s|\ba=ice-).*"), "{}"),
    # Candidates of ICE and lines of a session description by themselves: https://www.rfc-editor.org/rfc/rfc8839
    (
        re.compile(
            r"(candidate:)\S{1,40}\s{1,3}\d{1,5}\s{1,3}(?:tcp|udp)\S{0,10}\s{1,3}\d{1,12}\s{1,3}\S[^\r\n\"]*",
            re.IGNORECASE,
        ),
        r"\1{}",
    ),
    (re.compile(r"(\bIN\s{1,3}IP[46]\s{1,3})[^\s\"]+"), r"\1{}"),
    # A SIP user may hold slashes, and people put at signs into passwords.
    (re.compile(r"(\bsips?:[^:@\s<>]{0,200}):[^\s<>]{0,200}@", re.IGNORECASE), r"\1@"),
    (re.compile(r"(?<=://)[^/?#\s<>\"']{1,400}@"), "{}@"),
)
_HARMLESS = re.compile(
    r"(?:https://api[a-z\d.-]{0,40}(?:/[a-z\d]{1,13})*/)?"
    r"(?:[A-Z]{3}-)?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?:/[a-z\d]{1,13})*"
    r"|\d{4}-\d\d-\d\dT[\d:.]{1,20}Z|[\w-]{0,10}"
)
"""Matches most texts that the API sends: ids, URLs, times and short words, which need no further check."""
_SECRET_HINT = re.compile(
    r"-----|MII|LS0tLS|eyJ|xox|xapp|[Bb]earer|BEARER|[Bb]asic|v=0|m=|a=ice|[Cc]andidate:|IP[46]|@"
)
_PAIR_HINT = re.compile(r"[=:]|%3[dD]|\s\S{0,99}\d")
_NUMBER = re.compile(
    r"(?<!\w)(?:\d{14,19}|(?:\d[ -]){13,18}\d"
    r"|\d{4}([ -])\d{4}\1\d{4}\1\d{2,4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{4,5})(?!\w)"
)
_CARD = re.compile(r"3[0689]\d{12}|3[47]\d{13}|[2-6]\d{15,18}")
"""Matches the lengths and beginnings of payment cards (ISO/IEC 7812) that no telephone number has."""

_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\w)", re.ASCII)
_MAYBE_IPV6 = re.compile(r"(?<![\w:])(?=[0-9A-Fa-f:.]{0,40}:)[0-9A-Fa-f:]{2,40}(?:%\w{1,20})?(?![\w:])", re.ASCII)
_LOCAL_NAME = re.compile(r"(?<![\w.-])[\w-]{1,63}\.local(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=2000)  # the API has some hundred field names, and repeats them in every response
def is_secret_name(key: str) -> bool:
    """Return whether a field of this name holds a credential, keypad digits, or what may hold either."""
    return _SECRET_NAME.search(key[:200]) is not None


def mask_secrets(text: str, mask: str = MASK) -> str:
    """Return a text with whatever looks like a credential, or follows the name of one, replaced by `mask`."""
    if _HARMLESS.fullmatch(text):
        return text
    if _SECRET_HINT.search(text):
        for pattern, replacement in _FORMS:
            text = pattern.sub(replacement.format(mask), text)
    if _PAIR_HINT.search(text):
        text = _PAIR.sub(lambda pair: f"{pair[1]}{pair[2] or pair[3]}{mask}", text)
    return _NUMBER.sub(lambda number: mask if _is_card(number[0]) else number[0], text)


def mask_network_addresses(text: str) -> str:
    """Return a text with IP addresses, and the names that browsers make up in their place, replaced by `MASK`.

    https://www.rfc-editor.org/rfc/rfc8828 explains why they are private.
    """
    masked = _LOCAL_NAME.sub(MASK, _IPV4.sub(MASK, text))
    return _MAYBE_IPV6.sub(lambda match: MASK if _is_ip_address(match[0]) else match[0], masked)


def _is_ip_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_card(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    if not _CARD.fullmatch(digits):
        return False
    # The check digit of Luhn's algorithm (ISO/IEC 7812-1, annex B).
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0
