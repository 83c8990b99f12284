from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.domain.liveness import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, encode_list
from capi_bot.slack.commands import ListFilter
from capi_bot.slack.listeners import shortcuts
from capi_bot.slack.payloads import Shortcut
from capi_bot.slack.services import Services
from capi_bot.slack.views import search_form as view
from tests.fakes import FakeApi
from tests.slack.conftest import Pressed
from tests.slack.interactions import actor
from tests.slack.listeners.lists import final_message

ServicesOver = Callable[[FakeApi], Services]

LIVE = ListFilter(state=Liveness.LIVE, words=("support",))


def test_the_shortcut_opens_an_empty_form_and_reads_nothing(seeded: FakeApi, over: ServicesOver) -> None:
    shortcut = Shortcut(actor=actor(channel=""), callback_id="search", trigger_id="1.2")

    assert shortcuts.open_search_form(shortcut, over(seeded)) == view.form()
    assert seeded.requests == []


def test_the_form_is_filled_with_what_the_list_shows(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    value, shown = encode_list(ListState()), encode_list(ListState(filters=LIVE, number=2, cursor="c"))

    assert shortcuts.open_form_for_list(pressed(Action.LIST_SEARCH, value, shown), over(seeded)) == view.form(LIVE)
    assert shortcuts.open_form_for_list(pressed(Action.LIST_SEARCH, shown), over(seeded)) == view.form(LIVE)
    assert seeded.requests == []


def test_a_forged_value_opens_nothing(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        shortcuts.open_form_for_list(pressed(Action.LIST_SEARCH, "x"), over(seeded))


def test_what_is_found_is_a_private_list(seeded: FakeApi, over: ServicesOver) -> None:
    message = final_message(shortcuts.show_search_results(ListFilter(oldest=True), over(seeded)))

    assert "oldest first" in message.text
    assert "Open in thread" not in str(message.blocks)
