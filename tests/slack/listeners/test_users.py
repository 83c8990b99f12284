from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.capi.models import Call, Conversation, Endpoint, Membership, MemberState, Session
from capi_bot.errors import CapiBotError, NotAllowedError, NotFoundError, Refusal, UnreachableError, UserError
from capi_bot.slack.commands import Ask
from capi_bot.slack.ids import Action
from capi_bot.slack.listeners import users
from capi_bot.slack.payloads import Click
from capi_bot.slack.services import Services
from capi_bot.slack.state import UserState, pack_user
from tests.fakes import FakeApi
from tests.slack.casts import CASTS
from tests.slack.fillings import conversation_id, user_id

ServicesOver = Callable[[FakeApi], Services]
Pressed = Callable[[Action, str], Click]

ADA = CASTS["busy"].facts.user
READS = [
    "calls page_size=100",
    f"user {ADA.id}",
    f"user_conversations {ADA.id} page_size=8 order=desc",
    f"user_sessions {ADA.id} page_size=10",
]


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
    message = users.asked(Ask(name="user", argument=ADA.id), over(api))

    assert sorted(api.asked) == READS
    assert "User Ada Lovelace" in message.text
    assert "Online: yes, 1 session" in message.text


def test_a_user_by_name_costs_one_read_more(api: FakeApi, over: ServicesOver) -> None:
    message = users.asked(Ask(name="user", argument="ada"), over(api))

    assert sorted(api.asked) == sorted([*READS, "users name=ada page_size=1 order=asc"])
    assert "User Ada Lovelace" in message.text


def test_a_name_that_nobody_has_is_said_with_what_would_work(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(UserError) as refused:
        users.asked(Ask(name="user", argument="Ada L\u202e"), over(api))

    assert str(refused.value) == "No user is called “Ada L”. A name must be exact; ids begin with `USR-`."


def test_a_user_that_is_not_there_is_not_found(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(NotFoundError):
        users.asked(Ask(name="user", argument=user_id(404)), over(api))


def test_the_newest_conversations_come_first_and_calls_name_them(api: FakeApi, over: ServicesOver) -> None:
    text = users.show(UserState(user_id=ADA.id), over(api)).text

    assert text.index(conversation_id(9)) < text.index(conversation_id(8))
    assert f"447700000001 → 447700000002\n{conversation_id(9)} · joined" in text


def test_a_user_is_turned_to_another_page(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    state = UserState(user_id=ADA.id, cursor="8", number=2)
    message = users.turn(pressed(Action.USER_ON, pack_user(state)), over(api))

    assert f"user_conversations {ADA.id} page_size=8 order=desc cursor=8" in api.asked
    assert f"Support\n{conversation_id(0)}" in message.text


@pytest.mark.parametrize("error", [NotFoundError(Refusal(status=404)), NotAllowedError(Refusal(status=403))])
def test_what_is_refused_is_not_known_and_the_rest_is_shown(
    error: CapiBotError, api: FakeApi, over: ServicesOver
) -> None:
    api.fail("user_sessions", error)
    api.fail("user_conversations", error)
    api.fail("calls", error)

    text = users.show(UserState(user_id=ADA.id), over(api)).text

    assert "Online: not known" in text
    assert "Not known: Vonage would not tell." in text
    assert "Phone: 447700000001" in text


def test_sessions_that_did_not_come_are_a_failure_that_can_be_tried_again(api: FakeApi, over: ServicesOver) -> None:
    api.fail("user_sessions", UnreachableError("reset"))

    with pytest.raises(UnreachableError):
        users.show(UserState(user_id=ADA.id), over(api))


def test_junk_is_refused_before_anything_is_read(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        users.turn(pressed(Action.USER_OPEN, "junk"), over(api))

    assert api.asked == []
