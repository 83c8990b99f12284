from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from capi_bot.capi.models import Initiator, User, UserChannel
from capi_bot.domain.phone_numbers import OwnCountries
from capi_bot.domain.search import (
    START,
    SearchBudget,
    SearchCursor,
    Source,
    StopReason,
    UserFilters,
    UserResults,
    UserSearch,
)
from capi_bot.domain.search.user_search import find_user_by_name, find_user_ids_on_calls
from capi_bot.errors import (
    ForbiddenError,
    NotFoundError,
    ProblemDetails,
    UnreachableError,
)
from tests.domain.search.worlds import (
    ADA,
    BOB,
    GONE,
    NUMBERS,
    call,
    conversation,
    final,
    member,
    noon_plus,
    phone_channel,
    stopped_clock,
)
from tests.fakes import FakeApi
from tests.jobs import submit_now

REACHED = User(id="USR-d", name="dora", channels=(UserChannel(type="pstn", address=NUMBERS[3]),))
USERS = (ADA, BOB, REACHED)
PAGE = "users page_size=100 order=desc"


def searched(api: FakeApi, start: SearchCursor = START, **criteria: Any) -> UserResults:  # noqa: ANN401 -- any of its filters
    budget = criteria.pop("budget", SearchBudget())
    filters = UserFilters(**criteria)
    return final(UserSearch(api, filters, submit=submit_now, clock=stopped_clock, start=start, budget=budget))


def names(result: UserResults) -> list[str]:
    return [user.name for user in result.hits]


def test_all_users_are_listed_newest_first() -> None:
    api = FakeApi(users=USERS)
    assert names(searched(api)) == ["dora", "Bob", "ada"]
    assert api.requests == [PAGE]


@pytest.mark.parametrize("words", [("LOVE",), ("ada", "lace"), ("usr-a",)])
def test_words_are_found_in_the_list_alone(words: tuple[str, ...]) -> None:
    api = FakeApi(users=USERS)
    assert names(searched(api, words=words)) == ["ada"]
    assert api.requests == [PAGE]


OWN_NUMBER = replace(call(1, from_="447700900999", to="12125550100"), direction="inbound")
AMERICAN = User(id="USR-e", name="eva", channels=(UserChannel(type="pstn", address="14155550101"),))


@pytest.mark.parametrize("number", ["(415) 555-0101", "4155550101", "+14155550101", "14155550101"])
def test_a_user_is_found_by_the_number_as_it_is_dialled_within_the_country_of_the_applications_own(number: str) -> None:
    mexican = replace(AMERICAN, id="USR-m", name="mia", channels=(UserChannel(type="pstn", address="524155550101"),))
    api = FakeApi(users=[AMERICAN, mexican], calls=[replace(OWN_NUMBER, status="completed")])
    assert names(searched(api, number=number)) == ["eva"]


def test_a_country_that_is_set_is_the_only_one() -> None:
    api = FakeApi(users=[AMERICAN], calls=[OWN_NUMBER])
    found = [
        final(
            UserSearch(
                api,
                UserFilters(number="(415) 555-0101"),
                submit=submit_now,
                clock=stopped_clock,
                countries=OwnCountries(country),
            )
        )
        for country in ("US", "GB")
    ]
    assert [names(result) for result in found] == [["eva"], []]
    assert "call_log page_size=100 order=desc" not in api.requests


def test_where_the_newest_calls_cannot_be_read_those_in_progress_show_the_country() -> None:
    api = FakeApi(users=[AMERICAN], calls=[OWN_NUMBER])
    api.fail("call_log", ForbiddenError(ProblemDetails(status=403)))
    result = searched(api, number="(415) 555-0101")
    assert names(result) == ["eva"]
    assert Source.LOG in result.failed_sources


def test_many_users_cost_no_more_than_the_budget() -> None:
    api = FakeApi(users=[replace(BOB, id=f"USR-{number}") for number in range(10_000)])
    result = searched(api, words=("smith",))
    assert (result.scanned, result.stop, len(api.requests)) == (500, StopReason.BUDGET, 5)


def test_a_user_of_exactly_that_name_is_found_at_once_and_others_on_request() -> None:
    adam = User(id="USR-m", name="adamant")
    api = FakeApi(users=[*USERS, adam])
    first = searched(api, name="ada")
    assert api.requests == ["users name=ada page_size=1 order=asc"]
    assert (names(first), first.stop, first.next) == (["ada"], StopReason.QUICK_HIT, SearchCursor())
    assert names(searched(api, SearchCursor(), name="ada")) == ["adamant"]


def test_the_list_is_scanned_for_a_display_name_when_no_user_has_that_name() -> None:
    api = FakeApi(users=USERS)
    assert names(searched(api, name="Ada Lovelace")) == ["ada"]
    assert api.requests == ["users name=Ada Lovelace page_size=1 order=asc", PAGE]


def test_an_api_that_ignores_the_name_does_not_yield_another_user() -> None:
    class IgnoringNames(FakeApi):
        def users(self, **query: Any) -> Any:  # noqa: ANN401 -- as the fake's own
            return super().users(**(query | {"name": None}))

    assert find_user_by_name(IgnoringNames(users=USERS), "Bob") is None
    assert find_user_by_name(FakeApi(users=USERS), "Bob") == BOB


def test_a_number_on_a_call_is_found_without_the_list() -> None:
    api = FakeApi(
        conversations=[conversation(1)],
        users=USERS,
        members={"CON-1": [replace(member(1, BOB), initiators=(Initiator(action="invited"),))]},
        calls=[call(1)],
    )
    first = searched(api, number=NUMBERS[1])
    assert (names(first), first.stop, first.next) == (["Bob"], StopReason.QUICK_HIT, SearchCursor())
    assert api.requests == ["calls page_size=100", "members_in_full CON-1 page_size=100 order=asc", "user USR-b"]
    assert names(searched(api, SearchCursor(), number=NUMBERS[1])) == []


def test_a_number_is_found_in_channels_which_are_read_user_by_user() -> None:
    api = FakeApi(users=USERS)
    result = searched(api, number=NUMBERS[2])
    assert result.hits == (REACHED,)
    log = "call_log page_size=100 order=desc"
    assert api.requests == [log, "calls page_size=100", PAGE, "user USR-d", "user USR-b", "user USR-a"]


def test_only_as_many_users_are_read_as_the_budget_allows() -> None:
    api = FakeApi(users=USERS)
    result = searched(api, number=NUMBERS[2], budget=SearchBudget(reads=1))
    assert (result.scanned, result.stop) == (1, StopReason.BUDGET)
    assert result.hits == (REACHED,)


def test_a_user_named_by_the_number_is_not_read() -> None:
    api = FakeApi(users=[User(id="USR-n", name="+447700900999")])
    assert names(searched(api, number="447700900999")) == ["+447700900999"]
    assert api.requests == ["calls page_size=100", PAGE]


def test_channels_that_the_list_contains_are_not_read_again() -> None:
    class WithChannels(FakeApi):
        def users(self, **query: Any) -> Any:  # noqa: ANN401 -- as the fake's own
            page = super().users(**query)
            return replace(page, items=tuple(replace(user, channels=REACHED.channels) for user in page.items))

    api = WithChannels(users=[BOB])
    assert names(searched(api, number=NUMBERS[3])) == ["Bob"]
    assert names(searched(api, number="447700900999")) == []
    assert not [request for request in api.requests if request.startswith("user ")]


@pytest.mark.parametrize(
    "error", [NotFoundError(ProblemDetails(status=404)), ForbiddenError(ProblemDetails(status=403))]
)
def test_a_user_who_cannot_be_read_is_left_out(error: Exception) -> None:
    api = FakeApi(users=USERS)
    api.fail("user", error, resource_id="USR-b")
    result = searched(api, number=NUMBERS[2])
    assert result.hits == (REACHED,)
    assert result.stop is StopReason.END


def test_the_list_is_scanned_where_calls_or_names_cannot_be_read() -> None:
    api = FakeApi(users=USERS)
    api.fail("calls", UnreachableError("reset"))
    assert searched(api, number=NUMBERS[2]).hits == (REACHED,)

    class RefusingNames(FakeApi):
        def users(self, **query: Any) -> Any:  # noqa: ANN401 -- as the fake's own
            if query.get("name"):
                raise ForbiddenError(ProblemDetails(status=403))
            return super().users(**query)

    assert names(searched(RefusingNames(users=USERS), name="Lovelace")) == ["ada"]


def test_users_on_a_call_are_distinguished_by_their_own_end() -> None:
    inbound = "797168e24c19a3c45e74e05b10fef2b5"
    caller = replace(member(1, ADA), channel=replace(phone_channel(NUMBERS[0], NUMBERS[1]), id=inbound))
    callee = replace(member(2, BOB), initiators=(Initiator(action="invited"),))
    api = FakeApi(conversations=[conversation(1)], members={"CON-1": [caller, callee]}, calls=[call(1)])
    assert find_user_ids_on_calls(api, NUMBERS[0]) == ("USR-a",)
    assert find_user_ids_on_calls(api, f"+{NUMBERS[1]}") == ("USR-b",)
    assert find_user_ids_on_calls(api, "447700900999") == ()


def test_users_of_the_newest_call_come_first_and_each_once() -> None:
    members = {f"CON-{number}": [member(1, user)] for number, user in enumerate((ADA, BOB, ADA))}
    calls = [call(0, minutes=1), replace(call(2), started=None), call(1, minutes=2)]
    api = FakeApi(conversations=[conversation(number) for number in range(3)], members=members, calls=calls)
    assert find_user_ids_on_calls(api, NUMBERS[0]) == ("USR-b", "USR-a")


def test_a_call_whose_conversation_is_gone_has_no_users() -> None:
    api = FakeApi(calls=[call(1), replace(call(2), conversation_id="")])
    api.fail("members_in_full", GONE)
    assert find_user_ids_on_calls(api, NUMBERS[0]) == ()


def test_a_caller_whom_the_api_invited_is_found_by_their_own_number_and_not_by_the_one_they_called() -> None:
    leg = "b1e7a1f2-7ac9-4d03-910a-e9d69558263c"
    channel = replace(phone_channel(NUMBERS[0], NUMBERS[1]), id=leg)
    caller = replace(member(1, ADA), channel=channel, invited=noon_plus(1))
    api = FakeApi(
        conversations=[conversation(1)],
        members={"CON-1": [caller]},
        users=[ADA],
        calls=[replace(call(1, NUMBERS[0], NUMBERS[1]), id=leg, direction="inbound")],
    )
    assert find_user_ids_on_calls(api, NUMBERS[0]) == (ADA.id,)
    assert find_user_ids_on_calls(api, NUMBERS[1]) == ()
