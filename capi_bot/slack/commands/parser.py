"""From what is typed to what is wanted and back, the same for slash commands, mentions and direct messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from capi_bot.capi import ids
from capi_bot.errors import UserError
from capi_bot.slack.commands import arguments, filter_words
from capi_bot.slack.commands.arguments import COMMAND, Command
from capi_bot.slack.commands.filter_words import PRIVATE
from capi_bot.slack.commands.list_filter import write_filter
from capi_bot.slack.commands.subcommands import SUBCOMMANDS, Subcommand, row_of
from capi_bot.slack.commands.text import addressed, bare, nearest, quoted, shown, to_slack
from capi_bot.slack.commands.tokens import tokens
from capi_bot.slack.commands.typos import is_near

_ALONE = ("live", "open", "ended")
_MEANT: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("list", "show", "find", "search", "call", "calls", "convs", "chats"), "conversations")
    | dict.fromkeys(("people", "agents"), "users")
)
_TELLING = 3  # letters of a word that tell which one may be meant
_LIKE = 0.6
_MACHINE_NAME = "NAM-"  # which the API gives to conversations and to users alike


def parse(text: str, me: str = "") -> Command:
    """Read what was typed, with or without Slack's escaping, or raise `UserError` that says what would work.

    `me` is the bot's own user id, where its mention may be in the text: what precedes that is a salutation, unless it
    means something by itself.
    """
    before, after = addressed(text, me)
    words, private = _privately(_without_command(f"{before} {after}".strip() if _is_ours(before) else after or before))
    return replace(_read(words), private=private)


def usage(row: Subcommand) -> str:
    """Return how a subcommand is written, for example `user <USR-…|name|number>`."""
    return f"{row.name} {row.arguments}"


def hint() -> str:
    """Return all subcommands in one line, as Slack shows it while somebody types the command."""
    return " | ".join(f"{row.name} {row.hint}" for row in SUBCOMMANDS)


def typed(command: Command) -> str:
    """Return the words that parse to an ask, escaped as Slack would."""
    bare = _typed(command, command.argument)
    return bare if _means(bare, command) else _typed(command, quoted(command.argument))


def _is_ours(words: str) -> bool:
    first = words.partition(" ")[0]
    return bool(first == COMMAND or row_of(bare(first)) or arguments.whole_id(first) or filter_words.leads(words))


def _privately(words: str) -> tuple[str, bool]:
    """Take `private` off the end; `UserError` where it seems to be meant, for all would see what one asks for."""
    plain = [token for token in tokens(words) if not token.quoted]
    last = plain[-1] if plain and words.endswith(plain[-1].raw) else None
    if last and last.word.lower() == PRIVATE:
        return words[: last.start].strip(), True
    for token in plain:
        if token.word.lower() == PRIVATE or (token is last and is_near(token.word, PRIVATE)):
            raise UserError(
                f"Write `{PRIVATE}` at the end to be answered alone, "
                f'or `"{shown(token.word)}"` in quotes where it is part of a name.'
            )
    return words, False


def _read(words: str) -> Command:
    first, _, rest = words.partition(" ")
    if not first:
        return Command(name="help")
    if row := row_of(first) or row_of(bare(first)):
        return row.parse(rest)
    if row := row_of(ids.identify(arguments.whole_id(first)) or ""):
        return row.parse(words)
    if filter_words.leads(words):
        return arguments.conversations(words)
    arguments.refuse_id(first)
    if first.startswith(_MACHINE_NAME):
        name = shown(first)
        raise UserError(f"“{name}” is a name. Write `{COMMAND} conversation {name}` or `{COMMAND} user {name}`.")
    raise UserError(f"I do not know “{shown(first)}”. {_instead(bare(first).lower())}")


def _instead(first: str) -> str:
    names = (*(row.name for row in SUBCOMMANDS), *_ALONE)
    begun = (name for name in names if len(first) >= _TELLING and name.startswith(first))
    near = next(begun, "") or _MEANT.get(first) or nearest(first, names, _LIKE)
    return f"Did you mean `{COMMAND} {near}`?" if near else f"`{COMMAND} help` lists what I know."


def _without_command(words: str) -> str:
    first, _, rest = words.partition(" ")
    return rest if first.lower() == COMMAND else words


def _typed(command: Command, argument: str) -> str:
    words = (command.name, write_filter(command.filters), argument, command.only, PRIVATE if command.private else "")
    return to_slack(" ".join(filter(None, words)))


def _means(text: str, command: Command) -> bool:
    try:
        return parse(text) == command
    except UserError:
        return False
