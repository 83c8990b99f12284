from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import Tab, TabState
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit, conversation_card, sharing
from tests.block_kit import problems
from tests.slack.sample_cases import SEED, SEED_EVENTS, SEED_MEMBERS, VIEW_INPUTS
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


BEGINNING = 3000
"""Characters of a file that are kept beside the test."""


def test_a_conversation_is_two_files_named_after_it() -> None:
    message = sharing.files(SEED, SEED_MEMBERS, SEED_EVENTS, all_members=True, all_events=True)
    whole, table = message.documents

    assert (whole.name, table.name) == (f"{SEED.id}.json", f"{SEED.id}-events.csv")
    assert len(json.loads(whole.text)["events"]) == len(SEED_EVENTS)
    assert len(list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))) == len(SEED_EVENTS) + 1
    assert message.text.startswith(f"`{SEED.id}` with {len(SEED_MEMBERS)} members and all {len(SEED_EVENTS)} events")


def test_files_without_older_events_say_so() -> None:
    text = sharing.files(SEED, SEED_MEMBERS, SEED_EVENTS, all_members=True, all_events=False).text

    assert "only the newest 8 events" in text
    assert text.endswith("Older events are left out: there are more than I collect.")


def test_files_without_some_members_say_so() -> None:
    message = sharing.files(SEED, SEED_MEMBERS, SEED_EVENTS, all_members=False, all_events=True)

    assert "only the first 2 members and all 8 events" in message.text
    assert message.text.endswith("Other members are left out: there are more than I collect.")
    assert json.loads(message.documents[0].text)["all_members"] is False


def test_files_without_older_events_and_some_members_say_so() -> None:
    text = sharing.files(SEED, SEED_MEMBERS, SEED_EVENTS, all_members=False, all_events=False).text

    assert text.endswith("Older events and other members are left out: there are more than I collect.")


@pytest.mark.parametrize("case", ["empty", "busy"])
def test_the_files_are_written(case: str, snapshot: SnapshotAssertion) -> None:
    inputs = VIEW_INPUTS[case]
    conversation, members, events = inputs.opened.conversation, inputs.members.items, inputs.events.page.items[::-1]
    message = sharing.files(conversation, members, events, all_members=True, all_events=True)

    files = {document.name: document.text[:BEGINNING].splitlines() for document in message.documents}

    assert {"text": message.text, "files": files} == snapshot.use_extension(JSONSnapshotExtension)


@pytest.mark.parametrize(
    "note", [sharing.missing_scope, sharing.not_in_channel, sharing.not_uploaded, sharing.collecting]
)
def test_every_note_is_drawn(note: Callable[[], Message], golden: Callable[[Message], None]) -> None:
    assert problems(note()) == ()
    golden(note())
