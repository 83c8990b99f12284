from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.slack.commands import SUBCOMMANDS, Subcommand
from capi_bot.slack.messages import Message
from capi_bot.slack.views import help as view


def test_help_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(view.commands())


@pytest.mark.parametrize("row", SUBCOMMANDS, ids=lambda row: row.name)
def test_help_on_one_command_is_drawn(row: Subcommand, golden: Callable[[Message], None]) -> None:
    golden(view.command(row))


def test_help_shows_every_subcommand_with_an_example() -> None:
    text = view.commands().text

    assert [row.name for row in SUBCOMMANDS if row.help not in text or f"/capi {row.example}" not in text] == []


@pytest.mark.parametrize("row", SUBCOMMANDS, ids=lambda row: row.name)
def test_help_on_one_command_explains_every_part_and_shows_every_example(row: Subcommand) -> None:
    text = view.command(row).text

    assert [means for _, means in row.parts if means not in text] == []
    assert [example for example in row.examples if f"/capi {example}" not in text] == []
