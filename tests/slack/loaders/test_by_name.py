from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from capi_bot.capi.models import Conversation, Page, User
from capi_bot.domain.search import SearchResult, Source, StopReason
from capi_bot.errors import DeadlineExceededError, UnreachableError, UserError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.commands import Command
from capi_bot.slack.listeners import commands
from capi_bot.slack.loaders import by_name
from capi_bot.slack.loaders.by_name import no_match_error
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services
from tests.fakes import FakeApi, Gate
from tests.slack.interactions import look, once
from tests.slack.listeners.lists import SOON, final_message, text_of
from tests.slack.sample_values import conversation_id, user_id

ServicesOver = Callable[..., Services]
LOBBY = Command(name="conversation", argument="Lobby")


@pytest.fixture
def api() -> FakeApi:
    names = ["Lobby", *(f"Room {number}" for number in range(150)), "Lobby"]
    return FakeApi(
        conversations=[
            Conversation(id=conversation_id(number), display_name=name) for number, name in enumerate(names)
        ],
        users=[User(id=user_id(1), name="ada")],
    )


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_name, "NAME_SEARCH_WAIT", 0.05)


def _late(api: FakeApi, services: Services, command: Command) -> tuple[PendingReply, Gate]:
    gate = api.block("users" if command.name == "user" else "conversations")
    reply = (
        commands.answer_user(command, services)
        if command.name == "user"
        else commands.answer_conversation(command, services)
    )
    return reply, gate


def test_the_newest_that_is_called_exactly_so_is_meant(api: FakeApi, over: ServicesOver) -> None:
    text = text_of(commands.answer_conversation(LOBBY, over(api)))

    assert conversation_id(151) in text
    assert conversation_id(0) not in text


@pytest.mark.parametrize("name", ["R&D " * 24 + "R&D", "%&" * 50])
def test_a_name_of_several_that_no_button_can_carry_is_refused(name: str, over: ServicesOver) -> None:
    api = FakeApi(conversations=[Conversation(id=conversation_id(n), display_name=f"{name}{n}") for n in range(2)])

    with pytest.raises(UserError, match="too long for me"):
        final_message(commands.answer_conversation(Command(name="conversation", argument=name), over(api)))


@pytest.mark.usefixtures("short_wait")
def test_a_search_that_takes_long_is_told_and_then_answered(api: FakeApi, over: ServicesOver) -> None:
    late, gate = _late(api, over(api), LOBBY)

    first, is_final = look(late, 0)
    gate.set()

    assert (first.text, is_final) == ("Looking for Lobby…", False)
    assert conversation_id(151) in text_of(late)


class SecondPageHeld(FakeApi):
    gate = Gate()

    def conversations(self, **request: Any) -> Page[Conversation]:  # noqa: ANN401 -- as the fake's own
        if request["cursor"]:
            self.gate.pass_through()
        return super().conversations(**request)


@pytest.mark.usefixtures("short_wait")
def test_one_that_only_has_the_name_in_its_own_is_not_taken_for_it_while_the_search_goes_on(over: ServicesOver) -> None:
    names = ["Lobby", *(f"Room {number}" for number in range(150)), "Lobby east"]
    rooms = [Conversation(id=conversation_id(number), display_name=name) for number, name in enumerate(names)]
    api = SecondPageHeld(conversations=rooms)
    late = commands.answer_conversation(LOBBY, over(api))

    assert not look(late, 0)[1]
    api.gate.set()
    assert conversation_id(0) in look(late, SOON)[0].text


@pytest.mark.usefixtures("short_wait")
def test_where_it_can_be_shown_only_once_it_is_waited_for(api: FakeApi, over: ServicesOver) -> None:
    late, gate = _late(api, over(api), LOBBY)

    assert conversation_id(151) in once(late, SOON, gate.set).text


def test_where_it_can_be_shown_only_once_what_is_found_soon_takes_no_wait(api: FakeApi, over: ServicesOver) -> None:
    waits: list[str] = []
    reply = commands.answer_conversation(LOBBY, over(api))

    assert conversation_id(151) in once(reply, SOON, lambda: waits.append("wait")).text
    assert waits == []


@pytest.mark.usefixtures("short_wait")
def test_several_that_are_found_late_are_listed(api: FakeApi, over: ServicesOver) -> None:
    late, gate = _late(api, over(api), Command(name="conversation", argument="Room"))

    text = once(late, SOON, gate.set).text

    assert text.startswith("Conversations, named Room, newest first\n")


@pytest.mark.usefixtures("short_wait")
@pytest.mark.parametrize(
    "command", [Command(name="conversation", argument="Attic"), Command(name="user", argument="eve")]
)
def test_that_nothing_was_found_late_is_told_in_its_place(api: FakeApi, over: ServicesOver, command: Command) -> None:
    late, gate = _late(api, over(api), command)
    _, is_final = look(late, 0)
    gate.set()

    assert not is_final
    assert text_of(late).startswith(f"⚠️ No {command.name} is called “{command.argument}”.")


@pytest.mark.usefixtures("short_wait")
def test_a_late_failure_can_be_tried_again(api: FakeApi, over: ServicesOver) -> None:
    api.fail("conversations", UnreachableError("reset"))
    late, gate = _late(api, over(api), LOBBY)
    _, is_final = look(late, 0)
    gate.set()

    assert not is_final
    assert Action.AGAIN in str(final_message(late).blocks)


@pytest.mark.usefixtures("short_wait")
def test_a_search_that_never_ends_is_too_slow(
    api: FakeApi, over: ServicesOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_name, "FIRST_HIT_WAIT", 0.05)
    late, gate = _late(api, over(api), LOBBY)
    waits: list[str] = []

    with pytest.raises(DeadlineExceededError):
        once(late, 0, lambda: waits.append("wait"))
    gate.set()
    assert waits == ["wait"]


def test_a_search_with_a_bug_is_not_taken_for_one_that_found_nothing(
    api: FakeApi, over: ServicesOver, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("conversations", ZeroDivisionError())

    with pytest.raises(RuntimeError, match="had a bug"):
        text_of(commands.answer_conversation(LOBBY, over(api)))
    assert "A search failed." in caplog.text


def _no_match(result: SearchResult[object]) -> Exception:
    return no_match_error(result, "user", "has the number", "447700900999", "users")


def test_how_far_was_looked_is_told() -> None:
    result: SearchResult[object] = SearchResult(scanned=500, stop=StopReason.BUDGET)

    assert str(_no_match(result)) == (
        "No user among the 500 newest has the number “447700900999”. `/capi users 447700900999` looks on."
    )


def test_that_calls_were_not_read_is_told() -> None:
    result: SearchResult[object] = SearchResult(
        scanned=5, stop=StopReason.END, failed_sources={Source.CALLS: UnreachableError("reset")}
    )

    assert "Calls in progress could not be read." in str(_no_match(result))


def test_where_nobody_was_looked_at_it_can_be_tried_again() -> None:
    assert isinstance(_no_match(SearchResult(stop=StopReason.BUDGET)), DeadlineExceededError)
    assert isinstance(_no_match(SearchResult(stop=StopReason.END)), UserError)


def _found(services: Services, name: str) -> str:
    return text_of(commands.answer_name(Command(name="find", argument=name), services))


@pytest.fixture
def both() -> FakeApi:
    """Conversations and users, some of which share their names, wholly or in part."""
    rooms = ["Ada's desk", "Smith & Sons", "Mary", "Order 4711", "Order 4712"]
    return FakeApi(
        conversations=[Conversation(id=conversation_id(n), display_name=name) for n, name in enumerate(rooms)],
        users=[User(id=user_id(n), name=name) for n, name in enumerate(["ada", "mary", "grace smith", "eve"])],
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mary", conversation_id(2)),  # of the two that are called so, the conversation
        ("ada", user_id(0)),  # who is called so, rather than what has the name in its own
        ("smith", conversation_id(1)),  # of the two that have it in theirs, the conversation
        ("eve", user_id(3)),
        ("grace", user_id(2)),
        ("order", "Conversations, named order"),
        ("Order 4711", conversation_id(3)),
    ],
)
def test_a_name_alone_is_that_of_a_conversation_or_else_of_a_user(
    both: FakeApi, over: ServicesOver, name: str, said: str
) -> None:
    assert said in _found(over(both), name)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nobody", "I know no command, no conversation and no user called “nobody”. `/capi help` lists what"),
        ("lvie", "called “lvie”. Did you mean `/capi live`?"),
        ("conversatons", "called “conversatons”. Did you mean `/capi conversations`?"),
        ("halp me", "I know no command, no conversation and no user called “halp me”. Did you mean `/capi he"),
    ],
)
def test_only_then_is_it_unknown(both: FakeApi, over: ServicesOver, name: str, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        _found(over(both), name)

    assert sentence in str(refused.value)


def test_how_far_was_looked_for_a_name_alone_is_told(over: ServicesOver) -> None:
    rooms = [Conversation(id=conversation_id(n), display_name=f"Room {n}") for n in range(900)]
    api = FakeApi(conversations=rooms, users=[User(id=user_id(1), name="ada")])

    with pytest.raises(UserError, match="no conversation among the 500 newest and no user called “attic”") as refused:
        _found(over(api), "attic")
    assert "`/capi conversations attic` looks on." in str(refused.value)


@pytest.mark.parametrize("method", ["conversations", "users"])
def test_what_vonage_does_not_tell_is_not_taken_for_nothing(both: FakeApi, over: ServicesOver, method: str) -> None:
    both.fail(method, UnreachableError("reset"))

    with pytest.raises(UnreachableError):
        _found(over(both), "nobody")


def test_a_user_is_found_though_conversations_are_not_told(both: FakeApi, over: ServicesOver) -> None:
    both.fail("conversations", UnreachableError("reset"))

    assert user_id(3) in _found(over(both), "eve")


@pytest.mark.usefixtures("short_wait")
def test_a_name_that_is_looked_for_long_is_told_and_then_answered(both: FakeApi, over: ServicesOver) -> None:
    gate = both.block("conversations")
    reply = commands.answer_name(Command(name="find", argument="eve"), over(both))

    first, is_final = look(reply, 0)
    gate.set()

    assert (first.text, is_final) == ("Looking for eve…", False)
    assert user_id(3) in text_of(reply)
