from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.together import BLOCK_COST, among, every, second_table, size
from tests.sandbox.slack.extremes.parts import (
    CONTAINER,
    DIVIDER,
    SECTION,
    SELECT,
    actions,
    asked,
    button,
    card,
    cell,
    data_table,
    mrkdwn,
    option,
)

TABLE = {"type": "table", "rows": [[cell()]]}
BOX = {**CONTAINER, "child_blocks": [DIVIDER, TABLE]}
CAROUSEL = {"type": "carousel", "elements": [card(1), card(2)]}


def problems(*blocks: dict[str, Any]) -> list[str]:
    return [str(each) for each in among(blocks, "/blocks")]


def test_blocks_within_blocks_are_found_at_their_place() -> None:
    assert [where for where, _ in every((DIVIDER, BOX, CAROUSEL), "/blocks")] == [
        "/blocks/0",
        "/blocks/1",
        "/blocks/1/child_blocks/0",
        "/blocks/1/child_blocks/1",
        "/blocks/2",
        "/blocks/2/elements/0",
        "/blocks/2/elements/1",
    ]


def test_block_ids_are_unique_also_among_nested_blocks() -> None:
    named = {**DIVIDER, "block_id": "row"}
    assert problems(DIVIDER, DIVIDER, named, CAROUSEL) == []
    assert problems(named, DIVIDER, named) == ['`block_id` "row" already exists [json-pointer:/blocks/2/block_id]']
    assert problems(named, {**CONTAINER, "child_blocks": [named]}) == [
        '`block_id` "row" already exists [json-pointer:/blocks/1/child_blocks/0/block_id]',
    ]


def test_an_action_id_may_come_again_in_another_block() -> None:
    assert problems(actions(button(1)), actions(button(1))) == []


def test_one_element_may_have_the_focus() -> None:
    focused, other = asked("plain_text_input", focus_on_load=True), actions(button(), {**SELECT, "focus_on_load": True})
    beside = {**SECTION, "accessory": {**SELECT, "focus_on_load": True}}
    assert problems(focused, actions(SELECT), {**SECTION, "accessory": button()}) == []
    assert [each.pointer for each in among((focused, other, beside), "/view/blocks")] == [
        "/view/blocks/1/elements/1/focus_on_load",
        "/view/blocks/2/accessory/focus_on_load",
    ]


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        ([DIVIDER, TABLE], []),
        ([TABLE, DIVIDER, TABLE], ["/blocks/2"]),
        ([data_table([]), TABLE], ["/blocks/1"]),
        ([TABLE, BOX, data_table([])], ["/blocks/1/child_blocks/1", "/blocks/2"]),
    ],
)
def test_a_message_has_one_table_of_either_kind(blocks: list[dict[str, Any]], told: list[str]) -> None:
    found = list(second_table(blocks, "/blocks"))
    assert [each.pointer for each in found] == told
    assert {each.message for each in found} <= {"only_one_table_allowed"}


def test_each_block_counts_its_text_and_something_besides() -> None:
    assert size([]) == 0
    assert size([DIVIDER, {"type": "section", "fields": [mrkdwn("four"), mrkdwn("five!")]}]) == 2 * BLOCK_COST + 9
    assert size([{"type": "markdown", "text": "four"}]) == BLOCK_COST + 4
    assert size([{**CONTAINER, "child_blocks": [SECTION, DIVIDER]}]) == 3 * BLOCK_COST + 2
    assert size([CAROUSEL]) == 3 * BLOCK_COST + 2 * len("Call")


def test_what_is_not_shown_at_once_and_what_has_a_sum_of_its_own_is_not_counted() -> None:
    assert size([actions({**SELECT, "options": [option(number) for number in range(100)]})]) == BLOCK_COST
    assert size([{**TABLE, "rows": [[cell("x" * 9000)]]}, data_table([[cell("x" * 9000)]])]) == 0
