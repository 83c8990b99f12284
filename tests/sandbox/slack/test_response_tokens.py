from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.response_tokens import RESPONSE_USES, Tickets


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tickets(clock: Clock) -> Tickets:
    ids = count(1)
    return Tickets(clock, lambda: f"id{next(ids)}")


def refused(act: Callable[[str], object], ticket: str) -> str:
    with pytest.raises(RefusedError) as caught:
        act(ticket)
    return caught.value.code


def test_a_trigger_opens_once(tickets: Tickets) -> None:
    trigger = tickets.trigger("U0ADA")
    assert tickets.redeem(trigger).user == "U0ADA"
    assert refused(tickets.redeem, trigger) == "exchanged_trigger_id"


def test_a_trigger_lives_three_seconds(tickets: Tickets, clock: Clock) -> None:
    trigger, late = tickets.trigger("U0ADA"), tickets.trigger("U0ADA")
    clock.now += 3
    assert tickets.redeem(trigger).user == "U0ADA"
    clock.now += 0.1
    assert refused(tickets.redeem, late) == "expired_trigger_id"


def test_a_made_up_trigger_opens_nothing(tickets: Tickets) -> None:
    assert refused(tickets.redeem, "1.2.3") == "invalid_trigger_id"


def test_a_response_url_answers_five_times(tickets: Tickets) -> None:
    secret = tickets.response_url("U0ADA", "C0CALLS").secret
    for _ in range(RESPONSE_USES):
        tickets.take(secret)
    assert RESPONSE_USES == 5
    assert refused(tickets.take, secret) == "used_url"


def test_a_use_that_came_to_nothing_is_given_back(tickets: Tickets) -> None:
    secret = tickets.response_url("U0ADA", "C0CALLS").secret
    for _ in range(RESPONSE_USES):
        tickets.take(secret)
    tickets.give_back(secret)
    tickets.take(secret)
    assert refused(tickets.take, secret) == "used_url"


def test_a_response_url_lives_half_an_hour(tickets: Tickets, clock: Clock) -> None:
    secret = tickets.response_url("U0ADA", "C0CALLS", "1.0").secret
    clock.now += 1800
    assert tickets.take(secret).message_ts == "1.0"
    clock.now += 1
    assert refused(tickets.take, secret) == "expired_url"


def test_a_made_up_response_url_answers_nothing(tickets: Tickets) -> None:
    assert refused(tickets.take, "secret") == "expired_url"


def test_a_trigger_knows_where_the_person_is(tickets: Tickets) -> None:
    assert tickets.redeem(tickets.trigger("U0ADA", "C0CALLS")).channel == "C0CALLS"


def test_a_response_url_is_known_where_it_was_issued(tickets: Tickets) -> None:
    assert tickets.knows(tickets.response_url("U0ADA", "C0CALLS").secret)
    assert not tickets.knows("secret")
