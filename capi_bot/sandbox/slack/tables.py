"""The blocks table and data_table, as tables of rules.

https://docs.slack.dev/reference/block-kit/blocks/table-block
https://docs.slack.dev/reference/block-kit/blocks/data-table-block
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from capi_bot.sandbox.slack.elements import BUTTON
from capi_bot.sandbox.slack.objects import ANY_LENGTH
from capi_bot.sandbox.slack.rich_text import RICH_TEXT
from capi_bot.sandbox.slack.rules import (
    Json,
    Problem,
    Rule,
    array,
    boolean,
    broken,
    by_type,
    integer,
    number,
    one_of,
    shape,
    string,
    then,
)

TABLE_CHARACTERS = 10_000
DATA_TABLE_CHARACTERS = 20_000

_LONG = string(ANY_LENGTH)
_RAW: Mapping[str, Rule] = {
    "raw_text": shape({"type": one_of("raw_text"), "text": _LONG}),
    "raw_number": shape({"type": one_of("raw_number"), "value": number(), "text": _LONG}),
}
_CELLS: Mapping[str, Rule] = {**_RAW, "rich_text": RICH_TEXT}
_ACTION = shape({"type": one_of("action"), "element": by_type({"button": BUTTON})}, {"fallback": by_type(_RAW)})
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def text_length(value: object) -> int:
    """Return how many characters stand in the `text` fields of a block or a part of it, however deep."""
    if isinstance(value, list):
        return sum(map(text_length, value))
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(map(text_length, value.values()))


def _column(value: object, pointer: str) -> Iterator[Problem]:
    # null leaves a column as it is.
    yield from () if value is None else _COLUMN(value, pointer)


def _rows(cells: Mapping[str, Rule], most: int, least: int = 1) -> Rule:
    return array(array(by_type(cells), 20), most, least)


def _characters(most: int) -> Callable[[Json, str], Iterator[Problem]]:
    def check(block: Json, pointer: str) -> Iterator[Problem]:
        total = text_length(block["rows"])
        if total > most:
            yield broken(f"{pointer}/rows", f"must be less than {most + 1} characters", "max_length", most, total)

    return check


def _equal_rows(block: Json, pointer: str) -> Iterator[Problem]:
    width = len(block["rows"][0])
    for index, row in enumerate(block["rows"]):
        if len(row) != width:
            yield broken(f"{pointer}/rows/{index}", f"must have {width} cells", "items", width, len(row))


def _raw_header(block: Json, pointer: str) -> Iterator[Problem]:
    yield from array(by_type(_RAW), 20)(block["rows"][0], f"{pointer}/rows/0")


def _row_header(block: Json, pointer: str) -> Iterator[Problem]:
    among_columns = integer(0, len(block["rows"][0]) - 1)
    yield from among_columns(block.get("row_header_column_index", 0), f"{pointer}/row_header_column_index")


TABLE = then(
    shape(
        {"type": one_of("table"), "rows": _rows(_CELLS, 100)},
        {"block_id": string(255), "column_settings": array(_column, 20)},
    ),
    _characters(TABLE_CHARACTERS),
)
DATA_TABLE = then(
    shape(
        # 200 rows and the header: when the block was new it was 100 and the header.
        {"type": one_of("data_table"), "caption": _LONG, "rows": _rows({**_CELLS, "action": _ACTION}, 201, 2)},
        {"block_id": string(255), "page_size": integer(1, 100), "row_header_column_index": integer(0)},
    ),
    _equal_rows,
    _raw_header,
    _row_header,
    _characters(DATA_TABLE_CHARACTERS),
)
