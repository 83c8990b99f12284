"""A checker of Slack's Block Kit limits and the bot's own, which tests apply to every message.

Slack refuses a whole message for one button that is too long, so what the bot draws must be right before it is sent:
https://docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit, call_timeline

_BLOCK_TYPES = {"section", "context", "actions", "table", "input"}
_MENTION = re.compile(r"<(?:!(?!date\^)|[@#])")
_LINK = re.compile(r"<(?![!@#])")
_DATE = re.compile(r"<!date\^-?\d+\^[^^|<>]*\|[^<>]*>")
_QUOTE = re.compile(r"^>", re.MULTILINE)
_UNESCAPED = re.compile(r"[<>]|&(?!amp;|lt;|gt;| )")
"""A lone `&` is only ours: names of Slack's own pages have one."""
_CUT = re.compile(r"(?:&\w*|<!date[^>]*)…$")
"""The end of a fallback text that was cut inside of an entity."""
_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069\ud800-\udfff\x00-\x09\x0b-\x1f]")


def problems(message: Message) -> tuple[str, ...]:
    """Return what Slack would refuse in a message, or what exceeds the bot's own limits; empty for a valid message."""
    return tuple(_message_problems(message))


def _message_problems(message: Message) -> Iterator[str]:
    yield from _length("text", message.text, block_kit.MAX_FALLBACK_TEXT)
    yield from _markup("text", message.text)
    yield from _length("title", message.title, block_kit.MAX_MODAL_TITLE)
    if not 1 <= len(message.blocks) < block_kit.MAX_MESSAGE_BLOCKS:
        yield f"{len(message.blocks)} blocks"
    if message.size > block_kit.MAX_MESSAGE_SIZE:
        yield f"{message.size} characters of JSON"
    if sum(block["type"] == "table" for block in message.blocks) > 1:
        yield "more than one table"
    ids = Counter(block["block_id"] for block in message.blocks if "block_id" in block)
    yield from (f"block_id {name} stands twice" for name, times in ids.items() if times > 1)
    if not message.submit and any(block["type"] == "input" for block in message.blocks):
        yield "fields stand where nothing sends them off"
    yield from _length("submit", message.submit or "-", block_kit.MAX_MODAL_TITLE)
    for index, block in enumerate(message.blocks):
        yield from (f"block {index}: {problem}" for problem in _block_problems(block))


def _block_problems(block: Block) -> Iterator[str]:
    if block["type"] not in _BLOCK_TYPES:
        yield f"type {block['type']} is not one that we use"
    yield from _length("block_id", block.get("block_id", "-"), block_kit.MAX_BLOCK_ID)
    match block["type"]:
        case "section":
            yield from _section_problems(block)
        case "context":
            for element in block["elements"]:
                yield from _text_problems(element, block_kit.MAX_SECTION_TEXT)
        case "actions":
            yield from _actions_problems(block["elements"])
        case "table":
            yield from _table_problems(block["rows"])
        case "input":
            yield from _length("label", block["label"]["text"], block_kit.MAX_FIELD_TEXT)
            yield from _field_problems(block["element"])


def _section_problems(section: Block) -> Iterator[str]:
    if not {"text", "fields"} & set(section):
        yield "a section says nothing"
    if "text" in section:
        yield from _text_problems(section["text"], block_kit.MAX_SECTION_TEXT)
    if "fields" in section:
        yield from _fields_problems(section["fields"])
    if "accessory" in section:
        yield from _element_problems(section["accessory"])


def _fields_problems(fields: list[Block]) -> Iterator[str]:
    if not 1 <= len(fields) <= block_kit.MAX_FIELDS:
        yield f"{len(fields)} fields"
    for field in fields:
        yield from _text_problems(field, block_kit.MAX_FIELD_TEXT)


def _table_problems(rows: list[list[Block]]) -> Iterator[str]:
    if not 1 <= len(rows) <= call_timeline.MAX_TABLE_ROWS:
        yield f"{len(rows)} rows"
    if not all(len(row) == len(rows[0]) <= call_timeline.MAX_TABLE_COLUMNS for row in rows):
        yield "rows are not of one length that a table has room for"
    texts = [cell["text"] for row in rows for cell in row]
    yield from _length("table", "".join(texts), call_timeline.MAX_TABLE_TEXT)
    yield from ("a cell says nothing" for text in texts if not text)


def _field_problems(field: Block) -> Iterator[str]:
    match field["type"]:
        case "datepicker":
            return
        case "plain_text_input":
            yield from _length("placeholder", field["placeholder"]["text"], block_kit.MAX_PLACEHOLDER)
            yield from _length("what is filled in", field.get("initial_value", "-"), field["max_length"])
        case _:
            yield from _element_problems(field)


def _actions_problems(elements: list[Block]) -> Iterator[str]:
    if not 1 <= len(elements) <= 25:
        yield f"{len(elements)} elements"
    if len({element["action_id"] for element in elements}) < len(elements):
        yield "an action_id stands twice"
    for element in elements:
        yield from _element_problems(element)


def _element_problems(element: Block) -> Iterator[str]:
    match element["type"]:
        case "button":
            yield from _button_problems(element)
        case "static_select":
            yield from _menu_problems(element)
        case "conversations_select":
            yield from _length("placeholder", element["placeholder"]["text"], block_kit.MAX_PLACEHOLDER)
        case other:
            yield f"element {other} is not one that we use"


def _menu_problems(menu: Block) -> Iterator[str]:
    options = menu["options"]
    if not 1 <= len(options) <= block_kit.MAX_OPTIONS:
        yield f"{len(options)} options"
    if len({option["value"] for option in options}) < len(options):
        yield "an option stands twice"
    if menu.get("initial_option", options[0]) not in options:
        yield "what is chosen is no option"
    for option in options:
        yield from _length("option", option["text"]["text"], block_kit.MAX_OPTION_TEXT)
        yield from _length("option value", option["value"], block_kit.MAX_OPTION_VALUE)
    yield from _length("placeholder", menu["placeholder"]["text"], block_kit.MAX_PLACEHOLDER)


def _button_problems(button: Block) -> Iterator[str]:
    yield from _length("button text", button["text"]["text"], block_kit.MAX_BUTTON_TEXT)
    yield from _length("button label", button.get("accessibility_label", "-"), block_kit.MAX_BUTTON_TEXT)
    yield from _length("button value", button.get("value", "-"), block_kit.MAX_BUTTON_VALUE)
    for part, text in button.get("confirm", {}).items():
        yield from _length(f"confirm {part}", text["text"], block_kit.MAX_CONFIRM_TEXTS[part])


def _text_problems(text: Block, limit: int) -> Iterator[str]:
    yield from _length("text", text["text"], limit)
    yield from _markup("text", text["text"])
    if not text.get("verbatim"):
        yield "text is not verbatim, so Slack would link words in it"


def _markup(what: str, text: str) -> Iterator[str]:
    mentions, links = _MENTION.search(text), _LINK.search(text)
    if mentions:
        yield f"{what} mentions people"
    if links:
        yield f"{what} holds a link"
    if not (mentions or links) and _UNESCAPED.search(_QUOTE.sub("", _DATE.sub("", _CUT.sub("", text)))):
        yield f"{what} holds what is not escaped"
    if _CONTROL.search(text):
        yield f"{what} holds a control character or half a pair"


def _length(what: str, text: str, limit: int) -> Iterator[str]:
    if not 1 <= len(text) <= limit:
        yield f"{what} has {len(text)} characters of {limit}"
