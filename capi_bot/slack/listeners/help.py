"""Tell what the bot can do."""

from __future__ import annotations

from capi_bot.slack.commands import Command, find_subcommand
from capi_bot.slack.messages import Message
from capi_bot.slack.services import Services
from capi_bot.slack.views import help as view


def show(command: Command, _services: Services) -> Message:
    """Answer `help`, or `help COMMAND`."""
    row = find_subcommand(command.argument)
    return view.command(row) if row else view.commands()
