"""The table of subcommands, which the parser, the help and the suggestions read, and the parsers of their arguments.

To add a subcommand: a row in `SUBCOMMANDS`; a parser of its argument, text to a `Command`, or a `UserError` that says
what would work; a listener, `Command` and services to a reply, in `listeners/commands.py`; and a row in
`routes.COMMANDS` that names the listener. Help and suggestions follow from the row.
"""

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
START, GREETING, FIND = "start", "greeting", "find"
"""Commands that no word names: nothing was typed, a greeting, or a name alone."""

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
    """Of a subcommand, or `START`, `GREETING` or `FIND`."""
    argument: str = ""
    """An id, a name, a number (as `canonical_number` writes it) or words, whatever the subcommand takes.

    Of `conversation`, `members` and `events` it is empty where none was named: `parse` completes or refuses that.
    """
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
    return Command(name="conversation", argument=_parse_conversation_name(text))


def parse_members(text: str) -> Command:
    """Parse the id or the name of a conversation, where one is named."""
    conversation_id, rest = _take_conversation_id(text)
    if conversation_id:
        reject_rest(rest)
    return Command(name="members", argument=conversation_id or _parse_conversation_name(text))


def parse_events(text: str) -> Command:
    """Parse a conversation and an optional group or type of events: these stand after its name, or around its id."""
    conversation_id, rest = _take_conversation_id(text)
    if conversation_id:
        return Command(name="events", argument=conversation_id, event_filter=parse_event_filter(rest) if rest else "")
    # What stands in quotes is the name; a word that is no group or type is a part of it.
    if not is_quoted(text) and (event_filter := _find_event_filter(text)):
        return Command(name="events", event_filter=event_filter)
    name, _, last = text.rpartition(" ")
    event_filter = "" if is_quoted(text) else _find_event_filter(last)
    name = _parse_conversation_name(name if event_filter else text)
    return Command(name="events", argument=name, event_filter=event_filter)


def parse_user(text: str) -> Command:
    """Parse the id, the name or the number of a user."""
    name = _parse_id_or_name(text, "user")
    if not name:
        raise missing("user", f"user {EXAMPLE_USER}")
    return Command(name="user", argument=name)


def parse_users(text: str) -> Command:
    """Parse what to search for in the names of users; empty text lists them all."""
    return Command(name="users", argument=parse_name(text))


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


def _parse_conversation_name(text: str) -> str:
    """Return the id or the name of a conversation that a command is about; empty where it names none."""
    name = _parse_id_or_name(text, "conversation")
    # Conversations are looked up by their names, where numbers stand as the API writes them.
    return normalise_number(name) if is_phone_number(name) else name


def missing(kind: str, example: str) -> UserError:
    """Return the error that a command does not say which conversation or user is meant."""
    return UserError(
        f"I need the id or the name of a {kind}, such as `{COMMAND} {example}`. `{COMMAND} {kind}s` lists them."
    )


def _parse_id_or_name(text: str, kind: str) -> str:
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
    name = parse_name(text)
    if name != text and _ID_PREFIX.match(name) and not is_quoted(text):
        return _parse_id_or_name(name, kind)  # an id was left alone by stray signs before it
    return name


def parse_name(text: str) -> str:
    """Return the name or the number that a text is, without quotes and formatting; `UserError` for one too long."""
    name = unquote(text) if is_quoted(text) else strip_formatting(text)
    if len(name) > MAX_NAME_LENGTH:
        raise UserError(f"That name is too long: {MAX_NAME_LENGTH} characters are enough.")
    return canonical_number(name) if is_phone_number(name) else name


_TABS: Mapping[str, Callable[[str], Command]] = MappingProxyType({"members": parse_members, "events": parse_events})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcommand:
    """A row of the table; `parse` reads what follows the name and raises `UserError`."""

    name: str
    arguments: str
    """What may follow, in full."""
    help: str
    parts: tuple[tuple[str, str], ...]
    """Pairs of (what is written, what it means)."""
    examples: tuple[str, ...]
    """The first one stands alone where there is room for one."""
    parse: Callable[[str], Command]

    @property
    def example(self) -> str:
        """The first example."""
        return self.examples[0]


def find_subcommand(name: str) -> Subcommand | None:
    """Return the subcommand of a name, in any case; None where there is none."""
    return next((subcommand for subcommand in SUBCOMMANDS if subcommand.name == name.lower()), None)


def _parse_help(text: str) -> Command:
    name = text.removeprefix(COMMAND).strip()
    subcommand = find_subcommand(name)
    if name and subcommand is None:
        suggestion = closest_match(name, (subcommand.name for subcommand in SUBCOMMANDS))
        hint = f"Did you mean `{COMMAND} help {suggestion}`?" if suggestion else f"`{COMMAND} help` lists what I know."
        raise UserError(f"I have no command “{excerpt(name)}”. {hint}")
    return Command(name="help", argument=subcommand.name if subcommand else "")


SUBCOMMANDS = (
    Subcommand(
        name="conversations",
        arguments=(
            "[live|idle|ended|missed|all] [since 2h|today|yesterday|2026-11-01..2026-11-03] [oldest|newest] "
            "[with <number or name>] [words…]"
        ),
        help="List conversations, ten a page, the newest first: live ones, missed calls, or what you look for.",
        parts=(
            (
                "live",
                "somebody is in it now. idle: nobody is, but it goes on. ended: it is over. all: every one.",
            ),
            ("missed", "somebody called, and nobody else answered before it ended."),
            ("since 2h", "also 30m, 3d, 1w, today, yesterday or a date: from then until now."),
            ("2026-11-01..2026-11-03", "these days and those between; a date alone is that day."),
            ("oldest", "the oldest first."),
            ("with 447700000001", "this number is in it, or somebody of that name: with Ada Lovelace."),
            ("words…", "all of them are in its name or id. What I take for something else, or nearly, goes in quotes."),
        ),
        examples=(
            "conversations live with 447700000001",
            "conversations missed since 2h",
            "conversations ended yesterday with Ada Lovelace",
            "conversations 2026-11-01..2026-11-03 oldest",
            'conversations support "live chat"',
        ),
        parse=parse_conversations,
    ),
    Subcommand(
        name="conversation",
        arguments="<CON-…|name>",
        help="Show one conversation: its facts, members and events.",
        parts=(("CON-…", "its id, which is enough without the word conversation."), ("name", "its name.")),
        examples=(f"conversation {EXAMPLE_CONVERSATION}", "conversation Support 12", EXAMPLE_CONVERSATION),
        parse=parse_conversation,
    ),
    Subcommand(
        name="members",
        arguments="<CON-…|name>",
        help="Show who is, was or is invited to be in a conversation.",
        parts=(
            ("CON-…", "the conversation's id; in the thread of its card it may be left out."),
            ("name", "its name."),
        ),
        examples=(f"members {EXAMPLE_CONVERSATION}", "members Support 12", f"members {EXAMPLE_CONVERSATION} private"),
        parse=parse_members,
    ),
    Subcommand(
        name="events",
        arguments="<CON-…|name> [type or group]",
        help="Show what happened in a conversation.",
        parts=(
            ("CON-…", "the conversation's id; in the thread of its card it may be left out."),
            ("name", "its name; one that ends in a group or a type goes in quotes."),
            ("group", "people, call, audio, messages, custom or other."),
            ("type", "one type of events, such as member:joined or custom:order."),
        ),
        examples=(
            f"events {EXAMPLE_CONVERSATION}",
            f"events {EXAMPLE_CONVERSATION} call",
            "events Support 12 member:joined",
            f"events {EXAMPLE_CONVERSATION} custom:order",
        ),
        parse=parse_events,
    ),
    Subcommand(
        name="user",
        arguments="<USR-…|name|number>",
        help="Show one user: how to reach them, whether they are online, where they are.",
        parts=(
            ("USR-…", "their id, which is enough without the word user."),
            ("name", "their name or display name."),
            ("number", "a phone number, written as you like."),
        ),
        examples=(f"user {EXAMPLE_USER}", "user Ada Lovelace", "user +44 7700 900111"),
        parse=parse_user,
    ),
    Subcommand(
        name="users",
        arguments="[words…]",
        help="List users, or find some by name or number.",
        parts=(("words…", "all of them are in the user's name; a phone number finds who has it."),),
        examples=("users smith", "users", "users +44 7700 900111"),
        parse=parse_users,
    ),
    Subcommand(
        name="help",
        arguments="[command]",
        help="Show what I can do, or all about one command.",
        parts=(("command", "one of the names that help lists."),),
        examples=("help", "help conversations", "help events"),
        parse=_parse_help,
    ),
)
