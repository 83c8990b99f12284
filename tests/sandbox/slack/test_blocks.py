from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from capi_bot.sandbox.slack import blocks
from capi_bot.sandbox.slack.rules import Rule, by_type
from tests.sandbox.slack.extremes.parts import (
    CONTAINER,
    DIVIDER,
    FEEDBACK,
    ICON,
    IMAGE,
    SECTION,
    VIDEO,
    actions,
    asked,
    button,
    card,
    cell,
    data_table,
    mrkdwn,
    option,
    plain,
    rich,
    task,
)

TABLE = {"type": "table", "rows": [[cell()]]}
CAROUSEL = {"type": "carousel", "elements": [card()]}
PLAN = {"type": "plan", "title": "Plan", "tasks": [task()]}


def problems(block: dict[str, Any], surface: Mapping[str, Rule] = blocks.MESSAGE) -> list[str]:
    return [str(each) for each in by_type(surface)(block, "")]


@pytest.mark.parametrize(
    "block",
    [
        {**SECTION, "accessory": button(), "block_id": "b", "expand": True},
        {"type": "section", "fields": [plain(), mrkdwn()]},
        {**IMAGE, "title": plain()},
        {"type": "context", "elements": [mrkdwn(), plain(), IMAGE]},
        {**card(), "slack_icon": {"type": "icon", "name": "phone"}, "hero_image": IMAGE, "actions": [button()]},
        {**CONTAINER, "is_collapsible": True, "default_collapsed": True, "icon": IMAGE, "width": "wide"},
        {**CONTAINER, "has_header_divider": True, "child_blocks": [SECTION, TABLE, actions(button()), VIDEO]},
        {"type": "container", "rich_text_title": rich("rich_text_section"), "child_blocks": [DIVIDER]},
        {"type": "context_actions", "elements": [FEEDBACK, ICON]},
        asked("multi_static_select", options=[option()]),
        {"type": "call", "call_id": "R0CALL"},
        PLAN,
        CAROUSEL,
    ],
)
def test_a_block_that_slack_documents_is_taken_in_a_message(block: dict[str, Any]) -> None:
    assert problems(block) == []


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:]"),
        ({"type": "section", "text": "bare"}, "must provide an object [json-pointer:/text]"),
        (
            {**SECTION, "accessory": asked("plain_text_input")["element"]},
            "unsupported type: plain_text_input [json-pointer:/accessory/type]",
        ),
        ({**SECTION, "accesory": {}}, "invalid additional property: accesory [json-pointer:]"),
        ({**SECTION, "fields": []}, "no fewer than 1 items allowed [json-pointer:/fields]"),
        ({"type": "header", "text": mrkdwn()}, "unsupported type: mrkdwn [json-pointer:/text/type]"),
        ({"type": "actions"}, "missing required field: elements [json-pointer:]"),
        (actions(button(1), button(1)), '`action_id` "b1" already exists [json-pointer:/elements/1/action_id]'),
        (actions(IMAGE), "unsupported type: image [json-pointer:/elements/0/type]"),
        (
            {"type": "context_actions", "elements": [{**ICON, "action_id": "a"}, {**FEEDBACK, "action_id": "a"}]},
            '`action_id` "a" already exists [json-pointer:/elements/1/action_id]',
        ),
        ({"type": "context", "elements": [button()]}, "unsupported type: button [json-pointer:/elements/0/type]"),
        (
            {"type": "card", "subtitle": mrkdwn()},
            "must define either `hero_image`, `title`, `actions` or `body` [json-pointer:]",
        ),
        ({**card(), "title": "bare"}, "must provide an object [json-pointer:/title]"),
        ({"type": "carousel", "elements": [SECTION]}, "unsupported type: section [json-pointer:/elements/0/type]"),
        (
            {"type": "container", "child_blocks": [DIVIDER]},
            "must define either `title` or `rich_text_title` [json-pointer:]",
        ),
        *(
            (
                {**CONTAINER, "child_blocks": [child]},
                f"unsupported type: {child['type']} [json-pointer:/child_blocks/0/type]",
            )
            for child in (CONTAINER, card(), rich("rich_text_quote"), asked("plain_text_input"), data_table([]))
        ),
        (
            {**CONTAINER, "default_collapsed": True},
            "must define `is_collapsible` to use `default_collapsed` [json-pointer:/default_collapsed]",
        ),
        (
            {**CONTAINER, "has_header_divider": True, "is_collapsible": True},
            "cannot be used with `is_collapsible` [json-pointer:/has_header_divider]",
        ),
        ({"type": "alert", "text": plain()}, "unsupported type: alert [json-pointer:/type]"),
        ({"type": "file", "external_id": "x", "source": "remote"}, "unsupported type: file [json-pointer:/type]"),
        ({"type": "marquee"}, "unsupported type: marquee [json-pointer:/type]"),
        ({}, "missing required field: type [json-pointer:]"),
        (asked("email_text_input"), "unsupported type: email_text_input [json-pointer:/element/type]"),
        (asked("rich_text_input"), "unsupported type: rich_text_input [json-pointer:/element/type]"),
    ],
)
def test_a_block_of_another_kind_is_refused_at_its_place(block: dict[str, Any], told: str) -> None:
    assert problems(block) == [told]


@pytest.mark.parametrize(
    ("block", "surfaces"),
    [
        (SECTION, "message modal home"),
        (card(), "message modal home"),
        (asked("plain_text_input"), "message modal home"),
        (asked("datetimepicker"), "message modal"),
        (asked("rich_text_input"), "modal home"),
        (asked("file_input"), "modal"),
        (asked("conversations_select", response_url_enabled=True), "modal"),
        (actions({"type": "datetimepicker"}), "message modal"),
        (actions({"type": "conversations_select", "response_url_enabled": True}), ""),
        ({"type": "alert", "text": plain(), "level": "warning"}, "modal"),
        (CAROUSEL, "message home"),
        (data_table([[cell()]] * 2), "message home"),
        (TABLE, "message"),
        (CONTAINER, "message"),
        (PLAN, "message"),
        ({"type": "task_card", **task()}, "message"),
        ({"type": "markdown", "text": "x"}, "message"),
        ({"type": "context_actions", "elements": [ICON]}, "message"),
    ],
)
def test_each_surface_has_its_own_blocks(block: dict[str, Any], surfaces: str) -> None:
    tables = {"message": blocks.MESSAGE, "modal": blocks.MODAL, "home": blocks.HOME}
    assert [name for name, table in tables.items() if not problems(block, table)] == surfaces.split()
    assert not problems(block, blocks.ANYWHERE) or not surfaces
