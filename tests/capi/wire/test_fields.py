from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.wire.fields import boolean, integer, mapping, nested, redact_json, sequence, text, timestamp

ANY_VALUES: list[object] = [None, True, 7, 1.5, "x", [], [1], {}, {"a": None}]


@pytest.mark.parametrize("value", [None, True, 7, "x", [1]])
def test_a_value_that_is_not_an_object_is_an_empty_mapping(value: object) -> None:
    assert mapping(value) == {}
    assert nested(value, "a", "b") == {}


def test_a_nested_object_is_found_by_its_path() -> None:
    assert nested({"a": {"b": {"c": 1}}}, "a", "b") == {"c": 1}
    assert nested({"a": {"b": 1}}, "a", "b") == {}


def test_a_value_that_is_not_an_array_is_an_empty_sequence() -> None:
    assert sequence([1, 2]) == (1, 2)
    assert sequence({"a": 1}) == sequence("ab") == sequence(None) == ()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("a", "b"), "a"),
        ((None, "", "b"), "b"),
        ((447700900000,), "447700900000"),
        ((0.012,), "0.012"),
        ((True, [], {}), ""),
        ((), ""),
    ],
)
def test_the_first_string_or_number_that_is_not_empty_is_the_text(values: tuple[object, ...], expected: str) -> None:
    assert text(*values) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (8, 8),
        ("42", 42),
        (42.0, 42),
        (42.5, None),
        (float("inf"), None),
        (float("nan"), None),
        ("", None),
        ("9" * 5000, None),
        (True, None),
        (None, None),
        ([], None),
    ],
)
def test_a_whole_number_is_an_integer_in_every_form(value: object, expected: int | None) -> None:
    assert integer(value) == expected


def test_only_true_and_false_are_booleans() -> None:
    assert [boolean(value) for value in ANY_VALUES if not isinstance(value, bool)] == [None] * 8
    assert boolean(value=False) is False


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2018-10-25T09:26:18.999Z", datetime(2018, 10, 25, 9, 26, 18, 999_000, tzinfo=UTC)),
        ("2020-01-01T14:00:00.00Z", datetime(2020, 1, 1, 14, tzinfo=UTC)),
        ("2020-01-01T14:00:00Z", datetime(2020, 1, 1, 14, tzinfo=UTC)),
        ("2020-01-01T16:00:00+02:00", datetime(2020, 1, 1, 14, tzinfo=UTC)),
        ("2020-01-01T16:00:00.123456789+0200", datetime(2020, 1, 1, 14, 0, 0, 123_456, tzinfo=UTC)),
        ("2018-01-01 10:00:00", datetime(2018, 1, 1, 10, tzinfo=UTC)),
        (" 2018-01-01T10:00:00Z ", datetime(2018, 1, 1, 10, tzinfo=UTC)),
        ("", None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+23:00", None),
        (1_540_459_578, None),
        (None, None),
    ],
)
def test_an_iso_8601_time_is_a_timestamp_in_every_form(value: object, expected: datetime | None) -> None:
    assert timestamp(value) == expected


@pytest.mark.parametrize(
    ("document", "redacted"),
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
def test_credentials_are_masked_and_everything_else_stays(document: object, redacted: object) -> None:
    assert redact_json(document) == redacted


def test_redaction_does_not_change_the_original() -> None:
    document = {"password": "pw", "list": [{"token": "t"}]}
    redact_json(document)
    assert document == {"password": "pw", "list": [{"token": "t"}]}


def test_values_beyond_the_depth_limit_are_dropped() -> None:
    document: object = "bottom"
    for _ in range(900):
        document = [document]
    assert "bottom" not in json.dumps(redact_json(document))


SECRET = "hunter2-never-shown"
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
DOCUMENTS = st.recursive(
    LEAVES, lambda child: st.lists(child, max_size=3) | st.dictionaries(st.text(max_size=5), child, max_size=3)
)


@given(
    st.sampled_from(["Password", "apiKey", "access_key", "pw", "otp", "cookie", "sessionid", "sdp", "sip_headers"]),
    st.lists(st.sampled_from(["channel", "body", 0]), max_size=6),
    DOCUMENTS,
)
def test_a_secret_is_masked_at_any_depth(key: str, path: list[str | int], beside: object) -> None:
    document: object = {key: SECRET, "beside": beside}
    for step in path:
        document = [document] if isinstance(step, int) else {step: document}
    assert SECRET not in json.dumps(redact_json(document))
