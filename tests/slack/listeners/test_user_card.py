from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

import pytest

from capi_bot.capi.models import (
    Call,
    Conversation,
    Endpoint,
    Member,
    MemberChannel,
    Membership,
    MemberState,
    Session,
    User,
)
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
from capi_bot.slack.listeners import actions, commands
from capi_bot.slack.loaders import users as user_loaders
from capi_bot.slack.loaders.users import UserCard
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import USER_WAIT, Draft
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.listeners.lists import final_message, last_message
from tests.slack.sample_cases import VIEW_INPUTS
from tests.slack.sample_values import NOW, conversation_id, member_id, user_id

ServicesOver = Callable[[FakeApi], Services]
Pressed = Callable[[Action, str], BlockAction]

ADA = VIEW_INPUTS["busy"].facts.user
READS = [
    "calls page_size=100",
    f"user {ADA.id}",
    f"user_conversations {ADA.id} page_size=8 order=desc",
    f"user_sessions {ADA.id} page_size=10",
]

FACTS = {
    "sessions": "Online: yes, 1 session",
    "conversations": f"joined\n{conversation_id(8)}",
    "calls": "+44 7700 000001 → +44 7700 000002",
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


def _card(services: Services) -> Message:
    return final_message(UserCard.start(UserState(user_id=ADA.id), services))


def _ask(argument: str, services: Services) -> Message:
    return final_message(commands.answer_user(Command(name="user", argument=argument), services))


def _besides_rows(requests: Iterable[str]) -> list[str]:
    """Return the reads without those of the rows, which are as a list's."""
    of_rows = ("call_log CON", "conversation ", "members ")
    return sorted(request for request in requests if not request.startswith(of_rows))


def test_a_user_by_id_costs_four_reads_and_those_of_rows(api: FakeApi, over: ServicesOver) -> None:
    message = _ask(ADA.id, over(api))

    assert _besides_rows(api.requests) == READS
    assert "User Ada Lovelace" in message.text
    assert "Online: yes, 1 session" in message.text


def test_a_user_by_name_costs_one_read_more(api: FakeApi, over: ServicesOver) -> None:
    message = _ask("ada", over(api))

    assert _besides_rows(api.requests) == sorted([*READS, "users name=ada page_size=1 order=asc"])
    assert "User Ada Lovelace" in message.text


def test_a_name_that_nobody_has_is_told_with_what_would_work(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(UserError) as refused:
        _ask("Ada L\u202e", over(api))

    assert str(refused.value) == "No user is called “Ada L”. `/capi users` lists those that there are."


def test_a_number_that_nobody_has_is_told_as_one(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(UserError, match=r"^No user has the number “447700900999”\. `/capi users` lists"):
        _ask("447700900999", over(api))


def test_somebody_called_exactly_so_is_meant_though_others_have_it_in_their_name(over: ServicesOver) -> None:
    others = [User(id=user_id(number), name=f"u{number}", display_name="Ada Lovelace II") for number in (1, 2)]
    api = FakeApi(users=[ADA, *others])

    message = _ask("ada lovelace", over(api))

    assert message.text.startswith("User Ada Lovelace\n")


def test_several_that_may_be_meant_are_listed(over: ServicesOver) -> None:
    api = FakeApi(users=[User(id=user_id(number), name=f"ada-{number}") for number in (1, 2)])

    reply = commands.answer_user(Command(name="user", argument="ada"), over(api))

    assert last_message(reply).text.startswith("Users, named ada\n")


def test_a_user_that_is_not_there_is_not_found(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(NotFoundError):
        _ask(user_id(404), over(api))


def test_the_newest_conversations_come_first_and_calls_name_them(api: FakeApi, over: ServicesOver) -> None:
    text = _card(over(api)).text

    assert text.index(conversation_id(9)) < text.index(conversation_id(8))
    assert f"+44 7700 000001 → +44 7700 000002\njoined\n{conversation_id(9)}" in text


def test_a_conversation_without_a_name_is_called_as_in_the_list(over: ServicesOver) -> None:
    ends = (Endpoint(type="phone", address="447700000001"), Endpoint(type="phone", address="447700000002"))
    room = Conversation(id=conversation_id(1), name="NAM-1", created=NOW)
    caller = Member(id=member_id(1), user_id=ADA.id, channel=MemberChannel(type="phone", from_=ends[0], to=ends[1]))
    api = FakeApi(
        users=[ADA],
        conversations=[room],
        members={room.id: [caller]},
        memberships={ADA.id: [Membership(conversation=room, state=MemberState.JOINED)]},
    )
    assert "+44 7700 000001 → +44 7700 000002\njoined · created" in _card(over(api)).text


def test_a_user_is_turned_to_another_page(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    state = UserState(user_id=ADA.id, cursor="8", number=2)
    message = final_message(actions.turn_user_page(pressed(Action.USER_ON, encode_user(state)), over(api)))

    assert f"user_conversations {ADA.id} page_size=8 order=desc cursor=8" in api.requests
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
    api.fail("user_sessions", error)
    api.fail("user_conversations", error)
    api.fail("calls", error)

    text = _card(over(api)).text

    assert "Online: not known" in text
    assert "Not known: Vonage would not tell." in text
    assert "Phone: 447700000001" in text


@pytest.mark.parametrize(
    ("method", "words", "missing"),
    [
        ("user_sessions", "Online: not known", ["sessions"]),
        ("user_conversations", "Not known: Vonage would not tell.", ["conversations", "calls"]),
        ("calls", f"Unnamed conversation\njoined\n{conversation_id(9)}", ["calls"]),
    ],
)
def test_what_is_late_is_not_known_and_the_rest_is_shown(
    method: str, words: str, missing: list[str], api: FakeApi, over: ServicesOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_loaders, "USER_WAIT", 0.2)
    api.fail("call_log", ForbiddenError(ProblemDetails(status=403)))
    gate = api.block(method)

    text = _card(over(api)).text

    assert not gate.is_set()
    gate.set()
    assert words in text
    assert [name for name, line in FACTS.items() if line not in text] == missing


def test_all_that_is_late_costs_one_wait(api: FakeApi, over: ServicesOver) -> None:
    gates = [api.block(method) for method in ("user_sessions", "user_conversations", "calls")]
    steps = UserCard.start(UserState(user_id=ADA.id), over(api)).render(0)

    user_wait = next(steps)
    user_wait.futures[0].result(10)
    late_wait = next(steps)
    with pytest.raises(StopIteration) as end:
        next(steps)

    for gate in gates:
        gate.set()
    assert (len(user_wait.futures), user_wait.timeout) == (1, None)
    assert (len(late_wait.futures), late_wait.timeout) == (3, USER_WAIT)
    draft = cast("Draft", end.value.value)
    assert draft.is_final
    assert [name for name, line in FACTS.items() if line not in draft.message.text] == list(FACTS)


@pytest.mark.parametrize("error", [UnreachableError("reset"), DeadlineExceededError("slow")])
def test_a_user_that_did_not_come_is_a_failure_that_can_be_tried_again(
    error: CapiBotError, api: FakeApi, over: ServicesOver
) -> None:
    api.fail("user", error)

    with pytest.raises(type(error)):
        _card(over(api))


def test_pages_that_are_longer_than_asked_for_are_cut(over: ServicesOver) -> None:
    sessions = {ADA.id: [Session(id=f"SES-{number}") for number in range(30)]}
    memberships = [Membership(conversation=Conversation(id=conversation_id(number))) for number in range(30)]
    api = FakeApi(users=[ADA], sessions=sessions, memberships={ADA.id: memberships}, extra_items=9)

    message = _card(over(api))

    assert str(message.blocks).count(Action.USER_CARD) == 8
    assert "Online: yes, 19+ sessions" in message.text


def test_as_many_sessions_as_were_read_are_counted(over: ServicesOver) -> None:
    api = FakeApi(users=[ADA], sessions={ADA.id: [Session(id=f"SES-{number}") for number in range(10)]})

    assert "Online: yes, 10 sessions\n" in _card(over(api)).text


def test_junk_is_refused_before_anything_is_read(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        actions.turn_user_page(pressed(Action.USER_OPEN, "junk"), over(api))

    assert api.requests == []
