"""Help: what the bot can do."""

from __future__ import annotations

from capi_bot.slack.commands import Command, row_of
from capi_bot.slack.messages import Message
from capi_bot.slack.services import Services
from capi_bot.slack.views import help as view


def answer_command(command: Command, _services: Services) -> Message:
    """Answer `help`, or `help COMMAND`."""
    row = row_of(command.argument)
    return view.command(row) if row else view.commands()
