from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from capi_bot.sandbox.slack import blocks
from capi_bot.sandbox.slack.rules import Rule, by_type


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": words}


def button(number: int) -> dict[str, Any]:
    return {"type": "button", "action_id": f"a{number}", "text": plain("Press")}


def cells(rows: int, columns: int, words: str = "x") -> list[list[dict[str, Any]]]:
    return [[{"type": "raw_text", "text": words}] * columns for _ in range(rows)]


def problems(block: dict[str, Any], surface: Mapping[str, Rule] = blocks.MESSAGE) -> list[str]:
    return [f"{each.pointer} {each.sentence}" for each in by_type(surface)(block, "")]


def data_table(rows: object) -> dict[str, Any]:
    return {"type": "data_table", "caption": "Members", "rows": rows}


INPUT = {"type": "input", "label": plain("Name"), "element": {"type": "plain_text_input", "action_id": "name"}}
TASK = {"type": "task_card", "task_id": "1", "title": "Look", "status": "complete"}
SEGMENT = {"label": "call", "value": 1}
CARD = {"type": "card", "title": mrkdwn("One"), "actions": [button(1)]}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": mrkdwn("x" * 3000), "accessory": button(1), "block_id": "b"},
        {"type": "section", "fields": [plain("x" * 2000)] * 10},
        {"type": "header", "text": plain("x" * 150)},
        {"type": "divider"},
        {"type": "image", "alt_text": "A bird", "image_url": "https://example.com/bird.png", "title": plain("Bird")},
        {"type": "actions", "elements": [button(number) for number in range(25)]},
        {"type": "context", "elements": [mrkdwn("x")] * 10},
        {"type": "markdown", "text": "x" * 12_000},
        {"type": "table", "rows": cells(100, 20), "column_settings": [{"align": "right"}]},
        data_table(cells(201, 20)),
        {"type": "data_visualization", "title": "Events", "chart": {"type": "pie", "segments": [SEGMENT]}},
        CARD,
        {"type": "carousel", "elements": [CARD]},
        {"type": "container", "title": plain("Members"), "child_blocks": [{"type": "divider"}], "is_collapsible": True},
        {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain("Delete")}]},
        {"type": "plan", "title": "Plan", "tasks": [TASK]},
        INPUT,
    ],
)
def test_a_block_within_its_limits_is_taken_in_a_message(block: dict[str, Any]) -> None:
    assert problems(block) == []


@pytest.mark.parametrize(
    ("block", "pointer"),
    [
        ({"type": "section"}, ""),
        ({"type": "section", "text": mrkdwn("x" * 3001)}, "/text/text"),
        ({"type": "section", "text": mrkdwn("")}, "/text/text"),
        ({"type": "section", "text": "bare"}, "/text"),
        ({"type": "section", "text": {"type": "text", "text": "x"}}, "/text"),
        ({"type": "section", "fields": [plain("x")] * 11}, "/fields"),
        ({"type": "section", "fields": [plain("x" * 2001)]}, "/fields/0/text"),
        ({"type": "section", "text": mrkdwn("x"), "accessory": INPUT["element"]}, "/accessory"),
        ({"type": "section", "text": mrkdwn("x"), "block_id": "x" * 256}, "/block_id"),
        ({"type": "header", "text": mrkdwn("x")}, "/text"),
        ({"type": "header", "text": plain("x" * 151)}, "/text/text"),
        ({"type": "image", "alt_text": "A bird"}, ""),
        ({"type": "actions", "elements": []}, "/elements"),
        ({"type": "actions", "elements": [button(number) for number in range(26)]}, "/elements"),
        ({"type": "actions", "elements": [button(1), button(1)]}, "/elements/1/action_id"),
        ({"type": "actions", "elements": [INPUT["element"]]}, "/elements/0"),
        ({"type": "actions"}, ""),
        (
            {"type": "actions", "elements": [button(1), {"type": "button", "text": plain("Press")}, "button"]},
            "/elements/2",
        ),
        ({"type": "context", "elements": [mrkdwn("x")] * 11}, "/elements"),
        ({"type": "markdown", "text": "x" * 12_001}, "/text"),
        ({"type": "table", "rows": cells(101, 1)}, "/rows"),
        ({"type": "table", "rows": cells(1, 21)}, "/rows/0"),
        ({"type": "table", "rows": cells(2, 1, "x" * 5001)}, "/rows"),
        (data_table(cells(1, 1)), "/rows"),
        (data_table([*cells(1, 1), *cells(1, 2)]), "/rows"),
        (
            data_table(
                [[{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}], *cells(1, 1)]
            ),
            "/rows/0/0",
        ),
        (data_table("rows"), "/rows"),
        ({"type": "data_visualization", "title": "Events"}, ""),
        ({"type": "card", "subtitle": mrkdwn("x")}, ""),
        ({"type": "card", "body": mrkdwn("x" * 201)}, "/body/text"),
        ({"type": "carousel", "elements": [CARD] * 11}, "/elements"),
        ({"type": "container", "title": plain("x"), "child_blocks": [CARD]}, "/child_blocks/0"),
        ({"type": "container", "child_blocks": [{"type": "divider"}]}, ""),
        ({"type": "alert", "text": plain("x")}, ""),
        ({"type": "marquee"}, ""),
        (INPUT | {"element": {"type": "email_text_input"}}, "/element"),
    ],
)
def test_a_block_beyond_a_limit_is_refused_at_its_place(block: dict[str, Any], pointer: str) -> None:
    assert [each.partition(" ")[0] for each in problems(block)] == [pointer]


def test_each_surface_has_its_own_blocks() -> None:
    alert = {"type": "alert", "text": plain("x"), "level": "warning"}
    assert problems(alert, blocks.MODAL) == []
    assert problems({"type": "markdown", "text": "x"}, blocks.MODAL) == [" unsupported type: markdown"]
    assert problems(INPUT | {"element": {"type": "email_text_input"}}, blocks.MODAL) == []


def test_a_home_tab_takes_what_every_source_grants_it() -> None:
    for block in (CARD, {"type": "carousel", "elements": [CARD]}, data_table(cells(2, 2)), INPUT):
        assert problems(block, blocks.HOME) == []
    for kind in ("markdown", "table", "container", "data_visualization", "alert", "context_actions"):
        assert problems({"type": kind}, blocks.HOME) == [f" unsupported type: {kind}"]


def test_a_home_tab_has_no_picker_of_date_and_time_at_once() -> None:
    block = {"type": "actions", "elements": [{"type": "datetimepicker", "action_id": "when"}]}
    assert problems(block) == []
    assert problems(block, blocks.HOME) == ["/elements/0 unsupported type: datetimepicker"]
