from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.choices import action, element, held, interactive, picked, unfilled
from capi_bot.sandbox.slack.refusals import NotPossibleError


def option(value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": value.title()}, "value": value}


BUTTON = {"type": "button", "action_id": "members", "text": {"type": "plain_text", "text": "Members"}, "value": "v"}
SELECT = {"type": "static_select", "action_id": "state", "options": [option("open"), option("ended")]}
GROUPED = {"type": "static_select", "action_id": "g", "option_groups": [{"label": {}, "options": [option("open")]}]}
CHECKS = {
    "type": "checkboxes",
    "action_id": "c",
    "options": [option("a"), option("b")],
    "initial_options": [option("a")],
}
TEXT = {"type": "plain_text_input", "action_id": "name", "initial_value": "Ada"}
BLOCKS = [
    {"type": "context", "block_id": "c", "elements": [{"type": "mrkdwn", "text": "x"}]},
    {"type": "section", "block_id": "row", "accessory": BUTTON},
    {"type": "section", "block_id": "seen", "accessory": {"type": "image", "alt_text": "A bird"}},
    {
        "type": "container",
        "block_id": "box",
        "child_blocks": [{"type": "actions", "block_id": "in", "elements": [SELECT]}],
    },
    {"type": "input", "block_id": "form", "label": {}, "element": TEXT},
    {"type": "carousel", "block_id": "all", "elements": [{"type": "card", "block_id": "card", "actions": [BUTTON]}]},
]


def test_everything_that_can_be_pressed_is_found_also_in_containers_and_carousels() -> None:
    assert [(block["block_id"], found["action_id"]) for block, found in interactive(BLOCKS)] == [
        ("row", "members"),
        ("in", "state"),
        ("form", "name"),
        ("card", "members"),
    ]


def test_what_is_not_there_cannot_be_pressed() -> None:
    assert element(BLOCKS, "row", "members") is BUTTON
    for ids in (("row", "events"), ("in", "members")):
        with pytest.raises(NotPossibleError):
            element(BLOCKS, *ids)


def test_a_button_is_told_with_its_text_and_value() -> None:
    assert action(BUTTON, "row", {"value": "forged"}, "1.000001") == {
        "type": "button",
        "action_id": "members",
        "block_id": "row",
        "text": {"type": "plain_text", "text": "Members"},
        "value": "v",
        "action_ts": "1.000001",
    }


@pytest.mark.parametrize("given", [{"selected_option": option("open")}, {"selected_option": "open"}, {"value": "open"}])
@pytest.mark.parametrize("select", [SELECT, GROUPED, {"type": "overflow", "options": [option("open")]}])
def test_an_option_is_told_whole(select: dict[str, Any], given: dict[str, Any]) -> None:
    assert picked(select, given) == {"selected_option": option("open")}


def test_an_option_that_is_not_offered_cannot_be_chosen() -> None:
    with pytest.raises(NotPossibleError):
        picked(SELECT, {"selected_option": "late"})
    with pytest.raises(NotPossibleError):
        picked({"type": "external_select"}, {"selected_option": "late"})


def test_other_elements_tell_what_they_hold() -> None:
    assert picked(CHECKS, {"selected_options": ["b", "a"]}) == {"selected_options": [option("b"), option("a")]}
    assert picked(SELECT, {"selected_option": None}) == {"selected_option": None}
    assert picked({"type": "external_select"}, {"selected_option": option("x")}) == {"selected_option": option("x")}
    assert picked({"type": "datepicker"}, {"selected_date": "2018-10-25"}) == {"selected_date": "2018-10-25"}
    assert picked(TEXT, {"value": "Grace"}) == {"value": "Grace"}


def test_a_state_holds_what_was_given_or_else_set_at_first() -> None:
    checks = {"type": "actions", "block_id": "k", "elements": [CHECKS]}
    assert held([*BLOCKS, checks], {"in": {"state": {"selected_option": "ended"}}}) == {
        "in": {"state": {"type": "static_select", "selected_option": option("ended")}},
        "form": {"name": {"type": "plain_text_input", "value": "Ada"}},
        "k": {"c": {"type": "checkboxes", "selected_options": [option("a")]}},
    }
    rich = {
        "type": "input",
        "block_id": "r",
        "element": {"type": "rich_text_input", "action_id": "r", "initial_value": {}},
    }
    assert held([rich], {}) == {"r": {"r": {"type": "rich_text_input", "rich_text_value": {}}}}


def test_an_input_must_be_filled_in_unless_it_is_optional() -> None:
    asked = {"type": "input", "block_id": "q", "element": {"type": "plain_text_input", "action_id": "a"}}
    assert set(unfilled([asked], held([asked], {}))) == {"q"}
    assert unfilled([asked], held([asked], {"q": {"a": {"value": "x"}}})) == {}
    assert unfilled([{**asked, "optional": True}], {}) == {}
