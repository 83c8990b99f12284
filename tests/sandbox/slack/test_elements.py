from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from capi_bot.sandbox.slack import elements
from capi_bot.sandbox.slack.rules import Rule, by_type
from tests.sandbox.slack.extremes.parts import CONFIRM, FEEDBACK, ICON, IMAGE, WORKFLOW, button, plain

BUTTONS: Mapping[str, Rule] = {
    **elements.ACCESSORIES,
    "feedback_buttons": elements.FEEDBACK_BUTTONS,
    "icon_button": elements.ICON_BUTTON,
}


def problems(element: dict[str, Any]) -> list[str]:
    return [str(each) for each in by_type(BUTTONS)(element, "")]


@pytest.mark.parametrize(
    "element",
    [
        button(url="https://example.com", style="primary", confirm=CONFIRM, accessibility_label="Members of CON-1"),
        button(agent_prompt="Who is in the call?", agent_prompt_display="Who?", visible_to_user_ids=["U0ADA"]),
        {"type": "button", "text": plain("Members")},
        {**ICON, "confirm": CONFIRM},
        {**FEEDBACK, "action_id": "feedback"},
        {**WORKFLOW, "style": "danger"},
        IMAGE,
    ],
)
def test_a_button_that_slack_documents_is_taken(element: dict[str, Any]) -> None:
    assert problems(element) == []


@pytest.mark.parametrize(
    ("element", "told"),
    [
        ({"type": "button"}, "missing required field: text [json-pointer:]"),
        (
            {"type": "button", "text": {"type": "mrkdwn", "text": "x"}},
            "unsupported type: mrkdwn [json-pointer:/text/type]",
        ),
        (button(style="loud"), "must be one of: primary, danger [json-pointer:/style]"),
        (button(disabled=True), "invalid additional property: disabled [json-pointer:]"),
        (button(value=7), "must provide a string [json-pointer:/value]"),
        (
            button(agent_prompt_display="Who?"),
            "must define `agent_prompt` to use `agent_prompt_display` [json-pointer:]",
        ),
        ({**ICON, "icon": "bell"}, "must be one of: trash [json-pointer:/icon]"),
        ({"type": "feedback_buttons", "positive_button": {}, "negative_button": {}}, None),
        ({"type": "lever"}, "unsupported type: lever [json-pointer:/type]"),
    ],
)
def test_a_button_of_another_kind_is_refused_at_its_place(element: dict[str, Any], told: str | None) -> None:
    found = problems(element)
    assert found == [told] if told else len(found) == 4


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("datetimepicker", {"MESSAGE_ACTIONS", "MESSAGE_INPUTS", "MODAL_ACTIONS", "MODAL_INPUTS"}),
        ("rich_text_input", {"HOME_ACTIONS", "HOME_INPUTS", "MODAL_ACTIONS", "MODAL_INPUTS"}),
        ("plain_text_input", {"HOME_INPUTS", "MESSAGE_INPUTS", "MODAL_INPUTS"}),
        ("file_input", {"MODAL_INPUTS"}),
        ("email_text_input", {"MODAL_INPUTS"}),
        ("url_text_input", {"MODAL_INPUTS"}),
        ("number_input", {"MODAL_INPUTS"}),
        ("button", {"ACCESSORIES", "HOME_ACTIONS", "MESSAGE_ACTIONS", "MODAL_ACTIONS"}),
        ("overflow", {"ACCESSORIES", "HOME_ACTIONS", "MESSAGE_ACTIONS", "MODAL_ACTIONS"}),
        ("image", {"ACCESSORIES"}),
    ],
)
def test_each_element_stands_where_slack_grants_it(kind: str, where: set[str]) -> None:
    places = {name: table for name, table in vars(elements).items() if name[0] != "_" and isinstance(table, dict)}
    assert {name for name, table in places.items() if kind in table} == where


def test_a_choice_can_stand_anywhere() -> None:
    for table in (elements.ACCESSORIES, elements.MESSAGE_ACTIONS, elements.HOME_INPUTS, elements.MODAL_INPUTS):
        assert {"static_select", "multi_users_select", "checkboxes", "radio_buttons", "datepicker"} <= set(table)
