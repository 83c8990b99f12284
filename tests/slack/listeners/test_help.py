from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.slack.commands import SUBCOMMANDS, Command, Subcommand
from capi_bot.slack.listeners import commands
from capi_bot.slack.services import Services
from capi_bot.slack.views import help as view
from tests.fakes import FakeApi


def test_help_reads_nothing(over: Callable[[FakeApi], Services]) -> None:
    api = FakeApi()

    assert commands.answer_help(Command(name="help"), over(api)) == view.commands()
    assert api.requests == []


@pytest.mark.parametrize("row", SUBCOMMANDS, ids=lambda row: row.name)
def test_help_with_a_command_tells_about_that_one(row: Subcommand, over: Callable[[FakeApi], Services]) -> None:
    assert commands.answer_help(Command(name="help", argument=row.name), over(FakeApi())) == view.command(row)
