"""Validation rules that compose: each takes a JSON value and its JSON pointer, and yields what Slack would refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
"""A JSON object as it came over the wire: nothing about its values is known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A broken rule; `pointer` is a JSON pointer into what was sent."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


Rule = Callable[[object, str], Iterator[Problem]]


def string(most: int, least: int = 1) -> Rule:
    """Return the rule of a text of `least` to `most` characters."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield _wrong_type(pointer, "string")
        elif len(value) < least:
            yield Problem(pointer=pointer, message=f"must be more than {least - 1} characters")
        elif len(value) > most:
            yield Problem(pointer=pointer, message=f"must be less than {most + 1} characters")

    return check


def integer(least: int, most: float = float("inf")) -> Rule:
    """Return the rule of a whole number between `least` and `most`, both included."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield _wrong_type(pointer, "integer")
        elif value < least:
            yield Problem(pointer=pointer, message=f"must be at least {least}")
        elif value > most:
            yield Problem(pointer=pointer, message=f"must be at most {most}")

    return check


def boolean(value: object, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield _wrong_type(pointer, "boolean")


def anything(_value: object, _pointer: str) -> Iterator[Problem]:
    """Accept every value: Slack's documents give no limit for it, or nothing here depends on it."""
    yield from ()


def one_of(*allowed: object) -> Rule:

    def check(value: object, pointer: str) -> Iterator[Problem]:
        # 1 equals True in Python, and not in JSON.
        if not any(type(value) is type(each) and value == each for each in allowed):
            yield Problem(pointer=pointer, message=f"must be one of: {', '.join(map(str, allowed))}")

    return check


def array(item: Rule, most: int, least: int = 1) -> Rule:
    """Return the rule of a list of `least` to `most` items that each follow `item`."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield _wrong_type(pointer, "array")
            return
        if len(value) < least:
            yield Problem(pointer=pointer, message=f"no fewer than {least} items allowed")
        if len(value) > most:
            yield Problem(pointer=pointer, message=f"no more than {most} items allowed")
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
    """Return the rule of an object with the required fields and at least one of `any_of`.

    Fields not named here follow `others`; without it no further field is allowed.
    """
    known = {**required, **(optional or {})}

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield _wrong_type(pointer, "object")
            return
        yield from (_missing(pointer, name) for name in required if name not in value)
        if any_of and not any(name in value for name in any_of):
            names = [f"`{name}`" for name in any_of]
            yield Problem(pointer=pointer, message=f"must define either {', '.join(names[:-1])} or {names[-1]}")
        for name, each in value.items():
            if rule := known.get(name, others):
                yield from rule(each, f"{pointer}/{name}")
            else:
                yield Problem(pointer=pointer, message=f"invalid additional property: {name}")

    return check


def by_type(table: Mapping[str, Rule]) -> Rule:
    """Return the rule of an object whose `type` is a key of the table, and which follows the rule found there."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield _wrong_type(pointer, "object")
        elif "type" not in value:
            yield _missing(pointer, "type")
        elif rule := table.get(str(value["type"])):
            yield from rule(value, pointer)
        else:
            yield Problem(pointer=f"{pointer}/type", message=f"unsupported type: {value['type']}")

    return check


def then(first: Rule, *further: Callable[[Any, str], Iterator[Problem]]) -> Rule:
    """Return the rule of `first` and, where that holds, of the further ones, which may rely on it."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        problems = tuple(first(value, pointer))
        yield from problems
        for rule in () if problems else further:
            yield from rule(value, pointer)

    return check


def only_one(*names: str) -> Callable[[Json, str], Iterator[Problem]]:

    def check(value: Json, pointer: str) -> Iterator[Problem]:
        given = [name for name in names if name in value]
        if len(given) > 1:
            yield Problem(pointer=pointer, message=f"must define only one of: {', '.join(given)}")

    return check


def _wrong_type(pointer: str, kind: str) -> Problem:
    return Problem(pointer=pointer, message=f"must provide {'an' if kind[0] in 'aio' else 'a'} {kind}")


def _missing(pointer: str, name: str) -> Problem:
    return Problem(pointer=pointer, message=f"missing required field: {name}")
