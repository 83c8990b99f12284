"""Kinds of events as people name them: a group, a type of the catalogue, or a custom type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from capi_bot.domain.events.catalogue import CATALOGUE, CUSTOM_PREFIX, EventGroup
from capi_bot.errors import UserError
from capi_bot.slack.commands.text import nearest, shown, unadorned, unquoted, without_stop

_GROUPS: Mapping[str, EventGroup] = MappingProxyType(
    {group.value: group for group in EventGroup}
    | dict.fromkeys(("person", "member", "members"), EventGroup.PEOPLE)
    | dict.fromkeys(("calls", "leg", "legs"), EventGroup.CALL)
    | dict.fromkeys(("audios", "recording", "recordings"), EventGroup.AUDIO)
    | dict.fromkeys(("chat", "chats", "texts"), EventGroup.MESSAGES)
    | {"customs": EventGroup.CUSTOM, "others": EventGroup.OTHER}
)
_BETWEEN = re.compile(r"[\s:./_-]+")
_TYPES = MappingProxyType({_BETWEEN.sub(":", kind): kind for kind in CATALOGUE})
_CUSTOM = re.compile(rf"{CUSTOM_PREFIX}[\w:.-]{{1,100}}", re.ASCII)
_TELLING = 3  # letters of a type that tell which one may be meant


def event_kind(text: str) -> str:
    """Return the value of a group or the name of an event type; `UserError` names the nearest and the groups.

    Where a word is both, as `message` is, the type is meant. https://developer.vonage.com/en/conversation/concepts/event
    """
    typed = unadorned(without_stop(unquoted(text)))
    name = _BETWEEN.sub(":", typed.lower())
    if name in _TYPES:
        return _TYPES[name]
    if name in _GROUPS:
        return _GROUPS[name]
    custom = CUSTOM_PREFIX + typed[len(CUSTOM_PREFIX) :]
    if name.startswith(CUSTOM_PREFIX) and _CUSTOM.fullmatch(custom):
        return custom
    raise UserError(f"I do not know events called “{shown(typed)}”. {_instead(name)}")


def _instead(name: str) -> str:
    within = [kind for spelt, kind in _TYPES.items() if name in spelt] if len(name) >= _TELLING else []
    near = within[0] if within else nearest(name, (*EventGroup, *CATALOGUE))
    groups = ", ".join(f"`{group}`" for group in EventGroup)
    instead = f"Did you mean `{near}`? " if near else ""
    return f"{instead}The groups are {groups}; a type is written `member:joined`."
