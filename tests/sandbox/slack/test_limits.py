from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from jsonschema import Draft7Validator
from slackblocks import _limits, _surfaces

from capi_bot.sandbox.slack import blocks
from capi_bot.sandbox.slack.limits import (
    check_attachments,
    check_home,
    check_message,
    check_modal,
    validated,
    view_too_large,
)
from capi_bot.sandbox.slack.rules import Problem
from tests.sandbox.slack.extremes.every import LIMITS
from tests.sandbox.slack.extremes.limit import Limit
from tests.sandbox.slack.extremes.parts import DIVIDER, asked, home, message, modal, plain
from tests.shared_files import shared

ELSEWHERE: Mapping[str, str] = {
    "DATA_VISUALIZATION_SEGMENT_VALUE_EXCLUSIVE_MIN": "the row segment.value.min: nothing but what is above 0",
    "MESSAGE_CHANNEL_MIN_LENGTH": "the methods': channel_not_found",
    "MESSAGE_ATTACHMENTS_MAX_ITEMS": "too_many_attachments, in posting",
}
"""Limits of the other table that no row here can hold, and who holds them."""
LEAST = ("_MIN", "_MIN_ITEMS", "_MIN_LENGTH")


def problems(payload: dict[str, Any]) -> tuple[Problem, ...]:
    if "blocks" in payload:
        return check_message(payload["blocks"])
    return (check_home if payload["view"]["type"] == "home" else check_modal)(payload["view"])


def limits(row: Limit) -> str:
    return row.name


@pytest.mark.parametrize("limit", LIMITS, ids=limits)
def test_what_is_just_within_a_limit_is_taken(limit: Limit) -> None:
    assert problems(limit.within) == ()


@pytest.mark.parametrize("limit", LIMITS, ids=limits)
def test_what_is_just_beyond_a_limit_is_refused_at_its_place(limit: Limit) -> None:
    assert tuple(each.pointer for each in problems(limit.beyond)) == limit.told


def test_each_limit_is_at_least_as_strict_as_in_another_table() -> None:
    ours = {row.name.upper().replace(".", "_"): row.bound for row in LIMITS}
    theirs = {name: value for name, value in vars(_limits).items() if name.isupper() and name not in ELSEWHERE}
    looser = {
        name: (ours.get(name), bound)
        for name, bound in theirs.items()
        if name not in ours or (ours[name] < bound if name.endswith(LEAST) else ours[name] > bound)
    }
    assert looser == {}
    assert set(ELSEWHERE) <= set(vars(_limits))


@pytest.mark.parametrize(
    ("surface", "table", "ours_alone"),
    [
        # Only Slack adds a file; a call is made with calls.add and then shown.
        ("message", blocks.MESSAGE, {"call"}),
        ("modal", blocks.MODAL, set()),
        ("home", blocks.HOME, set()),
    ],
)
def test_no_surface_takes_a_block_that_another_table_refuses(
    surface: _surfaces.BlockSurface,
    table: Mapping[str, object],
    ours_alone: set[str],
) -> None:
    assert set(table) - _surfaces._BLOCK_TYPES_BY_SURFACE[surface] == ours_alone


def test_a_modal_with_an_input_needs_a_submit_button() -> None:
    view = modal(DIVIDER, asked("plain_text_input"))["view"]
    assert check_modal(view) == ()
    del view["submit"]
    assert [str(each) for each in check_modal(view)] == [
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]",
    ]


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (home(DIVIDER)["view"], "unsupported type: home [json-pointer:/view/type]"),
        ({"type": "modal", "blocks": [DIVIDER]}, "missing required field: title [json-pointer:/view]"),
        (None, "must provide an object [json-pointer:/view]"),
        ({}, "missing required field: type [json-pointer:/view]"),
    ],
)
def test_what_is_no_modal_is_refused(view: object, words: str) -> None:
    assert [str(each) for each in check_modal(view)] == [words]


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_a_home_tab_has_no_title_and_no_buttons_of_its_own(name: str) -> None:
    [problem] = check_home({"type": "home", "blocks": [DIVIDER], name: plain()})
    assert (problem.pointer, problem.field) == ("/view", name)


def test_a_home_tab_takes_inputs_without_a_submit_button() -> None:
    assert check_home(home(asked("plain_text_input"))["view"]) == ()


@pytest.mark.parametrize("given", ["[]", [None], {}, [[]]])
def test_blocks_that_are_no_list_of_objects_are_refused(given: object) -> None:
    assert check_message(given)


def test_a_view_of_more_than_a_quarter_megabyte_is_too_large() -> None:
    assert not view_too_large(modal(DIVIDER))
    assert view_too_large(modal(DIVIDER, private_metadata="x" * 250_000))


def test_attachments_are_pointed_at_in_their_own_list() -> None:
    assert [each.pointer for each in check_attachments([{"blocks": [DIVIDER]}, {"blocks": [{}]}])] == [
        "/attachments/1/blocks/0",
    ]


def test_blocks_are_validated_from_their_own_root_whatever_their_surface() -> None:
    alert = {"type": "alert", "text": plain()}
    markdown = {"type": "markdown", "text": "x"}
    assert validated(blocks=[alert, markdown]) == ()
    [problem] = validated(blocks=[{"type": "section", "text": {"type": "invalid", "text": "x"}}])
    assert problem.as_json() == {
        "code": "failed_constraint",
        "message": "unsupported type: invalid",
        "pointer": "/0/text/type",
        "constraint": {"type": "enum", "expected": ["mrkdwn", "plain_text"], "got": "invalid"},
    }


def test_a_message_is_validated_without_its_text() -> None:
    assert validated(message={"blocks": [DIVIDER], "attachments": [{"fallback": "x"}]}) == ()
    assert [each.field for each in validated(message={"text": "x"})] == ["text"]
    assert [each.pointer for each in validated(message=message({"type": "alert", "text": plain()}))] == [
        "/blocks/0/type",
    ]


def test_a_view_is_validated_as_what_it_says_it_is() -> None:
    assert validated(view=modal(DIVIDER)["view"]) == validated(view=home(DIVIDER)["view"]) == ()
    assert [each.pointer for each in validated(view={"type": "workflow_step", "blocks": []})] == ["/type"]


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
    types = json.loads(shared("schemas/slack-types.schema.json").read_text(encoding="utf-8"))
    validator = Draft7Validator({**types, "$ref": "#/definitions/SlackMessage"})
    assert (check_message([block]) == ()) == validator.is_valid({"text": "x", "blocks": [block]})
