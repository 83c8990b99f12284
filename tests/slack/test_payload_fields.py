from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.slack.payload_fields import (
    PayloadError,
    check_shape,
    flag,
    mapping,
    mappings,
    required_text,
    text,
    timestamp,
)

Read = Callable[[dict[str, object], str], object]


@pytest.mark.parametrize(
    ("read", "empty", "good"),
    [
        (text, "", "x"),
        (timestamp, "", "1700000001.000100"),
        (flag, False, True),
        (mapping, {}, {"a": 1}),
        (mappings, (), [{"a": 1}]),
    ],
)
def test_a_field_is_empty_where_it_is_missing_or_null(read: Read, empty: object, good: object) -> None:
    assert read({}, "field") == empty
    assert read({"field": None}, "field") == empty
    assert read({"field": good}, "field") == good


@pytest.mark.parametrize(
    ("read", "value"),
    [
        *((text, value) for value in (5, True, [], {}, ["hush"])),
        *((timestamp, value) for value in (5, "hush", "1.2.3", "²", "1700000001.", " 1")),
        *((flag, value) for value in (0, 1, "true", [], {})),
        *((mapping, value) for value in (5, "hush", [], [{}])),
        *((mappings, value) for value in (5, "hush", {}, ["hush"], [None], [[]])),
    ],
)
def test_a_field_of_another_type_is_named_and_what_stands_in_it_is_not(read: Read, value: object) -> None:
    with pytest.raises(PayloadError, match=r"^field is n") as caught:
        read({"field": value}, "field")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("body", [{}, {"field": None}, {"field": ""}])
def test_a_text_that_has_to_be_there_is_missed(body: dict[str, object]) -> None:
    with pytest.raises(PayloadError, match="field is missing"):
        required_text(body, "field")


def nested(depth: int) -> dict[str, object]:
    node: dict[str, object] = {}
    for _ in range(depth):
        node = {"blocks": [node]}
    return node


def test_a_payload_is_as_deep_as_slacks_or_not_read() -> None:
    check_shape(nested(50))
    with pytest.raises(PayloadError, match="deep"):
        check_shape(nested(100_000))
