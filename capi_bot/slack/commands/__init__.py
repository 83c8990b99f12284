"""Commands that a person types, the same in slash commands, mentions and direct messages."""

from capi_bot.slack.commands.list_filter import EVERYTHING, PRIVATE, ListFilter
from capi_bot.slack.commands.parser import (
    format_command,
    parse,
    usage,
    usage_hint,
)
from capi_bot.slack.commands.subcommands import COMMAND, SUBCOMMANDS, Command, Subcommand, find_subcommand

__all__ = [
    "COMMAND",
    "EVERYTHING",
    "PRIVATE",
    "SUBCOMMANDS",
    "Command",
    "ListFilter",
    "Subcommand",
    "find_subcommand",
    "format_command",
    "parse",
    "usage",
    "usage_hint",
]
