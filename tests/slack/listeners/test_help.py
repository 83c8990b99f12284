from __future__ import annotations

from collections.abc import Callable

from capi_bot.slack.commands import Ask
from capi_bot.slack.listeners import help as listener
from capi_bot.slack.services import Services
from capi_bot.slack.views import help as view
from tests.fakes import FakeApi


def test_help_reads_nothing(over: Callable[[FakeApi], Services]) -> None:
    api = FakeApi()

    assert listener.show(Ask(name="help"), over(api)) == view.commands()
    assert api.asked == []
