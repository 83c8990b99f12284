from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

import pytest

from capi_bot.capi.models import Call, Endpoint
from capi_bot.concurrency import BoundedExecutor
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
from capi_bot.slack.commands import Command
from capi_bot.slack.listeners import commands
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.interactions import look
from tests.slack.listeners.lists import (
    LISTED,
    SOON,
    final_message,
    room,
    rows_of,
    text_of,
)
from tests.slack.sample_cases import SEED, SEED_MEMBERS
from tests.slack.sample_values import NOW, conversation_id

GONE = NotFoundError(ProblemDetails(status=404))
ASK = Command(name="conversations")

ServicesOver = Callable[..., Services]
Pressed = Callable[..., BlockAction]


class Refusing(BoundedExecutor):
    """A pool in which nothing may be read."""

    def submit(self, *_: object, **__: object) -> NoReturn:
        pytest.fail("a read was started that nobody needs")


def _members_read(*numbers: int) -> list[str]:
    return [f"members {conversation_id(number)} page_size=100 order=asc" for number in numbers]


def test_the_newest_come_first_and_each_row_has_its_mark(seeded: FakeApi, over: ServicesOver) -> None:
    message, is_final = look(commands.answer_conversations(ASK, over(seeded)), SOON)
    assert is_final
    assert rows_of(message) == ["🟢 +44 7700 000001 → +44 7700 000002", "⚫ Call 2", "🟡 Call 1"]


def test_a_list_costs_a_page_the_calls_and_for_each_row_its_members_and_an_empty_rows_state(
    seeded: FakeApi, over: ServicesOver
) -> None:
    look(commands.answer_conversations(ASK, over(seeded)), SOON)

    assert sorted(seeded.requests) == sorted(
        [
            LISTED,
            "calls page_size=100",
            f"members {SEED.id} page_size=100 order=asc",
            f"member {SEED.id} member_id={SEED_MEMBERS[0].id}",
            *_members_read(1, 2),
            f"conversation {conversation_id(1)}",
            f"conversation {conversation_id(2)}",
        ]
    )


def test_a_full_page_costs_at_most_twenty_two_reads(over: ServicesOver) -> None:
    api = FakeApi(conversations=[room(number) for number in range(15)])
    message, _ = look(commands.answer_conversations(ASK, over(api)), SOON)

    assert len(api.requests) == 22
    assert message.text.count("nobody joined") == 10


def test_the_list_is_drawn_after_one_round_trip_and_then_fills_in(seeded: FakeApi, over: ServicesOver) -> None:
    gate = seeded.block("members")
    reply = commands.answer_conversations(ASK, over(seeded))

    first, is_final = look(reply, 0)
    assert not is_final
    assert first.text.count("State not known") == 3

    gate.set()
    second, is_final = look(reply, SOON)
    assert is_final
    assert "State not known" not in second.text


def test_rows_that_came_are_shown_while_others_are_awaited(seeded: FakeApi, over: ServicesOver) -> None:
    gate = seeded.block("members", conversation_id(1))
    reply = commands.answer_conversations(ASK, over(seeded, row_reads=1))
    look(reply, 0)
    assert gate.reached.wait(SOON)

    message, is_final = look(reply, 0)
    gate.set()

    assert not is_final
    assert "⚫ Call 2" in message.text
    assert "⚪ Call 1" in message.text


def test_what_a_row_could_not_find_out_stays_unknown(seeded: FakeApi, over: ServicesOver) -> None:
    seeded.fail("members", UnreachableError("reset"), conversation_id(1))

    text = text_of(commands.answer_conversations(ASK, over(seeded)))

    assert "⚪ Call 1\nState not known" in text
    assert "⚫ Call 2" in text


def test_a_row_that_is_gone_has_ended(seeded: FakeApi, over: ServicesOver) -> None:
    seeded.fail("members", GONE, conversation_id(1))

    assert "⚫ Call 1\nEnded" in text_of(commands.answer_conversations(ASK, over(seeded)))


def test_a_call_in_progress_makes_its_conversation_live_and_names_it(over: ServicesOver) -> None:
    ends = (Endpoint(type="phone", address="447700000001"), Endpoint(type="phone", address="447700000002"))
    call = Call(id="1", conversation_id=SEED.id, status="ringing", from_=ends[0], to=ends[1])
    api = FakeApi(conversations=[SEED], calls=[call])

    text = text_of(commands.answer_conversations(ASK, over(api)))

    assert "🟢 +44 7700 000001 → +44 7700 000002\nLive" in text
    assert f"conversation {SEED.id}" not in api.requests


@pytest.mark.parametrize(
    "error", [ForbiddenError(ProblemDetails(status=403)), UnreachableError("reset"), DeadlineExceededError("slow")]
)
def test_where_calls_are_refused_the_members_decide_and_nothing_is_taken_for_open(
    error: CapiBotError, seeded: FakeApi, over: ServicesOver
) -> None:
    seeded.fail("calls", error)

    message, is_final = look(commands.answer_conversations(ASK, over(seeded)), SOON)

    assert is_final
    assert rows_of(message) == ["🟢 +44 7700 000001 → +44 7700 000002", "⚫ Call 2", "⚪ Call 1"]
    assert "State not known · everybody has left" in message.text


def test_a_page_that_cannot_be_read_is_a_failure(seeded: FakeApi, over: ServicesOver) -> None:
    seeded.fail("conversations", UnreachableError("reset"))

    with pytest.raises(UnreachableError):
        look(commands.answer_conversations(ASK, over(seeded)), SOON)


def test_an_application_without_conversations_costs_two_reads(over: ServicesOver) -> None:
    api = FakeApi()

    assert "There are no conversations yet." in text_of(commands.answer_conversations(ASK, over(api)))
    assert sorted(api.requests) == ["calls page_size=100", LISTED]


def test_late_calls_do_not_hold_the_list_back_and_nothing_is_open_until_they_came(
    seeded: FakeApi, over: ServicesOver
) -> None:
    gate = seeded.block("calls")
    reply = commands.answer_conversations(ASK, over(seeded))

    first, is_final = look(reply, 0)
    assert not is_final
    assert len(rows_of(first)) == 3

    looks = (look(reply, 0.05) for _ in range(200))
    early = next(message for message, _ in looks if "members not known" not in message.text)
    assert rows_of(early) == ["🟢 +44 7700 000001 → +44 7700 000002", "⚫ Call 2", "⚪ Call 1"]
    assert not gate.is_set()

    gate.set()
    late, is_final = look(reply, SOON)
    assert is_final
    assert rows_of(late) == ["🟢 +44 7700 000001 → +44 7700 000002", "⚫ Call 2", "🟡 Call 1"]


def test_late_calls_fill_in_what_they_make_live(over: ServicesOver) -> None:
    api = FakeApi(
        conversations=[room(1)],
        calls=[Call(id="1", conversation_id=conversation_id(1), status="answered")],
    )
    gate = api.block("calls")
    reply = commands.answer_conversations(ASK, over(api))

    early, is_final = look(reply, 0)
    assert (is_final, rows_of(early)) == (False, ["⚪ Call 1"])

    gate.set()
    assert "🟢 Call 1\nLive · nobody joined yet" in text_of(reply)


def test_a_page_that_is_longer_than_asked_for_is_cut(over: ServicesOver) -> None:
    api = FakeApi(conversations=[room(number) for number in range(15)], extra_items=5)
    message, _ = look(commands.answer_conversations(ASK, over(api)), SOON)

    assert len(rows_of(message)) == 10
    assert len(api.requests) == 22


def test_a_row_whose_id_nobody_can_look_up_is_not_known_and_has_no_buttons(over: ServicesOver) -> None:
    refusal = UserError("That is no id.")
    api = FakeApi(conversations=[replace(room(1), id="CON-1")])
    api.fail("members", refusal, "CON-1")
    message, is_final = look(commands.answer_conversations(ASK, over(api)), SOON)

    assert is_final
    assert rows_of(message) == ["⚪ Call 1"]
    assert Action.ROW_CARD not in str(message.blocks)


def test_a_list_that_lacks_nothing_is_final_at_once_and_starts_no_detail_reads(over: ServicesOver) -> None:
    api = FakeApi(conversations=[replace(room(number), destroyed=NOW) for number in (1, 2)])
    services = over(api)
    reply = commands.answer_conversations(ASK, replace(services, row_reads=Refusing("row_reads", threads=1)))

    message, is_final = look(reply, SOON)

    assert is_final
    assert rows_of(message) == ["⚫ Call 2", "⚫ Call 1"]
    assert sorted(api.requests) == ["calls page_size=100", LISTED]


def test_a_list_that_lacks_nothing_but_its_calls_waits_for_these_alone(over: ServicesOver) -> None:
    api = FakeApi(conversations=[replace(room(1), destroyed=NOW)])
    gate = api.block("calls")
    reply = commands.answer_conversations(ASK, over(api))

    early, is_final = look(reply, 0)
    gate.set()

    assert not is_final
    assert final_message(reply) == early
    assert sorted(api.requests) == ["calls page_size=100", LISTED]
