from __future__ import annotations

from datetime import UTC, datetime

import pytest

from capi_bot.capi.wire.fields import (
    flag,
    inside,
    mapping,
    moment,
    sequence,
    text,
    whole,
)

JUNK: list[object] = [None, True, 7, 1.5, "x", [], [1], {}, {"a": None}]


@pytest.mark.parametrize("junk", [None, True, 7, "x", [1]])
def test_what_is_no_object_is_an_empty_one(junk: object) -> None:
    assert mapping(junk) == {}
    assert inside(junk, "a", "b") == {}


def test_keys_are_followed_down_to_an_object() -> None:
    assert inside({"a": {"b": {"c": 1}}}, "a", "b") == {"c": 1}
    assert inside({"a": {"b": 1}}, "a", "b") == {}


def test_what_is_no_array_is_an_empty_one() -> None:
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
def test_the_first_text_or_number_is_taken(values: tuple[object, ...], expected: str) -> None:
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
def test_a_whole_number_is_read(value: object, expected: int | None) -> None:
    assert whole(value) == expected


def test_only_true_and_false_are_flags() -> None:
    assert [flag(junk) for junk in JUNK if not isinstance(junk, bool)] == [None] * 8
    assert flag(value=False) is False


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
def test_a_time_is_read_in_every_form(value: object, expected: datetime | None) -> None:
    assert moment(value) == expected
