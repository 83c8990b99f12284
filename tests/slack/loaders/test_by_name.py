from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from capi_bot.capi.models import Conversation, Page, User
from capi_bot.domain.search import SearchResult, Source, StopReason
from capi_bot.errors import DeadlineExceededError, UnreachableError, UserError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.commands import Command
from capi_bot.slack.listeners import conversation_card, user_card
from capi_bot.slack.loaders import by_name
from capi_bot.slack.loaders.by_name import nobody
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services
from tests.fakes import FakeApi, Gate
from tests.slack.interactions import look
from tests.slack.listeners.lists import SOON
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
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(by_name, "SOON", 0.05)
    return iter(())


def _late(api: FakeApi, services: Services, command: Command) -> tuple[PendingReply, Gate]:
    gate = api.hold("users" if command.name == "user" else "conversations")
    reply = (
        user_card.answer_command(command, services)
        if command.name == "user"
        else conversation_card.answer_command(command, services)
    )
    assert isinstance(reply, PendingReply)
    return reply, gate


def test_the_newest_that_is_called_exactly_so_is_meant(api: FakeApi, over: ServicesOver) -> None:
    message: Any = conversation_card.answer_command(LOBBY, over(api))

    assert conversation_id(151) in message.text
    assert conversation_id(0) not in message.text


@pytest.mark.usefixtures("impatient")
def test_a_search_that_takes_long_is_told_and_then_answered(api: FakeApi, over: ServicesOver) -> None:
    late, gate = _late(api, over(api), LOBBY)

    first, finished = look(late, 0)
    gate.set()
    last, done = look(late, SOON)

    assert (first.text, finished, done) == ("Looking for Lobby…", False, True)
    assert conversation_id(151) in last.text


class SecondPageHeld(FakeApi):
    gate = Gate()

    def conversations(self, **asked: Any) -> Page[Conversation]:  # noqa: ANN401 -- as the fake's own
        if asked["cursor"]:
            self.gate.pass_through()
        return super().conversations(**asked)


@pytest.mark.usefixtures("impatient")
def test_one_that_only_has_the_name_in_its_own_is_not_taken_for_it_while_the_search_goes_on(over: ServicesOver) -> None:
    names = ["Lobby", *(f"Room {number}" for number in range(150)), "Lobby east"]
    rooms = [Conversation(id=conversation_id(number), display_name=name) for number, name in enumerate(names)]
    api = SecondPageHeld(conversations=rooms)
    late = conversation_card.answer_command(LOBBY, over(api))
    assert isinstance(late, PendingReply)

    assert not look(late, 0)[1]
    api.gate.set()
    assert conversation_id(0) in look(late, SOON)[0].text


@pytest.mark.usefixtures("impatient")
def test_where_it_can_be_shown_only_once_it_is_waited_for(api: FakeApi, over: ServicesOver) -> None:
    late, gate = _late(api, over(api), LOBBY)

    assert late.once
    assert conversation_id(151) in late.once(SOON, gate.set).text


@pytest.mark.usefixtures("impatient")
def test_several_that_are_found_late_are_listed(api: FakeApi, over: ServicesOver) -> None:
    late, gate = _late(api, over(api), Command(name="conversation", argument="Room"))

    assert late.once
    assert late.once(SOON, gate.set).text.startswith("Conversations, named Room, newest first\n")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "command", [Command(name="conversation", argument="Attic"), Command(name="user", argument="eve")]
)
def test_that_nothing_was_found_late_is_told_in_its_place(api: FakeApi, over: ServicesOver, command: Command) -> None:
    late, gate = _late(api, over(api), command)
    gate.set()

    message, finished = look(late, SOON)

    assert finished
    assert message.text.startswith(f"⚠️ No {command.name} is called “{command.argument}”.")


@pytest.mark.usefixtures("impatient")
def test_a_late_failure_can_be_tried_again(api: FakeApi, over: ServicesOver) -> None:
    api.report("conversations", UnreachableError("reset"))
    late, gate = _late(api, over(api), LOBBY)
    gate.set()

    assert Action.AGAIN in str(look(late, SOON)[0].blocks)


@pytest.mark.usefixtures("impatient")
def test_a_search_that_never_ends_is_too_slow(
    api: FakeApi, over: ServicesOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_name, "WORTH", 0.05)
    late, gate = _late(api, over(api), LOBBY)

    assert late.once
    with pytest.raises(DeadlineExceededError):
        late.once(0, lambda: None)
    gate.set()


def _nobody(found: SearchResult[object]) -> Exception:
    return nobody(found, "user", "has the number", "447700900999", "users")


def test_how_far_was_looked_is_told() -> None:
    found: SearchResult[object] = SearchResult(scanned=500, stop=StopReason.BUDGET)

    assert str(_nobody(found)) == (
        "No user among the 500 newest has the number “447700900999”. `/capi users 447700900999` looks on."
    )


def test_that_calls_were_not_read_is_told() -> None:
    found: SearchResult[object] = SearchResult(
        scanned=5, stop=StopReason.END, failed_sources={Source.CALLS: UnreachableError("reset")}
    )

    assert "Calls in progress could not be read." in str(_nobody(found))


def test_where_nobody_was_looked_at_it_can_be_tried_again() -> None:
    assert isinstance(_nobody(SearchResult(stop=StopReason.BUDGET)), DeadlineExceededError)
    assert isinstance(_nobody(SearchResult(stop=StopReason.END)), UserError)
