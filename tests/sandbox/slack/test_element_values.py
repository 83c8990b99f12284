from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.element_values import (
    MISSING,
    Press,
    chosen,
    find_element,
    interactive,
    invalid_inputs,
    invalid_value,
    response_url_channels,
    state_values,
)
from capi_bot.sandbox.slack.errors import NotPossibleError


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
    {"type": "actions", "block_id": "in", "elements": [SELECT]},
    {"type": "input", "block_id": "form", "label": {}, "element": TEXT},
]


def test_everything_that_can_be_pressed_is_found() -> None:
    assert [(block["block_id"], found["action_id"]) for block, found in interactive(BLOCKS)] == [
        ("row", "members"),
        ("in", "state"),
        ("form", "name"),
    ]


def test_what_is_not_there_cannot_be_pressed() -> None:
    assert find_element(BLOCKS, "row", "members") is BUTTON
    for ids in (("row", "events"), ("in", "members")):
        with pytest.raises(NotPossibleError):
            find_element(BLOCKS, *ids)


def test_a_button_has_its_text_and_value() -> None:
    assert Press(block_id="row", action_id="members", given={"value": "forged"}).action(BLOCKS, "1.000001") == {
        "type": "button",
        "action_id": "members",
        "block_id": "row",
        "text": {"type": "plain_text", "text": "Members"},
        "value": "v",
        "action_ts": "1.000001",
    }


@pytest.mark.parametrize("given", [{"selected_option": option("open")}, {"selected_option": "open"}, {"value": "open"}])
@pytest.mark.parametrize("select", [SELECT, GROUPED, {"type": "overflow", "options": [option("open")]}])
def test_an_option_is_given_whole(select: dict[str, Any], given: dict[str, Any]) -> None:
    assert chosen(select, given) == {"selected_option": option("open")}


def test_an_option_that_is_not_offered_cannot_be_chosen() -> None:
    with pytest.raises(NotPossibleError):
        chosen(SELECT, {"selected_option": "late"})
    with pytest.raises(NotPossibleError):
        chosen({"type": "external_select"}, {"selected_option": "late"})


def test_other_elements_give_what_they_hold() -> None:
    assert chosen(CHECKS, {"selected_options": ["b", "a"]}) == {"selected_options": [option("b"), option("a")]}
    assert chosen(SELECT, {"selected_option": None}) == {"selected_option": None}
    assert chosen({"type": "external_select"}, {"selected_option": option("x")}) == {"selected_option": option("x")}
    assert chosen({"type": "datepicker"}, {"selected_date": "2018-10-25"}) == {"selected_date": "2018-10-25"}
    assert chosen(TEXT, {"value": "Grace"}) == {"value": "Grace"}


def test_a_state_holds_what_was_given_or_else_set_at_first() -> None:
    checks = {"type": "actions", "block_id": "k", "elements": [CHECKS]}
    assert state_values([*BLOCKS, checks], {"in": {"state": {"selected_option": "ended"}}}) == {
        "in": {"state": {"type": "static_select", "selected_option": option("ended")}},
        "form": {"name": {"type": "plain_text_input", "value": "Ada"}},
        "k": {"c": {"type": "checkboxes", "selected_options": [option("a")]}},
    }
    rich = {
        "type": "input",
        "block_id": "r",
        "element": {"type": "rich_text_input", "action_id": "r", "initial_value": {}},
    }
    assert state_values([rich], {}) == {"r": {"r": {"type": "rich_text_input", "rich_text_value": {}}}}


def menu(kind: str = "conversations_select", **changes: object) -> dict[str, Any]:
    return {"type": kind, "action_id": "where", **changes}


def test_a_press_holds_what_is_beside_it() -> None:
    pressed = Press(block_id="row", action_id="members", given={}, others={"form": {"name": {"value": "Grace"}}})
    assert pressed.values(BLOCKS)["form"]["name"]["value"] == "Grace"


def test_an_action_has_what_was_chosen_at_first_and_now() -> None:
    row = {"type": "actions", "block_id": "in", "elements": [{**SELECT, "initial_option": option("open")}]}
    press = Press(block_id="in", action_id="state", given={"value": "ended"})
    pressed = press.action([row], "5.000001")
    assert (pressed["initial_option"], pressed["selected_option"]) == (option("open"), option("ended"))


def test_nothing_chosen_is_null_for_one_and_an_empty_list_for_several() -> None:
    assert chosen({"type": "datepicker"}, {"value": ""}) == {"selected_date": None}
    assert chosen(TEXT, {"value": ""}) == {"value": None}
    users = {"type": "multi_users_select", "action_id": "u"}
    assert (
        state_values([{"type": "actions", "block_id": "b", "elements": [users]}], {})["b"]["u"]["selected_users"] == []
    )


def test_a_channel_chosen_in_a_form_can_be_answered_in_where_the_form_asks_for_it() -> None:
    asked = {"type": "input", "block_id": "q", "element": menu(response_url_enabled=True)}
    silent = {"type": "input", "block_id": "r", "element": menu()}
    values = state_values([asked, silent], {name: {"where": {"value": "C0CALLS"}} for name in ("q", "r")})
    assert list(response_url_channels([asked, silent], values)) == [
        ({"block_id": "q", "action_id": "where"}, "C0CALLS")
    ]
    assert list(response_url_channels([asked], state_values([asked], {}))) == []


def _row(block_id: str, *values: str) -> dict[str, Any]:
    return {
        "type": "actions",
        "block_id": block_id,
        "elements": [{"type": "button", "action_id": "turn", "value": value} for value in values],
    }


@pytest.mark.parametrize(
    ("blocks", "meant"),
    [
        ([_row("old", "2")], "old"),
        ([_row("new", "2")], "new"),  # it was drawn anew while somebody pressed it
        ([_row("new", "3")], "old"),  # the button leads elsewhere by now
        ([_row("new", "2"), _row("newer", "2")], "old"),  # nobody knows which of the two was meant
        ([{**_row("new"), "elements": [{"type": "static_select", "action_id": "turn", "options": []}]}], "new"),
    ],
)
def test_a_press_of_what_has_just_been_drawn_anew_counts_where_it_is_clear(blocks: Any, meant: str) -> None:  # noqa: ANN401 - JSON
    pressed = Press(block_id="old", action_id="turn", given={"value": "2"})
    assert pressed.on(blocks).block_id == meant


def input_block(kind: str = "plain_text_input", *, optional: bool = False, **rules: object) -> dict[str, Any]:
    element = {"type": kind, "action_id": "a", **rules}
    return {"type": "input", "block_id": "q", "label": {}, "element": element, "optional": optional}


def problem_with(block: dict[str, Any], value: object) -> str:
    return invalid_inputs([block], state_values([block], {"q": {"a": {"value": value}}})).get("q", "")


def test_an_input_must_be_filled_in_unless_it_is_optional() -> None:
    assert invalid_inputs([input_block()], state_values([input_block()], {})) == {"q": MISSING}
    assert invalid_inputs([input_block()], {}) == {"q": MISSING}
    assert invalid_inputs([input_block(optional=True)], {}) == {}
    assert invalid_inputs([input_block("file_input")], {}) == {}
    assert problem_with(input_block(), "x") == ""


def test_what_is_no_input_is_never_invalid() -> None:
    row = {"type": "actions", "block_id": "q", "elements": [{"type": "datepicker", "action_id": "a"}]}
    assert invalid_inputs([row], {"q": {"a": {"type": "datepicker", "selected_date": "tomorrow"}}}) == {}


@pytest.mark.parametrize(
    ("kind", "rules", "good", "bad", "words"),
    [
        ("plain_text_input", {"min_length": 2}, "ab", "a", "at least 2"),
        ("plain_text_input", {"max_length": 2}, "ab", "abc", "no more than 2 characters"),
        ("datepicker", {}, "2026-11-21", "21.11.2026", "a date"),
        ("timepicker", {}, "09:30", "9:30", "a time"),
        ("datetimepicker", {}, 1_700_000_000, 7, "Unix"),
        ("multi_users_select", {"max_selected_items": 1}, ["U1"], ["U1", "U2"], "no more than 1"),
        ("multi_users_select", {}, ["U1", "U2"], [], "required"),
    ],
)
def test_what_slacks_client_would_not_submit_is_refused(
    kind: str, rules: dict[str, object], good: object, bad: object, words: str
) -> None:
    block = input_block(kind, **rules)
    assert problem_with(block, good) == ""
    assert words in problem_with(block, bad)


def test_what_holds_nothing_is_never_invalid() -> None:
    assert invalid_value({"type": "button"}, {}) == ""
    assert invalid_value({"type": "radio_buttons"}, {"selected_option": {"value": "x"}}) == ""
