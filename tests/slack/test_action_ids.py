from __future__ import annotations

from capi_bot.slack import action_ids
from capi_bot.slack.action_ids import Action
from capi_bot.slack.views import block_kit


def test_every_action_id_names_its_message_and_its_verb() -> None:
    assert {action.value for action in Action if action is not Action.AGAIN} == {
        action.name.lower().replace("_", ".") for action in Action if action is not Action.AGAIN
    }


def test_the_callback_id_fits_into_a_view() -> None:
    assert 0 < len(action_ids.MODAL) <= block_kit.MAX_BLOCK_ID
