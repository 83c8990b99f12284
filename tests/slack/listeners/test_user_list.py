from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.capi.models import User, UserChannel
from capi_bot.errors import DeadlineExceededError, UserError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import UserListState, encode_user_list
from capi_bot.slack.commands import Command
from capi_bot.slack.listeners import actions, commands
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import Reply
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.interactions import look, once
from tests.slack.listeners.lists import last_message
from tests.slack.sample_values import user_id

ServicesOver = Callable[..., Services]
Pressed = Callable[..., BlockAction]


def _api(count: int = 25) -> FakeApi:
    return FakeApi(users=[User(id=user_id(number), name=f"agent-{number}") for number in range(count)])


def _text(reply: Reply) -> str:
    return last_message(reply).text


def _names(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("agent-")]


def test_all_users_are_listed_ten_a_page_the_newest_first(over: ServicesOver) -> None:
    api = _api()

    text = _text(commands.answer_users(Command(name="users"), over(api)))

    assert _names(text) == [f"agent-{number}" for number in range(24, 14, -1)]
    assert api.requests == ["users page_size=100 order=desc"]


def test_the_next_page_goes_on_behind_the_last(over: ServicesOver, pressed: Pressed) -> None:
    services = over(_api())
    message = last_message(commands.answer_users(Command(name="users"), services))
    (on,) = message.blocks[-1]["elements"]

    text = _text(actions.turn_user_list_page(pressed(Action.PEOPLE_ON, on["value"]), services))

    assert _names(text) == [f"agent-{number}" for number in range(14, 4, -1)]
    assert "· page 2" in text


@pytest.mark.parametrize(("words", "names"), [("agent 7", ["agent-17", "agent-7"]), ("AGENT-23", ["agent-23"])])
def test_words_narrow_the_list(over: ServicesOver, words: str, names: list[str]) -> None:
    assert _names(_text(commands.answer_users(Command(name="users", argument=words), over(_api())))) == names


def test_a_number_finds_who_can_be_reached_by_it(over: ServicesOver) -> None:
    channel = UserChannel(type="pstn", address="447700900123")
    api = FakeApi(users=[User(id=user_id(1), name="ada", channels=(channel,)), User(id=user_id(2), name="bob")])

    text = _text(commands.answer_users(Command(name="users", argument="447700900123"), over(api)))

    assert "ada" in text
    assert "bob" not in text


def test_that_nobody_was_found_is_told(over: ServicesOver) -> None:
    assert "There is no such user." in _text(
        commands.answer_users(Command(name="users", argument="nobody"), over(_api()))
    )


def test_a_list_that_does_not_come_says_why_and_how_to_go_on(over: ServicesOver) -> None:
    api = _api()
    api.fail("users", DeadlineExceededError("late"))

    text = _text(commands.answer_users(Command(name="users"), over(api)))

    assert "Vonage took too long to answer. Continue tries again" in text
    assert "None found so far." in text


def test_the_list_is_drawn_before_it_is_read(over: ServicesOver) -> None:
    api = _api()
    gate = api.block("users")
    reply = commands.answer_users(Command(name="users"), over(api))

    first, is_final = look(reply, 0)
    gate.set()

    assert (first.text.count("Looking…"), is_final) == (2, False)
    assert _names(_text(reply))


def test_where_it_can_be_shown_only_once_the_list_is_waited_for(over: ServicesOver) -> None:
    api, waits = _api(), list[str]()
    gate = api.block("users")

    def note_wait() -> None:
        waits.append("wait")
        gate.set()

    reply = commands.answer_users(Command(name="users"), over(api))
    message = once(reply, 0, note_wait)

    assert "agent-24" in message.text
    assert waits == ["wait"]


@pytest.mark.parametrize("value", ["junk", encode_user_list(UserListState(cursor="junk"))])
def test_junk_is_refused_before_anything_is_read(over: ServicesOver, pressed: Pressed, value: str) -> None:
    api = _api()

    with pytest.raises(UserError, match="can no longer be read"):
        actions.turn_user_list_page(pressed(Action.PEOPLE_ON, value), over(api))
    assert api.requests == []
