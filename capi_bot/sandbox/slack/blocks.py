"""Block Kit's blocks, as tables of rules: which exist on which surface, and what each may hold.

https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capi_bot.sandbox.slack import elements
from capi_bot.sandbox.slack.charts import DATA_VISUALIZATION
from capi_bot.sandbox.slack.elements import ANY_LENGTH, BUTTON, IMAGE_ELEMENT, either, mrkdwn, plain
from capi_bot.sandbox.slack.rich_text import RICH_TEXT
from capi_bot.sandbox.slack.rules import (
    Problem,
    Rule,
    anything,
    array,
    boolean,
    both,
    by_type,
    number,
    one_of,
    shape,
    string,
)

TABLE_CHARACTERS = 10_000
DATA_TABLE_CHARACTERS = 20_000


def _block(
    kind: str,
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *,
    any_of: tuple[str, ...] = (),
) -> Rule:
    return shape(
        {"type": one_of(kind), **(required or {})},
        {"block_id": string(255), **(optional or {})},
        any_of=any_of,
    )


def _distinct_action_ids(block: object, pointer: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, element in enumerate(_list(block, "elements")):
        name = element.get("action_id") if isinstance(element, dict) else None
        if not isinstance(name, str):
            continue
        if name in seen:
            where = f"{pointer}/elements/{index}/action_id"
            yield Problem(pointer=where, sentence=f"action_id {name} already exists in this block")
        seen.add(name)


def _total(most: int) -> Rule:
    def check(block: object, pointer: str) -> Iterator[Problem]:
        if sum(map(len, _texts(_list(block, "rows")))) > most:
            yield Problem(pointer=f"{pointer}/rows", sentence=f"the cells must hold less than {most + 1} characters")

    return check


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (each for name, each in value.items() if name == "text" and isinstance(each, str))
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inside:
        yield from _texts(each)


def _equal_rows(block: object, pointer: str) -> Iterator[Problem]:
    rows = [row for row in _list(block, "rows") if isinstance(row, list)]
    if len({len(row) for row in rows}) > 1:
        yield Problem(pointer=f"{pointer}/rows", sentence="all rows must have the same number of cells")
    for index, cell in enumerate(rows[0] if rows else ()):
        yield from by_type(_RAW)(cell, f"{pointer}/rows/0/{index}")


def _list(block: object, name: str) -> list[object]:
    value = block.get(name) if isinstance(block, dict) else None
    return value if isinstance(value, list) else []


_RAW: Mapping[str, Rule] = {
    "raw_text": shape({"type": one_of("raw_text"), "text": string(ANY_LENGTH, 0)}),
    "raw_number": shape({"type": one_of("raw_number"), "value": number(), "text": string(ANY_LENGTH)}),
}
_LONG = string(ANY_LENGTH)
_ROW = array(by_type({**_RAW, "rich_text": RICH_TEXT}), 20)
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _actions(within: Mapping[str, Rule]) -> Rule:
    return both(_block("actions", {"elements": array(by_type(within), 25)}), _distinct_action_ids)


EVERYWHERE: Mapping[str, Rule] = {
    "section": _block(
        "section",
        optional={
            "text": either(3000),
            "fields": array(either(2000), 10),
            "accessory": by_type(elements.ACCESSORIES),
            "expand": boolean,
        },
        any_of=("text", "fields"),
    ),
    "header": _block("header", {"text": plain(150)}),
    "divider": _block("divider"),
    "image": _block(
        "image",
        {"alt_text": string(2000)},
        {"image_url": string(3000), "slack_file": anything, "title": plain(2000)},
        any_of=("image_url", "slack_file"),
    ),
    "actions": _actions(elements.ACTIONS),
    "context": _block(
        "context",
        {
            "elements": array(
                by_type({"plain_text": plain(3000), "mrkdwn": mrkdwn(3000), "image": IMAGE_ELEMENT}),
                10,
            ),
        },
    ),
    "rich_text": RICH_TEXT,
    "video": _block(
        "video",
        {
            "alt_text": string(2000),
            "title": plain(200),
            "thumbnail_url": string(3000),
            "video_url": string(3000),
        },
        {
            "title_url": string(3000),
            "description": plain(200),
            "author_name": string(50),
            "provider_name": string(50),
            "provider_icon_url": string(3000),
        },
    ),
    "card": _block(
        "card",
        optional={
            "title": either(150),
            "subtitle": either(150),
            "body": either(200),
            "subtext": either(200),
            "icon": IMAGE_ELEMENT,
            "hero_image": IMAGE_ELEMENT,
            "actions": array(by_type({"button": BUTTON}), 3),
        },
        any_of=("hero_image", "title", "actions", "body"),
    ),
}


def _input(within: Mapping[str, Rule]) -> Rule:
    return _block(
        "input",
        {"label": plain(2000), "element": by_type(within)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    )


_TABLE = both(
    _block("table", {"rows": array(_ROW, 100)}, {"column_settings": array(_COLUMN, 20)}),
    _total(TABLE_CHARACTERS),
)
_DATA_TABLE = both(
    _block(
        "data_table",
        {"caption": _LONG, "rows": array(_ROW, 201, 2)},
        {"page_size": number(1, 100), "row_header_column_index": number(0, 19)},
    ),
    _equal_rows,
    _total(DATA_TABLE_CHARACTERS),
)
_CAROUSEL = _block("carousel", {"elements": array(by_type({"card": EVERYWHERE["card"]}), 10)})
_INPUT = _input(elements.MESSAGE_INPUTS)
_CHILDREN = {
    name: EVERYWHERE[name]
    for name in ("actions", "context", "divider", "header", "image", "rich_text", "section", "video")
}
_TASK = _block(
    "task_card",
    {"task_id": string(255), "title": _LONG, "status": one_of("pending", "in_progress", "complete", "error")},
    {
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": array(shape({"type": one_of("url"), "url": string(3000), "text": _LONG}), 50),
    },
)
MESSAGE: Mapping[str, Rule] = {
    **EVERYWHERE,
    "input": _INPUT,
    "markdown": _block("markdown", {"text": string(12_000)}),
    "table": _TABLE,
    "data_table": _DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "carousel": _CAROUSEL,
    "container": _block(
        "container",
        {"child_blocks": array(by_type({**_CHILDREN, "input": _INPUT, "table": _TABLE}), 10)},
        {
            "title": plain(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": either(150),
            "icon": IMAGE_ELEMENT,
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
        any_of=("title", "rich_text_title"),
    ),
    "context_actions": _block(
        "context_actions",
        {
            "elements": array(
                by_type({"feedback_buttons": elements.FEEDBACK_BUTTONS, "icon_button": elements.ICON_BUTTON}),
                5,
            ),
        },
    ),
    "task_card": _TASK,
    "plan": _block("plan", {"title": _LONG, "tasks": array(by_type({"task_card": _TASK}), 50)}),
}
MODAL: Mapping[str, Rule] = {
    **EVERYWHERE,
    "input": _input(elements.MODAL_INPUTS),
    "alert": _block(
        "alert",
        {"text": either(200)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
}
HOME: Mapping[str, Rule] = {
    **EVERYWHERE,
    "actions": _actions(elements.HOME_ACTIONS),
    "input": _input(elements.HOME_INPUTS),
    "data_table": _DATA_TABLE,
    "carousel": _CAROUSEL,
}
"""Only what every source grants to a Home tab: of tables, charts and containers there they disagree."""
