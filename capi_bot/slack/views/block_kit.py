"""Block Kit builders: the few blocks that the bot uses, cut at Slack's limits, with all outside text escaped.

Limits: https://docs.slack.dev/reference/block-kit. Text: https://docs.slack.dev/messaging/formatting-message-text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import product

from capi_bot.domain import durations
from capi_bot.slack.action_ids import Action
from capi_bot.slack.messages import AccessibleBlock, Block, Message

MAX_SECTION_TEXT = 3000
MAX_FIELDS = 10
MAX_FIELD_TEXT = 2000
MAX_BUTTON_TEXT = 75
MAX_BUTTON_VALUE = 2000
MAX_OPTION_TEXT = 75
MAX_OPTION_VALUE = 75
MAX_OPTIONS = 100
MAX_PLACEHOLDER = 150
MAX_CONFIRM_TEXTS: Mapping[str, int] = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
MAX_BLOCK_ID = 255
MAX_MODAL_TITLE = 24
MAX_FALLBACK_TEXT = 4000
MAX_MESSAGE_BLOCKS = 50
MAX_MODAL_BLOCKS = 100
MAX_MESSAGE_SIZE = 13_000
"""Characters of JSON in all blocks of a message: the bot's own limit, below the 13,200 at which Slack refuses."""

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

NAME_WIDTH = 60
"""Characters of an outside name that are shown."""

LABEL_NAME_WIDTH = 24
"""Characters of an outside name in what a screen reader says of a button."""

NARROWEST_WIDTH = 10
WIDTHS = (NAME_WIDTH, 40, 24, 16, NARROWEST_WIDTH)
"""Characters of outside text, from the preferred width to what always fits; the narrowest leaves out details too."""

_LOOKALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})  # noqa: RUF001 - look-alikes on purpose
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_DATE_MARKUP = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_QUOTE_BAR = re.compile(r"^>", re.MULTILINE)
_ZERO_WIDTH_JOINER = "\u200d"  # joins emoji
_READ_AHEAD = 8  # times the limit: nobody sees what stands farther on, and outside text may be endless


def truncate(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, the last one an ellipsis where it was longer."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clean(text: str) -> str:
    """Return outside text on one line, without control characters and direction overrides."""
    return " ".join("".join(char if _is_drawable(char) else " " for char in text).split())


def escape(text: str) -> str:
    """Escape the three characters with which Slack's markup begins, so that nothing is linked or mentioned."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_outside_text(text: str, limit: int = NAME_WIDTH) -> str:
    """Return outside text for mrkdwn: cleaned, escaped, without formatting, at most `limit` characters as sent."""
    return _escaped(_EDGE_UNDERSCORE.sub("ˍ", clean(text[: _READ_AHEAD * limit]).translate(_LOOKALIKES)), limit)


def bold(text: str, limit: int = NAME_WIDTH) -> str:
    """Return outside text in bold."""
    escaped = escape_outside_text(text, limit)
    return f"*{escaped}*" if escaped else ""


def code(text: str, limit: int = NAME_WIDTH) -> str:
    """Return outside text as code."""
    harmless = clean(text[: _READ_AHEAD * limit]).replace("`", "'")
    return f"`{_escaped(harmless, limit)}`" if harmless else ""


def date(moment: datetime) -> str:
    """Return a date and time in the reader's own zone; the fallback is in UTC.

    https://docs.slack.dev/messaging/formatting-message-text#date-formatting
    """
    return _date(moment, "{date_short_pretty} at {time}", "%Y-%m-%d %H:%M UTC")


def ago(moment: datetime, now: datetime) -> str:
    """Return an age with the moment itself beside it: a message may be read much later."""
    age = durations.format_age(moment, now)
    return f"{age} ({date(moment)})" if age else date(moment)


def day(moment: datetime) -> str:
    """Return a date in the reader's own zone."""
    return _date(moment, "{date_pretty}", "%Y-%m-%d")


def day_and_time(moment: datetime) -> str:
    """Return a date and time to the second, in the reader's own zone."""
    return _date(moment, "{date_short_pretty} {time_secs}", "%Y-%m-%d %H:%M:%S UTC")


def time_of_day(moment: datetime) -> str:
    """Return a time of day to the second, in the reader's own zone."""
    return _date(moment, "{time_secs}", "%H:%M:%S UTC")


def join_facts(*facts: str) -> str:
    """Join short facts on one line; empty ones are left out."""
    return " · ".join(filter(None, facts))


def label_with_name(action: str, name: str) -> str:
    """Return the accessibility label of a button: its action and the name that it applies to."""
    return f"{action} {truncate(name, LABEL_NAME_WIDTH)}"


def section(*lines: str, accessory: Block | None = None) -> Block:
    """Return a section of mrkdwn lines; lines that no longer fit are left out."""
    block: Block = {"type": "section", "text": _mrkdwn(join_fitting_lines(lines, MAX_SECTION_TEXT))}
    return block | ({"accessory": accessory} if accessory else {})


def fields(facts: Mapping[str, str]) -> Block:
    """Return a section of up to ten mrkdwn facts in two columns, each under its name."""
    columns = [_mrkdwn(f"*{name}*\n{fact or '—'}") for name, fact in facts.items()]
    return {"type": "section", "fields": columns[:MAX_FIELDS]}


def context(*lines: str) -> Block:
    """Return a context block of mrkdwn lines, which Slack draws small."""
    return {"type": "context", "elements": [_mrkdwn(join_fitting_lines(lines, MAX_SECTION_TEXT))]}


def actions(*elements: Block, block_id: str = "") -> Block:
    """Return a row of buttons and menus."""
    return {"type": "actions", "elements": list(elements)} | ({"block_id": block_id} if block_id else {})


def button(action: Action, text: str, *, value: str = "", label: str = "", primary: bool = False) -> Block:
    """Return a button; `label` is what a screen reader says instead of `text`."""
    element: Block = {"type": "button", "action_id": str(action), "text": _plain_text(text)}
    extra = {
        "value": value,
        "accessibility_label": truncate(clean(label), MAX_BUTTON_TEXT),
        "style": primary and "primary",
    }
    return element | {key: attribute for key, attribute in extra.items() if attribute}


def with_confirmation(button: Block, question: str, text: str, yes: str, no: str) -> Block:
    """Return a button with a confirmation dialog: https://docs.slack.dev/reference/block-kit/composition-objects."""
    texts = {"title": question, "text": text, "confirm": yes, "deny": no}
    return button | {"confirm": {key: _plain_text(value) for key, value in texts.items()}}


def menu(action: Action, options: Mapping[str, str], selected: str, label: str) -> Block:
    """Return a menu of `options`, texts by value; `label` is its placeholder where `selected` is none of them.

    A menu carries no value of its own, so its state stands in the id of its block.
    """
    by_value = {value: _option(text, value) for value, text in options.items()}
    element: Block = {"type": "static_select", "action_id": str(action), "options": list(by_value.values())}
    initial = {"initial_option": by_value[selected]} if selected in by_value else {}
    return element | {"placeholder": _plain_text(truncate(label, MAX_PLACEHOLDER))} | initial


def quote_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return lines as a block quote, which Slack draws with a bar at their left."""
    return tuple(f">{line}" for line in lines if line)


def paragraphs(lines: Iterable[str]) -> tuple[Block, ...]:
    """Return many mrkdwn lines in as few sections as hold them all."""
    rest, blocks = [line for line in lines if line], []
    while rest:
        blocks.append(section(*rest))
        rest = rest[blocks[-1]["text"]["text"].count("\n") + 1 :]
    return tuple(blocks)


def join_fitting_lines(lines: Iterable[str], limit: int) -> str:
    """Join as many whole lines as fit into `limit` characters."""
    joined = ""
    for line in filter(None, lines):
        longer = f"{joined}\n{line}" if joined else line
        if len(longer) > limit:
            break
        joined = longer
    return joined


def message(*blocks: Block | AccessibleBlock, title: str = "Vonage", share: str = "") -> Message:
    """Return a message whose text says all that its blocks say, for screen readers and notifications."""
    parts = [
        block if isinstance(block, AccessibleBlock) else AccessibleBlock(block, _block_text(block)) for block in blocks
    ]
    text = truncate("\n".join(part.words for part in parts if part.words), MAX_FALLBACK_TEXT)
    return Message(
        text=text,
        blocks=tuple(part.block for part in parts),
        title=truncate(clean(title), MAX_MODAL_TITLE),
        share=share if len(share) <= MAX_BUTTON_VALUE else "",
    )


def fit_to_size(draw: Callable[[int], Message], *shorter: Callable[[int], Message]) -> Message:
    """Return the message drawn with the widest outside text with which it stays below `MAX_MESSAGE_SIZE`.

    Where even the narrowest does not, the `shorter` ways to draw it are tried in their order; the last always fits.
    """
    for draw_at, width in product((draw, *shorter), WIDTHS):
        result = draw_at(width)
        if result.size_to_share <= MAX_MESSAGE_SIZE:
            break
    return result


def without_markup(mrkdwn: str) -> str:
    """Return the bot's own mrkdwn as plain text: dates as their fallback, no formatting."""
    return _QUOTE_BAR.sub("", _DATE_MARKUP.sub(r"\1", mrkdwn)).replace("*", "").replace("`", "")


def _block_text(block: Block) -> str:
    if block["type"] == "context":
        return "\n".join(without_markup(element["text"]) for element in block["elements"])
    if "fields" in block:
        return "\n".join(without_markup(field["text"]).replace("\n", ": ", 1) for field in block["fields"])
    return without_markup(block["text"]["text"]) if "text" in block else ""


def _escaped(text: str, limit: int) -> str:
    while len(escape(text)) > limit:
        text = truncate(text, len(text) - max(1, (len(escape(text)) - limit) // 5))
    return escape(text)


def _mrkdwn(text: str) -> Block:
    # `verbatim` keeps Slack from linking words.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def _option(text: str, value: str) -> Block:
    return {"text": _plain_text(truncate(clean(text), MAX_OPTION_TEXT)), "value": value}


def _date(moment: datetime, pattern: str, fallback: str) -> str:
    return f"<!date^{int(moment.timestamp())}^{pattern}|{moment.astimezone(UTC).strftime(fallback)}>"


def _is_drawable(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn"} or char == _ZERO_WIDTH_JOINER
