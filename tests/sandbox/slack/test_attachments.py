from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.attachments import ATTACHMENTS
from tests.sandbox.slack.extremes.parts import DIVIDER, button, plain


def problems(*attachments: object) -> list[str]:
    return [str(each) for each in ATTACHMENTS(list(attachments), "/attachments")]


@pytest.mark.parametrize(
    "attachment",
    [
        {"fallback": "x"},
        {"color": "#3f8", "blocks": [DIVIDER]},
        {
            "text": "Call CON-1",
            "pretext": "",
            "title": "A call",
            "title_link": "https://example.com",
            "fields": [{"title": "Who", "value": "Ada", "short": True}],
            "mrkdwn_in": ["text"],
            "callback_id": "old",
            "actions": [{"name": "go", "text": "Go", "type": "button"}],
            "footer": "Wheelhouse",
            "ts": 1_540_459_680,
        },
    ],
)
def test_an_attachment_with_blocks_or_words_is_taken(attachment: dict[str, Any]) -> None:
    assert problems(attachment) == []


@pytest.mark.parametrize(
    ("attachment", "told"),
    [
        ({"color": "#3f8"}, "must define either `blocks`, `text` or `fallback` [json-pointer:/attachments/0]"),
        ({"fallback": "x", "indent": False}, "invalid_keys [json-pointer:/attachments/0/indent]"),
        ({"text": 7}, "must provide a string [json-pointer:/attachments/0/text]"),
        ("x", "must provide an object [json-pointer:/attachments/0]"),
        (
            {"blocks": [{"type": "alert", "text": plain()}]},
            "unsupported type: alert [json-pointer:/attachments/0/blocks/0/type]",
        ),
        (
            {"blocks": [{**DIVIDER, "block_id": "b"}] * 2},
            '`block_id` "b" already exists [json-pointer:/attachments/0/blocks/1/block_id]',
        ),
        (
            {"text": "x", "actions": [button()] * 6},
            "no more than 5 items allowed [json-pointer:/attachments/0/actions]",
        ),
    ],
)
def test_another_attachment_is_refused_at_its_place(attachment: object, told: str) -> None:
    assert problems(attachment) == [told]
