from __future__ import annotations

from typing import Any

from capi_bot.sandbox.slack.socket_mode.connection_tickets import Passes

Clock = Any  # the fixture of the folder above


def test_a_ticket_is_good_once(clock: Clock) -> None:
    passes = Passes(clock, 30)
    ticket = passes.issue()

    assert passes.take(ticket)
    assert not passes.take(ticket)
    assert not passes.take("made-up")


def test_a_ticket_is_good_for_a_while(clock: Clock) -> None:
    passes = Passes(clock, 30)
    soon, late = passes.issue(), passes.issue()
    clock.now += 30
    assert passes.take(soon)
    clock.now += 0.1
    assert not passes.take(late)


def test_two_tickets_are_never_the_same_and_stale_ones_are_not_kept(clock: Clock) -> None:
    passes = Passes(clock, 30)
    stale = passes.issue()
    clock.now += 31

    assert passes.issue() != stale
    assert stale not in passes._issued


def test_revoked_tickets_are_worthless(clock: Clock) -> None:
    passes = Passes(clock, 30)
    ticket = passes.issue()
    passes.revoke()

    assert not passes.take(ticket)
