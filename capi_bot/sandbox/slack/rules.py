"""Small rules that compose: each reads a JSON value and yields what is wrong with it, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
"""A JSON object as it came over the wire: nothing about its values is known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Say what Slack would refuse; `pointer` is a JSON pointer into what was sent."""

    pointer: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.sentence} [json-pointer:{self.pointer}]"


Rule = Callable[[object, str], Iterator[Problem]]


def string(most: int, least: int = 1) -> Rule:
    """Want a text of `least` to `most` characters."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(pointer=pointer, sentence="must provide a string")
        elif len(value) < least:
            yield Problem(pointer=pointer, sentence=f"must be more than {least - 1} characters")
        elif len(value) > most:
            yield Problem(pointer=pointer, sentence=f"must be less than {most + 1} characters")

    return check


def number(least: float = float("-inf"), most: float = float("inf")) -> Rule:
    """Want a number between `least` and `most`, both included."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield Problem(pointer=pointer, sentence="must provide a number")
        elif not least <= value <= most:
            yield Problem(pointer=pointer, sentence=f"must be between {least} and {most}")

    return check


def boolean(value: object, pointer: str) -> Iterator[Problem]:
    """Want true or false."""
    if not isinstance(value, bool):
        yield Problem(pointer=pointer, sentence="must provide a boolean")


def anything(_value: object, _pointer: str) -> Iterator[Problem]:
    """Let every value pass: Slack's documents give no limit for it."""
    yield from ()


def one_of(*allowed: object) -> Rule:
    """Want exactly one of these values."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem(pointer=pointer, sentence=f"must be one of: {', '.join(map(str, allowed))}")

    return check


def array(item: Rule, most: int, least: int = 1) -> Rule:
    """Want a list of `least` to `most` items that each follow `item`."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(pointer=pointer, sentence="must provide an array")
            return
        if len(value) < least:
            yield Problem(pointer=pointer, sentence=f"no fewer than {least} items allowed")
        if len(value) > most:
            yield Problem(pointer=pointer, sentence=f"no more than {most} items allowed")
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
    """Want an object with the required fields, at least one of `any_of`; fields not named here follow `others`."""
    known = {**required, **(optional or {})}

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(pointer=pointer, sentence="must provide an object")
            return
        yield from (_missing(pointer, name) for name in required if name not in value)
        if any_of and not any(name in value for name in any_of):
            yield Problem(pointer=pointer, sentence=f"must define one of: {', '.join(any_of)}")
        for name, each in value.items():
            rule = known.get(name, others or _unknown)
            yield from rule(each, f"{pointer}/{name}")

    return check


def by_type(table: Mapping[str, Rule]) -> Rule:
    """Want an object whose `type` is a key of the table, and follow the rule found there."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(pointer=pointer, sentence="must provide an object")
        elif "type" not in value:
            yield _missing(pointer, "type")
        elif (rule := table.get(str(value["type"]))) is None:
            yield Problem(pointer=pointer, sentence=f"unsupported type: {value['type']}")
        else:
            yield from rule(value, pointer)

    return check


def both(*rules: Rule) -> Rule:
    """Want all of these rules followed."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        for rule in rules:
            yield from rule(value, pointer)

    return check


def _missing(pointer: str, name: str) -> Problem:
    return Problem(pointer=pointer, sentence=f"missing required field: {name}")


def _unknown(_value: object, pointer: str) -> Iterator[Problem]:
    yield Problem(pointer=pointer, sentence="invalid additional property: " + pointer.rpartition("/")[2])
