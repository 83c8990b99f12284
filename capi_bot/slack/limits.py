"""Slack's limits and our own, as one check that a test puts on every message.

Slack refuses a whole message for one button that is too long, so what we draw must be right before it is sent:
https://docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from capi_bot.slack.replies import Block, Message
from capi_bot.slack.views import kit

_BLOCK_TYPES = {"section", "context", "actions"}
_PING = re.compile(r"<(?:!(?!date\^)|[@#])")
_LINK = re.compile(r"<(?![!@#])")


def problems(message: Message) -> tuple[str, ...]:
    """List what Slack, or our own budget, would refuse in a message; none is right."""
    return tuple(_message_problems(message))


def _message_problems(message: Message) -> Iterator[str]:
    yield from _length("text", message.text, kit.FALLBACK_TEXT)
    yield from _markup("text", message.text)
    yield from _length("title", message.title, kit.MODAL_TITLE)
    if not 1 <= len(message.blocks) < kit.MESSAGE_BLOCKS:
        yield f"{len(message.blocks)} blocks"
    if message.size > kit.MESSAGE_SIZE:
        yield f"{message.size} characters of JSON"
    ids = Counter(block["block_id"] for block in message.blocks if "block_id" in block)
    yield from (f"block_id {name} stands twice" for name, times in ids.items() if times > 1)
    for index, block in enumerate(message.blocks):
        yield from (f"block {index}: {problem}" for problem in _block_problems(block))


def _block_problems(block: Block) -> Iterator[str]:
    if block["type"] not in _BLOCK_TYPES:
        yield f"type {block['type']} is not of the house"
    yield from _length("block_id", block.get("block_id", "-"), kit.BLOCK_ID)
    match block["type"]:
        case "section":
            if not {"text", "fields"} & set(block):
                yield "a section says nothing"
            if "text" in block:
                yield from _text_problems(block["text"], kit.SECTION_TEXT)
            if "fields" in block:
                yield from _fields_problems(block["fields"])
            if "accessory" in block:
                yield from _button_problems(block["accessory"])
        case "context":
            for element in block["elements"]:
                yield from _text_problems(element, kit.SECTION_TEXT)
        case "actions":
            yield from _actions_problems(block["elements"])


def _fields_problems(fields: list[Block]) -> Iterator[str]:
    if not 1 <= len(fields) <= kit.FIELDS:
        yield f"{len(fields)} fields"
    for field in fields:
        yield from _text_problems(field, kit.FIELD_TEXT)


def _actions_problems(buttons: list[Block]) -> Iterator[str]:
    if not 1 <= len(buttons) <= 25:  # noqa: PLR2004 - Slack's number, used only here
        yield f"{len(buttons)} buttons"
    if len({button["action_id"] for button in buttons}) < len(buttons):
        yield "an action_id stands twice"
    for button in buttons:
        yield from _button_problems(button)


def _button_problems(button: Block) -> Iterator[str]:
    yield from _length("button text", button["text"]["text"], kit.BUTTON_TEXT)
    yield from _length("button label", button.get("accessibility_label", "-"), kit.BUTTON_TEXT)
    yield from _length("button value", button.get("value", "-"), kit.BUTTON_VALUE)


def _text_problems(text: Block, limit: int) -> Iterator[str]:
    yield from _length("text", text["text"], limit)
    yield from _markup("text", text["text"])
    if not text.get("verbatim"):
        yield "text is not verbatim, so Slack would link words in it"


def _markup(what: str, text: str) -> Iterator[str]:
    if _PING.search(text):
        yield f"{what} pings somebody"
    if _LINK.search(text):
        yield f"{what} holds a link"


def _length(what: str, text: str, limit: int) -> Iterator[str]:
    if not 1 <= len(text) <= limit:
        yield f"{what} has {len(text)} characters of {limit}"
