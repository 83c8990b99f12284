from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import Tab, TabState
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit, conversation_card, sharing
from tests.block_kit import problems
from tests.slack.sample_values import NOW, ViewInputs

CARD = block_kit.message(block_kit.section("A card"), share="card:o=CON-1")


def test_what_can_be_shared_has_a_button_that_carries_how(golden: Callable[[Message], None]) -> None:
    shown = sharing.with_share_button(CARD)

    golden(shown)
    assert shown.blocks[-1]["elements"][0]["action_id"] == Action.SHARE
    assert shown.blocks[-1]["elements"][0]["value"] == "card:o=CON-1"


def test_what_was_asked_for_in_no_channel_is_shared_to_a_chosen_one(golden: Callable[[Message], None]) -> None:
    shown = sharing.with_share_button(CARD, anywhere=True)

    golden(shown)
    assert shown.blocks[-1]["block_id"] == "card:o=CON-1"


@pytest.mark.parametrize("anywhere", [False, True], ids=["here", "anywhere"])
def test_a_private_card_is_drawn(inputs: ViewInputs, anywhere: bool, golden: Callable[[Message], None]) -> None:  # noqa: FBT001 - a parameter of the test
    tab_state = TabState(
        conversation_id=inputs.opened.conversation.id, tab=Tab.MEMBERS, cursor=inputs.cursor, number=inputs.number
    )

    golden(
        sharing.with_share_button(
            conversation_card.card(inputs.opened, tab_state, inputs.members_tab(2), NOW), anywhere=anywhere
        )
    )


def test_a_message_that_cannot_be_shared_stays_as_it_is() -> None:
    for share in ("", "list:" + "x" * block_kit.MAX_BUTTON_VALUE):
        message = replace(CARD, share=share)
        assert sharing.with_share_button(message) == message
    assert (
        sharing.with_share_button(long := replace(CARD, share="list:" + "x" * block_kit.MAX_BLOCK_ID), anywhere=True)
        == long
    )


def test_notes_about_sharing_can_be_posted(golden: Callable[[Message], None]) -> None:
    assert problems(sharing.shared_note()) == ()
    golden(sharing.not_shared_note())


def test_a_message_without_room_for_the_button_stays_as_it_is() -> None:
    full = block_kit.message(*[block_kit.section("x" * 2520)] * 5, share="list:n=1")

    assert block_kit.MAX_MESSAGE_SIZE - 100 < full.size <= block_kit.MAX_MESSAGE_SIZE
    assert sharing.with_share_button(full) == full
