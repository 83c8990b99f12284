from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack import inputs
from capi_bot.sandbox.slack.rules import by_type
from tests.sandbox.slack.extremes.parts import plain, rich

EVERY = by_type(
    {
        "plain_text_input": inputs.PLAIN_TEXT_INPUT,
        "rich_text_input": inputs.RICH_TEXT_INPUT,
        "email_text_input": inputs.EMAIL_INPUT,
        "url_text_input": inputs.URL_INPUT,
        "number_input": inputs.NUMBER_INPUT,
        "file_input": inputs.FILE_INPUT,
    },
)
NUMBER = {"type": "number_input", "is_decimal_allowed": True}
TRIGGERS = "/dispatch_action_config/trigger_actions_on"
WHOLE = {"type": "number_input", "is_decimal_allowed": False}


def problems(element: dict[str, Any]) -> list[str]:
    return [str(each) for each in EVERY(element, "")]


@pytest.mark.parametrize(
    "element",
    [
        {"type": "plain_text_input", "multiline": True, "min_length": 3, "max_length": 3, "initial_value": ""},
        {"type": "plain_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}},
        {"type": "rich_text_input", "initial_value": rich("rich_text_quote"), "min_lines": 1, "max_lines": 8},
        {"type": "email_text_input", "initial_value": "ada@example.com", "placeholder": plain()},
        {"type": "url_text_input", "focus_on_load": True},
        {**NUMBER, "min_value": "-1.5", "max_value": ".5", "initial_value": "0"},
        {**WHOLE, "min_value": "1", "max_value": "2.0"},
        {"type": "file_input", "filetypes": ["pdf"], "max_files": 10},
    ],
)
def test_an_input_that_slack_documents_is_taken(element: dict[str, Any]) -> None:
    assert problems(element) == []


@pytest.mark.parametrize(
    ("element", "told"),
    [
        (
            {"type": "plain_text_input", "min_length": 4, "max_length": 3},
            "must not be greater than `max_length` [json-pointer:/min_length]",
        ),
        (
            {"type": "rich_text_input", "min_lines": 9, "max_lines": 8},
            "must not be greater than `max_lines` [json-pointer:/min_lines]",
        ),
        ({"type": "rich_text_input", "initial_value": "x"}, "must provide an object [json-pointer:/initial_value]"),
        ({"type": "number_input"}, "missing required field: is_decimal_allowed [json-pointer:]"),
        ({**NUMBER, "min_value": 1}, "must provide a string [json-pointer:/min_value]"),
        ({**NUMBER, "max_value": "many"}, "must be a number, written as a string [json-pointer:/max_value]"),
        (
            {**NUMBER, "min_value": "2", "max_value": "1.9"},
            "must not be greater than `max_value` [json-pointer:/min_value]",
        ),
        (
            {**NUMBER, "min_value": "2", "initial_value": "1"},
            "must not be greater than `initial_value` [json-pointer:/min_value]",
        ),
        (
            {**NUMBER, "initial_value": "2", "max_value": "1"},
            "must not be greater than `max_value` [json-pointer:/initial_value]",
        ),
        ({**WHOLE, "initial_value": "0.5"}, "must be a whole number [json-pointer:/initial_value]"),
        ({"type": "file_input", "filetypes": []}, "no fewer than 1 items allowed [json-pointer:/filetypes]"),
        (
            {"type": "email_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_blur"]}},
            f"must be one of: on_enter_pressed, on_character_entered [json-pointer:{TRIGGERS}/0]",
        ),
    ],
)
def test_an_input_of_another_kind_is_refused_at_its_place(element: dict[str, Any], told: str) -> None:
    assert problems(element) == [told]
