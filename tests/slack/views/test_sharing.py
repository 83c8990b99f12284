from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from capi_bot.slack.ids import Action
from capi_bot.slack.limits import problems
from capi_bot.slack.replies import Message
from capi_bot.slack.views import kit, sharing

CARD = kit.message(kit.section("A card"), share="card:o=CON-1")


def test_what_can_be_shared_has_a_button_that_carries_how(golden: Callable[[Message], None]) -> None:
    shown = sharing.shareable(CARD)

    golden(shown)
    assert shown.blocks[-1]["elements"][0]["action_id"] == Action.SHARE
    assert shown.blocks[-1]["elements"][0]["value"] == "card:o=CON-1"


def test_what_was_asked_for_in_no_channel_is_shared_to_a_chosen_one(golden: Callable[[Message], None]) -> None:
    shown = sharing.shareable(CARD, anywhere=True)

    golden(shown)
    assert shown.blocks[-1]["block_id"] == "card:o=CON-1"


def test_what_cannot_be_shared_or_carried_stays_as_it_is() -> None:
    for share in ("", "list:" + "x" * kit.BUTTON_VALUE):
        message = replace(CARD, share=share)
        assert sharing.shareable(message) == message
    assert sharing.shareable(long := replace(CARD, share="list:" + "x" * kit.BLOCK_ID), anywhere=True) == long


def test_notes_about_sharing_can_be_posted(golden: Callable[[Message], None]) -> None:
    assert problems(sharing.shared()) == ()
    golden(sharing.not_shared())
