"""The grammar: what a person types, the same for slash commands, mentions and direct messages."""

from capi_bot.slack.commands.arguments import COMMAND, Ask
from capi_bot.slack.commands.grammar import hint, parse, typed, usage
from capi_bot.slack.commands.keywords import PRIVATE
from capi_bot.slack.commands.listing import EVERYTHING, Listing
from capi_bot.slack.commands.rows import SUBCOMMANDS, Subcommand, row_of

__all__ = [
    "COMMAND",
    "EVERYTHING",
    "PRIVATE",
    "SUBCOMMANDS",
    "Ask",
    "Listing",
    "Subcommand",
    "hint",
    "parse",
    "row_of",
    "typed",
    "usage",
]
