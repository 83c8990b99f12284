from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.capi.presence import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.commands import Listing
from capi_bot.slack.ids import Action
from capi_bot.slack.listeners import search
from capi_bot.slack.payloads import Shortcut
from capi_bot.slack.replies import Painting
from capi_bot.slack.services import Services
from capi_bot.slack.state import ListState, pack_list
from capi_bot.slack.views import search as view
from tests.fakes import FakeApi
from tests.slack.listeners.conftest import Pressed

ServicesOver = Callable[[FakeApi], Services]

LIVE = Listing(state=Liveness.LIVE, words=("support",))


def test_the_shortcut_opens_an_empty_form_and_reads_nothing(seeded: FakeApi, over: ServicesOver) -> None:
    shortcut = Shortcut(callback_id="search", user_id="U1", trigger_id="1.2")

    assert search.blank(shortcut, over(seeded)) == view.form()
    assert seeded.asked == []


def test_the_form_is_filled_with_what_the_list_shows(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    carried, shown = pack_list(ListState()), pack_list(ListState(asked=LIVE, number=2, cursor="c"))

    assert search.refine(pressed(Action.LIST_SEARCH, carried, shown), over(seeded)) == view.form(LIVE)
    assert search.refine(pressed(Action.LIST_SEARCH, shown), over(seeded)) == view.form(LIVE)
    assert seeded.asked == []


def test_a_forged_value_opens_nothing(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        search.refine(pressed(Action.LIST_SEARCH, "x"), over(seeded))


def test_what_is_found_is_a_private_list(seeded: FakeApi, over: ServicesOver) -> None:
    reply = search.found(Listing(oldest=True), over(seeded))

    assert isinstance(reply, Painting)
    message, _ = reply.look(10)
    assert "oldest first" in message.text
    assert "Open in thread" not in str(message.blocks)
