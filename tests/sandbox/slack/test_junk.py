"""Whatever comes over the wire is taken or refused, and what Slack's own library makes of good values is taken."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View

from capi_bot.sandbox.slack.limits import check_attachments, check_home, check_message, check_modal, validated
from capi_bot.sandbox.slack.posting import Content
from capi_bot.sandbox.slack.refusals import RefusedError
from tests.sandbox.slack.extremes.every import LIMITS
from tests.sandbox.slack.extremes.limit import Limit

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
NAMES = st.sampled_from(
    ["type", "text", "elements", "element", "accessory", "options", "rows", "fields", "blocks", "block_id", "chart"],
)
KINDS = st.sampled_from(
    [
        "section",
        "actions",
        "input",
        "table",
        "data_table",
        "carousel",
        "container",
        "card",
        "plan",
        "rich_text",
        "modal",
    ],
)
JUNK = st.recursive(
    LEAVES | KINDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
WORDS = st.text(min_size=1, max_size=75)


def placed(payload: Any, pointer: str) -> Any:  # noqa: ANN401 - JSON
    for step in pointer.split("/")[1:]:
        payload = payload[int(step) if isinstance(payload, list) else step]
    return payload


@settings(max_examples=60, deadline=None)
@given(junk=JUNK)
def test_junk_is_refused_or_taken_and_nothing_is_tripped_over(junk: object) -> None:
    for check in (check_message, check_attachments, check_modal, check_home):
        json.dumps([problem.as_json() for problem in check(junk)])
    json.dumps([problem.as_json() for problem in validated(blocks=junk, view=junk, message=junk)])


def told(body: dict[str, Any]) -> str:
    try:
        Content(body, lambda: "id")
    except RefusedError as refused:
        return refused.code
    return "taken"


@settings(max_examples=60, deadline=None)
@given(junk=JUNK)
def test_a_body_of_junk_is_a_message_or_a_refusal(junk: object) -> None:
    codes = {"taken", "invalid_blocks", "invalid_blocks_format"}
    assert told({"text": "x", "blocks": junk}) in codes
    assert told({"text": "x", "attachments": junk}) in {"taken", "invalid_attachments"}


@settings(max_examples=60, deadline=None)
@given(limit=st.sampled_from(LIMITS), junk=JUNK)
def test_a_good_payload_with_junk_in_one_place_is_told_at_or_around_that_place(limit: Limit, junk: object) -> None:
    payload = limit.within
    path, _, last = limit.pointer.rpartition("/")
    holder = placed(payload, path)
    holder[int(last) if isinstance(holder, list) else last] = junk
    check = check_message if "blocks" in payload else check_home if payload["view"]["type"] == "home" else check_modal
    for problem in check(payload.get("blocks", payload.get("view"))):
        parent = problem.pointer.rpartition("/")[0]
        assert limit.pointer.startswith(parent) or problem.pointer.startswith(path)


def option(words: str, number: int) -> sdk.Option:
    return sdk.Option(text=words[:70] + str(number), value=f"v{number}")


@settings(max_examples=20, deadline=None)
@given(words=WORDS)
def test_what_slacks_own_library_makes_is_taken_in_a_message(words: str) -> None:
    options = [option(words, 1), option(words, 2)]
    button = sdk.ButtonElement(text=words, action_id="b", confirm=sdk.ConfirmObject(title="Sure?", text=words[:30]))
    made: list[sdk.Block] = [
        sdk.SectionBlock(text=words, accessory=button, fields=[words, words]),
        sdk.HeaderBlock(text=words),
        sdk.DividerBlock(),
        sdk.ImageBlock(image_url="https://example.com/a.png", alt_text=words, title=words),
        sdk.ContextBlock(
            elements=[sdk.MarkdownTextObject(text=words), sdk.ImageElement(image_url="x", alt_text=words)]
        ),
        sdk.ActionsBlock(
            elements=[
                sdk.StaticSelectElement(action_id="s", options=options, initial_option=options[1], placeholder=words),
                sdk.OverflowMenuElement(action_id="o", options=options),
                sdk.DatePickerElement(action_id="d", initial_date="2018-10-25"),
                sdk.CheckboxesElement(action_id="c", options=options, initial_options=options[:1]),
                sdk.UserMultiSelectElement(action_id="u", max_selected_items=2),
            ],
        ),
        sdk.InputBlock(label=words, element=sdk.PlainTextInputElement(action_id="i", max_length=9), hint=words),
        sdk.MarkdownBlock(text=words),
        sdk.CardBlock(title=words, actions=[button]),
        sdk.ContainerBlock(title=words, child_blocks=[sdk.DividerBlock()], is_collapsible=True),
        sdk.TableBlock(rows=[[sdk.RawTextObject(text=words)]]),
    ]
    assert check_message([json.loads(json.dumps(block.to_dict())) for block in made]) == ()


@settings(max_examples=20, deadline=None)
@given(words=st.text(min_size=1, max_size=24))
def test_what_slacks_own_library_makes_is_taken_in_views(words: str) -> None:
    asked = sdk.InputBlock(label=words, element=sdk.NumberInputElement(action_id="n", is_decimal_allowed=True))
    alert = sdk.AlertBlock(text=sdk.PlainTextObject(text=words), level="info")
    modal = View(type="modal", title=words, submit=words, close=words, blocks=[asked, alert], private_metadata=words)
    home = View(type="home", blocks=[sdk.HeaderBlock(text=words)], callback_id=words)
    assert check_modal(modal.to_dict()) == check_home(home.to_dict()) == ()
