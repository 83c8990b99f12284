from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.wire.redaction import redact


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        (
            {"sip": [{"uri": "sip:a@b", "username": "a", "password": "pw"}]},
            {"sip": [{"uri": "sip:a@b", "username": "a"}]},
        ),
        ({"sdp": "v=0\r\no=- 1 2 IN IP4 127.0.0.1", "type": "offer"}, {"type": "offer"}),
        ({"answer": "v=0\r\no=-", "rtc_id": "r"}, {"rtc_id": "r"}),
        ({"answer": "yes"}, {"answer": "yes"}),
        ({"_embedded": {"api_key": "abcd", "user": {"id": "U"}}}, {"_embedded": {"user": {"id": "U"}}}),
        ({"apiKey": "k", "API-Secret": "s", "Authorization": "Bearer x", "private_key": "p", "token": "t"}, {}),
        ({"uri": "wss://h/s", "headers": {"X-Token": "t"}}, {"uri": "wss://h/s"}),
        ({"uri": "sip:rita:pw@example.com"}, {"uri": "sip:rita@example.com"}),
        ({"uri": "wss://rita:pw@example.com/s"}, {"uri": "wss://rita@example.com/s"}),
        ({"uri": "wss://h/s?access_token=abc&x=1"}, {"uri": "wss://h/s?access_token=…&x=1"}),
        ({"uri": "https://h/s?x=1&api_key=abc"}, {"uri": "https://h/s?x=1&api_key=…"}),
        ({"text": "see: this@that, ok?"}, {"text": "see: this@that, ok?"}),
        (
            {"digits": "1234", "digit": 5, "dtmf": {"digits": "99", "timed_out": True}},
            {"digits": "••••", "digit": "•", "dtmf": {"digits": "••", "timed_out": True}},
        ),
        ({"digits": None, "digit": True}, {"digits": None, "digit": True}),
        ({"name": "half \ud83d"}, {"name": "half ?"}),
        ({"name": "whole 😀 é"}, {"name": "whole 😀 é"}),
        ([1, 2.5, None, True, "x", (1,)], [1, 2.5, None, True, "x", [1]]),
    ],
)
def test_credentials_are_taken_out_and_the_rest_stays(given_: object, kept: object) -> None:
    assert redact(given_) == kept


def test_the_original_is_left_alone() -> None:
    original = {"password": "pw", "list": [{"token": "t"}]}
    redact(original)
    assert original == {"password": "pw", "list": [{"token": "t"}]}


def test_absurd_depth_is_dropped() -> None:
    deep: object = "bottom"
    for _ in range(900):
        deep = [deep]
    assert "bottom" not in json.dumps(redact(deep))


SECRET = "hunter2-never-shown"
leaf = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
inner = st.recursive(
    leaf, lambda child: st.lists(child, max_size=3) | st.dictionaries(st.text(max_size=5), child, max_size=3)
)


@given(
    st.sampled_from(["password", "Password", "api_key", "apiKey", "token", "sdp", "headers", "access-token"]),
    st.lists(st.sampled_from(["channel", "body", 0]), max_size=6),
    inner,
)
def test_a_secret_is_taken_out_wherever_it_lies(key: str, path: list[str | int], beside: object) -> None:
    document: object = {key: SECRET, "beside": beside}
    for step in path:
        document = [document] if isinstance(step, int) else {step: document}
    assert SECRET not in json.dumps(redact(document))
