"""What Slack refuses in a message or a view: Block Kit's shapes and lengths, counts, and ids that must differ."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from capi_bot.sandbox.slack import blocks as tables
from capi_bot.sandbox.slack.elements import plain
from capi_bot.sandbox.slack.rules import Problem, array, boolean, by_type, one_of, shape, string

MESSAGE_TEXT = 40_000
UPDATE_TEXT = 4_000
MARKDOWN_TOTAL = 12_000
VIEW_BYTES = 250_000

_MESSAGE_BLOCKS = array(by_type(tables.MESSAGE), 50, 0)
_AT_MOST = {"table": 1, "data_visualization": 2}
_SAID_BACK = {"private_metadata": string(3000, 0), "callback_id": string(255, 0), "external_id": string(255, 0)}
_MODAL = shape(
    {"type": one_of("modal"), "title": plain(24), "blocks": array(by_type(tables.MODAL), 100)},
    {
        **_SAID_BACK,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = shape({"type": one_of("home"), "blocks": array(by_type(tables.HOME), 100)}, _SAID_BACK)


def check_message(text: object, blocks: object) -> tuple[Problem, ...]:
    """Return everything that Slack would refuse in a message's `text` and `blocks`; None means not given."""
    return tuple(_message(text, blocks))


def check_modal(view: object) -> tuple[Problem, ...]:
    """Return everything that Slack would refuse in a modal."""
    return (*_MODAL(view, "/view"), *_view_together(view), *_submit_missing(view))


def check_home(view: object) -> tuple[Problem, ...]:
    """Return everything that Slack would refuse on a Home tab."""
    return (*_HOME(view, "/view"), *_view_together(view))


def view_too_large(view: object) -> bool:
    """Tell whether a view is more than Slack takes."""
    return len(json.dumps(view)) > VIEW_BYTES


def _message(text: object, blocks: object) -> Iterator[Problem]:
    if text is not None:
        yield from string(MESSAGE_TEXT, 0)(text, "/text")
    if blocks is not None:
        yield from _MESSAGE_BLOCKS(blocks, "/blocks")
        yield from _together(blocks, "/blocks")


def _view_together(view: object) -> Iterator[Problem]:
    if isinstance(view, dict):
        yield from _together(view.get("blocks"), "/view/blocks")


def _submit_missing(view: object) -> Iterator[Problem]:
    if isinstance(view, dict) and "submit" not in view and _inputs(view):
        yield Problem(pointer="/view", sentence="submit is required when an input block is within the blocks array")


def _inputs(view: dict[object, object]) -> bool:
    return any(block.get("type") == "input" for block in _objects(view.get("blocks")))


def _together(blocks: object, pointer: str) -> Iterator[Problem]:
    found = _objects(blocks)
    yield from _same_block_ids(found, pointer)
    kinds = Counter(str(block.get("type")) for block in found)
    for kind, most in _AT_MOST.items():
        if kinds[kind] > most:
            yield Problem(pointer=pointer, sentence=f"no more than {most} {kind} blocks allowed")
    if sum(len(str(block.get("text"))) for block in found if block.get("type") == "markdown") > MARKDOWN_TOTAL:
        yield Problem(pointer=pointer, sentence=f"markdown must be less than {MARKDOWN_TOTAL + 1} characters in total")


def _same_block_ids(blocks: Sequence[dict[object, object]], pointer: str) -> Iterator[Problem]:
    seen: set[object] = set()
    for index, block in enumerate(blocks):
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            where = f"{pointer}/{index}/block_id"
            yield Problem(pointer=where, sentence=f"block_id {name} already exists in this message")
        seen.add(name if isinstance(name, str) else None)


def _objects(blocks: object) -> tuple[dict[object, object], ...]:
    return tuple(block for block in blocks if isinstance(block, dict)) if isinstance(blocks, list) else ()
