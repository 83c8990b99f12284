from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.rich_text import RICH_TEXT


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


WORDS = {"type": "text", "text": "<!channel>", "style": {"bold": True}}
SECTION = {"type": "rich_text_section", "elements": [WORDS]}
DATE = {"type": "date", "timestamp": 1540459660, "format": "{time}", "fallback": "09:27 UTC"}


@pytest.mark.parametrize(
    "element",
    [
        SECTION,
        {"type": "rich_text_section", "elements": [DATE, {"type": "emoji", "name": "wave"}]},
        {"type": "rich_text_list", "style": "bullet", "indent": 8, "elements": [SECTION]},
        {"type": "rich_text_preformatted", "elements": [WORDS], "border": 0},
        {"type": "rich_text_quote", "elements": [WORDS]},
    ],
)
def test_rich_text_is_taken(element: dict[str, Any]) -> None:
    assert list(RICH_TEXT(rich(element), "")) == []


@pytest.mark.parametrize(
    ("element", "pointer"),
    [
        ({"type": "rich_text_list", "style": "bullet", "indent": 9, "elements": [SECTION]}, "/elements/0/indent"),
        ({"type": "rich_text_list", "style": "dots", "elements": [SECTION]}, "/elements/0/style"),
        ({"type": "rich_text_preformatted", "elements": [DATE]}, "/elements/0/elements/0/type"),
        ({"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}, "/elements/0/elements/0/text"),
        (WORDS, "/elements/0/type"),
        (
            {"type": "rich_text_section", "elements": [{**WORDS, "style": {"loud": True}}]},
            "/elements/0/elements/0/style",
        ),
        (
            {"type": "rich_text_section", "elements": [{**WORDS, "style": {"bold": "yes"}}]},
            "/elements/0/elements/0/style/bold",
        ),
    ],
)
def test_rich_text_of_another_shape_is_refused_at_its_place(element: dict[str, Any], pointer: str) -> None:
    assert [each.pointer for each in RICH_TEXT(rich(element), "")] == [pointer]
