from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack import elements
from capi_bot.sandbox.slack.rules import by_type


def text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def options(number: int, value: str = "v") -> list[dict[str, Any]]:
    return [{"text": text(f"Option {index}"), "value": f"{value}{index}"} for index in range(number)]


def problems(element: dict[str, Any]) -> list[str]:
    return [
        f"{each.pointer} {each.sentence}" for each in by_type(elements.MODAL_INPUTS | elements.ACCESSORIES)(element, "")
    ]


BUTTON = {"type": "button", "text": text("Members"), "action_id": "members", "value": "v"}
SELECT = {"type": "static_select", "action_id": "s", "options": options(100)}


@pytest.mark.parametrize(
    "element",
    [
        BUTTON | {"style": "primary", "url": "https://example.com", "accessibility_label": "Members of CON-1"},
        BUTTON
        | {"confirm": {"title": text("Sure?"), "text": text("Really"), "confirm": text("Yes"), "deny": text("No")}},
        SELECT,
        {"type": "static_select", "option_groups": [{"label": text("Group"), "options": options(2)}]},
        {"type": "overflow", "options": options(5)},
        {"type": "conversations_select", "filter": {"include": ["im", "public"], "exclude_bot_users": True}},
        {"type": "radio_buttons", "options": options(10)},
        {"type": "checkboxes", "options": options(2), "initial_options": options(1)},
        {"type": "plain_text_input", "multiline": True, "max_length": 3000},
        {"type": "number_input", "is_decimal_allowed": False},
        {"type": "datepicker", "initial_date": "2018-10-25"},
        {"type": "users_select"},
        {"type": "image", "alt_text": "A bird", "image_url": "https://example.com/bird.png"},
    ],
)
def test_an_element_within_its_limits_is_taken(element: dict[str, Any]) -> None:
    assert problems(element) == []


@pytest.mark.parametrize(
    ("element", "pointer"),
    [
        (BUTTON | {"text": text("x" * 76)}, "/text/text"),
        (BUTTON | {"text": {"type": "mrkdwn", "text": "Members"}}, "/text"),
        (BUTTON | {"value": "x" * 2001}, "/value"),
        (BUTTON | {"url": "x" * 3001}, "/url"),
        (BUTTON | {"action_id": "x" * 256}, "/action_id"),
        (BUTTON | {"accessibility_label": "x" * 76}, "/accessibility_label"),
        (BUTTON | {"style": "loud"}, "/style"),
        (BUTTON | {"confirm": {"title": text("x" * 101), "text": text("x")}}, "/confirm/title/text"),
        (BUTTON | {"confirm": {"text": text("x" * 301)}}, "/confirm/text/text"),
        (BUTTON | {"confirm": {"text": text("x"), "confirm": text("x" * 31)}}, "/confirm/confirm/text"),
        ({"type": "button"}, ""),
        (SELECT | {"options": options(101)}, "/options"),
        (SELECT | {"options": options(1, "x" * 150)}, "/options/0/value"),
        (SELECT | {"placeholder": text("x" * 151)}, "/placeholder/text"),
        ({"type": "static_select"}, ""),
        (
            {"type": "static_select", "option_groups": [{"label": text("x" * 76), "options": options(1)}]},
            "/option_groups/0/label/text",
        ),
        ({"type": "overflow", "options": options(6)}, "/options"),
        ({"type": "overflow", "options": []}, "/options"),
        ({"type": "radio_buttons", "options": options(11)}, "/options"),
        ({"type": "plain_text_input", "max_length": 3001}, "/max_length"),
        ({"type": "image", "image_url": "https://example.com/bird.png"}, ""),
        ({"type": "conversations_select", "filter": {}}, "/filter"),
        ({"type": "conversations_select", "filter": {"include": ["dm"]}}, "/filter/include/0"),
        ({"type": "conversations_select", "filter": {"include": []}}, "/filter/include"),
        ({"type": "lever"}, ""),
    ],
)
def test_an_element_beyond_a_limit_is_refused_at_its_place(element: dict[str, Any], pointer: str) -> None:
    assert [each.partition(" ")[0] for each in problems(element)] == [pointer]
