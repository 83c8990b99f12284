from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from capi_bot.capi.models import Call, Conversation, ConversationState, Member, MemberChannel, MemberState
from capi_bot.domain.liveness import (
    Liveness,
    count_joined,
    count_people,
    deduce_liveness,
    group_calls_by_conversation,
    is_in_progress,
)

ACTIVE = Conversation(id="CON-1", state=ConversationState.ACTIVE)
WITHOUT_STATE = Conversation(id="CON-1")
JOINED = Member(id="MEM-1", state=MemberState.JOINED)
LEFT = Member(id="MEM-2", state=MemberState.LEFT)
INVITED = Member(id="MEM-3", state=MemberState.INVITED)
STATELESS = Member(id="MEM-4")
RINGING = Call(id="1", conversation_id="CON-1", status="ringing")
COMPLETED = Call(id="2", conversation_id="CON-1", status="completed")
ENDS = (
    Conversation(id="CON-1", state=ConversationState.INACTIVE),
    Conversation(id="CON-1", state=ConversationState.DELETED),
    Conversation(id="CON-1", state=ConversationState.ACTIVE, destroyed=datetime(2026, 1, 1, tzinfo=UTC)),
)


@pytest.mark.parametrize("conversation", ENDS)
def test_an_end_comes_before_an_outdated_member_and_call(conversation: Conversation) -> None:
    assert deduce_liveness(conversation, [JOINED], [RINGING]) is Liveness.ENDED


def test_after_404_it_has_ended_whatever_was_read_before() -> None:
    assert deduce_liveness(ACTIVE, [JOINED], [RINGING], gone=True) is Liveness.ENDED
    assert deduce_liveness(None, None, gone=True) is Liveness.ENDED


@pytest.mark.parametrize("status", ["started", "ringing", "answered", "RINGING"])
def test_a_call_in_progress_is_enough_to_be_live(status: str) -> None:
    call = Call(id="1", status=status)
    assert is_in_progress(call)
    assert deduce_liveness(None, None, [call]) is Liveness.LIVE


@pytest.mark.parametrize("conversation", [None, WITHOUT_STATE, ACTIVE])
def test_with_a_joined_member_it_is_live_in_any_state_but_an_end(conversation: Conversation | None) -> None:
    assert deduce_liveness(conversation, [LEFT, JOINED]) is Liveness.LIVE


@pytest.mark.parametrize("members", [(), (LEFT,), (INVITED, LEFT)])
def test_active_without_joined_members_is_open(members: tuple[Member, ...]) -> None:
    assert deduce_liveness(ACTIVE, members, [COMPLETED]) is Liveness.OPEN


@pytest.mark.parametrize(
    ("conversation", "members"),
    [(ACTIVE, None), (WITHOUT_STATE, [LEFT]), (None, [LEFT]), (None, None), (ACTIVE, [STATELESS])],
)
def test_with_anything_missing_it_is_unknown(conversation: Conversation | None, members: list[Member] | None) -> None:
    assert deduce_liveness(conversation, members) is Liveness.UNKNOWN


@pytest.mark.parametrize("members", [(), (LEFT,), (INVITED, LEFT)])
def test_without_known_calls_it_is_not_open(members: tuple[Member, ...]) -> None:
    assert deduce_liveness(ACTIVE, members, None) is Liveness.UNKNOWN


def test_without_known_calls_a_member_and_an_end_still_decide() -> None:
    assert deduce_liveness(ACTIVE, [JOINED], None) is Liveness.LIVE
    assert deduce_liveness(ENDS[0], [JOINED], None) is Liveness.ENDED


def test_inline_members_replace_a_list_that_was_not_read() -> None:
    inline = Conversation(id="CON-1", state=ConversationState.ACTIVE, members=(JOINED,))
    assert deduce_liveness(inline, None) is Liveness.LIVE
    assert deduce_liveness(inline, [LEFT]) is Liveness.OPEN


def test_members_may_be_an_iterator() -> None:
    assert deduce_liveness(ACTIVE, iter([LEFT, JOINED])) is Liveness.LIVE


def test_only_joined_members_count() -> None:
    assert count_joined([JOINED, LEFT, INVITED, JOINED]) == 2


def test_a_user_who_joined_twice_is_one_person_and_a_machine_is_none() -> None:
    ann, again, bob = (replace(JOINED, id=f"MEM-{who}{n}", user_id=who) for n, who in enumerate(("ann", "ann", "bob")))
    machine = replace(JOINED, channel=MemberChannel(type="websocket"))
    assert count_people([ann, again, bob, machine, replace(LEFT, user_id="cy")]) == 2
    assert count_people([JOINED, JOINED]) == 2


def test_calls_are_grouped_by_conversation_in_order() -> None:
    other = Call(id="3", conversation_id="CON-2")
    grouped = group_calls_by_conversation([COMPLETED, other, RINGING, Call(id="4")])
    assert grouped == {"CON-1": (COMPLETED, RINGING), "CON-2": (other,)}
