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
            {"sip": [{"uri": "sip:a@b", "username": "a", "password": "••••"}]},
        ),
        ({"sdp": "v=0\r\no=- 1 2 IN IP4 127.0.0.1", "type": "offer"}, {"sdp": "••••", "type": "offer"}),
        ({"answer": {"sdp": "v=0"}, "offer": "junk\nv=0\n"}, {"answer": {"sdp": "••••"}, "offer": "junk\n••••"}),
        ({"answer": ["v=0\r\no=-", "yes"]}, {"answer": ["••••", "yes"]}),
        ({"_embedded": {"api_key": "a", "user": {"id": "U"}}}, {"_embedded": {"api_key": "••••", "user": {"id": "U"}}}),
        ({"uri": "wss://h/s", "headers": {"X-Token": "t"}}, {"uri": "wss://h/s", "headers": "••••"}),
        ({"headers": {}, "sip_headers": {"X": "t"}}, {"headers": {}, "sip_headers": "••••"}),
        ({"uri": "sip:rita:pw@example.com"}, {"uri": "sip:rita@example.com"}),
        ({"uri": "rita:pw@example.com"}, {"uri": "rita@example.com"}),
        ({"uri": "mailto:rita@example.com"}, {"uri": "mailto:rita@example.com"}),
        ({"text": "see: this@that, ok?"}, {"text": "see: this@that, ok?"}),
        (
            {"stream_url": ["https://h/a.mp3?accessToken=t&x=1"]},
            {"stream_url": ["https://h/a.mp3?accessToken=••••&x=1"]},
        ),
        ({"digits": "1234", "digit": 0, "dtmf": {"digits": "99"}}, {"digits": "••••", "digit": "••••", "dtmf": "••••"}),
        ({"digits": [12, "34"], "DTMF": 1.5}, {"digits": "••••", "DTMF": "••••"}),
        ({"digits": None, "pin": True, "otp": "", "token": []}, {"digits": None, "pin": True, "otp": "", "token": []}),
        ({"card": 4111111111111111, "phone": 447700900111}, {"card": "••••", "phone": 447700900111}),
        ({"number": "447700900111", "enormous": 10**5000}, {"number": "447700900111", "enormous": 10**5000}),
        ({"type": "custom:token:refreshed"}, {"type": "custom:token:refreshed"}),
        ({"name": "custom:token:refreshed"}, {"name": "custom:token:••••"}),
        ({"type": "token: hush"}, {"type": "token: ••••"}),
        ({"name": "half \ud83d"}, {"name": "half ?"}),
        ({"name": "whole 😀 é"}, {"name": "whole 😀 é"}),
        ([1, 2.5, None, True, "x", (1,)], [1, 2.5, None, True, "x", [1]]),
    ],
)
def test_credentials_are_masked_and_the_rest_stays(given_: object, kept: object) -> None:
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
    st.sampled_from(["Password", "apiKey", "access_key", "pw", "otp", "cookie", "sessionid", "sdp", "sip_headers"]),
    st.lists(st.sampled_from(["channel", "body", 0]), max_size=6),
    inner,
)
def test_a_secret_is_masked_wherever_it_lies(key: str, path: list[str | int], beside: object) -> None:
    document: object = {key: SECRET, "beside": beside}
    for step in path:
        document = [document] if isinstance(step, int) else {step: document}
    assert SECRET not in json.dumps(redact(document))
