from __future__ import annotations

from capi_bot.sandbox.slack.socket_mode.acks import REMEMBERED, Acks
from capi_bot.sandbox.slack.socket_mode.frames import Ack

ACK = Ack(envelope_id="e-1", payload={"text": "hello"})


def test_an_answer_comes_to_whoever_waits_for_it() -> None:
    acks = Acks()
    answer = acks.expect("e-1", 1)

    assert acks.settle(ACK) == "ok"
    assert answer.result(0) == ACK


def test_what_nobody_sent_is_unknown() -> None:
    assert Acks().settle(ACK) == "unknown_envelope_id"


def test_an_answer_after_the_waiting_is_too_late() -> None:
    acks = Acks()
    answer = acks.expect("e-1", 1)
    acks.forget("e-1")

    assert acks.settle(ACK) == "too_late"
    assert not answer.done()


def test_a_link_that_is_cut_loses_what_went_over_it_and_nothing_else() -> None:
    acks = Acks()
    lost, kept = acks.expect("e-1", 1), acks.expect("e-2", 2)
    acks.lose(1)

    assert lost.result(0) is None
    assert not kept.done()


def test_old_envelopes_are_forgotten_in_the_end() -> None:
    acks = Acks()
    for number in range(REMEMBERED + 1):
        acks.forget(f"e-{number}")

    assert acks.settle(Ack(envelope_id="e-0")) == "unknown_envelope_id"
    assert acks.settle(ACK) == "too_late"
