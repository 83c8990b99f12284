"""What a limit is, and how a payload just within it and one just beyond are made."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.sandbox.slack.extremes.parts import Json, modal, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Be one limit: `value(bound)` at `pointer` in `base` passes, one further does not, and Slack points at `told`."""

    name: str
    bound: int
    base: Json
    pointer: str
    value: Callable[[int], object]
    told: tuple[str, ...]

    @property
    def within(self) -> Json:
        return self._with(self.bound)

    @property
    def beyond(self) -> Json:
        return self._with(self.bound + (1 if "max" in self.name.rpartition(".")[2] else -1))

    def _with(self, number: int) -> Json:
        whole = json.loads(json.dumps(self.base))
        *path, last = self.pointer.strip("/").split("/")
        target: Any = whole
        for step in path:
            target = target[int(step) if isinstance(target, list) else step]
        target[int(last) if isinstance(target, list) else last] = self.value(number)
        return whole


def words(number: int) -> str:
    return "x" * number


def itself(number: int) -> int:
    return number


def several(item: Callable[[int], object]) -> Callable[[int], object]:
    return lambda number: [item(each) for each in range(number)]


def limit(
    name: str,
    bound: int,
    base: Json,
    pointer: str,
    value: Callable[[int], object] = words,
    told: str = "",
) -> Limit:
    places = tuple((told or pointer).split())
    return Limit(name=name, bound=bound, base=base, pointer=pointer, value=value, told=places)


def placeholder(name: str, block: Json) -> Limit:
    asking = {**block, "element": {**block["element"], "placeholder": plain()}}
    return limit(f"{name}.placeholder.max_length", 150, modal(asking), "/view/blocks/0/element/placeholder/text")
