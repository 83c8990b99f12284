from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.rules import (
    Problem,
    Rule,
    anything,
    array,
    boolean,
    both,
    by_type,
    number,
    one_of,
    shape,
    string,
)

KIND = shape({"type": one_of("kind")}, {"name": string(3)}, any_of=("name", "size"), others=None)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (string(3), "abc"),
        (string(3, 0), ""),
        (number(1, 2), 2),
        (number(), -0.5),
        (boolean, False),
        (anything, object()),
        (one_of("a", 1), 1),
        (array(boolean, 2), [True]),
        (array(boolean, 2, 0), []),
        (KIND, {"type": "kind", "name": "abc"}),
        (shape({}, others=anything), {"whatever": 1}),
        (by_type({"kind": KIND}), {"type": "kind", "name": "a"}),
        (both(string(3), one_of("abc")), "abc"),
    ],
)
def test_what_follows_a_rule_has_no_problem(rule: Rule, value: object) -> None:
    assert list(rule(value, "")) == []


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        (string(3), 3, " must provide a string"),
        (string(3), "", " must be more than 0 characters"),
        (string(3), "abcd", " must be less than 4 characters"),
        (number(), "1", " must provide a number"),
        (number(), True, " must provide a number"),
        (number(1, 2), 3, " must be between 1 and 2"),
        (boolean, 0, " must provide a boolean"),
        (one_of("a", "b"), "c", " must be one of: a, b"),
        (array(boolean, 2), {}, " must provide an array"),
        (array(boolean, 2), [], " no fewer than 1 items allowed"),
        (array(boolean, 1), [True, False], " no more than 1 items allowed"),
        (array(boolean, 2), [True, 1], "/1 must provide a boolean"),
        (KIND, [], " must provide an object"),
        (KIND, {"name": "a"}, " missing required field: type"),
        (KIND, {"type": "kind"}, " must define one of: name, size"),
        (KIND, {"type": "kind", "name": "a", "nam": "b"}, "/nam invalid additional property: nam"),
        (by_type({"kind": KIND}), 1, " must provide an object"),
        (by_type({"kind": KIND}), {}, " missing required field: type"),
        (by_type({"kind": KIND}), {"type": "sort"}, " unsupported type: sort"),
        (both(string(3), one_of("abc")), "abd", " must be one of: abc"),
    ],
)
def test_what_breaks_a_rule_is_named_with_its_place(rule: Rule, value: object, expected: str) -> None:
    assert [f"{each.pointer} {each.sentence}" for each in rule(value, "")] == [expected]


def test_a_problem_reads_as_slack_words_it() -> None:
    problem = Problem(pointer="/blocks/0/text", sentence="must provide an object")
    assert str(problem) == "must provide an object [json-pointer:/blocks/0/text]"
