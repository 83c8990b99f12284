"""From what is typed to what is wanted and back, the same for slash commands, mentions and direct messages."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.capi import ids
from capi_bot.errors import UserError
from capi_bot.slack.commands import arguments, keywords
from capi_bot.slack.commands.arguments import COMMAND, Ask
from capi_bot.slack.commands.listing import write
from capi_bot.slack.commands.rows import SUBCOMMANDS, Subcommand, row_of
from capi_bot.slack.commands.text import from_slack, nearest, quoted, shown, to_slack, without_stop

PRIVATE = "private"

_ALONE = ("live", "open", "ended")
_MACHINE_NAME = "NAM-"  # which the API gives to conversations and to users alike


def parse(text: str) -> Ask:
    """Read what was typed, with or without Slack's escaping, or raise `UserError` that says what would work."""
    words = _without_command(from_slack(text))
    before, _, last = f" {words}".rpartition(" ")
    private = without_stop(last).lower() == PRIVATE
    return replace(_read(before.strip() if private else words), private=private)


def usage(row: Subcommand) -> str:
    """Return how a subcommand is written, for example `user <USR-…|name|number>`."""
    return f"{row.name} {row.arguments}"


def hint() -> str:
    """Return all subcommands in one line, as Slack shows it while somebody types the command."""
    return " | ".join(f"{row.name} {row.hint}" for row in SUBCOMMANDS)


def typed(ask: Ask) -> str:
    """Return the words that parse to an ask, escaped as Slack would."""
    bare = _typed(ask, ask.argument)
    return bare if _means(bare, ask) else _typed(ask, quoted(ask.argument))


def _read(words: str) -> Ask:
    first, _, rest = words.partition(" ")
    if not first:
        return Ask(name="help")
    if row := row_of(first) or row_of(without_stop(first)):
        return row.parse(rest)
    if known := arguments.whole_id(first):
        return _by_id(known, first, rest)
    if keywords.leads(words):
        return arguments.conversations(words)
    arguments.refuse_part_of_id(first)
    if first.startswith(_MACHINE_NAME):
        name = shown(first)
        raise UserError(f"“{name}” is a name. Write `{COMMAND} conversation {name}` or `{COMMAND} user {name}`.")
    raise UserError(f"I do not know “{shown(first)}”. {_instead(first)}")


def _instead(first: str) -> str:
    near = nearest(first, (*(row.name for row in SUBCOMMANDS), *_ALONE))
    return f"Did you mean `{COMMAND} {near}`?" if near else f"`{COMMAND} help` lists what I know."


def _without_command(words: str) -> str:
    first, _, rest = words.partition(" ")
    return rest if first.lower() == COMMAND else words


def _by_id(known: str, word: str, rest: str) -> Ask:
    kind = ids.identify(known)
    if kind not in ("conversation", "user"):
        arguments.refuse_part_of_id(word)
    arguments.nothing(rest)
    return Ask(name=str(kind), argument=known)


def _typed(ask: Ask, argument: str) -> str:
    words = (ask.name, write(ask.listing), argument, ask.only, PRIVATE if ask.private else "")
    return to_slack(" ".join(filter(None, words)))


def _means(text: str, ask: Ask) -> bool:
    try:
        return parse(text) == ask
    except UserError:
        return False
