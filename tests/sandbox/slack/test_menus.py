from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.menus import DATETIME, OVERFLOW, choosing, nowhere
from capi_bot.sandbox.slack.rules import boolean, by_type
from tests.sandbox.slack.extremes.parts import option, plain

EVERY = by_type({**choosing(nowhere), "datetimepicker": DATETIME, "overflow": OVERFLOW})
SELECT = {"type": "static_select", "options": [option(1), option(2)]}
GROUPED = {"type": "multi_static_select", "option_groups": [{"label": plain(), "options": [option(1), option(2)]}]}


def problems(element: dict[str, Any]) -> list[str]:
    return [str(each) for each in EVERY(element, "")]


@pytest.mark.parametrize(
    "element",
    [
        {**SELECT, "initial_option": option(2), "placeholder": plain(), "focus_on_load": True},
        {**GROUPED, "initial_options": [option(1), option(2)], "max_selected_items": 2},
        {"type": "external_select", "initial_option": option(9), "min_query_length": 0},
        {"type": "conversations_select", "filter": {"include": ["im", "public"]}, "response_url_enabled": False},
        {"type": "channels_select", "initial_channel": "C0CALLS"},
        {"type": "multi_users_select", "initial_users": ["U0ADA"], "max_selected_items": 1},
        {"type": "datepicker", "initial_date": "2018-02-28"},
        {"type": "timepicker", "initial_time": "23:59", "timezone": "Europe/Berlin"},
        {"type": "datetimepicker", "initial_date_time": 1_540_459_680},
        {"type": "checkboxes", "options": [option(1), option(2)], "initial_options": [option(2)]},
        {"type": "radio_buttons", "options": [option(1)], "initial_option": option(1)},
        {"type": "overflow", "options": [option(1, url="https://example.com")]},
    ],
)
def test_a_menu_that_slack_documents_is_taken(element: dict[str, Any]) -> None:
    assert problems(element) == []


AMONG = "must be one of the options"


@pytest.mark.parametrize(
    ("element", "told"),
    [
        ({"type": "static_select"}, "must define either `options` or `option_groups` [json-pointer:]"),
        (
            {**SELECT, **GROUPED, "type": "static_select"},
            "must define only one of: options, option_groups [json-pointer:]",
        ),
        ({**SELECT, "initial_option": option(3)}, f"{AMONG} [json-pointer:/initial_option]"),
        ({**SELECT, "initial_option": option(1, description=plain())}, f"{AMONG} [json-pointer:/initial_option]"),
        ({**SELECT, "initial_option": None}, "must provide an object [json-pointer:/initial_option]"),
        ({**GROUPED, "initial_options": [option(1), option(3)]}, f"{AMONG} [json-pointer:/initial_options/1]"),
        ({**GROUPED, "initial_options": []}, "no fewer than 1 items allowed [json-pointer:/initial_options]"),
        (
            {**GROUPED, "initial_options": [option(1), option(2)], "max_selected_items": 1},
            "no more than 1 items allowed [json-pointer:/initial_options]",
        ),
        (
            {"type": "multi_users_select", "initial_users": ["U0ADA", "U0GRACE"], "max_selected_items": 1},
            "no more than 1 items allowed [json-pointer:/initial_users]",
        ),
        (
            {"type": "checkboxes", "options": [option(1)], "initial_options": [option(2)]},
            f"{AMONG} [json-pointer:/initial_options/0]",
        ),
        (
            {"type": "radio_buttons", "options": [option(1)], "initial_option": option(2)},
            f"{AMONG} [json-pointer:/initial_option]",
        ),
        ({**SELECT, "options": [option(1, url="x")]}, "invalid additional property: url [json-pointer:/options/0]"),
        (
            {"type": "datepicker", "initial_date": "2018-02-29"},
            "must be formatted as YYYY-MM-DD [json-pointer:/initial_date]",
        ),
        (
            {"type": "datepicker", "initial_date": "2018-W01-1"},
            "must be formatted as YYYY-MM-DD [json-pointer:/initial_date]",
        ),
        ({"type": "timepicker", "initial_time": "24:00"}, "must be formatted as HH:mm [json-pointer:/initial_time]"),
        (
            {"type": "datetimepicker", "initial_date_time": 154_045_968},
            "must be at least 1000000000 [json-pointer:/initial_date_time]",
        ),
        (
            {"type": "conversations_select", "response_url_enabled": True},
            "`response_url_enabled` is only available in `input` blocks in modals [json-pointer:/response_url_enabled]",
        ),
        (
            {"type": "channels_select", "response_url_enabled": 1},
            "must provide a boolean [json-pointer:/response_url_enabled]",
        ),
    ],
)
def test_a_menu_of_another_kind_is_refused_at_its_place(element: dict[str, Any], told: str) -> None:
    assert problems(element) == [told]


def test_an_input_of_a_modal_may_ask_for_a_response_url() -> None:
    menu = {"type": "conversations_select", "response_url_enabled": True}
    assert list(by_type(choosing(boolean))(menu, "")) == []
