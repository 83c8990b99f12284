from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View
from slackblocks import _limits, _surfaces

from capi_bot.sandbox.slack import blocks
from capi_bot.sandbox.slack.blocks import (
    BLOCK_COST,
    check_home,
    check_message,
    check_modal,
    second_table,
    size,
    text_length,
    view_too_large,
)
from capi_bot.sandbox.slack.rules import Problem
from tests.sandbox.slack.block_limits import (
    CONFIRM,
    DIVIDER,
    IMAGE,
    LIMITS,
    SECTION,
    SELECT,
    TABLE,
    Limit,
    actions,
    button,
    cell,
    home,
    input_block,
    message,
    modal,
    mrkdwn,
    option,
    plain,
)
from tests.shared_files import shared

LEAST = ("_MIN", "_MIN_ITEMS", "_MIN_LENGTH")
GROUPED = {"option_groups": [{"label": plain(), "options": [option(1), option(2)]}]}
PAIR = {"type": "static_select", "options": [option(1), option(2)]}
NOWHERE = "`response_url_enabled` is only available in `input` blocks in modals"
FILTER = "must define either `include`, `exclude_external_shared_channels` or `exclude_bot_users`"
AMONG = "must be one of the options"
E = "/blocks/0/elements/0"


def problems(payload: dict[str, Any]) -> tuple[Problem, ...]:
    if "blocks" in payload:
        return check_message(payload["blocks"])
    return (check_home if payload["view"]["type"] == "home" else check_modal)(payload["view"])


def of_message(*given: dict[str, Any]) -> list[str]:
    return [str(each) for each in check_message(list(given))]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_what_is_just_within_a_limit_is_accepted_and_just_beyond_is_refused_at_its_place(limit: Limit) -> None:
    assert problems(limit.within) == ()
    assert tuple(each.pointer for each in problems(limit.beyond)) == limit.pointers


def test_each_limit_is_at_least_as_strict_as_in_another_table() -> None:
    own = {row.name.upper().replace(".", "_"): row.bound for row in LIMITS}
    others = {name: value for name, value in vars(_limits).items() if name in own}
    assert len(others) > 50
    looser = {
        name: (own[name], bound)
        for name, bound in others.items()
        if (own[name] < bound if name.endswith(LEAST) else own[name] > bound)
    }
    assert looser == {}


@pytest.mark.parametrize(
    ("surface", "table", "own_alone"),
    [
        # Only Slack adds a file; a call is made with calls.add and then shown.
        ("message", blocks.MESSAGE, {"call"}),
        ("modal", blocks.MODAL, set()),
        ("home", blocks.HOME, set()),
    ],
)
def test_no_surface_accepts_a_block_that_another_table_refuses(
    surface: _surfaces.BlockSurface, table: Mapping[str, object], own_alone: set[str]
) -> None:
    assert set(table) - _surfaces._BLOCK_TYPES_BY_SURFACE[surface] == own_alone


@pytest.mark.parametrize(
    "block",
    [
        {**SECTION, "accessory": button(), "block_id": "b", "expand": True},
        {"type": "section", "fields": [plain(), mrkdwn()]},
        {**SECTION, "text": {**mrkdwn(), "verbatim": False}, "fields": [{**plain(), "emoji": True}]},
        {"type": "context", "elements": [mrkdwn(), plain(), IMAGE]},
        input_block("multi_static_select", options=[option()]),
        {
            "type": "table",
            "rows": [[cell(), {"type": "rich_text"}], [{"type": "raw_number"}]],
            "column_settings": [None, {"align": "right"}],
        },
    ],
)
def test_a_block_that_slack_documents_is_accepted_in_a_message(block: dict[str, Any]) -> None:
    assert of_message(block) == []


@pytest.mark.parametrize(
    "element",
    [
        button(url="https://example.com", style="primary", confirm=CONFIRM, accessibility_label="Members of CON-1"),
        button(visible_to_user_ids=["U0ADA"], confirm={"text": mrkdwn(), "style": "danger"}),
        {"type": "button", "text": plain("Members")},
        {**PAIR, "initial_option": option(2), "placeholder": plain(), "focus_on_load": True},
        {"type": "static_select", **GROUPED, "initial_option": option(2)},
        {"type": "conversations_select", "filter": {"include": ["im", "public"]}, "response_url_enabled": False},
        {"type": "conversations_select", "filter": {"exclude_bot_users": True}},
        {"type": "datepicker", "initial_date": "2018-02-28"},
        {"type": "checkboxes", "options": [option(1), option(2)], "initial_options": [option(2)]},
        {"type": "overflow", "options": [option(1, url="https://example.com")]},
        {"type": "multi_users_select", "whatever": "it holds"},
    ],
)
def test_an_element_that_slack_documents_is_accepted(element: dict[str, Any]) -> None:
    assert of_message(actions(element)) == []


@pytest.mark.parametrize(
    "element",
    [
        {"type": "plain_text_input", "multiline": True, "min_length": 3, "max_length": 3, "initial_value": ""},
        {"type": "plain_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}},
        {"type": "conversations_select", "response_url_enabled": True},
        {"type": "number_input", "whatever": "it holds"},
    ],
)
def test_an_input_that_slack_documents_is_accepted_in_a_modal(element: dict[str, Any]) -> None:
    assert problems(modal({"type": "input", "label": plain(), "element": element})) == ()


@pytest.mark.parametrize(
    ("block", "refused"),
    [
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
        ({"type": "section", "text": "bare"}, "must provide an object [json-pointer:/blocks/0/text]"),
        (
            {**SECTION, "accessory": {"type": "plain_text_input"}},
            "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]",
        ),
        ({**SECTION, "accesory": {}}, "invalid additional property: accesory [json-pointer:/blocks/0]"),
        ({**SECTION, "fields": []}, "no fewer than 1 items allowed [json-pointer:/blocks/0/fields]"),
        (
            {**SECTION, "text": {**mrkdwn(), "emoji": True}},
            "invalid additional property: emoji [json-pointer:/blocks/0/text]",
        ),
        ({"type": "header", "text": mrkdwn()}, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
        ({"type": "header", "text": plain("")}, "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ({"type": "actions"}, "missing required field: elements [json-pointer:/blocks/0]"),
        (
            actions(button(1), button(1)),
            '`action_id` "b1" already exists [json-pointer:/blocks/0/elements/1/action_id]',
        ),
        ({"type": "context", "elements": [button()]}, f"unsupported type: button [json-pointer:{E}/type]"),
        ({"type": "alert", "text": plain()}, "unsupported type: alert [json-pointer:/blocks/0/type]"),
        (
            {"type": "file", "external_id": "x", "source": "remote"},
            "unsupported type: file [json-pointer:/blocks/0/type]",
        ),
        ({"type": "marquee"}, "unsupported type: marquee [json-pointer:/blocks/0/type]"),
        ({}, "missing required field: type [json-pointer:/blocks/0]"),
        (input_block("number_input"), "unsupported type: number_input [json-pointer:/blocks/0/element/type]"),
        (input_block("rich_text_input"), "unsupported type: rich_text_input [json-pointer:/blocks/0/element/type]"),
        ({"type": "table"}, "missing required field: rows [json-pointer:/blocks/0]"),
        ({"type": "table", "rows": [[]]}, "no fewer than 1 items allowed [json-pointer:/blocks/0/rows/0]"),
        ({"type": "table", "rows": [["x"]]}, "must provide an object [json-pointer:/blocks/0/rows/0/0]"),
        ({"type": "table", "rows": [[button()]]}, "unsupported type: button [json-pointer:/blocks/0/rows/0/0/type]"),
        (
            {**TABLE, "column_settings": [{"align": "top"}]},
            "must be one of: left, center, right [json-pointer:/blocks/0/column_settings/0/align]",
        ),
    ],
)
def test_a_block_of_another_kind_is_refused_at_its_place(block: dict[str, Any], refused: str) -> None:
    assert of_message(block) == [refused]


@pytest.mark.parametrize(
    ("element", "refused"),
    [
        (IMAGE, f"unsupported type: image [json-pointer:{E}/type]"),
        ({"type": "button"}, f"missing required field: text [json-pointer:{E}]"),
        ({"type": "button", "text": mrkdwn()}, f"unsupported type: mrkdwn [json-pointer:{E}/text/type]"),
        (button(style="loud"), f"must be one of: primary, danger [json-pointer:{E}/style]"),
        (button(disabled=True), f"invalid additional property: disabled [json-pointer:{E}]"),
        (button(value=7), f"must provide a string [json-pointer:{E}/value]"),
        (button(confirm={"title": plain()}), f"missing required field: text [json-pointer:{E}/confirm]"),
        ({"type": "lever"}, f"unsupported type: lever [json-pointer:{E}/type]"),
        ({"type": "static_select"}, f"must define either `options` or `option_groups` [json-pointer:{E}]"),
        (
            {**PAIR, **GROUPED},
            f"must define only one of: options, option_groups [json-pointer:{E}]",
        ),
        ({**PAIR, "options": [{"text": plain()}]}, f"missing required field: value [json-pointer:{E}/options/0]"),
        ({**PAIR, "options": [option(1, url="x")]}, f"invalid additional property: url [json-pointer:{E}/options/0]"),
        ({**PAIR, "initial_option": option(3)}, f"{AMONG} [json-pointer:{E}/initial_option]"),
        ({**PAIR, "initial_option": option(1, description=plain())}, f"{AMONG} [json-pointer:{E}/initial_option]"),
        (
            {"type": "static_select", **GROUPED, "initial_option": option(3)},
            f"{AMONG} [json-pointer:{E}/initial_option]",
        ),
        ({**PAIR, "initial_option": None}, f"must provide an object [json-pointer:{E}/initial_option]"),
        (
            {"type": "checkboxes", "options": [option(1)], "initial_options": [option(2)]},
            f"{AMONG} [json-pointer:{E}/initial_options/0]",
        ),
        (
            {"type": "datepicker", "initial_date": "2018-02-29"},
            f"must be formatted as YYYY-MM-DD [json-pointer:{E}/initial_date]",
        ),
        (
            {"type": "datepicker", "initial_date": "2018-W01-1"},
            f"must be formatted as YYYY-MM-DD [json-pointer:{E}/initial_date]",
        ),
        (
            {"type": "conversations_select", "response_url_enabled": True},
            f"{NOWHERE} [json-pointer:{E}/response_url_enabled]",
        ),
        (
            {"type": "conversations_select", "response_url_enabled": 1},
            f"must provide a boolean [json-pointer:{E}/response_url_enabled]",
        ),
        ({"type": "conversations_select", "filter": {}}, f"{FILTER} [json-pointer:{E}/filter]"),
    ],
)
def test_an_element_of_another_kind_is_refused_at_its_place(element: dict[str, Any], refused: str) -> None:
    assert of_message(actions(element)) == [refused]


def test_a_text_input_of_another_kind_is_refused_at_its_place() -> None:
    [problem] = problems(modal(input_block("plain_text_input", min_length=4, max_length=3)))
    place = "/view/blocks/0/element/min_length"
    assert str(problem) == f"must not be greater than `max_length` [json-pointer:{place}]"


@pytest.mark.parametrize(
    ("block", "surfaces"),
    [
        (SECTION, "message modal home"),
        ({"type": "card", "anything": 1}, "message modal home"),
        (input_block("plain_text_input"), "message modal home"),
        (input_block("datetimepicker"), "message modal"),
        (input_block("rich_text_input"), "modal home"),
        (input_block("file_input"), "modal"),
        (input_block("conversations_select", response_url_enabled=True), "modal"),
        (actions({"type": "datetimepicker"}), "message modal"),
        (actions({"type": "conversations_select", "response_url_enabled": True}), ""),
        ({"type": "alert"}, "modal"),
        ({"type": "carousel"}, "message home"),
        ({"type": "data_table"}, "message home"),
        (TABLE, "message"),
        ({"type": "container"}, "message"),
        ({"type": "plan", "block_id": "b"}, "message"),
        ({"type": "plan", "block_id": 7}, ""),
        ({"type": "markdown", "text": "x"}, "message"),
        ({"type": "context_actions"}, "message"),
    ],
)
def test_each_surface_has_its_own_blocks(block: dict[str, Any], surfaces: str) -> None:
    payloads = {"message": message(block), "modal": modal(block), "home": home(block)}
    assert [name for name, payload in payloads.items() if not problems(payload)] == surfaces.split()


def test_block_ids_are_unique_and_action_ids_within_a_block() -> None:
    named = {**DIVIDER, "block_id": "row"}
    assert of_message(named, DIVIDER, named) == ['`block_id` "row" already exists [json-pointer:/blocks/2/block_id]']
    assert of_message(DIVIDER, DIVIDER, named, actions(button(1)), actions(button(1))) == []


def test_one_element_may_have_the_focus() -> None:
    focused = input_block("plain_text_input", focus_on_load=True)
    row = actions(button(), {**SELECT, "focus_on_load": True})
    beside = {**SECTION, "accessory": {**SELECT, "focus_on_load": True}}
    assert problems(modal(focused, actions(SELECT), {**SECTION, "accessory": button()})) == ()
    assert [each.pointer for each in problems(modal(focused, row, beside))] == [
        "/view/blocks/1/elements/1/focus_on_load",
        "/view/blocks/2/accessory/focus_on_load",
    ]


@pytest.mark.parametrize(
    ("given_blocks", "pointers"),
    [
        ([DIVIDER, TABLE], []),
        ([TABLE, DIVIDER, TABLE], ["/blocks/2"]),
        ([{"type": "data_table"}, TABLE], ["/blocks/1"]),
    ],
)
def test_a_message_has_one_table_of_either_kind(given_blocks: list[dict[str, Any]], pointers: list[str]) -> None:
    refused = list(second_table(given_blocks, "/blocks"))
    assert [each.pointer for each in refused] == pointers
    assert {each.message for each in refused} <= {"only_one_table_allowed"}


def test_each_block_counts_its_text_but_not_its_options_and_not_a_table() -> None:
    assert size([]) == 0
    assert size([DIVIDER, {"type": "section", "fields": [mrkdwn("four"), mrkdwn("five!")]}]) == 2 * BLOCK_COST + 9
    assert size([{"type": "markdown", "text": "four"}]) == BLOCK_COST + 4
    assert size([actions({**SELECT, "options": [option(number) for number in range(100)]})]) == BLOCK_COST
    assert size([{**TABLE, "rows": [[cell("x" * 9000)]]}]) == 0
    assert text_length([[cell("four")], [{"type": "rich_text", "elements": [cell("five!")]}], [7]]) == 4 + 5


def test_a_modal_with_an_input_needs_a_submit_button_and_a_home_tab_does_not() -> None:
    view = modal(DIVIDER, input_block("plain_text_input"))["view"]
    assert check_modal(view) == ()
    del view["submit"]
    assert [str(each) for each in check_modal(view)] == [
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]"
    ]
    assert check_home(home(input_block("plain_text_input"))["view"]) == ()


@pytest.mark.parametrize(
    ("view", "refused"),
    [
        (home(DIVIDER)["view"], "unsupported type: home [json-pointer:/view/type]"),
        ({"type": "modal", "blocks": [DIVIDER]}, "missing required field: title [json-pointer:/view]"),
        (None, "must provide an object [json-pointer:/view]"),
        ({}, "missing required field: type [json-pointer:/view]"),
    ],
)
def test_what_is_no_modal_is_refused(view: object, refused: str) -> None:
    assert [str(each) for each in check_modal(view)] == [refused]


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_a_home_tab_has_no_title_and_no_buttons_of_its_own(name: str) -> None:
    [problem] = check_home({"type": "home", "blocks": [DIVIDER], name: plain()})
    assert str(problem) == f"invalid additional property: {name} [json-pointer:/view]"


@pytest.mark.parametrize("not_blocks", ["[]", [None], {}, [[]]])
def test_blocks_that_are_no_list_of_objects_are_refused(not_blocks: object) -> None:
    assert check_message(not_blocks)


def test_a_view_of_more_than_a_quarter_megabyte_is_too_large() -> None:
    assert not view_too_large(modal(DIVIDER))
    assert view_too_large(modal(DIVIDER, private_metadata="x" * 250_000))


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": {"type": "text", "text": "x"}},
        {"type": "header", "text": mrkdwn()},
        actions(IMAGE),
        actions({"type": "button", "action_id": "x"}),
        {**SECTION, "accesory": {}},
        {"type": "marquee"},
        {**SECTION, "fields": [plain("y")], "block_id": "b"},
        actions({"type": "button", "text": plain("x"), "value": "v", "style": "danger"}),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x", "verbatim": True}]},
        {"type": "table", "rows": [[{"type": "raw_number", "value": 1, "text": "1"}]]},
    ],
)
def test_shapes_are_judged_as_slacks_published_types_do(block: dict[str, Any]) -> None:
    types = json.loads(shared("schemas/slack-types.schema.json").read_text())
    validator = Draft7Validator({**types, "$ref": "#/definitions/SlackMessage"})
    assert (check_message([block]) == ()) == validator.is_valid({"text": "x", "blocks": [block]})


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
KINDS = st.sampled_from(["section", "actions", "input", "table", "card", "plan", "rich_text", "modal"])
NAMES = st.sampled_from(
    ["type", "text", "elements", "element", "accessory", "options", "rows", "fields", "blocks", "block_id"]
)
JUNK = st.recursive(
    LEAVES | KINDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)


@settings(max_examples=60, deadline=None)
@given(limit=st.sampled_from(LIMITS), junk=JUNK)
def test_junk_in_one_place_of_a_good_payload_is_reported_at_or_around_that_place(limit: Limit, junk: object) -> None:
    path = limit.pointer.rpartition("/")[0]
    for problem in problems(limit.with_value(junk)):
        parent = problem.pointer.rpartition("/")[0]
        assert limit.pointer.startswith(parent) or problem.pointer.startswith(path)
    for check in (check_message, check_modal, check_home):
        assert isinstance(check(junk), tuple)


@settings(max_examples=20, deadline=None)
@given(text=st.text(min_size=1, max_size=75))
def test_what_slacks_own_library_makes_is_accepted(text: str) -> None:
    options = [sdk.Option(text=text[:70] + str(number), value=f"v{number}") for number in (1, 2)]
    press = sdk.ButtonElement(text=text, action_id="b", confirm=sdk.ConfirmObject(title="Sure?", text=text[:30]))
    made: list[sdk.Block] = [
        sdk.SectionBlock(text=text, accessory=press, fields=[text, text]),
        sdk.HeaderBlock(text=text),
        sdk.DividerBlock(),
        sdk.ImageBlock(image_url="https://example.com/a.png", alt_text=text, title=text),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text=text), sdk.ImageElement(image_url="x", alt_text=text)]),
        sdk.ActionsBlock(
            elements=[
                sdk.StaticSelectElement(action_id="s", options=options, initial_option=options[1], placeholder=text),
                sdk.OverflowMenuElement(action_id="o", options=options),
                sdk.DatePickerElement(action_id="d", initial_date="2018-10-25"),
                sdk.CheckboxesElement(action_id="c", options=options, initial_options=options[:1]),
                sdk.UserMultiSelectElement(action_id="u", max_selected_items=2),
            ]
        ),
        sdk.InputBlock(label=text, element=sdk.PlainTextInputElement(action_id="i", max_length=9), hint=text),
        sdk.MarkdownBlock(text=text),
        sdk.CardBlock(title=text, actions=[press]),
        sdk.TableBlock(rows=[[sdk.RawTextObject(text=text)]]),
    ]
    assert check_message([json.loads(json.dumps(block.to_dict())) for block in made]) == ()
    title, metadata = text[:24], text
    number = sdk.InputBlock(label=text, element=sdk.NumberInputElement(action_id="n", is_decimal_allowed=True))
    view = View(
        type="modal", title=title, submit=title, close=title, blocks=[number], private_metadata=metadata
    ).to_dict()
    assert check_modal(view) == check_home(View(type="home", blocks=[made[1]]).to_dict()) == ()
