"""Block Kit's blocks, as tables of rules, and what Slack refuses in a message or a view as a whole.

Blocks that the bot never posts (`unchecked`) are accepted on the surfaces that take them, whatever they hold; a type
that Slack does not know is refused.
https://docs.slack.dev/reference/block-kit/blocks
https://github.com/slackapi/bolt-js/issues/2509 (BLOCKS_SIZE)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from capi_bot.sandbox.slack import elements
from capi_bot.sandbox.slack.objects import either, plain
from capi_bot.sandbox.slack.rules import Json, Problem, Rule, array, boolean, by_type, one_of, shape, string, then

MESSAGE_TEXT = 40_000
"""What is longer is cut."""
UPDATE_TEXT = 4_000
"""What is longer is refused in an update, as msg_too_long."""
TABLE_CHARACTERS = 10_000
BLOCKS_SIZE = 13_200
"""What the blocks of one message may count together. Slack gives no number: this is what people have measured."""
BLOCK_COST = 100
"""What a block counts besides its text: about its JSON without the text, as people have measured."""
VIEW_BYTES = 250_000

_BLOCK_ID = {"block_id": string(255)}
_NOT_COUNTED = frozenset({"options", "option_groups", "confirm"})


def _block(
    kind: str,
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *,
    any_of: tuple[str, ...] = (),
) -> Rule:
    required = {"type": one_of(kind), **(required or {})}
    return shape(required, {**_BLOCK_ID, **(optional or {})}, any_of=any_of)


def _distinct(items: Sequence[tuple[str, Json]], name: str) -> Iterator[Problem]:
    seen: set[object] = set()
    for pointer, item in items:
        value = item.get(name)
        if value in seen:
            yield Problem(pointer=f"{pointer}/{name}", message=f'`{name}` "{value}" already exists')
        seen |= {value} - {None}


def _distinct_actions(block: Json, pointer: str) -> Iterator[Problem]:
    row = [(f"{pointer}/elements/{index}", element) for index, element in enumerate(block["elements"])]
    yield from _distinct(row, "action_id")


def _actions(within: Mapping[str, Rule]) -> Rule:
    return then(_block("actions", {"elements": array(by_type(within), 25)}), _distinct_actions)


def _input(within: Mapping[str, Rule]) -> Rule:
    return _block(
        "input",
        {"label": plain(2000), "element": by_type(within)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    )


def text_length(value: object) -> int:
    """Return how many characters stand in the `text` fields of a block or a part of it, however deep."""
    if isinstance(value, list):
        return sum(map(text_length, value))
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(map(text_length, value.values()))


def _table_characters(block: Json, pointer: str) -> Iterator[Problem]:
    if text_length(block["rows"]) > TABLE_CHARACTERS:
        yield Problem(pointer=f"{pointer}/rows", message=f"must be less than {TABLE_CHARACTERS + 1} characters")


def _column(value: object, pointer: str) -> Iterator[Problem]:
    # null leaves a column as it is.
    yield from () if value is None else _COLUMN(value, pointer)


_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
_CELLS: Mapping[str, Rule] = {
    "raw_text": shape({"type": one_of("raw_text"), "text": string(MESSAGE_TEXT)}),
    **elements.unchecked("raw_number", "rich_text"),
}
_TABLE = then(
    _block("table", {"rows": array(array(by_type(_CELLS), 20), 100)}, {"column_settings": array(_column, 20)}),
    _table_characters,
)
_WORDS = either(3000)
_CONTEXT = by_type({"plain_text": _WORDS, "mrkdwn": _WORDS, **elements.unchecked("image")})
_EVERYWHERE: Mapping[str, Rule] = {
    "context": _block("context", {"elements": array(_CONTEXT, 10)}),
    "divider": _block("divider"),
    "header": _block("header", {"text": plain(150)}),
    "section": _block(
        "section",
        optional={
            "text": _WORDS,
            "fields": array(either(2000), 10),
            "accessory": by_type(elements.ACCESSORIES),
            "expand": boolean,
        },
        any_of=("text", "fields"),
    ),
    **elements.unchecked("card", "image", "rich_text", "video"),
}
MESSAGE: Mapping[str, Rule] = {
    **_EVERYWHERE,
    "actions": _actions(elements.MESSAGE_ACTIONS),
    "input": _input(elements.MESSAGE_INPUTS),
    "table": _TABLE,
    **elements.unchecked(
        "call",
        "carousel",
        "container",
        "context_actions",
        "data_table",
        "data_visualization",
        "markdown",
        "plan",
        "task_card",
    ),
}
"""No alert, which belongs into a modal, and no file: only Slack adds that, to messages with remote files."""
MODAL: Mapping[str, Rule] = {
    **_EVERYWHERE,
    "actions": _actions(elements.MODAL_ACTIONS),
    "input": _input(elements.MODAL_INPUTS),
    **elements.unchecked("alert"),
}
HOME: Mapping[str, Rule] = {
    **_EVERYWHERE,
    "actions": _actions(elements.HOME_ACTIONS),
    "input": _input(elements.HOME_INPUTS),
    **elements.unchecked("carousel", "data_table"),
}
"""Only what every source grants to a Home tab: of tables, charts and containers there they disagree."""


def _among(blocks: Sequence[Json], pointer: str) -> Iterator[Problem]:
    placed = [(f"{pointer}/{index}", block) for index, block in enumerate(blocks)]
    yield from _distinct(placed, "block_id")
    focused = [f"{where}/{name}" for where, block in placed for name in _focused(block)]
    for where in focused[1:]:
        message = "only one element can have `focus_on_load` set to true"
        yield Problem(pointer=f"{where}/focus_on_load", message=message)


def _focused(block: Json) -> Iterator[str]:
    row = {f"elements/{index}": each for index, each in enumerate(block.get("elements", ()))}
    held: Mapping[str, Json] = {**row, **{name: block[name] for name in ("accessory", "element") if name in block}}
    yield from (name for name, each in held.items() if each.get("focus_on_load"))


def _submit(view: Json, pointer: str) -> Iterator[Problem]:
    for index, block in enumerate(view["blocks"]):
        if block["type"] == "input" and "submit" not in view:
            message = "must define `submit` to use an `input` block in modals"
            yield Problem(pointer=f"{pointer}/blocks/{index}/input", message=message)


def _blocks(surface: Mapping[str, Rule], most: int, least: int = 1) -> Rule:
    return then(array(by_type(surface), most, least), _among)


_RETURNED = {"private_metadata": string(3000, 0), "callback_id": string(255, 0), "external_id": string(255, 0)}
_MESSAGE_BLOCKS = _blocks(MESSAGE, 50, 0)
_MODAL_VIEW = then(
    shape(
        {"type": one_of("modal"), "title": plain(24), "blocks": _blocks(MODAL, 100)},
        {
            **_RETURNED,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    _submit,
)
_MODAL = by_type({"modal": _MODAL_VIEW})
_HOME = by_type({"home": shape({"type": one_of("home"), "blocks": _blocks(HOME, 100)}, _RETURNED)})


def check_message(blocks: object) -> tuple[Problem, ...]:
    return tuple(_MESSAGE_BLOCKS(blocks, "/blocks"))


def check_modal(view: object) -> tuple[Problem, ...]:
    return tuple(_MODAL(view, "/view"))


def check_home(view: object) -> tuple[Problem, ...]:
    return tuple(_HOME(view, "/view"))


def view_too_large(view: object) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode(errors="replace")) > VIEW_BYTES


def second_table(blocks: Sequence[Json], pointer: str) -> Iterator[Problem]:
    """Yield the tables of a message after its first: Slack draws one, below all else.

    Slack's pages say so of the table block only; its guide for builders counts data tables among them.
    """
    tables = [f"{pointer}/{index}" for index, block in enumerate(blocks) if block["type"] in {"table", "data_table"}]
    yield from (Problem(pointer=where, message="only_one_table_allowed") for where in tables[1:])


def size(blocks: Sequence[Json]) -> int:
    counted = [block for block in blocks if block["type"] not in {"table", "data_table"}]
    return sum(BLOCK_COST + text_length(_without_choices(block)) for block in counted)


def _without_choices(value: object) -> object:
    if isinstance(value, list):
        return [_without_choices(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_choices(each) for name, each in value.items() if name not in _NOT_COUNTED}
    return value
