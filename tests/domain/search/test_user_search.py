from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from capi_bot.capi.models import Initiator, User, UserChannel
from capi_bot.domain.search import (
    START,
    Budget,
    SearchCursor,
    StopReason,
    UserFilters,
    UserSearch,
    by_number,
)
from capi_bot.domain.search.user_search import namesake
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
    here,
    member,
    phone,
    room,
    still,
)
from tests.fakes import FakeApi

REACHED = User(id="USR-d", name="dora", channels=(UserChannel(type="pstn", address=NUMBERS[3]),))
USERS = (ADA, BOB, REACHED)
PAGE = "users page_size=100 order=desc"


def searched(api: FakeApi, start: SearchCursor = START, **wanted: Any) -> UserSearch:  # noqa: ANN401 -- any of its filters
    budget = wanted.pop("budget", Budget())
    looking = UserSearch(api, UserFilters(**wanted), each=here, clock=still, start=start, budget=budget)
    looking.run()
    return looking


def names(looking: UserSearch) -> list[str]:
    return [user.name for user in looking.so_far().hits]


def test_everybody_is_listed_newest_first() -> None:
    api = FakeApi(users=USERS)
    assert names(searched(api)) == ["dora", "Bob", "ada"]
    assert api.asked == [PAGE]


@pytest.mark.parametrize("words", [("LOVE",), ("ada", "lace"), ("usr-a",)])
def test_words_are_found_in_what_the_list_tells(words: tuple[str, ...]) -> None:
    api = FakeApi(users=USERS)
    assert names(searched(api, words=words)) == ["ada"]
    assert api.asked == [PAGE]


def test_many_users_cost_no_more_than_the_budget() -> None:
    api = FakeApi(users=[replace(BOB, id=f"USR-{number}") for number in range(10_000)])
    found = searched(api, words=("smith",)).so_far()
    assert (found.looked, found.stop, len(api.asked)) == (500, StopReason.BUDGET, 5)


def test_somebody_of_that_very_name_is_found_at_once_and_others_when_asked() -> None:
    adam = User(id="USR-m", name="adamant")
    api = FakeApi(users=[*USERS, adam])
    first = searched(api, name="ada")
    assert api.asked == ["users name=ada page_size=1 order=asc"]
    assert (names(first), first.so_far().stop, first.so_far().next) == (["ada"], StopReason.KNOWN, SearchCursor())
    assert names(searched(api, SearchCursor(), name="ada")) == ["adamant"]


def test_a_display_name_is_walked_for_when_nobody_has_that_name() -> None:
    api = FakeApi(users=USERS)
    assert names(searched(api, name="Ada Lovelace")) == ["ada"]
    assert api.asked == ["users name=Ada Lovelace page_size=1 order=asc", PAGE]


def test_an_api_that_knows_no_names_does_not_pass_off_somebody_else() -> None:
    class Deaf(FakeApi):
        def users(self, **asked: Any) -> Any:  # noqa: ANN401 -- as the fake's own
            return super().users(**(asked | {"name": None}))

    assert namesake(Deaf(users=USERS), "Bob") is None
    assert namesake(FakeApi(users=USERS), "Bob") == BOB


def test_a_number_on_a_call_is_found_without_the_list() -> None:
    api = FakeApi(
        conversations=[room(1)],
        users=USERS,
        members={"CON-1": [replace(member(1, BOB), initiators=(Initiator(action="invited"),))]},
        calls=[call(1)],
    )
    first = searched(api, number=NUMBERS[1])
    assert (names(first), first.so_far().stop, first.so_far().next) == (["Bob"], StopReason.KNOWN, SearchCursor())
    assert api.asked == ["calls page_size=100", "members_in_full CON-1 page_size=100 order=asc", "user USR-b"]
    assert names(searched(api, SearchCursor(), number=NUMBERS[1])) == []


def test_a_number_is_found_in_channels_which_are_read_user_by_user() -> None:
    api = FakeApi(users=USERS)
    looking = searched(api, number=NUMBERS[2])
    assert looking.so_far().hits == (REACHED,)
    assert api.asked == ["calls page_size=100", PAGE, "user USR-d", "user USR-b", "user USR-a"]


def test_only_so_many_users_are_read() -> None:
    api = FakeApi(users=USERS)
    found = searched(api, number=NUMBERS[2], budget=Budget(reads=1)).so_far()
    assert (found.looked, found.stop) == (1, StopReason.BUDGET)
    assert found.hits == (REACHED,)


def test_a_user_named_by_the_number_is_not_read() -> None:
    api = FakeApi(users=[User(id="USR-n", name="+447700900999")])
    assert names(searched(api, number="447700900999")) == ["+447700900999"]
    assert api.asked == ["calls page_size=100", PAGE]


def test_channels_that_the_list_tells_are_not_read_again() -> None:
    class Telling(FakeApi):
        def users(self, **asked: Any) -> Any:  # noqa: ANN401 -- as the fake's own
            page = super().users(**asked)
            return replace(page, items=tuple(replace(user, channels=REACHED.channels) for user in page.items))

    api = Telling(users=[BOB])
    assert names(searched(api, number=NUMBERS[3])) == ["Bob"]
    assert names(searched(api, number="447700900999")) == []
    assert not [asked for asked in api.asked if asked.startswith("user ")]


@pytest.mark.parametrize(
    "error", [NotFoundError(ProblemDetails(status=404)), ForbiddenError(ProblemDetails(status=403))]
)
def test_a_user_who_cannot_be_read_is_left_out(error: Exception) -> None:
    api = FakeApi(users=USERS)
    api.fail("user", error, of="USR-b")
    looking = searched(api, number=NUMBERS[2])
    assert looking.so_far().hits == (REACHED,)
    assert looking.so_far().stop is StopReason.END


def test_where_calls_and_names_may_not_be_asked_for_the_list_still_tells() -> None:
    api = FakeApi(users=USERS)
    api.fail("calls", UnreachableError("reset"))
    assert searched(api, number=NUMBERS[2]).so_far().hits == (REACHED,)

    class NoNames(FakeApi):
        def users(self, **asked: Any) -> Any:  # noqa: ANN401 -- as the fake's own
            if asked.get("name"):
                raise ForbiddenError(ProblemDetails(status=403))
            return super().users(**asked)

    assert names(searched(NoNames(users=USERS), name="Lovelace")) == ["ada"]


def test_users_on_a_call_are_told_apart_by_their_own_end() -> None:
    inbound = "797168e24c19a3c45e74e05b10fef2b5"
    caller = replace(member(1, ADA), channel=replace(phone(NUMBERS[0], NUMBERS[1]), id=inbound))
    callee = replace(member(2, BOB), initiators=(Initiator(action="invited"),))
    api = FakeApi(conversations=[room(1)], members={"CON-1": [caller, callee]}, calls=[call(1)])
    assert by_number(api, NUMBERS[0]) == ("USR-a",)
    assert by_number(api, f"+{NUMBERS[1]}") == ("USR-b",)
    assert by_number(api, "447700900999") == ()


def test_the_newest_call_tells_first_and_each_user_once() -> None:
    members = {f"CON-{number}": [member(1, who)] for number, who in enumerate((ADA, BOB, ADA))}
    calls = [call(0, minutes=1), replace(call(2), started=None), call(1, minutes=2)]
    api = FakeApi(conversations=[room(number) for number in range(3)], members=members, calls=calls)
    assert by_number(api, NUMBERS[0]) == ("USR-b", "USR-a")


def test_a_call_whose_conversation_is_gone_tells_nobody() -> None:
    api = FakeApi(calls=[call(1), replace(call(2), conversation_id="")])
    api.fail("members_in_full", GONE)
    assert by_number(api, NUMBERS[0]) == ()
