from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from capi_bot.sandbox.slack.limits import check_home, check_message, check_modal, view_too_large

SCHEMA = Path(__file__).parents[4] / "shared/schemas/slack-types.schema.json"
DIVIDER = {"type": "divider"}


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def modal(**changes: object) -> dict[str, Any]:
    return {"type": "modal", "title": plain("User"), "blocks": [DIVIDER], **changes}


def test_a_message_may_hold_fifty_blocks_and_no_more() -> None:
    assert check_message("List", [DIVIDER] * 50) == ()
    assert [str(each) for each in check_message("List", [DIVIDER] * 51)] == [
        "no more than 50 items allowed [json-pointer:/blocks]",
    ]


def test_a_message_of_text_alone_and_of_blocks_alone_is_taken() -> None:
    assert check_message("Hello", None) == ()
    assert check_message(None, [DIVIDER]) == ()


@pytest.mark.parametrize("text", [7, "x" * 40_001])
def test_a_text_that_is_none_or_too_long_is_refused(text: object) -> None:
    assert [each.pointer for each in check_message(text, None)] == ["/text"]


def test_block_ids_are_unique() -> None:
    same = [{"type": "divider", "block_id": "row"}, DIVIDER, {"type": "divider", "block_id": "row"}]
    assert [str(each) for each in check_message("x", same)] == [
        "block_id row already exists in this message [json-pointer:/blocks/2/block_id]",
    ]


def test_one_table_a_message() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
    assert check_message("x", [table]) == ()
    assert [str(each) for each in check_message("x", [table, table])] == [
        "no more than 1 table blocks allowed [json-pointer:/blocks]",
    ]


def test_markdown_counts_across_a_message() -> None:
    markdown = {"type": "markdown", "text": "x" * 6001}
    assert check_message("x", [markdown]) == ()
    assert [each.pointer for each in check_message("x", [markdown, markdown])] == ["/blocks"]


@pytest.mark.parametrize("blocks", ["[]", [None], {}])
def test_blocks_that_are_no_list_of_objects_are_refused(blocks: object) -> None:
    assert check_message("x", blocks)


def test_a_modal_within_its_limits_is_taken() -> None:
    full = modal(title=plain("x" * 24), close=plain("x" * 24), private_metadata="x" * 3000, blocks=[DIVIDER] * 100)
    assert check_modal(full) == ()


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        (modal(title=plain("x" * 25)), "/view/title/text"),
        (modal(close=plain("x" * 25)), "/view/close/text"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(callback_id="x" * 256), "/view/callback_id"),
        (modal(blocks=[DIVIDER] * 101), "/view/blocks"),
        (modal(blocks=[]), "/view/blocks"),
        (modal(type="home"), "/view/type"),
        ({"type": "modal", "blocks": [DIVIDER]}, "/view"),
        (None, "/view"),
    ],
)
def test_a_modal_beyond_a_limit_is_refused_at_its_place(view: object, pointer: str) -> None:
    assert [each.pointer for each in check_modal(view)] == [pointer]


def test_a_modal_with_an_input_needs_a_submit_button() -> None:
    asks = {"type": "input", "label": plain("Name"), "element": {"type": "plain_text_input"}}
    assert check_modal(modal(blocks=[asks], submit=plain("Save"))) == ()
    assert [each.sentence for each in check_modal(modal(blocks=[asks]))] == [
        "submit is required when an input block is within the blocks array",
    ]


def test_a_home_tab_within_its_limits_is_taken() -> None:
    asks = {"type": "input", "label": plain("Name"), "element": {"type": "plain_text_input"}}
    full = {"type": "home", "private_metadata": "x" * 3000, "callback_id": "home", "blocks": [asks] * 100}
    assert check_home(full) == ()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"blocks": [DIVIDER] * 101}, "/view/blocks"),
        ({"private_metadata": "x" * 3001}, "/view/private_metadata"),
        ({"title": plain("Home")}, "/view/title"),
        ({"submit": plain("Save")}, "/view/submit"),
        ({"close": plain("Close")}, "/view/close"),
        ({"type": "modal"}, "/view/type"),
        ({"blocks": [{"type": "divider", "block_id": "b"}] * 2}, "/view/blocks/1/block_id"),
    ],
)
def test_a_home_tab_beyond_a_limit_is_refused_at_its_place(changes: dict[str, Any], pointer: str) -> None:
    assert [each.pointer for each in check_home({"type": "home", "blocks": [DIVIDER], **changes})] == [pointer]


def test_a_view_of_more_than_a_quarter_megabyte_is_too_large() -> None:
    assert not view_too_large(modal())
    assert view_too_large(modal(private_metadata="x" * 250_000))


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's published types are not beside this repository")
@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": {"type": "text", "text": "x"}},
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        {"type": "actions", "elements": [{"type": "image", "alt_text": "x", "image_url": "x"}]},
        {"type": "actions", "elements": [{"type": "button", "action_id": "x"}]},
        {"type": "section", "text": plain("x"), "accesory": {}},
        {"type": "marquee"},
        {"type": "section", "text": plain("x"), "fields": [plain("y")], "block_id": "b"},
        {"type": "actions", "elements": [{"type": "button", "text": plain("x"), "value": "v", "style": "danger"}]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x", "verbatim": True}]},
        {"type": "container", "title": plain("x"), "child_blocks": [DIVIDER], "width": "wide"},
        {"type": "table", "rows": [[{"type": "raw_number", "value": 1, "text": "1"}]]},
    ],
)
def test_we_judge_shapes_as_the_published_types_do(block: dict[str, Any]) -> None:
    types = json.loads(SCHEMA.read_text())
    validator = Draft7Validator({**types, "$ref": "#/definitions/SlackMessage"})
    assert (check_message("x", [block]) == ()) == validator.is_valid({"text": "x", "blocks": [block]})
