from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from capi_bot.capi.models import Call, Conversation, ConversationState, Endpoint, Member, MemberChannel, MemberState
from capi_bot.domain.conversation_summary import (
    ConversationDetails,
    ConversationSummary,
    read_details,
    summarise_conversation,
)
from capi_bot.domain.liveness import Liveness
from capi_bot.errors import NotFoundError, ProblemDetails, UnreachableError
from tests.fakes import FakeApi

CALL = "CON-00000001-2542-499a-892e-c982c4150c06"
MEMBERS = f"members {CALL} page_size=100 order=asc"
DETAIL = f"conversation {CALL}"
WHEN = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
LISTED = Conversation(id=CALL, name="Room", created=WHEN)
"""A row as v1 lists it: with its time, without its state."""

UNNAMED = Conversation(id=CALL, created=WHEN)

IN_BETA = Conversation(id=CALL, name="NAM-1")
"""A row as beta lists it: id and name."""

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


def seen_in(api: FakeApi, row: Conversation, calls: Sequence[Call]) -> ConversationSummary:
    return summarise_conversation(read_details(api, row, calls), calls)


def told(seen: ConversationSummary) -> tuple[Liveness, int | None]:
    return seen.liveness, seen.joined_count


def test_somebody_in_it_is_live_after_one_request() -> None:
    api = world(MemberState.JOINED, MemberState.JOINED, MemberState.LEFT)
    assert told(seen_in(api, LISTED, ())) == (Liveness.LIVE, 2)
    assert api.asked == [MEMBERS]


def test_a_call_in_progress_is_live_after_one_request_and_names_the_row() -> None:
    api = world(MemberState.INVITED)
    seen = seen_in(api, UNNAMED, [RINGING])
    assert told(seen) == (Liveness.LIVE, 0)
    assert seen.name == "447700900001 → 447700900002"
    assert api.asked == [MEMBERS]


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
def test_where_nobody_is_in_it_its_state_is_asked_for(
    state: ConversationState, liveness: Liveness, states: tuple[MemberState, ...]
) -> None:
    api = world(*states, state=state)
    assert told(seen_in(api, LISTED, ())) == (liveness, 0)
    assert api.asked == [MEMBERS, DETAIL]


def test_a_call_keeps_the_name_that_its_caller_who_left_gave_it() -> None:
    caller = MemberChannel(
        type="phone", id="797168e24c19a3c45e74e05b10fef2b5", from_=RINGING.from_, to=Endpoint(address="447700900009")
    )
    left = Member(id="MEM-0", state=MemberState.LEFT, channel=caller)
    api = FakeApi(conversations=[UNNAMED], members={CALL: [left]})
    assert seen_in(api, UNNAMED, [replace(RINGING, direction="outbound")]).name == "447700900001 → 447700900009"
    assert api.asked[1:] == [f"member {CALL} member_id=MEM-0"]


def test_who_called_in_names_the_row_without_another_request() -> None:
    api = world(MemberState.LEFT)
    assert seen_in(api, UNNAMED, [RINGING]).name == "447700900001 → 447700900002"
    assert api.asked == [MEMBERS]


def test_members_are_counted_as_members_and_as_people() -> None:
    twice = [Member(id=f"MEM-{number}", user_id="USR-1", state=MemberState.JOINED) for number in range(2)]
    seen = seen_in(FakeApi(conversations=[LISTED], members={CALL: twice}), LISTED, ())
    assert (seen.joined_count, seen.people_count) == (2, 1)


def test_a_state_that_the_list_told_is_not_asked_for_again() -> None:
    api = world()
    row = Conversation(id=CALL, created=WHEN, state=ConversationState.ACTIVE)
    assert told(seen_in(api, row, ())) == (Liveness.OPEN, 0)
    assert api.asked == [MEMBERS]


@pytest.mark.parametrize("row", [LISTED, IN_BETA])
def test_a_destroyed_row_needs_no_request(row: Conversation) -> None:
    api = world(MemberState.JOINED)
    destroyed = Conversation(id=row.id, display_name="Front door", created=row.created, destroyed=WHEN)
    assert told(seen_in(api, destroyed, ())) == (Liveness.ENDED, None)
    assert api.asked == []


def test_a_destroyed_row_that_nobody_named_is_read_for_its_name_and_stays_ended() -> None:
    api = world(MemberState.JOINED)
    destroyed = Conversation(id=CALL, name="NAM-1", created=WHEN, destroyed=WHEN)
    assert told(seen_in(api, destroyed, ())) == (Liveness.ENDED, 1)
    assert api.asked[0] == MEMBERS
    assert DETAIL not in api.asked


def test_a_row_that_vanished_after_it_was_listed_has_ended() -> None:
    api = FakeApi()
    assert told(seen_in(api, LISTED, [RINGING])) == (Liveness.ENDED, None)
    assert api.asked == [MEMBERS]


def test_a_row_that_vanishes_between_two_requests_has_ended() -> None:
    api = world()
    api.fail("conversation", NotFoundError(ProblemDetails(status=404)))
    assert told(seen_in(api, LISTED, ())) == (Liveness.ENDED, None)
    assert api.asked == [MEMBERS, DETAIL]


def test_other_failures_are_the_callers() -> None:
    api = world()
    api.fail("members", UnreachableError("refused"))
    with pytest.raises(UnreachableError):
        seen_in(api, LISTED, ())


def test_in_beta_the_detail_tells_everything_after_one_request() -> None:
    inline = members(MemberState.JOINED, MemberState.LEFT)
    detail = Conversation(id=CALL, display_name="Front door", created=WHEN, members=inline)
    api = FakeApi(conversations=[detail])
    seen = seen_in(api, IN_BETA, ())
    assert told(seen) == (Liveness.LIVE, 1)
    assert (seen.name, seen.conversation.created) == ("Front door", WHEN)
    assert api.asked == [DETAIL]


def test_a_detail_without_members_is_filled_in() -> None:
    api = world(MemberState.JOINED)
    assert told(seen_in(api, IN_BETA, ())) == (Liveness.LIVE, 1)
    assert api.asked == [DETAIL, MEMBERS]


def test_what_is_not_known_is_not_guessed() -> None:
    assert told(summarise_conversation(ConversationDetails(conversation=LISTED), ())) == (Liveness.UNKNOWN, None)
    assert told(summarise_conversation(ConversationDetails(conversation=LISTED), [RINGING])) == (Liveness.LIVE, None)
    assert told(summarise_conversation(ConversationDetails(conversation=LISTED, members=(), gone=True), ())) == (
        Liveness.ENDED,
        0,
    )


def test_an_empty_conversation_is_open_only_where_its_calls_are_known() -> None:
    empty = ConversationDetails(
        conversation=Conversation(id=CALL, created=WHEN, state=ConversationState.ACTIVE), members=()
    )
    joined = replace(empty, members=members(MemberState.JOINED))
    assert told(summarise_conversation(empty, ())) == (Liveness.OPEN, 0)
    assert told(summarise_conversation(empty, None)) == (Liveness.UNKNOWN, 0)
    assert told(summarise_conversation(joined, None)) == (Liveness.LIVE, 1)
    assert told(summarise_conversation(replace(empty, gone=True), None)) == (Liveness.ENDED, 0)


def test_a_conversation_whose_calls_are_not_known_is_still_named_by_its_members() -> None:
    look = ConversationDetails(conversation=UNNAMED, members=(Member(id="MEM-0", channel=CHANNEL),))
    assert summarise_conversation(look, None).name == "447700900001 → 447700900002"


def test_calls_may_be_read_only_once() -> None:
    seen = summarise_conversation(ConversationDetails(conversation=UNNAMED), iter([RINGING]))
    assert (seen.name, seen.liveness) == ("447700900001 → 447700900002", Liveness.LIVE)


CHANNEL = MemberChannel(type="phone", from_=RINGING.from_, to=RINGING.to)


def test_a_row_that_nothing_names_is_named_by_its_first_members_numbers() -> None:
    api = FakeApi(
        conversations=[UNNAMED], members={CALL: [Member(id="MEM-0", state=MemberState.LEFT, channel=CHANNEL)]}
    )
    assert seen_in(api, UNNAMED, ()).name == "447700900001 → 447700900002"
    assert f"member {CALL} member_id=MEM-0" in api.asked


def test_a_first_member_that_vanished_meanwhile_leaves_the_row_unnamed() -> None:
    api = world(MemberState.JOINED)
    api.fail("member", NotFoundError(ProblemDetails(status=404)))
    seen = seen_in(api, UNNAMED, ())
    assert (seen.name, seen.liveness) == ("Unnamed conversation", Liveness.LIVE)
