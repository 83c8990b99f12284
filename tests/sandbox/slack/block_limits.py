"""Every limit of Block Kit as a row, with a payload just within it and one just beyond; and small valid parts.

A row's name is the one that slackblocks' table of limits uses, where that table has it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


def plain(words: str = "x") -> Json:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str = "x") -> Json:
    return {"type": "mrkdwn", "text": words}


def option(number: int = 0, **more: object) -> Json:
    return {"text": plain(f"Option {number}"), "value": f"v{number}", **more}


def button(number: int = 0, **more: object) -> Json:
    return {"type": "button", "action_id": f"b{number}", "text": plain("Press"), **more}


def message(*blocks: Json) -> Json:
    return {"blocks": list(blocks)}


def modal(*blocks: Json, **more: object) -> Json:
    return {"view": {"type": "modal", "title": plain("T"), "submit": plain("S"), "blocks": list(blocks), **more}}


def home(*blocks: Json) -> Json:
    return {"view": {"type": "home", "blocks": list(blocks)}}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def input_block(kind: str, **more: object) -> Json:
    return {"type": "input", "label": plain("Label"), "element": {"type": kind, **more}}


def cell(words: str = "x") -> Json:
    return {"type": "raw_text", "text": words}


DIVIDER: Json = {"type": "divider"}
SECTION: Json = {"type": "section", "text": mrkdwn()}
FIELDS: Json = {"type": "section", "fields": [plain()]}
IMAGE: Json = {"type": "image", "alt_text": "A bird", "image_url": "https://example.com/bird.png"}
SELECT: Json = {"type": "static_select", "action_id": "s", "options": [option()]}
CONFIRM: Json = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
TABLE: Json = {"type": "table", "rows": [[cell()]]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit: `value(bound)` at `pointer` in `base` passes, one further does not, and Slack points at `pointers`."""

    name: str
    bound: int
    base: Json
    pointer: str
    value: Callable[[int], object]
    pointers: tuple[str, ...]

    @property
    def within(self) -> Json:
        return self.with_value(self.value(self.bound))

    @property
    def beyond(self) -> Json:
        return self.with_value(self.value(self.bound + (1 if "max" in self.name.rpartition(".")[2] else -1)))

    def with_value(self, value: object) -> Json:
        copy: Json = json.loads(json.dumps(self.base))
        *path, last = self.pointer.strip("/").split("/")
        target: Any = copy
        for step in path:
            target = target[int(step) if isinstance(target, list) else step]
        target[int(last) if isinstance(target, list) else last] = value
        return copy


def words(number: int) -> str:
    return "x" * number


def itself(number: int) -> int:
    return number


def several(item: Callable[[int], object]) -> Callable[[int], object]:
    return lambda number: [item(each) for each in range(number)]


def limit(
    name: str, bound: int, base: Json, pointer: str, value: Callable[[int], object] = words, reported: str = ""
) -> Limit:
    return Limit(name=name, bound=bound, base=base, pointer=pointer, value=value, pointers=(reported or pointer,))


def bounds(
    name: str, least: int, most: int, base: Json, pointer: str, value: Callable[[int], object], suffix: str = "_items"
) -> tuple[Limit, Limit]:
    return (
        limit(f"{name}.min{suffix}", least, base, pointer, value),
        limit(f"{name}.max{suffix}", most, base, pointer, value),
    )


def placeholder(name: str, block: Json) -> Limit:
    with_one = {**block, "element": {**block["element"], "placeholder": plain()}}
    return limit(f"{name}.placeholder.max_length", 150, modal(with_one), "/view/blocks/0/element/placeholder/text")


_E = "/blocks/0/elements/0"
_V = "/view/blocks/0"
_CONTEXT = message({"type": "context", "elements": [mrkdwn()]})
_TEXTS = (
    limit("text.min_length", 1, message(SECTION), "/blocks/0/text/text"),
    limit("text.max_length", 3000, _CONTEXT, f"{_E}/text"),
    limit("action_id.max_length", 255, message(actions(button())), f"{_E}/action_id"),
    limit("block_id.max_length", 255, message(DIVIDER), "/blocks/0/block_id"),
    limit("header.text.max_length", 150, message({"type": "header", "text": plain()}), "/blocks/0/text/text"),
    limit("section.text.max_length", 3000, message(SECTION), "/blocks/0/text/text"),
    limit("section.fields.max_items", 10, message(FIELDS), "/blocks/0/fields", several(lambda _: plain())),
    limit("section.fields.item_max_length", 2000, message(FIELDS), "/blocks/0/fields/0/text"),
    limit("context.elements.max_items", 10, _CONTEXT, "/blocks/0/elements", several(lambda _: plain())),
    limit("table.rows.max_items", 100, message(TABLE), "/blocks/0/rows", several(lambda _: [cell()])),
    limit("table.columns.max_items", 20, message(TABLE), "/blocks/0/rows/0", several(lambda _: cell())),
    limit("table.column_settings.max_items", 20, message(TABLE), "/blocks/0/column_settings", several(lambda _: None)),
    limit("table.content.max_length", 10_000, message(TABLE), "/blocks/0/rows/0/0/text", reported="/blocks/0/rows"),
)

_PRESS = message(actions(button(confirm=CONFIRM)))
_OPTIONS = several(option)
_SELECT = message(actions(SELECT))
_DESCRIBED = message(actions({**SELECT, "options": [option(description=plain())]}))
_PLACEHOLDER = message(actions({**SELECT, "placeholder": plain()}))
_GROUPED = message(
    actions({"type": "static_select", "option_groups": [{"label": plain("Group"), "options": [option()]}]})
)
_GROUPS = several(lambda each: {"label": plain(f"Group {each}"), "options": [option()]})
_OVERFLOW = message(actions({"type": "overflow", "options": [option()]}))
_FILTER = message(actions({"type": "conversations_select", "filter": {}}))
_ELEMENTS = (
    limit("button.text.max_length", 75, _PRESS, f"{_E}/text/text"),
    limit("button.url.max_length", 3000, _PRESS, f"{_E}/url"),
    limit("button.value.max_length", 2000, _PRESS, f"{_E}/value"),
    limit("button.accessibility_label.max_length", 75, _PRESS, f"{_E}/accessibility_label"),
    limit("button.visible_to_user_ids.max_items", 10, _PRESS, f"{_E}/visible_to_user_ids", several(lambda _: "U0ADA")),
    *(
        limit(f"confirmation.{name}.max_length", most, _PRESS, f"{_E}/confirm/{name}/text")
        for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30))
    ),
    *bounds("actions.elements", 1, 25, _PRESS, "/blocks/0/elements", several(button)),
    limit("option.text.max_length", 75, _SELECT, f"{_E}/options/0/text/text"),
    limit("option.value.max_length", 150, _SELECT, f"{_E}/options/0/value"),
    limit("option.description.max_length", 75, _DESCRIBED, f"{_E}/options/0/description/text"),
    limit("option.url.max_length", 3000, _OVERFLOW, f"{_E}/options/0/url"),
    limit("option_group.label.max_length", 75, _GROUPED, f"{_E}/option_groups/0/label/text"),
    *bounds("option_group.options", 1, 100, _GROUPED, f"{_E}/option_groups/0/options", _OPTIONS),
    limit("select.placeholder.max_length", 150, _PLACEHOLDER, f"{_E}/placeholder/text"),
    *bounds("select.options", 1, 100, _SELECT, f"{_E}/options", _OPTIONS),
    *bounds("select.option_groups", 1, 100, _GROUPED, f"{_E}/option_groups", _GROUPS),
    *(
        row
        for name, most in (("overflow", 5), ("checkboxes", 10))
        for row in bounds(f"{name}.options", 1, most, message(actions({"type": name})), f"{_E}/options", _OPTIONS)
    ),
    limit("conversation_filter.include.min_items", 1, _FILTER, f"{_E}/filter/include", several(lambda _: "im")),
    placeholder("date_picker", input_block("datepicker")),
)

_TYPED = modal(input_block("plain_text_input"))
_HINTED = modal({**input_block("plain_text_input"), "hint": plain()})
_INPUTS = (
    placeholder("plain_text_input", input_block("plain_text_input")),
    *bounds("plain_text_input.min_length", 0, 3000, _TYPED, f"{_V}/element/min_length", itself, suffix=""),
    *bounds("plain_text_input.max_length", 1, 3000, _TYPED, f"{_V}/element/max_length", itself, suffix=""),
    limit("plain_text_input.initial_value.max_length", 3000, _TYPED, f"{_V}/element/initial_value"),
    limit("input.label.max_length", 2000, _TYPED, f"{_V}/label/text"),
    limit("input.hint.max_length", 2000, _HINTED, f"{_V}/hint/text"),
)

_DIVIDERS = several(lambda _: DIVIDER)
_SURFACES = (
    limit("message.blocks.max_items", 50, message(), "/blocks", _DIVIDERS),
    *bounds("view.blocks", 1, 100, modal(DIVIDER), "/view/blocks", _DIVIDERS),
    limit("home.blocks.max_items", 100, home(), "/view/blocks", _DIVIDERS),
    *(
        limit(f"view.{name}.max_length", most, modal(DIVIDER), f"/view/{name}")
        for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255))
    ),
    *(
        limit(f"view.{name}.max_length", 24, modal(DIVIDER, **{name: plain()}), f"/view/{name}/text")
        for name in ("title", "close", "submit")
    ),
)
LIMITS: tuple[Limit, ...] = (*_TEXTS, *_ELEMENTS, *_INPUTS, *_SURFACES)
