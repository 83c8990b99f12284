"""The grammar: what a person types, the same for slash commands, mentions and direct messages."""

from capi_bot.slack.commands.arguments import COMMAND, Command
from capi_bot.slack.commands.filter_words import PRIVATE
from capi_bot.slack.commands.list_filter import EVERYTHING, ListFilter
from capi_bot.slack.commands.parser import (
    hint,
    parse,
    typed,
    usage,
)
from capi_bot.slack.commands.subcommands import SUBCOMMANDS, Subcommand, row_of

__all__ = [
    "COMMAND",
    "EVERYTHING",
    "PRIVATE",
    "SUBCOMMANDS",
    "Command",
    "ListFilter",
    "Subcommand",
    "hint",
    "parse",
    "row_of",
    "typed",
    "usage",
]
