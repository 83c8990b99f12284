from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.choices import held
from capi_bot.sandbox.slack.entries import MISSING, amiss, sentence


def asked(kind: str = "plain_text_input", *, optional: bool = False, **rules: object) -> dict[str, Any]:
    element = {"type": kind, "action_id": "a", **rules}
    return {"type": "input", "block_id": "q", "label": {}, "element": element, "optional": optional}


def told(block: dict[str, Any], value: object) -> str:
    return amiss([block], held([block], {"q": {"a": {"value": value}}})).get("q", "")


def test_an_input_must_be_filled_in_unless_it_is_optional() -> None:
    assert amiss([asked()], held([asked()], {})) == {"q": MISSING}
    assert amiss([asked()], {}) == {"q": MISSING}
    assert amiss([asked(optional=True)], {}) == {}
    assert amiss([asked("file_input")], {}) == {}
    assert told(asked(), "x") == ""


def test_what_is_no_input_is_never_amiss() -> None:
    row = {"type": "actions", "block_id": "q", "elements": [{"type": "datepicker", "action_id": "a"}]}
    assert amiss([row], {"q": {"a": {"type": "datepicker", "selected_date": "tomorrow"}}}) == {}


@pytest.mark.parametrize(
    ("kind", "rules", "good", "bad", "words"),
    [
        ("plain_text_input", {"min_length": 2}, "ab", "a", "at least 2"),
        ("plain_text_input", {"max_length": 2}, "ab", "abc", "no more than 2 characters"),
        ("email_text_input", {}, "ada@example.com", "ada at home", "email"),
        ("url_text_input", {}, "https://example.com/a", "example.com", "http://"),
        ("number_input", {"is_decimal_allowed": True}, "1.5", "one", "a number"),
        ("number_input", {"is_decimal_allowed": True}, "-2", "NaN", "a number"),
        ("number_input", {"is_decimal_allowed": False}, "1", "1.5", "whole"),
        ("number_input", {"is_decimal_allowed": False, "min_value": "3"}, "3", "2", "no less than 3"),
        ("number_input", {"is_decimal_allowed": False, "max_value": "3"}, "3", "4", "no more than 3"),
        ("datepicker", {}, "2026-11-21", "21.11.2026", "a date"),
        ("timepicker", {}, "09:30", "9:30", "a time"),
        ("datetimepicker", {}, 1_700_000_000, 7, "Unix"),
        ("multi_users_select", {"max_selected_items": 1}, ["U1"], ["U1", "U2"], "no more than 1"),
        ("multi_users_select", {}, ["U1", "U2"], [], "required"),
    ],
)
def test_what_slacks_client_would_not_submit_is_told(
    kind: str, rules: dict[str, object], good: object, bad: object, words: str
) -> None:
    block = asked(kind, **rules)
    assert told(block, good) == ""
    assert words in told(block, bad)


def test_an_optional_field_that_is_filled_in_wrongly_is_amiss_too() -> None:
    assert told(asked("email_text_input", optional=True), "home") != ""
    assert told(asked("email_text_input", optional=True), None) == ""


def test_what_holds_nothing_is_never_wrong() -> None:
    assert sentence({"type": "button"}, {}) == ""
    assert sentence({"type": "radio_buttons"}, {"selected_option": {"value": "x"}}) == ""
