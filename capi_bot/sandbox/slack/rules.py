"""Small rules that compose: each reads a JSON value and yields what is wrong with it, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
"""A JSON object as it came over the wire: nothing about its values is known yet."""

FAILED = "failed_constraint"
"""The only code that Slack documents for a broken rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Say what Slack would refuse; `pointer` is a JSON pointer into what was sent.

    `constraint` holds a `type` such as max_length, what was `expected` and what it `got`; `field` names a field that
    is missing or too many. https://docs.slack.dev/reference/methods/blocks.validate
    """

    pointer: str
    message: str
    constraint: Json | None = None
    field: str | None = None
    code: str = FAILED

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"

    def as_json(self) -> Json:
        """Return the row of `errors` that `blocks.validate` answers with."""
        told = {"constraint": self.constraint, "field": self.field}
        row = {"code": self.code, "message": self.message, "pointer": self.pointer}
        return row | {name: value for name, value in told.items() if value is not None}


Rule = Callable[[object, str], Iterator[Problem]]


def broken(pointer: str, message: str, kind: str, expected: object = None, got: object = None) -> Problem:
    """Return the problem of a rule of this kind, with what it wanted and what it met."""
    facts = {"type": kind, "expected": expected, "got": got}
    known = {name: value for name, value in facts.items() if value is not None}
    return Problem(pointer=pointer, message=message, constraint=known)


def string(most: int, least: int = 1) -> Rule:
    """Want a text of `least` to `most` characters."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield _of_type(pointer, "string")
        elif len(value) < least:
            yield broken(pointer, f"must be more than {least - 1} characters", "min_length", least, len(value))
        elif len(value) > most:
            yield broken(pointer, f"must be less than {most + 1} characters", "max_length", most, len(value))

    return check


def number(least: float = float("-inf"), most: float = float("inf")) -> Rule:
    """Want a number between `least` and `most`, both included."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield _of_type(pointer, "number")
        elif not value >= least:
            yield broken(pointer, f"must be at least {least}", "min", least, value)
        elif not value <= most:
            yield broken(pointer, f"must be at most {most}", "max", most, value)

    return check


def integer(least: int, most: float = float("inf")) -> Rule:
    """Want a whole number between `least` and `most`, both included."""
    within = number(least, most)

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield _of_type(pointer, "integer")
        else:
            yield from within(value, pointer)

    return check


def boolean(value: object, pointer: str) -> Iterator[Problem]:
    """Want true or false."""
    if not isinstance(value, bool):
        yield _of_type(pointer, "boolean")


def anything(_value: object, _pointer: str) -> Iterator[Problem]:
    """Let every value pass: Slack's documents give no limit for it."""
    yield from ()


def one_of(*allowed: object) -> Rule:
    """Want exactly one of these values."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        # 1 equals True in Python, and not in JSON.
        if not any(type(value) is type(each) and value == each for each in allowed):
            yield broken(pointer, f"must be one of: {', '.join(map(str, allowed))}", "enum", list(allowed), value)

    return check


def array(item: Rule, most: int, least: int = 1) -> Rule:
    """Want a list of `least` to `most` items that each follow `item`."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield _of_type(pointer, "array")
            return
        if len(value) < least:
            yield broken(pointer, f"no fewer than {least} items allowed", "min_items", least, len(value))
        if len(value) > most:
            yield broken(pointer, f"no more than {most} items allowed", "max_items", most, len(value))
        for index, each in enumerate(value):
            yield from item(each, f"{pointer}/{index}")

    return check


def shape(
    required: Mapping[str, Rule],
    optional: Mapping[str, Rule] | None = None,
    *,
    any_of: tuple[str, ...] = (),
    others: Rule | None = None,
) -> Rule:
    """Want an object with the required fields, at least one of `any_of`; fields not named here follow `others`.

    Without `others` no further field is allowed.
    """
    known = {**required, **(optional or {})}

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield _of_type(pointer, "object")
            return
        yield from (_missing(pointer, name) for name in required if name not in value)
        if any_of and not any(name in value for name in any_of):
            yield broken(pointer, f"must define either {_listed(any_of)}", "any_of", list(any_of))
        for name, each in value.items():
            rule = known.get(name, others)
            yield from rule(each, f"{pointer}/{name}") if rule else (_additional(pointer, name),)

    return check


def by_type(table: Mapping[str, Rule]) -> Rule:
    """Want an object whose `type` is a key of the table, and follow the rule found there."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield _of_type(pointer, "object")
        elif "type" not in value:
            yield _missing(pointer, "type")
        elif (rule := table.get(str(value["type"]))) is None:
            kind = str(value["type"])
            yield broken(f"{pointer}/type", f"unsupported type: {kind}", "enum", sorted(table), kind)
        else:
            yield from rule(value, pointer)

    return check


def then(first: Rule, *further: Callable[[Any, str], Iterator[Problem]]) -> Rule:
    """Want the first rule followed, and where it is, the further ones, which may rely on it."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        found = tuple(first(value, pointer))
        yield from found
        for rule in () if found else further:
            yield from rule(value, pointer)

    return check


def _listed(names: tuple[str, ...]) -> str:
    quoted = [f"`{name}`" for name in names]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _of_type(pointer: str, kind: str) -> Problem:
    return broken(pointer, f"must provide {'an' if kind[0] in 'aio' else 'a'} {kind}", "type", kind)


def _missing(pointer: str, name: str) -> Problem:
    return Problem(pointer=pointer, message=f"missing required field: {name}", field=name)


def _additional(pointer: str, name: str) -> Problem:
    return Problem(pointer=pointer, message=f"invalid additional property: {name}", field=name)
