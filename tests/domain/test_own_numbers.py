from __future__ import annotations

from capi_bot.capi.models import Call, Endpoint
from capi_bot.domain import own_numbers
from capi_bot.domain.own_numbers import NO_NUMBERS, LearnedNumbers, OwnNumbers

HOTLINE, CALLER, AGENT = "442079460000", "447700900209", "447700900300"


def _call(direction: str, from_: str, to: str) -> Call:
    return Call(id="1", direction=direction, from_=Endpoint(address=from_), to=Endpoint(address=to))


def _end(address: str) -> Endpoint:
    return Endpoint(address=address)


def test_an_own_number_is_called_from_outside_or_dials() -> None:
    numbers = LearnedNumbers()
    known = numbers.learn([_call("inbound", CALLER, HOTLINE), _call("outbound", "12025550100", AGENT)])
    assert known == numbers.current == OwnNumbers(learned=frozenset({HOTLINE, "12025550100"}))
    assert known.include(_end("sip:+442079460000@pbx.example"))
    assert not known.include(_end(CALLER))
    assert not known.include(None)


def test_a_caller_whose_number_is_passed_on_is_no_own_number() -> None:
    known = LearnedNumbers().learn([_call("inbound", CALLER, HOTLINE), _call("outbound", CALLER, AGENT)])
    assert known.learned == {HOTLINE}


def test_what_is_no_number_or_of_no_direction_teaches_nothing() -> None:
    calls = [_call("inbound", CALLER, "Unknown"), _call("", CALLER, HOTLINE), Call(id="2", direction="inbound")]
    assert LearnedNumbers().learn(calls) == NO_NUMBERS


def test_the_operators_numbers_have_names_and_are_not_learned_again() -> None:
    known = LearnedNumbers({HOTLINE: "Harbour Bikes"}).learn([_call("inbound", CALLER, HOTLINE)])
    assert (known.name(_end(HOTLINE)), known.name(_end(CALLER)), known.name(None)) == ("Harbour Bikes", "", "")
    assert known.learned == frozenset()


def test_no_more_than_so_many_are_kept() -> None:
    numbers, many = LearnedNumbers(), own_numbers.MAX_LEARNED
    numbers.learn([_call("outbound", str(447_700_000_000 + number), AGENT) for number in range(many)])
    assert len(numbers.current.learned) == many
    assert len(numbers.learn([_call("outbound", HOTLINE, AGENT)]).learned) == many
