from __future__ import annotations

import logging
from collections.abc import Callable
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
    Session,
    User,
)
from capi_bot.domain.id_extraction import extract_ids
from capi_bot.errors import (
    DeadlineExceededError,
    ForbiddenError,
    ProblemDetails,
    UnreachableError,
    UserError,
)
from capi_bot.slack.button_state import ListState, decode_list, encode_list
from capi_bot.slack.commands import ListFilter
from capi_bot.slack.listeners import shortcuts
from capi_bot.slack.loaders.lookup import Lookup
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import BlockAction, Shortcut
from capi_bot.slack.pending_reply import CALLS_WAIT, PendingReply
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.interactions import actor, look
from tests.slack.listeners.lists import final_message
from tests.slack.sample_values import (
    NOW,
    conversation_id,
    member_id,
    user_id,
)

ServicesOver = Callable[[FakeApi], Services]

ROOM, LIVE, OTHER = conversation_id(1), conversation_id(2), conversation_id(3)
CALLER, CALLED = "447700900111", "447700900222"
WRITTEN = "+44 7700 900111"
"""The caller's number as people read it."""


@pytest.fixture
def api() -> FakeApi:
    """A room with Ada in it, and a call of two numbers with Bob in it."""
    ends = {"from_": Endpoint(type="phone", address=CALLER), "to": Endpoint(type="phone", address=CALLED)}
    rooms = {ROOM: "Front door", LIVE: "", OTHER: "Back door"}
    return FakeApi(
        conversations=[
            Conversation(id=name, display_name=title, state=ConversationState.ACTIVE, created=NOW)
            for name, title in rooms.items()
        ],
        members={
            ROOM: [Member(id=member_id(1), state=MemberState.JOINED, user_id=user_id(1), user_name="ada")],
            LIVE: [Member(id=member_id(2), state=MemberState.JOINED, user_id=user_id(2), user_name="bob")],
            OTHER: [Member(id=member_id(3), state=MemberState.LEFT, user_id=user_id(3), user_name="eve")],
        },
        users=[User(id=user_id(1), name="ada", display_name="Ada"), User(id=user_id(2), name=CALLER)],
        sessions={user_id(1): [Session(id="SES-1")]},
        calls=[Call(id="1", conversation_id=LIVE, status="answered", direction="inbound", **ends)],
    )


def _ask(text: str) -> Shortcut:
    return Shortcut(actor=actor(), callback_id="lookup", trigger_id="1.2", message={"text": text})


def _text(text: str, services: Services) -> str:
    return final_message(shortcuts.look_up_ids(_ask(text), services)).text


def test_a_message_with_nothing_in_it_is_told_to_the_person(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(UserError, match="found no Vonage ids or phone numbers"):
        shortcuts.look_up_ids(_ask("hello"), over(api))

    assert api.requests == []


def test_a_conversation_is_told_with_its_state_and_who_joined(api: FakeApi, over: ServicesOver) -> None:
    assert "🟢 Front door\nLive · 1 joined" in _text(f"see {ROOM}", over(api))


def test_a_conversation_of_a_call_in_progress_is_called_by_its_numbers(api: FakeApi, over: ServicesOver) -> None:
    assert f"{WRITTEN} → +44 7700 900222" in _text(LIVE, over(api))


def test_a_user_is_told_with_whether_they_are_online(api: FakeApi, over: ServicesOver) -> None:
    assert "Ada\nUser · online" in _text(user_id(1), over(api))
    assert "User · not online" in _text(user_id(2), over(api))


def test_a_user_whose_sessions_nobody_may_read_is_told_none_the_less(api: FakeApi, over: ServicesOver) -> None:
    api.fail("user_sessions", ForbiddenError(ProblemDetails(status=403)))

    assert f"Ada\nUser\n{user_id(1)}" in _text(user_id(1), over(api))


def test_a_member_is_found_in_a_conversation_that_the_message_names(api: FakeApi, over: ServicesOver) -> None:
    text = _text(f"{member_id(3)} left {ROOM}, then {OTHER}", over(api))

    assert f"eve\nMember · left · in {OTHER}" in text


def test_a_member_is_found_in_a_call_in_progress(api: FakeApi, over: ServicesOver) -> None:
    assert f"bob\nMember · joined · in {LIVE}" in _text(member_id(2), over(api))


def test_a_caller_whom_the_api_invited_is_called_by_their_own_number(over: ServicesOver) -> None:
    ends = {"from_": Endpoint(type="phone", address=CALLER), "to": Endpoint(type="phone", address=CALLED)}
    channel = MemberChannel(type="phone", id="b1e7a1f2-7ac9-4d03-910a-e9d69558263c", **ends)
    caller = Member(id=member_id(2), user_id=user_id(2), user_name="vapi-user-2", invited=NOW, channel=channel)
    call = Call(id=channel.id, conversation_id=LIVE, status="answered", direction="inbound", **ends)
    room = Conversation(id=LIVE, state=ConversationState.ACTIVE, created=NOW)
    api = FakeApi(conversations=[room], members={LIVE: [caller]}, calls=[call])
    assert _text(member_id(2), over(api)).startswith(f"{WRITTEN}\nMember")


def test_a_member_of_nowhere_that_is_known_is_told_with_what_would_help(api: FakeApi, over: ServicesOver) -> None:
    assert "only within its conversation" in _text(member_id(1), over(api))


def test_a_member_is_found_though_one_conversation_may_not_be_read(api: FakeApi, over: ServicesOver) -> None:
    api.fail("member", ForbiddenError(ProblemDetails(status=403)), resource_id=ROOM)

    assert f"in {OTHER}" in _text(f"{member_id(3)} {ROOM} {OTHER}", over(api))


def test_a_number_is_told_with_its_calls_by_name_and_its_user(api: FakeApi, over: ServicesOver) -> None:
    text = _text("+44 7700 900-111", over(api))

    assert f"{WRITTEN}\nIn 1 call now:\n🟢" in text
    assert f"{WRITTEN} → +44 7700 900222" in text
    assert sorted(api.requests) == [
        "calls page_size=100",
        f"conversation {LIVE}",
        f"members {LIVE} page_size=100 order=asc",
        f"users name={CALLER} page_size=1 order=asc",
    ]


def test_a_number_is_found_as_it_is_dialled_inside_its_country(api: FakeApi, over: ServicesOver) -> None:
    assert "In 1 call now" in _text("07700900222", over(api))


AMERICAN = {"from_": Endpoint(address="14155550101"), "to": Endpoint(address="12125550100")}


@pytest.mark.parametrize(
    ("text", "party"),
    [("(415) 555-0101 ext 5", "4155550101"), ("+1 415 555 0101", "+14155550101"), ("٤١٥٥٥٥٠١٠١", "4155550101")],
)
def test_a_number_is_found_as_it_is_dialled_in_the_country_of_the_applications_own(
    over: ServicesOver, text: str, party: str
) -> None:
    api = FakeApi(
        conversations=[Conversation(id=LIVE)],
        users=[User(id=user_id(1), name="14155550101", display_name="Eva")],
        calls=[Call(id="1", conversation_id=LIVE, status="answered", direction="inbound", **AMERICAN)],
    )
    message = final_message(shortcuts.look_up_ids(_ask(f"who is {text}?"), over(api)))

    assert "In 1 call now:\nUser: Eva" in message.text
    assert decode_list(message.blocks[-2]["elements"][-1]["value"]).filters == ListFilter(party=party)


@pytest.mark.parametrize("text", ["(415) 555-0101", "07700900222"])
def test_a_number_is_looked_up_though_the_newest_calls_cannot_be_read(
    api: FakeApi, over: ServicesOver, text: str
) -> None:
    api.fail("call_log", ForbiddenError(ProblemDetails(status=403)))

    assert ("In 1 call now" in _text(text, over(api))) == text.startswith("0")


def test_what_could_not_be_read_is_looked_up_once_more_with_everything_else(api: FakeApi, over: ServicesOver) -> None:
    services = over(api)
    api.fail("conversation", UnreachableError("503", ProblemDetails(status=503, trace_id="7f3a")))
    failed = final_message(shortcuts.look_up_ids(_ask(f"{ROOM} and +44 7700 900 222, {user_id(1)}"), services))
    again = failed.blocks[-1]["elements"][0]
    assert "trace 7f3a" in failed.text

    api.recover("conversation")
    press = replace(PRESS, action_id=again["action_id"], value=again["value"])
    text = final_message(shortcuts.look_up_again(press, services)).text

    assert [words in text for words in ("🟢 Front door", "+44 7700 900222\nIn 1 call", "Ada\nUser")] == [True] * 3


@pytest.mark.parametrize("value", ["", "n=1", "i=hello"])
def test_a_second_try_that_carries_nothing_is_told(api: FakeApi, over: ServicesOver, value: str) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        shortcuts.look_up_again(replace(PRESS, action_id="lookup.again", value=value), over(api))


def test_a_number_that_is_nowhere_is_text(api: FakeApi, over: ServicesOver) -> None:
    assert "In no call just now" in _text("447700900333", over(api))


CARRIED = encode_list(ListState(filters=ListFilter(party="07700900111")))
PRESS = BlockAction(actor=actor(), action_id="list.open", value=CARRIED, action_ts="1.1", trigger_id="1.2")


def test_a_numbers_conversations_can_be_searched_for_also_those_that_ended(api: FakeApi, over: ServicesOver) -> None:
    first, _ = look(shortcuts.list_conversations(PRESS, over(api)), 10)

    assert f"with {CALLER.replace('44', '0', 1)}" in first.text
    assert LIVE in first.text


@pytest.mark.parametrize("private_press", [replace(PRESS, ephemeral=True), replace(PRESS, view_id="V1")])
def test_what_only_one_person_sees_stays_so(api: FakeApi, over: ServicesOver, private_press: BlockAction) -> None:
    private, _ = look(shortcuts.list_conversations(private_press, over(api)), 10)
    public, _ = look(shortcuts.list_conversations(PRESS, over(api)), 10)

    assert [decode_list(message.blocks[1]["block_id"]).private for message in (private, public)] == [True, False]


def test_where_calls_may_not_be_listed_that_is_text(api: FakeApi, over: ServicesOver) -> None:
    api.fail("calls", UnreachableError("down"))

    assert "I cannot tell in which calls it is." in _text(CALLER, over(api))


def test_one_failure_spoils_nothing_else(api: FakeApi, over: ServicesOver) -> None:
    api.fail("user", DeadlineExceededError("slow"))
    text = _text(f"{ROOM} {user_id(1)} {conversation_id(9)}", over(api))

    assert "Front door" in text
    assert f"{user_id(1)}\n⚠️ Vonage took too long" in text
    assert f"Vonage does not know {conversation_id(9)}" in text


def test_a_bug_of_ours_is_logged_and_told_in_its_place(
    api: FakeApi, over: ServicesOver, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("user", ZeroDivisionError("secret"))
    text = _text(f"{ROOM} {user_id(1)}", over(api))

    assert "Front door" in text
    assert "went wrong on our side" in text
    assert "secret" not in text
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_of_many_things_five_are_looked_up(api: FakeApi, over: ServicesOver) -> None:
    text = _text(" ".join(user_id(number) for number in range(1, 9)), over(api))

    assert "and 3 more" in text
    assert sum(asked.startswith("user ") for asked in api.requests) == 5


def test_what_is_late_fills_in(api: FakeApi, over: ServicesOver) -> None:
    slow = api.block("user")
    reply = shortcuts.look_up_ids(_ask(f"{user_id(1)}"), over(api))
    first, is_final = look(reply, 0)
    slow.set()
    last, at_last = look(reply, 10)

    assert ("has not answered yet" in first.text, is_final) == (True, False)
    assert ("Ada" in last.text, at_last) == (True, True)


def test_a_member_is_looked_for_where_the_message_says_once_calls_are_waited_for_no_more(
    api: FakeApi, over: ServicesOver
) -> None:
    slow, now = api.block("calls"), [0.0]
    extracted = extract_ids([f"{member_id(3)} {OTHER} {CALLER}"])
    reply = Lookup.start(extracted, over(api), lambda: now[0])

    first, _ = look(reply, 0)
    now[0] = CALLS_WAIT
    second = _look_until(reply, "eve")
    slow.set()
    last = final_message(reply)

    for waiting in (member_id(3), CALLER):
        assert f"{waiting}\nVonage has not answered yet" in first.text
    assert "I cannot tell yet in which calls it is." in second.text
    assert "eve" in last.text


def test_a_member_is_looked_for_once_calls_are_there_though_the_reply_was_drawn_before(
    api: FakeApi, over: ServicesOver
) -> None:
    slow = api.block("calls")
    reply = shortcuts.look_up_ids(_ask(member_id(2)), over(api))
    first, is_final = look(reply, 0)
    slow.set()

    assert ("has not answered yet" in first.text, is_final) == (True, False)
    assert f"bob\nMember · joined · in {LIVE}" in final_message(reply).text


def test_members_and_numbers_that_wait_for_calls_keep_no_thread_from_others(
    api: FakeApi, over: Callable[..., Services]
) -> None:
    slow = api.block("calls")
    text = f"{member_id(2)} {CALLER} {user_id(1)}"
    reply = shortcuts.look_up_ids(_ask(text), over(api, row_reads=1))

    assert "Ada\nUser · online" in _look_until(reply, "Ada").text
    slow.set()


def test_a_national_number_is_looked_up_once_the_newest_calls_are_waited_for_no_more(
    api: FakeApi, over: Callable[..., Services]
) -> None:
    slow, now = api.block("call_log"), [0.0]
    extracted = extract_ids([f"{member_id(2)} 07700900111 {CALLED}"])
    reply = Lookup.start(extracted, over(api, row_reads=1), lambda: now[0])

    first = _look_until(reply, "bob")
    now[0] = CALLS_WAIT
    last = final_message(reply)
    slow.set()

    assert "+44 7700 900222\nIn 1 call now" in first.text
    assert "07700900111\nVonage has not answered yet" in first.text
    assert f"07700900111\nIn 1 call now:\nUser: {WRITTEN}" in last.text


def test_the_newest_calls_are_read_only_for_national_numbers_and_once(api: FakeApi, over: ServicesOver) -> None:
    services = over(api)
    counts = []
    for text in (CALLER, f"+{CALLER}", "07700900111 07700900222", "07700900111"):
        _text(text, services)
        counts.append(sum(request.startswith("call_log") for request in api.requests))

    assert counts == [0, 0, 1, 1]


def test_a_bug_in_reading_the_newest_calls_is_logged_and_spoils_nothing(
    api: FakeApi, over: ServicesOver, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("call_log", ZeroDivisionError("secret"))

    assert "07700900111\nIn 1 call now" in _text("07700900111", over(api))
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def _look_until(reply: PendingReply, text: str) -> Message:
    """Look until something is there, while other reads are blocked."""
    return next(message for message, _ in (look(reply, 0.01) for _ in range(300)) if text in message.text)
