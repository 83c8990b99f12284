from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future

import pytest
from capi_bot.slack.parallel import wait_all

from capi_bot.capi.models import Call, Conversation, Endpoint, Membership, MemberState, Session, User
from capi_bot.errors import (
    CapiBotError,
    DeadlineExceededError,
    ForbiddenError,
    NotFoundError,
    ProblemDetails,
    UnreachableError,
    UserError,
)
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import UserState, encode_user
from capi_bot.slack.commands import Command
from capi_bot.slack.listeners import user_card
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import as_pending
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.interactions import look
from tests.slack.listeners.lists import SOON
from tests.slack.sample_cases import CASTS
from tests.slack.sample_values import conversation_id, user_id

ServicesOver = Callable[[FakeApi], Services]
Pressed = Callable[[Action, str], BlockAction]

ADA = CASTS["busy"].facts.user
READS = [
    "calls page_size=100",
    f"user {ADA.id}",
    f"user_conversations {ADA.id} page_size=8 order=desc",
    f"user_sessions {ADA.id} page_size=10",
]

TOLD = {
    "sessions": "Online: yes, 1 session",
    "conversations": f"joined\n{conversation_id(8)}",
    "calls": "447700000001 → 447700000002",
}


@pytest.fixture
def api() -> FakeApi:
    memberships = [
        Membership(
            conversation=Conversation(id=conversation_id(number), name=f"NAM-{number}" if number else "Support"),
            state=MemberState.JOINED,
        )
        for number in range(10)
    ]
    ends = (Endpoint(type="phone", address="447700000001"), Endpoint(type="phone", address="447700000002"))
    return FakeApi(
        users=[ADA],
        memberships={ADA.id: memberships},
        sessions={ADA.id: [Session(id="SES-1", ttl=900)]},
        calls=[Call(id="1", conversation_id=conversation_id(9), status="answered", from_=ends[0], to=ends[1])],
    )


def test_a_user_by_id_costs_four_reads(api: FakeApi, over: ServicesOver) -> None:
    message = user_card.answer_command(Command(name="user", argument=ADA.id), over(api))

    assert sorted(api.asked) == READS
    assert "User Ada Lovelace" in message.text
    assert "Online: yes, 1 session" in message.text


def test_a_user_by_name_costs_one_read_more(api: FakeApi, over: ServicesOver) -> None:
    message = user_card.answer_command(Command(name="user", argument="ada"), over(api))

    assert sorted(api.asked) == sorted([*READS, "users name=ada page_size=1 order=asc"])
    assert "User Ada Lovelace" in message.text


def test_a_name_that_nobody_has_is_said_with_what_would_work(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(UserError) as refused:
        user_card.answer_command(Command(name="user", argument="Ada L\u202e"), over(api))

    assert str(refused.value) == "No user is called “Ada L”. `/capi users` lists those that there are."


def test_a_number_that_nobody_has_is_told_as_one(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(UserError, match=r"^No user has the number “447700900999”\. `/capi users` lists"):
        user_card.answer_command(Command(name="user", argument="447700900999"), over(api))


def test_somebody_called_exactly_so_is_meant_though_others_have_it_in_their_name(over: ServicesOver) -> None:
    others = [User(id=user_id(number), name=f"u{number}", display_name="Ada Lovelace II") for number in (1, 2)]
    api = FakeApi(users=[ADA, *others])

    message, finished = look(
        as_pending(user_card.answer_command(Command(name="user", argument="ada lovelace"), over(api))), SOON
    )

    assert finished
    assert message.text.startswith("User Ada Lovelace\n")


def test_several_that_may_be_meant_are_listed(over: ServicesOver) -> None:
    api = FakeApi(users=[User(id=user_id(number), name=f"ada-{number}") for number in (1, 2)])

    message, _ = look(as_pending(user_card.answer_command(Command(name="user", argument="ada"), over(api))), SOON)

    assert message.text.startswith("Users, named ada\n")


def test_a_user_that_is_not_there_is_not_found(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(NotFoundError):
        user_card.answer_command(Command(name="user", argument=user_id(404)), over(api))


def test_the_newest_conversations_come_first_and_calls_name_them(api: FakeApi, over: ServicesOver) -> None:
    text = user_card.show(UserState(user_id=ADA.id), over(api)).text

    assert text.index(conversation_id(9)) < text.index(conversation_id(8))
    assert f"447700000001 → 447700000002\njoined\n{conversation_id(9)}" in text


def test_a_user_is_turned_to_another_page(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    state = UserState(user_id=ADA.id, cursor="8", number=2)
    message = user_card.turn_page(pressed(Action.USER_ON, encode_user(state)), over(api))

    assert f"user_conversations {ADA.id} page_size=8 order=desc cursor=8" in api.asked
    assert f"Support\njoined\n{conversation_id(0)}" in message.text


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError(ProblemDetails(status=404)),
        ForbiddenError(ProblemDetails(status=403)),
        UnreachableError("503", ProblemDetails(status=503)),
        DeadlineExceededError("slow"),
    ],
)
def test_what_is_refused_is_not_known_and_the_rest_is_shown(
    error: CapiBotError, api: FakeApi, over: ServicesOver
) -> None:
    api.report("user_sessions", error)
    api.report("user_conversations", error)
    api.report("calls", error)

    text = user_card.show(UserState(user_id=ADA.id), over(api)).text

    assert "Online: not known" in text
    assert "Not known: Vonage would not tell." in text
    assert "Phone: 447700000001" in text


@pytest.mark.parametrize(
    ("method", "said", "missing"),
    [
        ("user_sessions", "Online: not known", ["sessions"]),
        ("user_conversations", "Not known: Vonage would not tell.", ["conversations", "calls"]),
        ("calls", f"Unnamed conversation\njoined\n{conversation_id(9)}", ["calls"]),
    ],
)
def test_what_is_late_is_not_known_and_the_rest_is_shown(
    method: str, said: str, missing: list[str], api: FakeApi, over: ServicesOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_card, "GRACE", 0.2)
    gate = api.hold(method)

    text = user_card.show(UserState(user_id=ADA.id), over(api)).text

    assert not gate.is_set()
    gate.set()
    assert said in text
    assert [name for name, line in TOLD.items() if line not in text] == missing


def test_all_that_is_late_costs_one_wait(api: FakeApi, over: ServicesOver, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def not_long(reads: Iterable[Future[object]], patience: float) -> bool:
        waits.append(patience)
        return wait_all(reads, 0)

    monkeypatch.setattr(user_card, "wait_all", not_long)
    gates = [api.hold(method) for method in ("user_sessions", "user_conversations", "calls")]

    text = user_card.show(UserState(user_id=ADA.id), over(api)).text

    for gate in gates:
        gate.set()
    assert waits == [user_card.GRACE]
    assert [name for name, line in TOLD.items() if line not in text] == list(TOLD)


@pytest.mark.parametrize("error", [UnreachableError("reset"), DeadlineExceededError("slow")])
def test_a_user_that_did_not_come_is_a_failure_that_can_be_tried_again(
    error: CapiBotError, api: FakeApi, over: ServicesOver
) -> None:
    api.report("user", error)

    with pytest.raises(type(error)):
        user_card.show(UserState(user_id=ADA.id), over(api))


def test_pages_that_are_longer_than_asked_for_are_cut(over: ServicesOver) -> None:
    sessions = {ADA.id: [Session(id=f"SES-{number}") for number in range(30)]}
    memberships = [Membership(conversation=Conversation(id=conversation_id(number))) for number in range(30)]
    lavish = FakeApi(users=[ADA], sessions=sessions, memberships={ADA.id: memberships}, beyond=9)

    message = user_card.show(UserState(user_id=ADA.id), over(lavish))

    assert str(message.blocks).count(Action.USER_CARD) == 8
    assert "Online: yes, 19+ sessions" in message.text


def test_as_many_sessions_as_were_read_are_counted(over: ServicesOver) -> None:
    api = FakeApi(users=[ADA], sessions={ADA.id: [Session(id=f"SES-{number}") for number in range(10)]})

    assert "Online: yes, 10 sessions\n" in user_card.show(UserState(user_id=ADA.id), over(api)).text


def test_junk_is_refused_before_anything_is_read(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        user_card.turn_page(pressed(Action.USER_OPEN, "junk"), over(api))

    assert api.asked == []
