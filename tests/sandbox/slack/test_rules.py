from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.rules import (
    Problem,
    Rule,
    anything,
    array,
    boolean,
    by_type,
    integer,
    number,
    one_of,
    shape,
    string,
    then,
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
        (then(string(3), one_of("abc")), "abc"),
        (integer(1, 2), 1),
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
        (number(1, 2), 3, " must be at most 2"),
        (number(1, 2), 0.5, " must be at least 1"),
        (number(1, 2), float("nan"), " must be at least 1"),
        (integer(1), 1.5, " must provide an integer"),
        (integer(1), True, " must provide an integer"),
        (integer(1), 0, " must be at least 1"),
        (boolean, 0, " must provide a boolean"),
        (one_of("a", "b"), "c", " must be one of: a, b"),
        (one_of(0, 1), True, " must be one of: 0, 1"),
        (array(boolean, 2), {}, " must provide an array"),
        (array(boolean, 2), [], " no fewer than 1 items allowed"),
        (array(boolean, 1), [True, False], " no more than 1 items allowed"),
        (array(boolean, 2), [True, 1], "/1 must provide a boolean"),
        (KIND, [], " must provide an object"),
        (KIND, {"name": "a"}, " missing required field: type"),
        (KIND, {"type": "kind"}, " must define either `name` or `size`"),
        (KIND, {"type": "kind", "name": "a", "nam": "b"}, " invalid additional property: nam"),
        (by_type({"kind": KIND}), 1, " must provide an object"),
        (by_type({"kind": KIND}), {}, " missing required field: type"),
        (by_type({"kind": KIND}), {"type": "sort"}, "/type unsupported type: sort"),
        (then(string(3), one_of("abc")), "abd", " must be one of: abc"),
        (then(string(3), one_of("abc")), "abcd", " must be less than 4 characters"),
    ],
)
def test_what_breaks_a_rule_is_named_with_its_place(rule: Rule, value: object, expected: str) -> None:
    assert [f"{each.pointer} {each.message}" for each in rule(value, "")] == [expected]


def test_a_problem_reads_as_slack_words_it() -> None:
    problem = Problem(pointer="/blocks/0/text", message="must provide an object")
    assert str(problem) == "must provide an object [json-pointer:/blocks/0/text]"


def test_a_problem_is_told_in_slacks_row_with_what_was_wanted_and_what_came() -> None:
    [problem] = string(3)("abcd", "/0/value")
    assert problem.as_json() == {
        "code": "failed_constraint",
        "message": "must be less than 4 characters",
        "pointer": "/0/value",
        "constraint": {"type": "max_length", "expected": 3, "got": 4},
    }
    assert next(KIND({}, "/0")).as_json() == {
        "code": "failed_constraint",
        "message": "missing required field: type",
        "pointer": "/0",
        "field": "type",
    }


def test_a_field_that_others_rule_is_theirs_to_judge() -> None:
    assert [each.pointer for each in shape({}, others=boolean)({"a": True, "b": 1}, "")] == ["/b"]
