from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.wire.fields import (
    boolean,
    copy_json,
    integer,
    mapping,
    nested,
    redact_json,
    sequence,
    text,
    timestamp,
)

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
        ((447700900000.0,), "447700900000"),
        ((-0.0,), "0"),
        ((0.012,), "0.012"),
        ((1e300,), "1e+300"),
        ((float("nan"), float("inf"), float("-inf"), "b"), "b"),
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
        ("42.0", 42),
        ("42.", 42),
        (" +42 ", 42),
        ("-7.00", -7),
        ("42.5", None),
        (".0", None),
        ("1_000", None),
        ("1,000", None),
        ("4e1", None),
        ("0x10", None),
        ("٤٢", None),
        ("²", None),
        ("- 7", None),
        (10**400, 10**400),
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
        ("2018-10-25t09:26:18.999z", datetime(2018, 10, 25, 9, 26, 18, 999_000, tzinfo=UTC)),
        ("2018-10-25T09:26:18 Z", datetime(2018, 10, 25, 9, 26, 18, tzinfo=UTC)),
        ("2018-10-25 11:26:18 +0200", datetime(2018, 10, 25, 9, 26, 18, tzinfo=UTC)),
        ("2018-10-25T09:26:18,5Z", datetime(2018, 10, 25, 9, 26, 18, 500_000, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2016-12-31T23:59:60.5z", datetime(2017, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        ("2017-01-01T00:59:60+01:00", datetime(2017, 1, 1, tzinfo=UTC)),
        ("20161231T235960Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2018-10-25T24:00:00Z", datetime(2018, 10, 26, tzinfo=UTC)),
        ("2018-10-25 24:00", datetime(2018, 10, 26, tzinfo=UTC)),
        ("20181025", datetime(2018, 10, 25, tzinfo=UTC)),
        (1_540_459_578, datetime(2018, 10, 25, 9, 26, 18, tzinfo=UTC)),
        (1_540_459_578.999, datetime(2018, 10, 25, 9, 26, 18, 999_000, tzinfo=UTC)),
        (1_540_459_578_999, datetime(2018, 10, 25, 9, 26, 18, 999_000, tzinfo=UTC)),
        (1_540_459_578_999_000, datetime(2018, 10, 25, 9, 26, 18, 999_000, tzinfo=UTC)),
        (1_540_459_578_999.0, datetime(2018, 10, 25, 9, 26, 18, 999_000, tzinfo=UTC)),
        ("1540459578", datetime(2018, 10, 25, 9, 26, 18, tzinfo=UTC)),
        (" 1540459578.5 ", datetime(2018, 10, 25, 9, 26, 18, 500_000, tzinfo=UTC)),
        ("1511010570959", datetime(2017, 11, 18, 13, 9, 30, 959_000, tzinfo=UTC)),
        ("9999-12-31T23:59:60Z", None),
        ("2018-10-25T24:30:00Z", None),
        ("2018-10-25T09:60:00Z", None),
        ("2018-10-25T09:26:61Z", None),
        ("20181025092618", None),
        (0, None),
        (7, None),
        (-1_540_459_578, None),
        (10**400, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        ({"$date": 1_540_459_578}, None),
        ("", None),
        ("9" * 5000, None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+23:00", None),
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
        ({"uri": "wss://h/s", "headers": {"X-Token": "t"}}, {"uri": "wss://h/s", "headers": {"X-Token": "••••"}}),
        ({"headers": {}, "key": "k"}, {"headers": {}, "key": "k"}),
        (
            {"sip_headers": {"X-Key": "t", "X-Loc": "Rome", "User": {"Session": 7, "age": 40}}},
            {"sip_headers": {"X-Key": "••••", "X-Loc": "Rome", "User": {"Session": "••••", "age": 40}}},
        ),
        (
            {
                "headers": [
                    {"name": "X-Key", "value": "t"},
                    {"key": "Loc", "value": "Rome"},
                    {"header": "Auth", "value": 7},
                ]
            },
            {
                "headers": [
                    {"name": "X-Key", "value": "••••"},
                    {"key": "Loc", "value": "Rome"},
                    {"header": "Auth", "value": "••••"},
                ]
            },
        ),
        (
            {"headers": [["X-Key", "t"], ["Loc", "Rome"]], "rawHeaders": ["Auth", "t", "Loc", "Rome"]},
            {"headers": [["X-Key", "••••"], ["Loc", "Rome"]], "rawHeaders": ["Auth", "••••", "Loc", "Rome"]},
        ),
        ({"headers": ["X-Key: t", "Loc: Rome"]}, {"headers": ["X-Key: ••••", "Loc: Rome"]}),
        ({"headers": "X-Key: t\r\nLoc: Rome"}, {"headers": "X-Key: ••••\r\nLoc: Rome"}),
        ({"headers": {"id": "aB3aB3aB3aB3aB3aB3aB3", "n": None}}, {"headers": {"id": "••••", "n": None}}),
        ({"token_count": 512, "tokens": 512}, {"token_count": 512, "tokens": 512}),
        ({"usage": {"total_tokens": 512, "key": 1}}, {"usage": {"total_tokens": 512, "key": 1}}),
        ({"max_digits": 4, "digits": 4}, {"max_digits": 4, "digits": "••••"}),
        ({"token_type": "Bearer hush"}, {"token_type": "Bearer ••••"}),
        (
            {"order_id": 4111111111111111, "orders": ["4111111111111111"]},
            {"order_id": 4111111111111111, "orders": ["4111111111111111"]},
        ),
        ({"cards": [4111111111111111], "card_id": "4111111111111111"}, {"cards": ["••••"], "card_id": "••••"}),
        ({"text": "v=0 at the start"}, {"text": "v=0 at the start"}),
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
        ({"card": 4111111111111111.0, "phone": 447700900111.0}, {"card": "••••", "phone": 447700900111.0}),
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


def test_a_copy_without_masks_has_everything_and_is_as_safe_to_write() -> None:
    document = {"password": "pw", "digits": ["\ud83d", (1, None)], "card": 4111111111111111}
    assert copy_json(document) == {"password": "pw", "digits": ["?", [1, None]], "card": 4111111111111111}
    assert document["digits"] == ["\ud83d", (1, None)]
    deep: object = "bottom"
    for _ in range(900):
        deep = {"a": deep}
    assert "bottom" not in json.dumps(copy_json(deep))


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


@pytest.mark.parametrize(
    "document",
    [
        *(
            {"tokens": 512},
            {"usage": {"tokens": 512.0}},
            {"password_changed": "no"},
            {"otp_sent": "2026-11-30T12:00:00Z"},
        ),
        *({"token_url": "https://h.example/oauth2/token"}, {"order": {"number": 4111111111111111}}, {"pin_locked": 1}),
        *({"orders": [{"number": "4111111111111111"}, {"no": 5555555555554444}]}, {"rma": {"id": 4111111111111111}}),
    ],
)
def test_what_is_only_about_a_secret_stays_in_json(document: object) -> None:
    assert redact_json(document) == document


@pytest.mark.parametrize(
    "document",
    [
        *({"tokens": ["hush7"]}, {"tokens": "hush7"}, {"password_changed": "hush7"}, {"tokens": {"a": "hush7"}}),
        *(
            {"reset_token_url": "https://h.example/?t=hush7"},
            {"order": {"note": 4111111111111111}},
            {"pins": 4711111111},
        ),
        *({"card": {"number": 4111111111111111}}, {"order": {"card": {"number": "4111111111111111"}}}, {"otp": 411111}),
    ],
)
def test_a_secret_beside_it_does_not(document: object) -> None:
    assert not re.search("hush|11111", json.dumps(redact_json(document)))
