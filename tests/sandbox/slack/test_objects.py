from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    LINK_OPTION,
    OPTION_GROUPS,
    PLAIN_OPTION,
    RICH_OPTION,
    WORKFLOW,
    either,
    picture,
    plain,
)
from capi_bot.sandbox.slack.rules import Rule
from tests.sandbox.slack.extremes import parts

WORDS, MARKED = parts.plain(), parts.mrkdwn()
LINKED = {"text": WORDS, "value": "v", "url": "https://example.com"}
FILE = {"type": "image", "alt_text": "A bird", "slack_file": {"id": "F0BIRD"}}


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (plain(1), {**WORDS, "emoji": True}),
        (either(1), {**MARKED, "verbatim": False}),
        (CONFIRM, {"text": MARKED, "style": "danger"}),
        (LINK_OPTION, LINKED),
        (RICH_OPTION, {"text": MARKED, "value": "v", "description": MARKED}),
        (CONVERSATION_FILTER, {"exclude_bot_users": True}),
        (WORKFLOW, {"trigger": {"url": "x", "customizable_input_parameters": [{"name": "call", "value": {"id": 1}}]}}),
        (picture({}), FILE),
    ],
)
def test_what_slack_documents_is_taken(rule: Rule, value: object) -> None:
    assert list(rule(value, "")) == []


@pytest.mark.parametrize(
    ("rule", "value", "told"),
    [
        (plain(9), MARKED, "unsupported type: mrkdwn [json-pointer:/type]"),
        (plain(9), "bare", "must provide an object [json-pointer:]"),
        (either(9), {**MARKED, "emoji": True}, "invalid additional property: emoji [json-pointer:]"),
        (PLAIN_OPTION, {"text": WORDS}, "missing required field: value [json-pointer:]"),
        (PLAIN_OPTION, LINKED, "invalid additional property: url [json-pointer:]"),
        (PLAIN_OPTION, {"text": MARKED, "value": "v"}, "unsupported type: mrkdwn [json-pointer:/text/type]"),
        (CONFIRM, {"title": WORDS}, "missing required field: text [json-pointer:]"),
        (OPTION_GROUPS, [{"label": WORDS}], "missing required field: options [json-pointer:/0]"),
        (
            CONVERSATION_FILTER,
            {},
            "must define either `include`, `exclude_external_shared_channels` or `exclude_bot_users` [json-pointer:]",
        ),
        (
            CONVERSATION_FILTER,
            {"include": ["dm"]},
            "must be one of: im, mpim, private, public [json-pointer:/include/0]",
        ),
        (WORKFLOW, {"trigger": {}}, "missing required field: url [json-pointer:/trigger]"),
        (picture({}), {"type": "image", "image_url": "x"}, "missing required field: alt_text [json-pointer:]"),
        (
            picture({}),
            {"type": "image", "alt_text": "x"},
            "must define either `image_url` or `slack_file` [json-pointer:]",
        ),
        (picture({}), {**FILE, "image_url": "x"}, "must define only one of: image_url, slack_file [json-pointer:]"),
        (picture({}), {**FILE, "title": WORDS}, "invalid additional property: title [json-pointer:]"),
    ],
)
def test_anything_else_is_refused_at_its_place(rule: Rule, value: dict[str, Any], told: str) -> None:
    assert [str(each) for each in rule(value, "")] == [told]
