from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.choices import (
    Press,
    action,
    answered_in,
    element,
    held,
    interactive,
    picked,
    with_current,
)
from capi_bot.sandbox.slack.people import Channel
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


CALLS = Channel(id="C0CALLS", name="calls")
OWN = Channel(id="D0ADA", name="capi", owner="U0ADA")


def menu(kind: str = "conversations_select", **changes: object) -> dict[str, Any]:
    return {"type": kind, "action_id": "where", "default_to_current_conversation": True, **changes}


def started(channel: Channel, found: dict[str, Any]) -> dict[str, Any]:
    [block] = with_current([{"type": "input", "block_id": "b", "label": {}, "element": found}], channel)
    return dict(block["element"])


def test_a_menu_of_conversations_starts_at_the_current_one_where_it_may_be_chosen() -> None:
    assert started(CALLS, menu())["initial_conversation"] == "C0CALLS"
    assert started(OWN, menu())["initial_conversation"] == "D0ADA"
    assert started(OWN, menu(filter={"include": ["im"]}))["initial_conversation"] == "D0ADA"
    assert started(CALLS, menu("multi_conversations_select"))["initial_conversations"] == ["C0CALLS"]


@pytest.mark.parametrize(
    ("channel", "found"),
    [
        (CALLS, menu(default_to_current_conversation=False)),
        (CALLS, menu(initial_conversation="C0LOBBY")),
        (CALLS, menu(filter={"include": ["im"]})),
        (OWN, menu(filter={"include": ["public"]})),
        (OWN, menu(filter={"exclude_bot_users": True})),
        (CALLS, SELECT),
    ],
)
def test_no_other_menu_is_touched(channel: Channel, found: dict[str, Any]) -> None:
    assert started(channel, found) == found


def test_a_menu_is_found_beside_a_text_and_in_a_row() -> None:
    blocks = [
        {"type": "section", "block_id": "s", "accessory": menu()},
        {"type": "actions", "block_id": "a", "elements": [menu()]},
        {"type": "divider", "block_id": "d"},
    ]
    chosen = [found["initial_conversation"] for _, found in interactive(with_current(blocks, CALLS))]
    assert chosen == ["C0CALLS", "C0CALLS"]


def test_a_press_holds_what_is_beside_it() -> None:
    pressed = Press(block_id="row", action_id="members", given={}, beside={"form": {"name": {"value": "Grace"}}})
    assert pressed.values(BLOCKS)["form"]["name"]["value"] == "Grace"


def test_an_action_tells_what_was_chosen_at_first_and_now() -> None:
    pressed = action({**SELECT, "initial_option": option("open")}, "in", {"value": "ended"}, "5.000001")
    assert (pressed["initial_option"], pressed["selected_option"]) == (option("open"), option("ended"))


def test_nothing_chosen_is_null_for_one_and_an_empty_list_for_several() -> None:
    assert picked({"type": "datepicker"}, {"value": ""}) == {"selected_date": None}
    assert picked(TEXT, {"value": ""}) == {"value": None}
    users = {"type": "multi_users_select", "action_id": "u"}
    assert held([{"type": "actions", "block_id": "b", "elements": [users]}], {})["b"]["u"]["selected_users"] == []


def test_a_channel_chosen_in_a_form_can_be_answered_in_where_the_form_asks_for_it() -> None:
    asked = {"type": "input", "block_id": "q", "element": menu(response_url_enabled=True)}
    silent = {"type": "input", "block_id": "r", "element": menu()}
    values = held([asked, silent], {name: {"where": {"value": "C0CALLS"}} for name in ("q", "r")})
    assert list(answered_in([asked, silent], values)) == [({"block_id": "q", "action_id": "where"}, "C0CALLS")]
    assert list(answered_in([asked], held([asked], {}))) == []


FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "rate",
    "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "good"},
    "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "bad"},
}


def test_feedback_tells_the_words_and_the_value_of_the_button_pressed() -> None:
    assert action(FEEDBACK, "b", {"value": "bad"}, "1.0") == {
        "type": "feedback_buttons",
        "action_id": "rate",
        "block_id": "b",
        "text": {"type": "plain_text", "text": "Bad"},
        "value": "bad",
        "action_ts": "1.0",
    }


def test_feedback_has_two_buttons_and_no_other() -> None:
    with pytest.raises(NotPossibleError, match="no button so-so"):
        picked(FEEDBACK, {"value": "so-so"})


def test_a_button_in_a_cell_of_a_data_table_is_found() -> None:
    rows = [[{"type": "raw_text", "text": "Do"}], [{"type": "action", "element": BUTTON}]]
    table = {"type": "data_table", "block_id": "table", "caption": "Calls", "rows": rows}
    assert element([table], "table", "members") is BUTTON


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
    ],
)
def test_a_press_of_what_has_just_been_drawn_anew_counts_where_it_is_clear(blocks: Any, meant: str) -> None:  # noqa: ANN401 - JSON
    pressed = Press(block_id="old", action_id="turn", given={"value": "2"})
    assert pressed.on(blocks).block_id == meant


def test_a_choice_counts_in_a_menu_that_was_drawn_anew() -> None:
    menu = {"type": "static_select", "action_id": "state", "options": []}
    blocks = [{"type": "actions", "block_id": "new", "elements": [menu]}]
    assert Press(block_id="old", action_id="state", given={"value": "live"}).on(blocks).block_id == "new"
