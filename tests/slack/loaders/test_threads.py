"""No read holds a thread of a pool while it waits for another one: a single thread is enough for all of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import capi_bot
from capi_bot.capi.models import Call, Endpoint, Event, MemberState, User
from capi_bot.concurrency import Timer
from capi_bot.domain.id_extraction import extract_ids
from capi_bot.domain.saved_filters import FilterOwner
from capi_bot.shared_reads import SharedReads
from capi_bot.slack.button_state import HomeState, ListState, Tab, TabState, UserListState, UserState
from capi_bot.slack.commands import Command, ListFilter
from capi_bot.slack.loaders.by_name import start_conversation_search, start_user_search
from capi_bot.slack.loaders.conversation import Card, Download
from capi_bot.slack.loaders.conversation_list import start_list
from capi_bot.slack.loaders.home import HomeTab
from capi_bot.slack.loaders.lookup import Lookup
from capi_bot.slack.loaders.users import UserCard, start_user_list
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.listeners.lists import last_message, room, somebody
from tests.slack.sample_cases import SEED, SEED_EVENTS, SEED_MEMBERS
from tests.slack.sample_values import conversation_id

NUMBER, NATIONAL_NUMBER = "447700900111", "07700900111"
ADA = SEED_MEMBERS[0].user_id
MEMBERS = TabState(conversation_id=SEED.id, tab=Tab.MEMBERS)
EVENTS = TabState(conversation_id=SEED.id, tab=Tab.EVENTS)
WORDS = ListFilter(words=("call",))
NAMED = extract_ids([f"{SEED.id} {SEED_MEMBERS[1].id} {ADA} {NUMBER}"])
PERSON = FilterOwner(team_id="T1", user_id="U1")

REPLIES: dict[str, Callable[[Services], PendingReply]] = {
    "a list": lambda services: start_list(ListState(), services),
    "members in a list": lambda services: start_list(ListState(tab_state=MEMBERS), services),
    "events in a list": lambda services: start_list(ListState(tab_state=EVENTS), services),
    "members in a card": lambda services: Card.start(MEMBERS, services),
    "events in a card": lambda services: Card.start(replace(EVENTS, event_filter="call"), services),
    "a search": lambda services: start_list(ListState(filters=WORDS), services),
    "a search of the live": lambda services: start_list(ListState(filters=ListFilter(party=NUMBER)), services),
    "a search of a national number": lambda services: start_list(
        ListState(filters=ListFilter(party=NATIONAL_NUMBER)), services
    ),
    "members in a search": lambda services: start_list(ListState(filters=WORDS, tab_state=MEMBERS), services),
    "a conversation by name": lambda services: start_conversation_search(_command("Call 2"), services),
    "a user by name": lambda services: start_user_search(_command("ada"), services),
    "users of a number": lambda services: start_user_list(UserListState(words=NUMBER), services),
    "users of a national number": lambda services: start_user_list(UserListState(words=NATIONAL_NUMBER), services),
    "a user": lambda services: UserCard.start(UserState(user_id=ADA), services),
    "a download": lambda services: Download.start(SEED.id, services),
    "a lookup": lambda services: Lookup.start(NAMED, services),
    "a lookup of a national number": lambda services: Lookup.start(extract_ids([NATIONAL_NUMBER]), services),
    "Home": lambda services: HomeTab.start(HomeState(), PERSON, services, skeleton_first=False),
}
"""What people ask for, each with reads that begin only once others are done."""


def _command(argument: str) -> Command:
    return Command(name="", argument=argument)


def _api() -> FakeApi:
    """Two rooms and a call, with Ada in it."""
    ends = {"from_": Endpoint(type="phone", address=NUMBER), "to": Endpoint(type="app", address="ada")}
    press = Event(id=99, type="audio:dtmf", from_member=SEED_MEMBERS[1].id)
    return FakeApi(
        conversations=[room(1), room(2), SEED],
        members={SEED.id: SEED_MEMBERS, conversation_id(1): [somebody(1, MemberState.LEFT)]},
        events={SEED.id: [*SEED_EVENTS, press]},
        users=[User(id=ADA, name="ada", display_name="Ada Lovelace")],
        calls=[Call(id="1", conversation_id=SEED.id, status="answered", direction="inbound", **ends)],
    )


@pytest.fixture
def one_thread(over: Callable[[FakeApi], Services]) -> Iterator[Services]:
    """Services whose pools are one and the same thread."""
    timer = Timer()
    executor = SharedReads("reads", threads=1, per_key=None, timer=timer)
    yield replace(over(_api()), page_reads=executor, row_reads=executor, scans=executor)
    executor.stop(finish=False)
    timer.stop()


@pytest.mark.parametrize("start", REPLIES.values(), ids=REPLIES)
def test_all_reads_of_a_reply_need_no_more_than_one_thread(
    start: Callable[[Services], PendingReply],
    one_thread: Services,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    result, exception = Future.result, Future.exception

    def checked(read: Callable[..., Any]) -> Callable[..., Any]:
        def only_when_done(future: Future[Any], timeout: float | None = None) -> object:
            assert future.done(), "a thread would wait here"
            return read(future, timeout)

        return only_when_done

    monkeypatch.setattr(Future, "result", checked(result))
    monkeypatch.setattr(Future, "exception", checked(exception))

    assert last_message(start(one_thread)).text
    assert caplog.records == []


@pytest.mark.parametrize("package", ["domain", "slack/loaders"])
def test_nothing_that_reads_blocks_for_a_time(package: str) -> None:
    for path in (Path(capi_bot.__file__).parent / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.ImportFrom(module="concurrent.futures", names=names):
                    assert {name.name for name in names} <= {"CancelledError", "Future"}, path
                case ast.Import(names=names):
                    assert not {"concurrent.futures", "threading"} & {name.name for name in names}, path
                case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr="exception")):
                    pass  # writes a record
                case ast.Call(func=ast.Attribute(attr="result" | "exception" | "sleep"), args=args, keywords=keywords):
                    assert [*args, *keywords] == [], f"{path}:{node.lineno}"
