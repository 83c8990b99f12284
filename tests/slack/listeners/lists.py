"""A small application to list, and what to read off a drawn list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from capi_bot.capi.models import Conversation, ConversationState, Member, MemberState
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, decode_list
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import PendingReply
from tests.fakes import FakeApi
from tests.slack.interactions import look
from tests.slack.sample_cases import SEED, SEED_EVENTS, SEED_MEMBERS
from tests.slack.sample_values import (
    NOW,
    conversation_id,
    member_id,
    user_id,
)

SOON = 10.0
LISTED = "conversations page_size=10 order=desc"


def room(number: int) -> Conversation:
    return Conversation(
        id=conversation_id(number),
        display_name=f"Call {number}",
        state=ConversationState.ACTIVE,
        created=NOW - timedelta(minutes=100 - number),
    )


def somebody(number: int, state: MemberState) -> Member:
    return Member(id=member_id(number), user_id=user_id(number), user_display_name=f"Agent {number}", state=state)


def text_of(painting: PendingReply) -> str:
    message, finished = look(painting, SOON)
    assert finished
    return message.text


def marks_of(message: Message) -> list[str]:
    return [line for line in message.text.splitlines() if line[:1] in "🟢🟡⚫⚪"]


def carried_by_refresh(painting: PendingReply) -> ListState:
    message, _ = look(painting, SOON)
    buttons = {button["action_id"]: button for button in message.blocks[-1]["elements"]}
    return decode_list(buttons[Action.LIST_REFRESH]["value"])


def seeded_api() -> FakeApi:
    """Hold the seeds' call beside one that is over and one that waits for somebody."""
    return FakeApi(
        conversations=[room(1), replace(room(2), state=ConversationState.INACTIVE), SEED],
        members={
            SEED.id: SEED_MEMBERS,
            conversation_id(1): [somebody(1, MemberState.LEFT)],
            conversation_id(2): [somebody(2, MemberState.LEFT)],
        },
        events={SEED.id: SEED_EVENTS},
    )
