"""Typed access to the fields of Slack's payloads: what is missing or null is empty, what is of another type raises."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

Body = Mapping[str, Any]  # Slack's payloads; only their parsers look inside

MAX_DEPTH: Final = 200
"""Objects and lists in each other, at most; a modal of Slack's with rich text has about 20."""

OBJECTS_OR_IDS: Final = ("channel", "enterprise", "team", "user")
"""An object in interactions, elsewhere an id."""
OBJECTS: Final = ("container", "message", "view")
LISTS: Final = ("actions", "authorizations")
TEXTS: Final = ("api_app_id", "callback_id", "command", "enterprise_id", "team_id")

NEEDED_BY_BOLT: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "block_actions": (("actions", "action_id"),),
    "event_callback": (("event", "type"),),
    "view_closed": (("view", "callback_id"), ("view", "type")),
    "view_submission": (("view", "callback_id"), ("view", "type")),
}
"""Texts by which Bolt finds the listener, by type of payload."""


TIMESTAMP: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class PayloadError(ValueError):
    """A payload that cannot be read: names the field, and never what stands in it."""


def text(body: Body, name: str) -> str:
    """Return text; empty where there is none."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise PayloadError(f"{name} is no text")
    return value or ""


def required_text(body: Body, name: str) -> str:
    """Return text that has to be there."""
    if value := text(body, name):
        return value
    raise PayloadError(f"{name} is missing")


def timestamp(body: Body, name: str) -> str:
    """Return when something was, in Slack's format of seconds and a fraction; later times compare greater."""
    value = text(body, name)
    if value and not TIMESTAMP.fullmatch(value):
        raise PayloadError(f"{name} is no time")
    return value


def flag(body: Body, name: str) -> bool:
    """Return whether something is so."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise PayloadError(f"{name} is neither true nor false")
    return bool(value)


def mapping(body: Body, name: str) -> Body:
    """Return an object; an empty one where there is none."""
    value = body.get(name)
    if value is not None and not isinstance(value, Mapping):
        raise PayloadError(f"{name} is no object")
    return value or {}


def mappings(body: Body, name: str) -> Sequence[Body]:
    """Return a list of objects; an empty one where there is none."""
    value = body.get(name)
    if value is not None and not (isinstance(value, list | tuple) and all(isinstance(item, Mapping) for item in value)):
        raise PayloadError(f"{name} is no list of objects")
    return value or ()


def check_shape(body: Body) -> None:
    """Raise `PayloadError` where the outermost fields are not what any payload of Slack's has, or it is too deep.

    Bolt reads them before any listener runs, and takes them for granted.
    """
    if _is_too_deep(body):
        raise PayloadError(f"objects and lists stand in each other more than {MAX_DEPTH} deep")
    for node in (body, mapping(body, "event")):
        for name in OBJECTS:
            mapping(node, name)
        for name in OBJECTS_OR_IDS:
            if not isinstance(node.get(name), str):
                mapping(node, name)
    for name in LISTS:
        mappings(body, name)
    for name in TEXTS:
        text(body, name)
    for name, field in NEEDED_BY_BOLT.get(text(body, "type"), ()):
        parts = mappings(body, name) if name in LISTS else (mapping(body, name),)
        if not (parts and isinstance(parts[0].get(field), str)):
            raise PayloadError(f"{field} of {name} is missing")


def _is_too_deep(node: object) -> bool:
    level = [node]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return True


def _children(node: object) -> Sequence[object]:
    match node:
        case dict():
            return tuple(node.values())
        case list():
            return node
    return ()
