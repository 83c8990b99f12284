"""Commands that a person types, the same in slash commands, mentions and direct messages."""

from capi_bot.slack.commands.list_filter import EVERYTHING, PRIVATE, ListFilter
from capi_bot.slack.commands.parser import (
    USAGE_HINT,
    format_command,
    parse,
    suggest,
    usage,
)
from capi_bot.slack.commands.subcommands import (
    COMMAND,
    FIND,
    GREETING,
    START,
    SUBCOMMANDS,
    Command,
    Subcommand,
    find_subcommand,
)

__all__ = [
    "COMMAND",
    "EVERYTHING",
    "FIND",
    "GREETING",
    "PRIVATE",
    "START",
    "SUBCOMMANDS",
    "USAGE_HINT",
    "Command",
    "ListFilter",
    "Subcommand",
    "find_subcommand",
    "format_command",
    "parse",
    "suggest",
    "usage",
]
