from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.rules import by_type
from capi_bot.sandbox.slack.tables import DATA_TABLE, TABLE, text_length
from tests.sandbox.slack.extremes.parts import button, cell, data_table, rich

NUMBER = {"type": "raw_number", "value": 2.5, "text": "2.5 s"}
WORDS = rich("rich_text_section")
PRESS = {"type": "action", "element": button(), "fallback": cell("Open")}


def problems(block: dict[str, Any]) -> list[str]:
    return [str(each) for each in by_type({"table": TABLE, "data_table": DATA_TABLE})(block, "")]


@pytest.mark.parametrize(
    "block",
    [
        {"type": "table", "rows": [[WORDS, cell()], [NUMBER]], "column_settings": [None, {"align": "right"}]},
        data_table([[cell("Who"), NUMBER], [WORDS, PRESS]], page_size=100, row_header_column_index=1),
        data_table([[cell()], [{"type": "action", "element": button()}]]),
    ],
)
def test_a_table_that_slack_documents_is_taken(block: dict[str, Any]) -> None:
    assert problems(block) == []


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ({"type": "table"}, "missing required field: rows [json-pointer:]"),
        ({"type": "table", "rows": [[]]}, "no fewer than 1 items allowed [json-pointer:/rows/0]"),
        ({"type": "table", "rows": [["x"]]}, "must provide an object [json-pointer:/rows/0/0]"),
        ({"type": "table", "rows": [[PRESS]]}, "unsupported type: action [json-pointer:/rows/0/0/type]"),
        ({"type": "table", "rows": [[cell("")]]}, "must be more than 0 characters [json-pointer:/rows/0/0/text]"),
        (
            {"type": "table", "rows": [[cell()]], "column_settings": [{"align": "top"}]},
            "must be one of: left, center, right [json-pointer:/column_settings/0/align]",
        ),
        (
            {"type": "table", "rows": [[{"type": "raw_number", "value": 1}]]},
            "missing required field: text [json-pointer:/rows/0/0]",
        ),
        ({"type": "data_table", "rows": [[cell()]] * 2}, "missing required field: caption [json-pointer:]"),
        (data_table([[cell()], [cell(), cell()]]), "must have 1 cells [json-pointer:/rows/1]"),
        (data_table([[WORDS], [cell()]]), "unsupported type: rich_text [json-pointer:/rows/0/0/type]"),
        (data_table([[PRESS], [cell()]]), "unsupported type: action [json-pointer:/rows/0/0/type]"),
        (
            data_table([[cell()], [{**PRESS, "fallback": WORDS}]]),
            "unsupported type: rich_text [json-pointer:/rows/1/0/fallback/type]",
        ),
        (
            data_table([[cell()]] * 2, row_header_column_index=1),
            "must be at most 0 [json-pointer:/row_header_column_index]",
        ),
    ],
)
def test_a_table_of_another_kind_is_refused_at_its_place(block: dict[str, Any], told: str) -> None:
    assert problems(block) == [told]


def test_every_character_of_the_cells_counts_also_of_rich_text_and_buttons() -> None:
    assert text_length([[cell("four")], [WORDS], [PRESS], [NUMBER], [7]]) == 4 + 1 + len("Press") + len("Open") + 5
