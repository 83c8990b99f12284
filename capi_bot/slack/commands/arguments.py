"""Parsers of subcommand arguments: text to a `Command`, or a `UserError` that says what would work."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from capi_bot.capi import ids
from capi_bot.domain.events.catalogue import CATALOGUE, CUSTOM_PREFIX, EventGroup
from capi_bot.domain.phone_numbers import canonical_number, is_phone_number, normalise_number
from capi_bot.errors import UserError
from capi_bot.slack.commands.list_filter import EVERYTHING, ListFilter, read_filter
from capi_bot.slack.commands.text import (
    closest_match,
    excerpt,
    is_quoted,
    strip_formatting,
    strip_punctuation,
    strip_word,
    unquote,
)

COMMAND = "/capi"
EXAMPLE_CONVERSATION = "CON-bc643220-2542-499a-892e-c982c4150c06"
EXAMPLE_USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
MAX_NAME_LENGTH = 100
"""Characters of a name: the API's names are no longer, and they stand in the values of buttons."""

_ID_PREFIX = re.compile(r"(?:CON|USR|MEM|LEG|SES)-", re.IGNORECASE)

_EVENT_GROUPS: Mapping[str, EventGroup] = MappingProxyType(
    {group.value: group for group in EventGroup}
    | dict.fromkeys(("person", "member", "members"), EventGroup.PEOPLE)
    | dict.fromkeys(("calls", "leg", "legs"), EventGroup.CALL)
    | dict.fromkeys(("audios", "recording", "recordings"), EventGroup.AUDIO)
    | dict.fromkeys(("chat", "chats", "texts"), EventGroup.MESSAGES)
    | {"customs": EventGroup.CUSTOM, "others": EventGroup.OTHER}
)
_SEPARATORS = re.compile(r"[\s:./_-]+")
_EVENT_TYPES = MappingProxyType({_SEPARATORS.sub(":", event_type): event_type for event_type in CATALOGUE})
_CUSTOM_TYPE = re.compile(rf"{CUSTOM_PREFIX}[\w:.-]{{1,100}}", re.ASCII)
_MIN_PARTIAL_LENGTH = 3  # letters of a type from which on it is suggested


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A parsed command: the subcommand's name, its argument, and whether only the person may see the answer."""

    name: str
    argument: str = ""
    """An id, a name, a number (as `canonical_number` writes it) or words, whatever the subcommand takes."""
    event_filter: str = ""
    """Of `events`: a group or a type of events; empty for all."""
    filters: ListFilter = EVERYTHING
    """Of `conversations`."""
    private: bool = False


def parse_conversations(text: str) -> Command:
    """Parse the filter of a list of conversations."""
    return Command(name="conversations", filters=read_filter(text))


def parse_conversation(text: str) -> Command:
    """Parse the id or the name of a conversation; the name of a tab may follow an id."""
    first, _, rest = text.partition(" ")
    conversation_id = find_id(first)
    parse_tab = _TABS.get(strip_word(rest.partition(" ")[0]).lower())
    if parse_tab and ids.identify(conversation_id) == "conversation":
        return parse_tab(f"{conversation_id} {rest.partition(' ')[2]}")
    return Command(name="conversation", argument=_parse_conversation_name(text, "conversation"))


def parse_members(text: str) -> Command:
    """Parse the id or the name of a conversation."""
    conversation_id, rest = _take_conversation_id(text)
    if conversation_id:
        reject_rest(rest)
    return Command(name="members", argument=conversation_id or _parse_conversation_name(text, "members"))


def parse_events(text: str) -> Command:
    """Parse a conversation and an optional group or type of events: these stand after its name, or around its id."""
    conversation_id, rest = _take_conversation_id(text)
    if conversation_id:
        return Command(name="events", argument=conversation_id, event_filter=parse_event_filter(rest) if rest else "")
    name, _, last = text.rpartition(" ")
    # What stands in quotes is the name; a word that is no group or type is a part of it.
    event_filter = "" if is_quoted(text) else _find_event_filter(last)
    name = _parse_conversation_name(name if event_filter else text, "events")
    return Command(name="events", argument=name, event_filter=event_filter)


def parse_user(text: str) -> Command:
    """Parse the id, the name or the number of a user."""
    return Command(name="user", argument=_parse_id_or_name(text, "user", f"user {EXAMPLE_USER}"))


def parse_users(text: str) -> Command:
    """Parse what to search for in the names of users; empty text lists them all."""
    return Command(name="users", argument=_parse_name(text))


def find_id(word: str) -> str:
    """Return the canonical id that a word is, in any case and with a full stop after it; empty where it is none."""
    canonical = ids.canonical(strip_word(unquote(word).rstrip(".…")))
    return canonical if ids.identify(canonical) else ""


def reject_id(word: str) -> None:
    """Raise `UserError` where a word is the id of a member, or begins like an id but is not the whole of one."""
    if ids.identify(find_id(word)) == "member":
        raise UserError(
            "That is the id of a member, who is known only within a conversation: "
            f"`{COMMAND} members CON-…` shows them."
        )
    if _ID_PREFIX.match(strip_word(word)):
        raise UserError(
            f"“{excerpt(word)}” is not the whole id of a conversation or a user: "
            "that is `CON-` or `USR-` and 36 characters."
        )


def reject_rest(text: str) -> None:
    """Raise `UserError` where text follows that has no meaning."""
    if text:
        raise UserError(f"I do not understand “{excerpt(text)}” here. `{COMMAND} help` shows how it is written.")


def parse_event_filter(text: str) -> str:
    """Return the value of a group or the name of an event type; `UserError` names the nearest and the groups.

    Where a word is both, as `message` is, the type is meant. https://developer.vonage.com/en/conversation/concepts/event
    """
    if found := _find_event_filter(text):
        return found
    typed = strip_formatting(strip_punctuation(unquote(text)))
    name = _SEPARATORS.sub(":", typed.lower())
    containing = (
        [event_type for normalised, event_type in _EVENT_TYPES.items() if name in normalised]
        if len(name) >= _MIN_PARTIAL_LENGTH
        else []
    )
    suggestion = containing[0] if containing else closest_match(name, (*EventGroup, *CATALOGUE))
    groups = ", ".join(f"`{group}`" for group in EventGroup)
    raise UserError(
        f"I do not know events called “{excerpt(typed)}”. {f'Did you mean `{suggestion}`? ' if suggestion else ''}"
        f"The groups are {groups}; a type is written `member:joined`."
    )


def _find_event_filter(text: str) -> str:
    """Return the value of a group or the name of an event type that a text is; `""` where it is none."""
    typed = strip_formatting(strip_punctuation(unquote(text)))
    name = _SEPARATORS.sub(":", typed.lower())
    if known := _EVENT_TYPES.get(name) or _EVENT_GROUPS.get(name):
        return known
    custom = CUSTOM_PREFIX + typed[len(CUSTOM_PREFIX) :]
    return custom if name.startswith(CUSTOM_PREFIX) and _CUSTOM_TYPE.fullmatch(custom) else ""


def _take_conversation_id(text: str) -> tuple[str, str]:
    """Return the conversation id in text and the other words; `""` where there is none."""
    words = text.split()
    for at, word in enumerate(words):
        if ids.identify(conversation_id := find_id(word)) == "conversation":
            return conversation_id, " ".join((*words[:at], *words[at + 1 :]))
    return "", text


def _parse_conversation_name(text: str, command: str) -> str:
    """Return the id or the name of a conversation that a command is about."""
    name = _parse_id_or_name(text, "conversation", f"{command} {EXAMPLE_CONVERSATION}")
    # Conversations are looked up by their names, where numbers stand as the API writes them.
    return normalise_number(name) if is_phone_number(name) else name


def _parse_id_or_name(text: str, kind: str, example: str) -> str:
    first, _, rest = text.partition(" ")
    canonical = find_id(first)
    kind_of_id = ids.identify(canonical)
    if kind_of_id == kind:
        reject_rest(rest)
        return canonical
    if kind_of_id in ("conversation", "user"):
        raise UserError(f"That is the id of a {kind_of_id}. Write `{COMMAND} {kind_of_id} {canonical}`.")
    if kind_of_id or strip_word(first)[:4].isupper():  # "usr-1" may well be a name
        reject_id(first)
    name = _parse_name(text)
    if name != text and _ID_PREFIX.match(name) and not is_quoted(text):
        return _parse_id_or_name(name, kind, example)  # an id was left alone by stray signs before it
    if not name:
        raise UserError(
            f"I need the id or the name of a {kind}, such as `{COMMAND} {example}`. `{COMMAND} {kind}s` lists them."
        )
    return name


def _parse_name(text: str) -> str:
    name = unquote(text) if is_quoted(text) else strip_formatting(text)
    if len(name) > MAX_NAME_LENGTH:
        raise UserError(f"That name is too long: {MAX_NAME_LENGTH} characters are enough.")
    return canonical_number(name) if is_phone_number(name) else name


_TABS: Mapping[str, Callable[[str], Command]] = MappingProxyType({"members": parse_members, "events": parse_events})
