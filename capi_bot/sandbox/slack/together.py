"""What must hold among the blocks of one message or view, each of which holds by itself.

https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from capi_bot.sandbox.slack.rules import Json, Problem, broken
from capi_bot.sandbox.slack.tables import DATA_TABLE_CHARACTERS, text_length

MARKDOWN_TOTAL = 12_000
BLOCK_COST = 100
"""What a block counts besides its text: about its JSON without the text, as people have measured."""
NESTED = {"carousel": "elements", "container": "child_blocks"}
"""The key under which a block of each type holds other blocks."""
TABLES = frozenset({"table", "data_table"})

_MOST = {"data_visualization": 2, "plan": 1}
_TOTALS = {"markdown": MARKDOWN_TOTAL, "data_table": DATA_TABLE_CHARACTERS}
_NOT_COUNTED = frozenset({"options", "option_groups", "confirm", "child_blocks"})

Placed = tuple[str, Json]
"""A block, after the pointer to it."""


def among(blocks: Sequence[Json], pointer: str) -> Iterator[Problem]:
    """Yield what is wrong among blocks that are valid one by one."""
    placed = tuple(every(blocks, pointer))
    yield from _distinct_ids(placed)
    yield from _focus_once(placed)
    yield from _counts(placed, pointer)
    yield from _sums(placed, pointer)


def every(blocks: Iterable[Json], pointer: str) -> Iterator[Placed]:
    """Yield each block with the pointer to it, and those within containers and carousels."""
    for index, block in enumerate(blocks):
        here, nested = f"{pointer}/{index}", NESTED.get(block["type"], "")
        yield here, block
        yield from every(block.get(nested, ()), f"{here}/{nested}")


def second_table(blocks: Sequence[Json], pointer: str) -> Iterator[Problem]:
    """Yield the tables of a message after its first: Slack draws one, below all else.

    Slack's pages say so of the table block only; its guide for builders counts data tables among them.
    """
    tables = [where for where, block in every(blocks, pointer) if block["type"] in TABLES]
    yield from (broken(where, "only_one_table_allowed", "max_items", 1, len(tables)) for where in tables[1:])


def size(blocks: Sequence[Json]) -> int:
    """Return what the blocks count against Slack's sum for a message; tables have sums of their own."""
    counted = [block for _, block in every(blocks, "") if block["type"] not in TABLES]
    return sum(BLOCK_COST + _shown_length(block) for block in counted)


def _shown_length(block: Json) -> int:
    nested = {NESTED.get(block["type"], ""), *_NOT_COUNTED}
    return text_length({name: _without_choices(value) for name, value in block.items() if name not in nested})


def _without_choices(value: object) -> object:
    if isinstance(value, list):
        return [_without_choices(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_choices(each) for name, each in value.items() if name not in _NOT_COUNTED}
    return value


def _distinct_ids(placed: Iterable[Placed]) -> Iterator[Problem]:
    seen: set[object] = set()
    for where, block in placed:
        name = block.get("block_id")
        if name in seen:
            yield broken(f"{where}/block_id", f'`block_id` "{name}" already exists', "unique", got=name)
        seen |= {name} - {None}


def _focus_once(placed: Iterable[Placed]) -> Iterator[Problem]:
    focused = [f"{where}/{name}" for where, block in placed for name in _focused(block)]
    for where in focused[1:]:
        message = "only one element can have `focus_on_load` set to true"
        yield broken(f"{where}/focus_on_load", message, "max_items", 1, len(focused))


def _focused(block: Json) -> Iterator[str]:
    row = {f"elements/{index}": each for index, each in enumerate(block.get("elements", ()))}
    held: Mapping[str, Json] = {**row, **{name: block[name] for name in ("accessory", "element") if name in block}}
    yield from (name for name, each in held.items() if each.get("focus_on_load"))


def _counts(placed: Sequence[Placed], pointer: str) -> Iterator[Problem]:
    for kind, most in _MOST.items():
        count = sum(block["type"] == kind for _, block in placed)
        if count > most:
            blocks = "block" if most == 1 else "blocks"
            yield broken(pointer, f"Cannot have more than {most} {kind} {blocks}", "max_items", most, count)


def _sums(placed: Sequence[Placed], pointer: str) -> Iterator[Problem]:
    for kind, most in _TOTALS.items():
        total = sum(text_length(block) for _, block in placed if block["type"] == kind)
        if total > most:
            message = f"{kind} blocks must be less than {most + 1} characters"
            yield broken(pointer, message, "max_length", most, total)
