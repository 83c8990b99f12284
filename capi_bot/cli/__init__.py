"""The command `capi-bot`."""

from capi_bot.cli.program import main, parser

__all__ = ["main", "parser"]
