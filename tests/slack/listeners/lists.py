"""A small application to list, and what to read off a drawn list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from capi_bot.capi.models import Conversation, ConversationState, Member, MemberState
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, decode_list
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import MAX_POLLS, Reply
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


def final_message(reply: Reply) -> Message:
    """Return a reply's message, which has to be final at its first rendering."""
    message, is_final = look(reply, SOON)
    assert is_final
    return message


def last_message(reply: Reply) -> Message:
    """Return a reply's message once it is final, which that of a search need not be at its first rendering."""
    drafts = (look(reply, SOON) for _ in range(MAX_POLLS))
    return next(message for message, is_final in drafts if is_final)


def text_of(reply: Reply) -> str:
    return final_message(reply).text


def rows_of(message: Message) -> list[str]:
    """Return the lines of a list that name its conversations, each with its mark."""
    return [line for line in message.text.splitlines() if line[:1] in "🟢🟡⚫⚪"]


def carried_by_refresh(reply: Reply) -> ListState:
    buttons = {button["action_id"]: button for button in last_message(reply).blocks[-1]["elements"]}
    return decode_list(buttons[Action.LIST_REFRESH]["value"])


def seeded_api() -> FakeApi:
    """Return the seeds' call beside one that is over and one that waits for somebody."""
    return FakeApi(
        conversations=[room(1), replace(room(2), state=ConversationState.INACTIVE), SEED],
        members={
            SEED.id: SEED_MEMBERS,
            conversation_id(1): [somebody(1, MemberState.LEFT)],
            conversation_id(2): [somebody(2, MemberState.LEFT)],
        },
        events={SEED.id: SEED_EVENTS},
    )
