"""What a person wants, and what may stand behind each subcommand: text → `Ask`, or what would work as `UserError`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from capi_bot.capi import ids
from capi_bot.domain.phone_numbers import is_phone_number, normalise_number
from capi_bot.errors import UserError
from capi_bot.slack.commands.event_types import event_kind
from capi_bot.slack.commands.list_filter import EVERYTHING, ListFilter, read_filter
from capi_bot.slack.commands.text import bare, is_quoted, shown, unadorned, unquoted

COMMAND = "/capi"
EXAMPLE_CONVERSATION = "CON-bc643220-2542-499a-892e-c982c4150c06"
EXAMPLE_USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
LONGEST = 100
"""Characters of a name: the API's names are no longer, and they travel in buttons."""

_ID_BEGINS = re.compile(r"(?:CON|USR|MEM|LEG|SES)-", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Be what a person wants: a subcommand's name, its argument, and whether only they may see the answer."""

    name: str
    argument: str = ""
    """An id, a name, a number (digits alone) or words, whatever the subcommand asks for."""
    only: str = ""
    """Of `events`: the group, or the type of events, that is asked for."""
    filters: ListFilter = EVERYTHING
    """Of `conversations`: which."""
    private: bool = False


def conversations(text: str) -> Command:
    """Read which conversations are to be listed."""
    return Command(name="conversations", filters=read_filter(text))


def conversation(text: str) -> Command:
    """Read the id or the name of a conversation; what follows an id may be one of its tabs."""
    first, _, rest = text.partition(" ")
    known = whole_id(first)
    read_filter = _TABS.get(bare(rest.partition(" ")[0]).lower())
    if read_filter and ids.identify(known) == "conversation":
        return read_filter(f"{known} {rest.partition(' ')[2]}")
    return Command(name="conversation", argument=_id_or_name(text, "conversation", EXAMPLE_CONVERSATION))


def members(text: str) -> Command:
    """Read the id of a conversation."""
    conversation_id, rest = _conversation_id(text)
    nothing(rest)
    return Command(name="members", argument=conversation_id)


def events(text: str) -> Command:
    """Read the id of a conversation and, where there is one, a kind of events before or behind it."""
    conversation_id, rest = _conversation_id(text)
    return Command(name="events", argument=conversation_id, only=event_kind(rest) if rest else "")


def user(text: str) -> Command:
    """Read the id, the name or the number of a user."""
    return Command(name="user", argument=_id_or_name(text, "user", EXAMPLE_USER))


def users(text: str) -> Command:
    """Read what is to be looked for in the names of users; nothing lists them all."""
    return Command(name="users", argument=_name(text))


def whole_id(word: str) -> str:
    """Return a word as the id that it is, in any case and with a stop behind it; empty where it is none."""
    known = ids.canonical(bare(unquoted(word).rstrip(".…")))
    return known if ids.identify(known) else ""


def refuse_id(word: str) -> None:
    """Raise `UserError` where a word is the id of a member, or begins like an id but is not the whole of one."""
    if ids.identify(whole_id(word)) == "member":
        raise UserError(
            "That is the id of a member, who is known only within a conversation: "
            f"`{COMMAND} members CON-…` shows them."
        )
    if _ID_BEGINS.match(bare(word)):
        raise UserError(
            f"“{shown(word)}” is not the whole id of a conversation or a user: "
            "that is `CON-` or `USR-` and 36 characters."
        )


def nothing(text: str) -> None:
    """Raise `UserError` where something follows that has no meaning."""
    if text:
        raise UserError(f"I do not understand “{shown(text)}” here. `{COMMAND} help` shows how it is written.")


def _conversation_id(text: str) -> tuple[str, str]:
    words = text.split()
    for at, word in enumerate(words):
        if ids.identify(known := whole_id(word)) == "conversation":
            return known, " ".join((*words[:at], *words[at + 1 :]))
    for word in words:
        if ids.identify(whole_id(word)) != "user":
            refuse_id(word)
    raise UserError(
        f"I need the id of a conversation, such as `{EXAMPLE_CONVERSATION}`. `{COMMAND} conversations` lists them."
    )


def _id_or_name(text: str, kind: str, example: str) -> str:
    first, _, rest = text.partition(" ")
    known = whole_id(first)
    found = ids.identify(known)
    if found == kind:
        nothing(rest)
        return known
    if found in ("conversation", "user"):
        raise UserError(f"That is the id of a {found}. Write `{COMMAND} {found} {known}`.")
    if found or bare(first)[:4].isupper():  # "usr-1" may well be a name
        refuse_id(first)
    name = _name(text)
    if not name:
        raise UserError(f"I need the id or the name of a {kind}, such as `{COMMAND} {kind} {example}`.")
    return name


def _name(text: str) -> str:
    name = unquoted(text) if is_quoted(text) else unadorned(text)
    if len(name) > LONGEST:
        raise UserError(f"That name is too long: {LONGEST} characters are enough.")
    return normalise_number(name) if is_phone_number(name) else name


_TABS: Mapping[str, Callable[[str], Command]] = MappingProxyType({"members": members, "events": events})
