from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.capi.models import Call, Endpoint
from capi_bot.domain.ended_calls import (
    CallLog,
    Outcome,
    read_call_log,
    read_legs,
    summarise_ended_call,
)
from tests.fakes import FakeApi

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
HOTLINE = Endpoint(type="phone", address="442079460000")
CON = "CON-1"


def leg(
    direction: str, status: str, *, after: float = 0, lasts: float = 38, duration: int | None = 30, to: str = "phone"
) -> Call:
    ends = (Endpoint(type="phone", address="447700900209"), replace(HOTLINE, type=to))
    return Call(
        id=f"{direction}-{after}-{to}-{status}",
        conversation_id=CON,
        direction=direction,
        status=status,
        from_=ends[0],
        to=ends[1],
        started=START + timedelta(seconds=after),
        ended=START + timedelta(seconds=after + lasts),
        duration=duration,
    )


CALLER = leg("inbound", "completed")
"""The application itself answered."""


def how(*legs: Call) -> tuple[Outcome, str, bool]:
    call = summarise_ended_call(CON, legs)
    assert call
    return call.outcome, call.how, call.is_missed


MISSED = [
    ((), "nobody answered"),
    ((leg("outbound", "timeout"),), "nobody answered"),
    ((leg("outbound", "unanswered"),), "nobody answered"),
    ((leg("outbound", "busy"),), "nobody answered: busy"),
    ((leg("outbound", "rejected"),), "nobody answered: declined"),
    ((leg("outbound", "failed"),), "nobody answered: could not be connected"),
    ((leg("outbound", "cancelled"),), "nobody answered: the caller gave up"),
    ((leg("outbound", "machine"),), "nobody answered: an answering machine did"),
    ((leg("outbound", "failed"), leg("outbound", "timeout")), "nobody answered"),
    ((leg("outbound", "failed"), leg("outbound", "busy")), "nobody answered: busy"),
    # It was over as soon as it was answered: so it was not.
    ((leg("outbound", "completed", duration=0),), "nobody answered"),
    # What listens on a WebSocket is the application.
    ((leg("outbound", "completed", to="websocket"),), "nobody answered"),
]


@pytest.mark.parametrize(("others", "words"), MISSED)
def test_an_inbound_call_that_no_other_party_answered_is_missed(others: tuple[Call, ...], words: str) -> None:
    assert how(CALLER, *others) == (Outcome.MISSED, words, True)


@pytest.mark.parametrize("status", ["unanswered", "timeout"])
def test_it_is_missed_too_where_the_application_did_not_answer(status: str) -> None:
    assert how(leg("inbound", status, duration=0)) == (Outcome.MISSED, "nobody answered", True)
    assert how(leg("inbound", "cancelled")) == (Outcome.MISSED, "nobody answered: the caller gave up", True)
    assert how(leg("inbound", "rejected")) == (Outcome.MISSED, "nobody answered: declined", True)


@pytest.mark.parametrize(
    "others",
    [
        (leg("outbound", "completed", after=5),),
        (leg("outbound", "COMPLETED", duration=None),),
        (leg("outbound", "busy"), leg("outbound", "completed", after=5, to="app")),
        # Somebody else dialled into the same conference.
        (leg("inbound", "completed", after=5),),
    ],
)
def test_a_call_is_answered_by_another_party(others: tuple[Call, ...]) -> None:
    assert how(CALLER, *others) == (Outcome.ANSWERED, "answered", False)


def test_two_calls_one_after_the_other_have_not_met() -> None:
    assert how(CALLER, leg("inbound", "completed", after=60))[0] is Outcome.MISSED
    long = replace(leg("inbound", "completed"), id="long", ended=START + timedelta(seconds=100))
    assert how(long, leg("inbound", "completed", after=1, lasts=2), leg("inbound", "completed", after=60))[2] is False


@pytest.mark.parametrize(
    ("status", "outcome", "words"),
    [
        ("completed", Outcome.ANSWERED, "answered"),
        ("machine", Outcome.MACHINE, "an answering machine answered"),
        ("busy", Outcome.BUSY, "busy"),
        ("rejected", Outcome.DECLINED, "declined"),
        ("cancelled", Outcome.CANCELLED, "cancelled before anybody answered"),
        ("failed", Outcome.FAILED, "could not be connected"),
        ("timeout", Outcome.MISSED, "nobody answered"),
    ],
)
def test_an_outbound_call_is_never_missed(status: str, outcome: Outcome, words: str) -> None:
    assert how(leg("outbound", status)) == (outcome, words, False)
    assert how(leg("outbound", status), leg("outbound", "failed", after=9)) == (outcome, words, False)


def test_a_call_tells_when_it_ended_and_how_long_it_lasted() -> None:
    call = summarise_ended_call(CON, [leg("outbound", "timeout", after=4, lasts=60), CALLER])
    assert call
    assert (call.began, call.ended, call.lasted) == (START, START + timedelta(seconds=64), timedelta(seconds=64))
    assert call.legs[0] == CALLER
    bare = summarise_ended_call(CON, [Call(id="1", status="failed", direction="outbound")])
    assert bare
    assert (bare.began, bare.ended, bare.lasted) == (None, None, None)


def test_what_goes_on_is_not_over() -> None:
    assert summarise_ended_call(CON, [CALLER, leg("outbound", "ringing")]) is None
    assert summarise_ended_call(CON, []) is None


def _call(number: int, *, direction: str = "inbound", minutes: float = 0) -> Call:
    started = START + timedelta(minutes=minutes)
    return replace(
        CALLER,
        id=f"leg-{number}-{direction}",
        conversation_id=f"CON-{number}",
        direction=direction,
        started=started,
        ended=started + timedelta(seconds=10),
    )


def test_the_log_is_read_by_date_and_tells_how_far_it_looked() -> None:
    api = FakeApi(calls=[_call(number, minutes=number) for number in range(350)])
    log = read_call_log(api, start=START, end=START + timedelta(minutes=340))
    assert [request.partition(" start=")[0] for request in api.requests] == [
        "call_log page_size=100 order=desc",
        "call_log page_size=100 order=desc cursor=100",
        "call_log page_size=100 order=desc cursor=200",
    ]
    assert (len(log.legs), log.is_complete, log.since) == (300, False, START + timedelta(minutes=50))
    calls = log.ended_calls()
    assert [call.conversation_id for call in calls[:2]] == ["CON-340", "CON-339"]
    assert len(calls) == 291


def test_a_short_log_is_complete() -> None:
    api = FakeApi(calls=[_call(1), _call(2, minutes=1)])
    assert read_call_log(api) == CallLog(legs=(_call(2, minutes=1), _call(1)))
    assert read_call_log(FakeApi()) == CallLog()


def test_who_was_dialled_after_the_end_of_the_span_answered_all_the_same() -> None:
    answer = replace(_call(1, direction="outbound", minutes=1), duration=30)
    caller = replace(_call(1), ended=answer.ended)
    api = FakeApi(calls=[caller, answer, _call(2, minutes=1)])
    (call,) = read_call_log(api, start=START, end=START + timedelta(seconds=30)).ended_calls()
    assert (call.conversation_id, call.outcome) == ("CON-1", Outcome.ANSWERED)


def test_a_call_in_progress_and_one_without_a_time_are_no_ended_calls_of_a_span() -> None:
    log = CallLog(legs=(replace(CALLER, status="answered"), replace(CALLER, conversation_id="CON-2", started=None)))
    assert [call.conversation_id for call in log.ended_calls()] == ["CON-2"]
    assert replace(log, start=START).ended_calls() == ()


def test_the_call_of_one_conversation_takes_one_request() -> None:
    api = FakeApi(calls=[_call(1), _call(2)])
    call = summarise_ended_call("CON-2", read_legs(api, "CON-2"))
    assert call
    assert call.conversation_id == "CON-2"
    assert api.requests == ["call_log CON-2 page_size=100 order=desc"]
    assert summarise_ended_call("CON-3", read_legs(api, "CON-3")) is None
