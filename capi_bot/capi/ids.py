"""Ids of the Conversation API, and their use in the paths of requests: text that is not an id or a path raises."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote

from capi_bot.capi.arguments import LARGEST_NUMBER, is_whole, show
from capi_bot.errors import InvalidArgumentError

IdKind = Literal["conversation", "member", "user", "session"]

# The vendor's own samples are not always hexadecimal, so neither are these.
CONVERSATION = re.compile(r"CON-[0-9A-Za-z-]{36}")
MEMBER = re.compile(r"MEM-[0-9A-Za-z-]{36}")
USER = re.compile(r"USR-[0-9A-Za-z-]{36}")
SESSION = re.compile(r"SES-[0-9A-Za-z-]{36}")

_PATTERNS: Mapping[IdKind, re.Pattern[str]] = {
    "conversation": CONVERSATION,
    "member": MEMBER,
    "user": USER,
    "session": SESSION,
}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_EXAMPLE_UUID = "bc643220-2542-499a-892e-c982c4150c06"
_MAX_QUOTED = 50
"""Characters of a wrong id that an error message repeats."""


def canonical(text: str) -> str:
    """Return what may be an id as the API writes it: the prefix in upper case, a UUID in lower case."""
    prefix, dash, uuid = text.partition("-")
    return f"{prefix.upper()}{dash}{uuid.lower() if _UUID.fullmatch(uuid) else uuid}"


def identify(text: object) -> Literal["conversation", "user", "member"] | None:
    """Return the kind of resource that `text` is the id of; None for anything but an id, and for a session's."""
    if not isinstance(text, str):
        return None
    if CONVERSATION.fullmatch(text):
        return "conversation"
    if USER.fullmatch(text):
        return "user"
    return "member" if MEMBER.fullmatch(text) else None


def path_segment(kind: IdKind, identifier: str) -> str:
    """Return an id as one segment of a path; `InvalidArgumentError` where it is not an id of that kind."""
    pattern = _PATTERNS[kind]
    if not isinstance(identifier, str) or not pattern.fullmatch(identifier):
        example = f"{pattern.pattern[:4]}{_EXAMPLE_UUID}"
        raise InvalidArgumentError(f"“{_shorten(identifier)}” is not a {kind} id. A {kind} id looks like {example}.")
    return quote(identifier, safe="")


def event_path_segment(event_id: int) -> str:
    """Return the number of an event as one segment of a path; `InvalidArgumentError` where it is not such a number."""
    if not is_whole(event_id) or not 0 <= event_id <= LARGEST_NUMBER:
        raise InvalidArgumentError(
            f"“{_shorten(event_id)}” is not an event id. An event id is a whole number such as 7."
        )
    return str(event_id)


def split_path(path_and_query: str) -> tuple[str, dict[str, str]]:
    """Split any path of the API, as a person types it, into path and query parameters.

    `InvalidArgumentError` where it could lead away from the API. A trailing slash is removed, because the API does not
    know paths that have one. A parameter is sent once, so a repeated one is rejected: one of its values would be lost.
    """
    if not isinstance(path_and_query, str):
        raise InvalidArgumentError(f"A path is a text such as /v1/conversations, not {show(path_and_query)}.")
    path, _, query = path_and_query.strip().partition("?")
    segments = unquote(path).replace("\\", "/").split("/")
    if not path.startswith("/") or path.startswith("//") or "#" in path_and_query or not path_and_query.isprintable():
        raise InvalidArgumentError("A path begins with one slash and names no host, for example /v1/conversations.")
    if "." in segments or ".." in segments:
        raise InvalidArgumentError("A path goes straight to what it names: leave out “.” and “..”.")
    path = path.rstrip("/")
    if not path:
        raise InvalidArgumentError("Name a path of the API, for example /v1/conversations.")
    pairs = parse_qsl(query, keep_blank_values=True)
    for name, count in Counter(name for name, _ in pairs).most_common(1):
        if count > 1:
            raise InvalidArgumentError(f"Give each query parameter once: {name} is there {count} times.")
    return path, dict(pairs)


def _shorten(value: object) -> str:
    text = value if isinstance(value, str) else show(value)
    printable = "".join(character if character.isprintable() else " " for character in text[: _MAX_QUOTED + 1])
    return printable if len(printable) <= _MAX_QUOTED else f"{printable[:_MAX_QUOTED]}…"
