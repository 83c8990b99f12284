from __future__ import annotations

from dataclasses import replace

import pytest
from capi_bot.domain.search.matcher import Candidate, Matcher

from capi_bot.capi.models import Call, Conversation, ConversationState, Member, MemberState, User
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.search.filters import Filters
from capi_bot.domain.search.results import Hit
from capi_bot.errors import (
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    ProblemDetails,
    UserError,
)
from tests.domain.search.worlds import (
    ADA,
    NUMBERS,
    after,
    call,
    member,
    room,
)
from tests.fakes import FakeApi

ROOM = room(1, "Support")
LISTED = replace(ROOM, state=ConversationState.UNKNOWN)
LIST = "members CON-1 page_size=100 order=asc"
IN_FULL = "members_in_full CON-1 page_size=100 order=asc"
DETAIL = "conversation CON-1"


def api(*members: Member, told: Conversation = ROOM) -> FakeApi:
    return FakeApi(conversations=[told], members={"CON-1": members})


def judged(api: FakeApi, filters: Filters, candidate: Candidate) -> Hit | None:
    answer = Matcher(api, filters)(candidate)
    if answer is None:
        return None
    return answer.read() if answer.read else answer.hit


def listed(*calls: Call, told: Conversation = LISTED) -> Candidate:
    return Candidate(conversation=told, calls=calls)


@pytest.mark.parametrize(("word", "told"), [("supp", True), ("con-1", True), ("sales", False)])
def test_words_are_judged_by_the_list_alone(word: str, *, told: bool) -> None:
    asked = api()
    assert (judged(asked, Filters(words=(word,)), listed()) is not None) is told
    assert asked.asked == []


@pytest.mark.parametrize(
    ("state", "members", "wanted"),
    [
        (ConversationState.ACTIVE, [MemberState.JOINED], Liveness.LIVE),
        (ConversationState.ACTIVE, [MemberState.LEFT], Liveness.OPEN),
        (ConversationState.INACTIVE, [MemberState.LEFT], Liveness.ENDED),
    ],
)
def test_a_state_is_judged_by_what_a_row_reads_which_the_hit_brings(
    state: ConversationState, members: list[MemberState], wanted: Liveness
) -> None:
    for liveness in (Liveness.LIVE, Liveness.OPEN, Liveness.ENDED):
        asked = api(*(member(number, state=one) for number, one in enumerate(members)), told=replace(ROOM, state=state))
        hit = judged(asked, Filters(state=liveness), listed())
        assert (hit is not None) is (liveness is wanted)
        assert hit is None or (hit.look is not None and hit.look.conversation == hit.conversation)
        assert asked.asked[0] == LIST


def test_what_the_list_says_is_destroyed_needs_no_reading() -> None:
    asked, over = api(), listed(told=replace(LISTED, destroyed=after(1)))
    assert judged(asked, Filters(state=Liveness.ENDED), over) == Hit(conversation=over.conversation, calls=())
    assert judged(asked, Filters(state=Liveness.LIVE), over) is None
    assert asked.asked == []


def test_nothing_is_known_to_be_open_while_calls_are_not_known() -> None:
    asked = api()
    assert judged(asked, Filters(state=Liveness.OPEN), Candidate(conversation=LISTED)) is None
    assert asked.asked == []


def test_what_ended_since_it_was_listed_is_told_as_gone() -> None:
    asked = FakeApi()
    hit = judged(asked, Filters(state=Liveness.ENDED), listed())
    assert hit is not None
    assert hit.look is not None
    assert hit.look.gone


def test_a_call_in_progress_with_the_number_needs_no_reading() -> None:
    asked = api()
    assert judged(asked, Filters(party=NUMBERS[1]), listed(call(1))) == Hit(conversation=LISTED, calls=(call(1),))
    assert asked.asked == []


def test_members_are_read_in_full_once_for_a_number_and_a_miss_costs_nothing_more() -> None:
    asked = api(member(1), member(2))
    assert judged(asked, Filters(party="447700900999"), listed()) is None
    assert asked.asked == [IN_FULL]


def test_a_hit_brings_what_its_row_needs() -> None:
    asked = api(member(1, state=MemberState.LEFT))
    hit = judged(asked, Filters(party=NUMBERS[1]), listed())
    assert hit is not None
    assert hit.look is not None
    assert hit.look.conversation.state is ConversationState.ACTIVE
    assert asked.asked == [IN_FULL, LIST, DETAIL]


def test_a_name_is_judged_by_the_list_of_members() -> None:
    asked = api(member(1))
    assert judged(asked, Filters(party="ada"), listed()) is None
    assert asked.asked == [LIST]
    assert judged(api(member(1, ADA)), Filters(party="ada"), listed()) is not None


def test_the_wrong_state_saves_reading_members_in_full() -> None:
    asked = api(member(1, state=MemberState.LEFT))
    assert judged(asked, Filters(state=Liveness.LIVE, party=NUMBERS[1]), listed()) is None
    assert IN_FULL not in asked.asked


@pytest.mark.parametrize(
    ("party", "more"), [("ada", []), ("bob", []), (NUMBERS[1], [IN_FULL]), ("447700900999", [IN_FULL])]
)
def test_a_state_and_a_party_read_what_is_missing(party: str, more: list[str]) -> None:
    asked = api(member(1))
    hit = judged(asked, Filters(state=Liveness.LIVE, party=party), listed())
    assert (hit is not None) is (party in {"bob", NUMBERS[1]})
    assert asked.asked == [LIST, *more]


def test_members_that_are_named_by_the_number_need_no_more() -> None:
    asked = api(member(1, User(id="USR-1", name=NUMBERS[2])))
    assert judged(asked, Filters(state=Liveness.LIVE, party="447700900003"), listed()) is not None
    assert asked.asked == [LIST]


def test_nobody_is_in_an_empty_room() -> None:
    asked = api()
    assert judged(asked, Filters(state=Liveness.OPEN, party=NUMBERS[1]), listed()) is None
    assert asked.asked == [LIST, DETAIL]


def test_beta_tells_members_in_full_with_the_conversation() -> None:
    detail = replace(ROOM, members=(member(1),))
    asked = api(member(1), told=detail)
    bare = listed(told=Conversation(id="CON-1", name="Support"))
    assert judged(asked, Filters(state=Liveness.LIVE, party=NUMBERS[1]), bare) is not None
    assert judged(asked, Filters(state=Liveness.LIVE, party="447700900999"), bare) is None
    assert asked.asked == [DETAIL, DETAIL]


@pytest.mark.parametrize(("word", "told"), [("supp", True), ("con-1", True), ("sales", False)])
def test_the_names_behind_a_call_are_read_only_for_words_that_its_id_does_not_say(word: str, *, told: bool) -> None:
    asked = api(member(1))
    candidate = Candidate(
        conversation=Conversation(id="CON-1"), calls=(call(1),), named=False, live=True, involved=True
    )
    assert (judged(asked, Filters(state=Liveness.LIVE, words=(word,)), candidate) is not None) is told
    assert asked.asked == ([] if word == "con-1" else [DETAIL, LIST])


@pytest.mark.parametrize(
    "error", [NotFoundError(ProblemDetails(status=404)), ForbiddenError(ProblemDetails(status=403)), UserError("no id")]
)
@pytest.mark.parametrize("filters", [Filters(party=NUMBERS[1]), Filters(state=Liveness.LIVE)])
def test_what_may_not_be_read_is_left_out(error: Exception, filters: Filters) -> None:
    asked = api(member(1))
    asked.fail("members", error)
    asked.fail("members_in_full", error)
    assert judged(asked, filters, listed()) is None


def test_other_refusals_are_not_hidden() -> None:
    asked = api(member(1))
    asked.fail("members", InvalidRequestError(ProblemDetails(status=400)))
    with pytest.raises(InvalidRequestError):
        judged(asked, Filters(state=Liveness.LIVE), listed())
