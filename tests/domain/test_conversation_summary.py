from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.capi.models import Call, Conversation, ConversationState, Endpoint, Member, MemberChannel, MemberState
from capi_bot.domain.conversation_summary import (
    ConversationDetails,
    ConversationSummary,
    read_details,
    summarise_conversation,
)
from capi_bot.domain.liveness import Liveness
from capi_bot.errors import ForbiddenError, NotFoundError, ProblemDetails, UnreachableError
from tests.fakes import FakeApi

CALL = "CON-00000001-2542-499a-892e-c982c4150c06"
MEMBERS = f"members {CALL} page_size=100 order=asc"
DETAIL = f"conversation {CALL}"
LOG = f"call_log {CALL} page_size=100 order=desc"
WHEN = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
LISTED = Conversation(id=CALL, name="Room", created=WHEN)
"""A conversation as v1 lists it: with its time, without its state."""

UNNAMED = Conversation(id=CALL, created=WHEN)

IN_BETA = Conversation(id=CALL, name="NAM-1")
"""A conversation as beta lists it: id and name."""

RINGING = Call(
    id="1",
    conversation_id=CALL,
    status="ringing",
    direction="inbound",
    from_=Endpoint(type="phone", address="447700900001"),
    to=Endpoint(type="phone", address="447700900002"),
)


def members(*states: MemberState) -> tuple[Member, ...]:
    return tuple(Member(id=f"MEM-{number}", state=state) for number, state in enumerate(states))


def world(*states: MemberState, state: ConversationState = ConversationState.ACTIVE) -> FakeApi:
    return FakeApi(
        conversations=[Conversation(id=CALL, created=WHEN, state=state)], members={CALL: list(members(*states))}
    )


def read_summary(api: FakeApi, row: Conversation, calls: Sequence[Call]) -> ConversationSummary:
    return summarise_conversation(read_details(api, row, calls), calls)


def liveness_and_joined(summary: ConversationSummary) -> tuple[Liveness, int | None]:
    return summary.liveness, summary.joined_count


def test_with_a_joined_member_it_is_live_after_one_request() -> None:
    api = world(MemberState.JOINED, MemberState.JOINED, MemberState.LEFT)
    assert liveness_and_joined(read_summary(api, LISTED, ())) == (Liveness.LIVE, 2)
    assert api.requests == [MEMBERS]


def test_with_a_call_in_progress_it_is_live_and_named_after_one_request() -> None:
    api = world(MemberState.INVITED)
    summary = read_summary(api, UNNAMED, [RINGING])
    assert liveness_and_joined(summary) == (Liveness.LIVE, 0)
    assert summary.name == "+44 7700 900001 → +44 7700 900002"
    assert api.requests == [MEMBERS]


@pytest.mark.parametrize(
    ("state", "liveness"),
    [
        (ConversationState.ACTIVE, Liveness.OPEN),
        (ConversationState.INACTIVE, Liveness.ENDED),
        (ConversationState.DELETED, Liveness.ENDED),
        (ConversationState.UNKNOWN, Liveness.UNKNOWN),
    ],
)
@pytest.mark.parametrize("states", [(), (MemberState.LEFT,), (MemberState.INVITED, MemberState.LEFT)])
def test_without_joined_members_its_state_is_read(
    state: ConversationState, liveness: Liveness, states: tuple[MemberState, ...]
) -> None:
    api = world(*states, state=state)
    assert liveness_and_joined(read_summary(api, LISTED, ())) == (liveness, 0)
    assert api.requests == [MEMBERS, DETAIL]


def test_a_call_keeps_its_callers_name_after_the_caller_left() -> None:
    caller = MemberChannel(
        type="phone", id="797168e24c19a3c45e74e05b10fef2b5", from_=RINGING.from_, to=Endpoint(address="447700900009")
    )
    left = Member(id="MEM-0", state=MemberState.LEFT, channel=caller)
    api = FakeApi(conversations=[UNNAMED], members={CALL: [left]})
    called = replace(RINGING, direction="outbound")
    assert read_summary(api, UNNAMED, [called]).name == "+44 7700 900001 → +44 7700 900009"
    assert api.requests[1:] == [f"member {CALL} member_id=MEM-0"]


def test_an_inbound_leg_names_the_conversation_without_another_request() -> None:
    api = world(MemberState.LEFT)
    assert read_summary(api, UNNAMED, [RINGING]).name == "+44 7700 900001 → +44 7700 900002"
    assert api.requests == [MEMBERS]


def test_members_are_counted_as_members_and_as_people() -> None:
    twice = [Member(id=f"MEM-{number}", user_id="USR-1", state=MemberState.JOINED) for number in range(2)]
    summary = read_summary(FakeApi(conversations=[LISTED], members={CALL: twice}), LISTED, ())
    assert (summary.joined_count, summary.people_count) == (2, 1)


def test_a_listed_state_is_not_read_again() -> None:
    api = world()
    row = Conversation(id=CALL, created=WHEN, state=ConversationState.ACTIVE)
    assert liveness_and_joined(read_summary(api, row, ())) == (Liveness.OPEN, 0)
    assert api.requests == [MEMBERS]


@pytest.mark.parametrize("row", [LISTED, IN_BETA])
def test_a_destroyed_conversation_needs_no_request(row: Conversation) -> None:
    api = world(MemberState.JOINED)
    destroyed = Conversation(id=row.id, display_name="Front door", created=row.created, destroyed=WHEN)
    assert liveness_and_joined(read_summary(api, destroyed, ())) == (Liveness.ENDED, None)
    assert api.requests == []


def test_a_destroyed_conversation_without_a_name_is_read_and_stays_ended() -> None:
    api = world(MemberState.JOINED)
    destroyed = Conversation(id=CALL, name="NAM-1", created=WHEN, destroyed=WHEN)
    assert liveness_and_joined(read_summary(api, destroyed, ())) == (Liveness.ENDED, 1)
    assert api.requests[0] == MEMBERS
    assert DETAIL not in api.requests


def test_a_conversation_that_is_gone_after_it_was_listed_has_ended() -> None:
    api = FakeApi()
    assert liveness_and_joined(read_summary(api, LISTED, [RINGING])) == (Liveness.ENDED, None)
    assert api.requests == [MEMBERS, LOG]


def test_a_conversation_that_is_gone_between_two_requests_has_ended() -> None:
    api = world()
    api.fail("conversation", NotFoundError(ProblemDetails(status=404)))
    assert liveness_and_joined(read_summary(api, LISTED, ())) == (Liveness.ENDED, None)
    assert api.requests == [MEMBERS, DETAIL, LOG]


OVER = replace(RINGING, status="completed", ended=WHEN + timedelta(seconds=38), started=WHEN, duration=30)


def test_of_a_conversation_that_is_gone_the_list_of_calls_tells_its_end() -> None:
    summary = read_summary(FakeApi(calls=[OVER]), UNNAMED, [RINGING])
    assert (summary.liveness, summary.is_gone, summary.ended) == (Liveness.ENDED, True, OVER.ended)
    assert summary.ended_call is not None
    assert (summary.ended_call.how, summary.ended_call.lasted) == ("nobody answered", timedelta(seconds=38))
    assert summary.name == "+44 7700 900001 → +44 7700 900002"


def test_a_conversation_is_gone_also_where_calls_may_not_be_listed() -> None:
    api = FakeApi(calls=[OVER])
    api.fail("call_log", ForbiddenError(ProblemDetails(status=403)))
    summary = read_summary(api, LISTED, ())
    assert (summary.liveness, summary.ended_call, summary.ended) == (Liveness.ENDED, None, None)


def test_where_everybody_has_left_that_is_known() -> None:
    summary = read_summary(world(MemberState.LEFT, MemberState.LEFT), LISTED, ())
    assert (summary.joined_count, summary.left_count) == (0, 2)
    assert read_summary(world(MemberState.INVITED), LISTED, ()).left_count == 0


def test_other_errors_are_raised() -> None:
    api = world()
    api.fail("members", UnreachableError("refused"))
    with pytest.raises(UnreachableError):
        read_summary(api, LISTED, ())


def test_in_beta_one_request_is_enough() -> None:
    inline = members(MemberState.JOINED, MemberState.LEFT)
    detail = Conversation(id=CALL, display_name="Front door", created=WHEN, members=inline)
    api = FakeApi(conversations=[detail])
    summary = read_summary(api, IN_BETA, ())
    assert liveness_and_joined(summary) == (Liveness.LIVE, 1)
    assert (summary.name, summary.conversation.created) == ("Front door", WHEN)
    assert api.requests == [DETAIL]


def test_in_beta_missing_members_are_read() -> None:
    api = world(MemberState.JOINED)
    assert liveness_and_joined(read_summary(api, IN_BETA, ())) == (Liveness.LIVE, 1)
    assert api.requests == [DETAIL, MEMBERS]


@pytest.mark.parametrize(
    ("details", "calls", "expected"),
    [
        (ConversationDetails(conversation=LISTED), (), (Liveness.UNKNOWN, None)),
        (ConversationDetails(conversation=LISTED), [RINGING], (Liveness.LIVE, None)),
        (ConversationDetails(conversation=LISTED, members=(), gone=True), (), (Liveness.ENDED, 0)),
    ],
)
def test_without_members_liveness_is_unknown_unless_a_call_or_404_decides(
    details: ConversationDetails, calls: Sequence[Call], expected: tuple[Liveness, int | None]
) -> None:
    assert liveness_and_joined(summarise_conversation(details, calls)) == expected


def test_an_empty_conversation_is_open_only_where_its_calls_are_known() -> None:
    empty = ConversationDetails(
        conversation=Conversation(id=CALL, created=WHEN, state=ConversationState.ACTIVE), members=()
    )
    joined = replace(empty, members=members(MemberState.JOINED))
    assert liveness_and_joined(summarise_conversation(empty, ())) == (Liveness.OPEN, 0)
    assert liveness_and_joined(summarise_conversation(empty, None)) == (Liveness.UNKNOWN, 0)
    assert liveness_and_joined(summarise_conversation(joined, None)) == (Liveness.LIVE, 1)
    assert liveness_and_joined(summarise_conversation(replace(empty, gone=True), None)) == (Liveness.ENDED, 0)


def test_a_conversation_whose_calls_are_not_known_is_still_named_by_its_members() -> None:
    details = ConversationDetails(conversation=UNNAMED, members=(Member(id="MEM-0", channel=CHANNEL),))
    assert summarise_conversation(details, None).name == "+44 7700 900001 → +44 7700 900002"


def test_calls_may_be_an_iterator() -> None:
    summary = summarise_conversation(ConversationDetails(conversation=UNNAMED), iter([RINGING]))
    assert (summary.name, summary.liveness) == ("+44 7700 900001 → +44 7700 900002", Liveness.LIVE)


CHANNEL = MemberChannel(type="phone", from_=RINGING.from_, to=RINGING.to)


def test_a_conversation_without_a_name_is_named_by_its_first_members_numbers() -> None:
    api = FakeApi(
        conversations=[UNNAMED], members={CALL: [Member(id="MEM-0", state=MemberState.LEFT, channel=CHANNEL)]}
    )
    assert read_summary(api, UNNAMED, ()).name == "+44 7700 900001 → +44 7700 900002"
    assert f"member {CALL} member_id=MEM-0" in api.requests


def test_a_conversation_whose_first_member_is_gone_is_unnamed() -> None:
    api = world(MemberState.JOINED)
    api.fail("member", NotFoundError(ProblemDetails(status=404)))
    summary = read_summary(api, UNNAMED, ())
    assert (summary.name, summary.liveness) == ("Unnamed conversation", Liveness.LIVE)
