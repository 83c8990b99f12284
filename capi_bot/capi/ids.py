"""The ids of the Conversation API: what they look like, and the only way into a path."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

from capi_bot.errors import UserError

IdKind = Literal["conversation", "member", "user", "session"]

# The vendor's own samples are not always hexadecimal, so neither are these.
CONVERSATION = re.compile(r"CON-[0-9A-Za-z-]{36}")
MEMBER = re.compile(r"MEM-[0-9A-Za-z-]{36}")
USER = re.compile(r"USR-[0-9A-Za-z-]{36}")
SESSION = re.compile(r"SES-[0-9A-Za-z-]{36}")

PATTERNS = {"conversation": CONVERSATION, "member": MEMBER, "user": USER, "session": SESSION}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TAIL = "bc643220-2542-499a-892e-c982c4150c06"
_SHOWN = 50


def canonical(text: str) -> str:
    """Return what may be an id as the API writes it: a prefix in capitals, a UUID in small letters."""
    prefix, dash, tail = text.partition("-")
    return f"{prefix.upper()}{dash}{tail.lower() if _UUID.fullmatch(tail) else tail}"


def identify(text: str) -> Literal["conversation", "user", "member"] | None:
    """Tell which thing a text is the id of; None where it is no id, or one that nobody can look up."""
    if CONVERSATION.fullmatch(text):
        return "conversation"
    if USER.fullmatch(text):
        return "user"
    return "member" if MEMBER.fullmatch(text) else None


def segment(kind: IdKind, text: str) -> str:
    """Turn an id into one segment of a path; `UserError` where it is not an id of that kind."""
    pattern = PATTERNS[kind]
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise UserError(
            f"“{_shown(str(text))}” is not a {kind} id. A {kind} id looks like {pattern.pattern[:4]}{_TAIL}."
        )
    return quote(text, safe="")


def event_segment(event_id: int) -> str:
    """Turn the number of an event into one segment of a path; `UserError` where it is no such number."""
    if isinstance(event_id, bool) or not isinstance(event_id, int) or event_id < 0:
        raise UserError(f"“{_shown(str(event_id))}” is not an event id. An event id is a whole number such as 7.")
    return str(event_id)


def _shown(text: str) -> str:
    printable = "".join(character if character.isprintable() else " " for character in text[: _SHOWN + 1])
    return printable if len(printable) <= _SHOWN else f"{printable[:_SHOWN]}…"
