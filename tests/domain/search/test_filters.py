from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.capi.models import (
    Call,
    Conversation,
    ConversationState,
    Endpoint,
    Member,
    MemberChannel,
    MemberState,
    User,
)
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.search.filters import (
    Candidate,
    Filters,
    Matcher,
    call_has_party,
    contains_words,
    is_between,
    member_has_party,
)
from capi_bot.domain.search.results import Hit
from capi_bot.errors import (
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    ProblemDetails,
    UserError,
)
from tests.domain.search.worlds import ADA, NUMBERS, call, conversation, member, noon_plus
from tests.fakes import FakeApi

CONVERSATION = conversation(1, "Support")
LISTED = replace(CONVERSATION, state=ConversationState.UNKNOWN)
LIST = "members CON-1 page_size=100 order=asc"
IN_FULL = "members_in_full CON-1 page_size=100 order=asc"
DETAIL = "conversation CON-1"


@pytest.mark.parametrize("filters", [Filters(), Filters(start=noon_plus(0), end=noon_plus(1)), Filters(oldest=True)])
def test_dates_and_order_are_filtered_by_the_api(filters: Filters) -> None:
    assert not filters.needs_search


@pytest.mark.parametrize("filters", [Filters(state=Liveness.OPEN), Filters(party="ada"), Filters(words=("a",))])
def test_anything_else_needs_a_search(filters: Filters) -> None:
    assert filters.needs_search


def test_a_party_is_either_a_number_or_a_name() -> None:
    number, name = Filters(party="+44 7700 900111"), Filters(party="Ada")
    assert (number.number, number.name) == ("447700900111", "")
    assert (name.number, name.name) == ("", "Ada")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ((), ""),
        (("SUPPORT",), "support"),
        (("straße",), "STRASSE 7"),
        (("support",), "\uff33\uff55\uff50\uff50\uff4f\uff52\uff54"),
        (("é",), "Cafe\u0301"),
        (("ada lovelace",), "Ada\u00a0 Lovelace"),
        (("line", "sup"), "support line"),
    ],
)
def test_words_are_found_whatever_their_case_form_and_spacing(words: tuple[str, ...], text: str) -> None:
    assert contains_words(words, text)


def test_every_word_must_occur_but_not_in_the_same_text() -> None:
    assert contains_words(["con", "line"], "CON-1", "Line")
    assert not contains_words(["con", "line"], "CON-1", "")


def test_words_do_not_reach_from_one_text_into_the_next() -> None:
    assert not contains_words(["ab"], "a", "b")


@pytest.mark.parametrize(("minutes", "expected"), [(0, False), (1, True), (2, True), (3, True), (4, False)])
def test_both_ends_of_a_time_range_are_within_it(minutes: int, *, expected: bool) -> None:
    assert is_between(Filters(start=noon_plus(1), end=noon_plus(3)), noon_plus(minutes)) is expected


def test_an_unknown_time_is_only_within_no_range() -> None:
    assert is_between(Filters(), None)
    assert not is_between(Filters(start=noon_plus(1)), None)
    assert not is_between(Filters(end=noon_plus(1)), None)


@pytest.mark.parametrize("party", [NUMBERS[0], NUMBERS[1], "07700900001"])
def test_a_number_may_be_at_either_end_of_a_call(party: str) -> None:
    assert call_has_party(Filters(party=party), call(1))
    assert not call_has_party(Filters(party="447700900999"), call(1))


@pytest.mark.parametrize("party", ["(415) 555-0101", "4155550101", "+1 415 555 0101", "14155550101", "415-555-0101 x5"])
@pytest.mark.parametrize(
    "address", ["14155550101", '"Ada" <sip:+14155550101@trunk.example;user=phone>', "sip:4155550101@pbx"]
)
def test_a_number_is_found_as_it_is_dialled_within_the_countries(party: str, address: str) -> None:
    filters = Filters(party=party, countries=("US",))
    end = Endpoint(type="phone", address=address)
    assert call_has_party(filters, replace(call(1), to=end))
    assert member_has_party(filters, replace(member(1), channel=MemberChannel(type="phone", from_=end)))
    for stranger in ("524155550101", "444155550101", "14155550102", "sip:ada@415.55.50.101"):
        assert not call_has_party(filters, replace(call(1), to=Endpoint(type="phone", address=stranger)))


def test_each_of_several_ends_is_a_party() -> None:
    ends = Endpoint(type="phone", address="447700900001", others=(Endpoint(type="phone", address="14155550101"),))
    assert call_has_party(Filters(party="+14155550101"), replace(call(1), from_=ends))
    assert member_has_party(Filters(party="14155550101"), replace(member(1), channel=MemberChannel(to=ends)))


def test_the_display_name_that_the_network_gives_is_a_party() -> None:
    end = Endpoint(type="sip", address='"Grace Hopper" <sip:447700900111@pbx.example>')
    assert call_has_party(Filters(party="hopper"), replace(call(1), from_=end))
    assert member_has_party(Filters(party="grace"), replace(member(1), channel=MemberChannel(from_=end)))
    assert not call_has_party(Filters(party="pbx"), replace(call(1), from_=end))


def test_a_call_without_ends_has_no_party() -> None:
    assert not call_has_party(Filters(party=NUMBERS[0]), replace(call(1), from_=None, to=None))


@pytest.mark.parametrize(
    ("endpoint_type", "expected"), [("app", True), ("sms,app", True), ("sip", False), ("phone", False)]
)
def test_only_the_end_of_an_app_user_is_a_name(endpoint_type: str, *, expected: bool) -> None:
    ends = replace(call(1), to=Endpoint(type=endpoint_type, address="Ada"))
    assert call_has_party(Filters(party="ada"), ends) is expected


@pytest.mark.parametrize("party", ["ada", "LOVE", NUMBERS[0], NUMBERS[1], "07700900002"])
def test_a_member_is_known_by_names_and_both_ends_of_the_channel(party: str) -> None:
    assert member_has_party(Filters(party=party), member(1, ADA))


@pytest.mark.parametrize("party", ["bob", "447700900999"])
def test_a_party_of_another_name_or_number_is_no_member(party: str) -> None:
    assert not member_has_party(Filters(party=party), member(1, ADA))
    assert not member_has_party(Filters(party=party), replace(member(1, ADA), channel=None))


def test_a_user_may_be_named_by_a_number() -> None:
    named = replace(member(1, User(id="USR-1", name="+447700900999")), channel=None)
    assert member_has_party(Filters(party="447700900999"), named)


def api_with(*members: Member, details: Conversation = CONVERSATION) -> FakeApi:
    return FakeApi(conversations=[details], members={"CON-1": members})


def matched(api: FakeApi, filters: Filters, candidate: Candidate) -> Hit | None:
    match = Matcher(api, filters).match(candidate)
    if match is None:
        return None
    return match.read() if match.read else match.hit


def listed(*calls: Call, conversation: Conversation = LISTED) -> Candidate:
    return Candidate(conversation=conversation, calls=calls)


@pytest.mark.parametrize(("word", "expected"), [("supp", True), ("con-1", True), ("sales", False)])
def test_words_are_matched_by_the_list_alone(word: str, *, expected: bool) -> None:
    api = api_with()
    assert (matched(api, Filters(words=(word,)), listed()) is not None) is expected
    assert api.requests == []


@pytest.mark.parametrize(
    ("state", "members", "expected"),
    [
        (ConversationState.ACTIVE, [MemberState.JOINED], Liveness.LIVE),
        (ConversationState.ACTIVE, [MemberState.LEFT], Liveness.OPEN),
        (ConversationState.INACTIVE, [MemberState.LEFT], Liveness.ENDED),
    ],
)
def test_a_state_is_matched_by_the_details_which_the_hit_has(
    state: ConversationState, members: list[MemberState], expected: Liveness
) -> None:
    for liveness in (Liveness.LIVE, Liveness.OPEN, Liveness.ENDED):
        api = api_with(
            *(member(number, state=one) for number, one in enumerate(members)),
            details=replace(CONVERSATION, state=state),
        )
        hit = matched(api, Filters(state=liveness), listed())
        assert (hit is not None) is (liveness is expected)
        assert hit is None or (hit.details is not None and hit.details.conversation == hit.conversation)
        assert api.requests[0] == LIST


def test_a_conversation_that_the_list_shows_as_destroyed_needs_no_read() -> None:
    api, over = api_with(), listed(conversation=replace(LISTED, destroyed=noon_plus(1)))
    assert matched(api, Filters(state=Liveness.ENDED), over) == Hit(conversation=over.conversation, calls=())
    assert matched(api, Filters(state=Liveness.LIVE), over) is None
    assert api.requests == []


def test_no_conversation_is_known_to_be_open_where_calls_are_unknown() -> None:
    api = api_with()
    assert matched(api, Filters(state=Liveness.OPEN), Candidate(conversation=LISTED)) is None
    assert api.requests == []


def test_a_conversation_that_ended_since_it_was_listed_is_gone() -> None:
    api = FakeApi()
    hit = matched(api, Filters(state=Liveness.ENDED), listed())
    assert hit is not None
    assert hit.details is not None
    assert hit.details.gone


def test_a_call_in_progress_with_the_number_needs_no_read() -> None:
    api = api_with()
    assert matched(api, Filters(party=NUMBERS[1]), listed(call(1))) == Hit(conversation=LISTED, calls=(call(1),))
    assert api.requests == []


def test_members_are_read_in_full_once_for_a_number_and_a_miss_costs_nothing_more() -> None:
    api = api_with(member(1), member(2))
    assert matched(api, Filters(party="447700900999"), listed()) is None
    assert api.requests == [IN_FULL]


def test_a_hit_that_was_read_has_details() -> None:
    api = api_with(member(1, state=MemberState.LEFT))
    hit = matched(api, Filters(party=NUMBERS[1]), listed())
    assert hit is not None
    assert hit.details is not None
    assert hit.details.conversation.state is ConversationState.ACTIVE
    assert api.requests == [IN_FULL, LIST, DETAIL]


def test_a_name_is_matched_by_the_list_of_members() -> None:
    api = api_with(member(1))
    assert matched(api, Filters(party="ada"), listed()) is None
    assert api.requests == [LIST]
    assert matched(api_with(member(1, ADA)), Filters(party="ada"), listed()) is not None


def test_the_wrong_state_saves_reading_members_in_full() -> None:
    api = api_with(member(1, state=MemberState.LEFT))
    assert matched(api, Filters(state=Liveness.LIVE, party=NUMBERS[1]), listed()) is None
    assert IN_FULL not in api.requests


@pytest.mark.parametrize(
    ("party", "more"), [("ada", []), ("bob", []), (NUMBERS[1], [IN_FULL]), ("447700900999", [IN_FULL])]
)
def test_a_state_and_a_party_read_what_is_missing(party: str, more: list[str]) -> None:
    api = api_with(member(1))
    hit = matched(api, Filters(state=Liveness.LIVE, party=party), listed())
    assert (hit is not None) is (party in {"bob", NUMBERS[1]})
    assert api.requests == [LIST, *more]


def test_members_that_are_named_by_the_number_are_not_read_in_full() -> None:
    api = api_with(member(1, User(id="USR-1", name=NUMBERS[2])))
    assert matched(api, Filters(state=Liveness.LIVE, party="447700900003"), listed()) is not None
    assert api.requests == [LIST]


def test_an_empty_conversation_has_no_party() -> None:
    api = api_with()
    assert matched(api, Filters(state=Liveness.OPEN, party=NUMBERS[1]), listed()) is None
    assert api.requests == [LIST, DETAIL]


def test_beta_has_members_in_full_in_the_conversation() -> None:
    detail = replace(CONVERSATION, members=(member(1),))
    api = api_with(member(1), details=detail)
    bare = listed(conversation=Conversation(id="CON-1", name="Support"))
    assert matched(api, Filters(state=Liveness.LIVE, party=NUMBERS[1]), bare) is not None
    assert matched(api, Filters(state=Liveness.LIVE, party="447700900999"), bare) is None
    assert api.requests == [DETAIL, DETAIL]


@pytest.mark.parametrize(("word", "expected"), [("supp", True), ("con-1", True), ("sales", False)])
def test_the_names_of_a_calls_conversation_are_read_only_for_words_that_its_id_lacks(
    word: str, *, expected: bool
) -> None:
    api = api_with(member(1))
    candidate = Candidate(
        conversation=Conversation(id="CON-1"), calls=(call(1),), has_names=False, is_live=True, has_party=True
    )
    assert (matched(api, Filters(state=Liveness.LIVE, words=(word,)), candidate) is not None) is expected
    assert api.requests == ([] if word == "con-1" else [DETAIL, LIST])


@pytest.mark.parametrize(
    "error", [NotFoundError(ProblemDetails(status=404)), ForbiddenError(ProblemDetails(status=403)), UserError("no id")]
)
@pytest.mark.parametrize("filters", [Filters(party=NUMBERS[1]), Filters(state=Liveness.LIVE)])
def test_a_conversation_that_may_not_be_read_does_not_match(error: Exception, filters: Filters) -> None:
    api = api_with(member(1))
    api.fail("members", error)
    api.fail("members_in_full", error)
    assert matched(api, filters, listed()) is None


def test_other_refusals_are_raised() -> None:
    api = api_with(member(1))
    api.fail("members", InvalidRequestError(ProblemDetails(status=400)))
    with pytest.raises(InvalidRequestError):
        matched(api, Filters(state=Liveness.LIVE), listed())
