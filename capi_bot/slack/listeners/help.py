"""Tell what the bot can do."""

from __future__ import annotations

from capi_bot.slack.commands import Ask
from capi_bot.slack.replies import Message
from capi_bot.slack.services import Services
from capi_bot.slack.views import help as view


def show(_ask: Ask, _services: Services) -> Message:
    """Answer `help`."""
    return view.commands()
