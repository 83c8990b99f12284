from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from capi_bot.slack.action_ids import Action
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit
from tests.block_kit import problems
from tests.shared_files import shared
from tests.slack_types import SlackTypes

SNAPSHOTS = sorted((Path(__file__).parent / "slack" / "views" / "__snapshots__").rglob("*.json"))
VALID = Message(text="x", blocks=(block_kit.section("x"),))


def _with(*blocks: Block) -> Message:
    return replace(VALID, blocks=blocks)


def _text(**differing: object) -> Message:
    return _with({"type": "section", "text": {"type": "mrkdwn", "text": "x", "verbatim": True, **differing}})


def _fields(*texts: str) -> Message:
    items = [{"type": "mrkdwn", "text": text, "verbatim": True} for text in texts]
    return _with({"type": "section", "fields": items})


def _buttons(*differing: Mapping[str, object], **block: object) -> Message:
    items = [{**block_kit.button(Action.AGAIN, "x"), **each} for each in differing]
    return _with({"type": "actions", "elements": items, **block})


def _table(*rows: Sequence[str]) -> Block:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text} for text in row] for row in rows]}


def _field(**element: object) -> Message:
    box = {"type": "plain_text_input", "max_length": 9, "placeholder": {"text": "x"}, **element}
    return replace(_with({"type": "input", "label": {"text": "x"}, "element": box}), submit="x")


BROKEN = [
    (replace(VALID, text=""), "text has 0 characters of 4000"),
    (replace(VALID, text="x" * 4001), "text has 4001 characters of 4000"),
    (replace(VALID, text="<!here>"), "text mentions people"),
    (replace(VALID, text="<https://x>"), "text holds a link"),
    (replace(VALID, title=""), "title has 0 characters of 24"),
    (replace(VALID, title="x" * 25), "title has 25 characters of 24"),
    (_with(), "0 blocks"),
    (_with(*[block_kit.context("x")] * 50), "50 blocks"),
    (_with(*[block_kit.section("x" * 2600)] * 5), "13351 characters of JSON"),
    (_with(*[block_kit.section("x") | {"block_id": "b"}] * 2), "block_id b stands twice"),
    (_with(block_kit.section("x") | {"block_id": "b" * 256}), "block 0: block_id has 256 characters of 255"),
    (_with({"type": "image"}), "block 0: type image is not one that we use"),
    (_with({"type": "section"}), "block 0: a section says nothing"),
    (_fields(), "block 0: 0 fields"),
    (_fields(*("x" for _ in range(11))), "block 0: 11 fields"),
    (_fields("x", ""), "block 0: text has 0 characters of 2000"),
    (_fields("x" * 2001), "block 0: text has 2001 characters of 2000"),
    (_fields("<!here>"), "block 0: text mentions people"),
    (_fields("<https://x>"), "block 0: text holds a link"),
    (_text(text=""), "block 0: text has 0 characters of 3000"),
    (_text(text="x" * 3001), "block 0: text has 3001 characters of 3000"),
    (_text(text="<!channel>"), "block 0: text mentions people"),
    (_text(text="<!subteam^S1>"), "block 0: text mentions people"),
    (_text(text="<@U1>"), "block 0: text mentions people"),
    (_text(text="<#C1>"), "block 0: text mentions people"),
    (_text(text="<https://x|y>"), "block 0: text holds a link"),
    (_text(text="a &b"), "block 0: text holds what is not escaped"),
    (_text(text="a > b"), "block 0: text holds what is not escaped"),
    (_text(text="<!date^now^{time}|x"), "block 0: text holds what is not escaped"),
    (_text(text="a\u202eb"), "block 0: text holds a control character or half a pair"),
    (_text(text="a\tb"), "block 0: text holds a control character or half a pair"),
    (replace(VALID, text="\ud800"), "text holds a control character or half a pair"),
    (_text(verbatim=False), "block 0: text is not verbatim, so Slack would link words in it"),
    (_with(block_kit.context("")), "block 0: text has 0 characters of 3000"),
    (_buttons(), "block 0: 0 elements"),
    (_buttons(*({"action_id": str(number)} for number in range(26))), "block 0: 26 elements"),
    (_buttons({}, {}), "block 0: an action_id stands twice"),
    (_buttons({"text": {"text": "x" * 76}}), "block 0: button text has 76 characters of 75"),
    (_buttons({"text": {"text": ""}}), "block 0: button text has 0 characters of 75"),
    (_buttons({"accessibility_label": "x" * 76}), "block 0: button label has 76 characters of 75"),
    (_buttons({"value": "x" * 2001}), "block 0: button value has 2001 characters of 2000"),
    (_with(*[_table(["x"])] * 2), "more than one table"),
    (_with(_table(*[["x"]] * 101)), "block 0: 101 rows"),
    (_with(_table(["x"], ["x", "y"])), "block 0: rows are not of one length that a table has room for"),
    (_with(_table(["x"] * 21)), "block 0: rows are not of one length that a table has room for"),
    (_with(_table(["x" * 5001, "x" * 5000])), "block 0: table has 10001 characters of 10000"),
    (_with(_table(["x", ""])), "block 0: a cell says nothing"),
    (replace(_field(), submit=""), "fields stand where nothing sends them off"),
    (replace(_field(), submit="x" * 25), "submit has 25 characters of 24"),
    (_field(placeholder={"text": "x" * 151}), "block 0: placeholder has 151 characters of 150"),
    (_field(initial_value="x" * 10), "block 0: what is filled in has 10 characters of 9"),
    (_field(type="file_input"), "block 0: element file_input is not one that we use"),
    (
        _with(block_kit.section("x", accessory=block_kit.button(Action.AGAIN, "x", value="x" * 2001))),
        "block 0: button value has 2001 characters of 2000",
    ),
]


@pytest.mark.parametrize(("message", "problem"), BROKEN, ids=[problem for _, problem in BROKEN])
def test_each_broken_rule_is_named(message: Message, problem: str) -> None:
    assert problems(message) == (problem,)


def test_a_message_of_all_our_blocks_has_no_problem() -> None:
    button = block_kit.button(Action.AGAIN, "x", value="v", label="l")
    blocks = (
        block_kit.section("> <!date^1^{time}|x> &lt;!channel&gt;\n&amp;", accessory=button),
        block_kit.fields({str(number): "x" for number in range(10)}),
        block_kit.actions(button, block_id="b"),
        block_kit.context("x"),
        _table(["x", "y"], ["z", "z"]),
    )

    assert problems(_with(*blocks)) == ()


@pytest.mark.parametrize("element", [{}, {"initial_value": "x" * 9}, {"type": "datepicker"}])
def test_fields_of_a_form_have_no_problem(element: Mapping[str, object]) -> None:
    assert problems(_field(**element)) == ()


def test_several_problems_are_all_named() -> None:
    assert problems(replace(VALID, text="", title="")) == (
        "text has 0 characters of 4000",
        "title has 0 characters of 24",
    )


def test_every_snapshot_is_a_message_by_slacks_own_types() -> None:
    shared("schemas/slack-types.schema.json")
    slack_types, errors = SlackTypes(), {}
    for snapshot in SNAPSHOTS:
        content = json.loads(snapshot.read_text(encoding="utf-8"))
        message = {"text": content.get("text", "files"), "blocks": content.get("blocks", [])}
        errors[snapshot.name] = [*slack_types.problems("SlackMessage", message)]

    assert len(errors) > 50
    assert {name: violations for name, violations in errors.items() if violations} == {}


def test_slacks_own_types_find_an_invalid_block_after_a_valid_one() -> None:
    shared("schemas/slack-types.schema.json")
    slack_types = SlackTypes()
    valid, invalid = block_kit.section("x"), {"type": "section", "text": {"type": "text", "text": "x"}}

    assert [*slack_types.problems("SlackMessage", {"text": "x", "blocks": [valid]})] == []
    assert [*slack_types.problems("SlackMessage", {"text": "x", "blocks": [valid, invalid]})] != []
    assert [*slack_types.problems("SlackMessage", {"text": "x", "blocks": [valid, block_kit.section("y")]})] == []
    assert [*slack_types.problems("SlackMessage", {"text": 5, "blocks": [valid]})] != []
