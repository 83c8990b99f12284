from __future__ import annotations

from collections.abc import Callable

from capi_bot.slack.commands import SUBCOMMANDS
from capi_bot.slack.replies import Message
from capi_bot.slack.views import help as view


def test_help_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(view.commands())


def test_help_shows_every_subcommand_with_an_example() -> None:
    text = view.commands().text

    assert [row.name for row in SUBCOMMANDS if row.help not in text or f"/capi {row.example}" not in text] == []
