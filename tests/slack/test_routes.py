"""No dead buttons: what is drawn is what the routes answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from capi_bot.slack import commands
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    decode_home,
    decode_list,
    decode_lookup,
    decode_retry,
    decode_tab,
    decode_user,
    decode_user_list,
)
from capi_bot.slack.listeners import actions
from capi_bot.slack.messages import ReplyTarget
from capi_bot.slack.routes import ACTIONS, COMMANDS
from capi_bot.slack.services import Services
from tests.slack.conftest import Pressed
from tests.slack.views.drawn_views import draw_view

GOLDENS = sorted((Path(__file__).parent / "views" / "__snapshots__").rglob("*.json"))
WORLDS = 150


def _buttons(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from block.get("elements", ()) if block["type"] == "actions" else ()
    if "accessory" in block:
        yield block["accessory"]


@pytest.fixture(scope="module")
def drawn() -> list[tuple[str, str]]:
    """Return what is drawn in any snapshot or made-up world: pairs of action id and what the button carries."""
    blocks = [block for golden in GOLDENS for block in json.loads(golden.read_text()).get("blocks", ())]
    blocks += [block for seed in range(WORLDS) for block in draw_view(seed).message.blocks]
    return [
        (button["action_id"], button.get("value") or block.get("block_id", ""))
        for block in blocks
        for button in _buttons(block)
    ]


def test_every_button_that_is_drawn_is_answered(drawn: list[tuple[str, str]]) -> None:
    assert {action for action, _ in drawn} <= {*ACTIONS, Action.AGAIN}


def test_every_action_is_drawn_somewhere(drawn: list[tuple[str, str]]) -> None:
    assert {action for action, _ in drawn} == set(Action)


def test_every_button_carries_what_its_listener_reads(
    drawn: list[tuple[str, str]], services: Services, pressed: Pressed
) -> None:
    readers: Mapping[str, Callable[[str], object]] = {
        "list": decode_list,
        "row": decode_list,
        "card": decode_tab,
        "user": decode_user,
        "home": decode_home,
        "lookup": decode_lookup,
        "people": decode_user_list,
        "again": decode_retry,
        Action.SHARE: lambda value: actions.share_message(pressed(Action.SHARE, value), services),
        Action.USER_CARD: decode_tab,
        Action.HOME_CARD: decode_tab,
        Action.HOME_SEARCH: decode_list,
    }

    for action, value in drawn:
        reader = readers.get(action) or readers[action.partition(".")[0]]
        assert reader(value)


def test_every_action_but_again_has_a_row() -> None:
    assert set(ACTIONS) == set(Action) - {Action.AGAIN}


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    unnamed = [commands.START, commands.GREETING, commands.FIND]
    assert list(COMMANDS) == [*(row.name for row in commands.SUBCOMMANDS), *unnamed]


def test_only_what_opens_a_card_a_user_or_a_list_of_its_own_answers_beside_the_message() -> None:
    beside = {action for action, route in ACTIONS.items() if route.target is ReplyTarget.THREAD}
    on_home = {Action.HOME_CARD, Action.HOME_ENDED, Action.HOME_MISSED, Action.HOME_SAVED}

    assert beside == {Action.ROW_CARD, Action.USER_OPEN, Action.USER_CARD, Action.LIST_OPEN} | on_home
