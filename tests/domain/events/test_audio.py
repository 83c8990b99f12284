from __future__ import annotations

import pytest

from capi_bot.capi.models import Event, Json
from capi_bot.domain.events import describe_event


def text(kind: str, body: Json) -> str:
    return describe_event(Event(type=kind, from_user_name="ada", body=body)).text


@pytest.mark.parametrize("body", [{"digits": "1234"}, {"digit": "1"}, {"digits": "1" * 30}, {"dtmf": {"digits": "12"}}])
def test_keypad_digits_are_masked_and_not_even_counted(body: Json) -> None:
    assert text("audio:dtmf", body) == "ada pressed •••• on the keypad"


def test_a_stream_may_have_a_bare_url_or_none() -> None:
    assert (
        text("audio:play", {"stream_url": "https://example.com/a.mp3"}) == "A stream started playing: a.mp3 (for ada)"
    )
    assert text("audio:play", {"stream_url": [1]}) == "A stream started playing (for ada)"


@pytest.mark.parametrize("error", ["gone", {"text": "gone"}, {"reason": "gone"}])
def test_a_failure_is_told_with_its_reason(error: object) -> None:
    assert text("audio:play:done", {"error": error}) == "A stream failed (for ada, gone)"


@pytest.mark.parametrize(
    ("asr", "told"),
    [
        (
            {"results": [], "timeout_reason": "start_timeout"},
            "ada was not understood (speech recognition, start timeout)",
        ),
        ({"results": [{"text": "hello"}]}, "ada said “hello” (speech recognition)"),
        (None, "ada was not understood (speech recognition)"),
    ],
)
def test_speech_is_told_or_why_it_was_not_understood(asr: object, told: str) -> None:
    assert text("audio:asr:done", {"asr": asr}) == told


def test_long_speech_is_cut() -> None:
    assert len(text("audio:say", {"text": "welcome " * 500})) < 200
