"""House style: the few blocks that we use, cut at Slack's limits, with all outside text made harmless.

Limits: https://docs.slack.dev/reference/block-kit. Text: https://docs.slack.dev/messaging/formatting-message-text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import product

from capi_bot.domain.durations import format_age
from capi_bot.slack.action_ids import Action
from capi_bot.slack.messages import AccessibleBlock, Block, Message

SECTION_TEXT = 3000
FIELDS = 10
FIELD_TEXT = 2000
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
OPTION_TEXT = 75
OPTION_VALUE = 75
OPTIONS = 100
PLACEHOLDER = 150
CONFIRM: Mapping[str, int] = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
BLOCK_ID = 255
MODAL_TITLE = 24
FALLBACK_TEXT = 4000
MESSAGE_BLOCKS = 50
MODAL_BLOCKS = 100
MESSAGE_SIZE = 13_000
"""Characters of JSON in all blocks of a message: our own limit, below the 13,200 at which Slack is known to refuse."""

NAME = 60
"""Characters of an outside name that we show."""

LABEL_NAME = 24
"""Characters of an outside name in what a screen reader says of a button."""

NARROWEST = 10
WIDTHS = (NAME, 40, 24, 16, NARROWEST)
"""Characters of outside text, from what we like to what always fits; at the narrowest, more than names gives way."""

_LOOKALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})  # noqa: RUF001 - look-alikes on purpose
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_QUOTE = re.compile(r"^>", re.MULTILINE)
_KEPT_FORMAT = "\u200d"  # joins emoji
_AHEAD = 8  # times the limit: nobody sees what stands farther on, and outside text may be endless


def cut(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, the last one an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clean(text: str) -> str:
    """Return outside text on one line, without control characters and direction overrides."""
    return " ".join("".join(char if _is_drawable(char) else " " for char in text).split())


def escape(text: str) -> str:
    """Escape the three characters with which Slack's markup begins: nothing can be linked or pinged after that."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, limit: int = NAME) -> str:
    """Return outside text for mrkdwn: cleaned, escaped, without formatting of its own, at most `limit` as sent."""
    return _escaped(_EDGE_UNDERSCORE.sub("ˍ", clean(text[: _AHEAD * limit]).translate(_LOOKALIKES)), limit)


def bold(text: str, limit: int = NAME) -> str:
    """Return outside text in bold."""
    shown = plain(text, limit)
    return f"*{shown}*" if shown else ""


def code(text: str, limit: int = NAME) -> str:
    """Return outside text as code."""
    harmless = clean(text[: _AHEAD * limit]).replace("`", "'")
    return f"`{_escaped(harmless, limit)}`" if harmless else ""


def date(moment: datetime) -> str:
    """Return a moment in the reader's own zone, with UTC where Slack cannot tell."""
    return _date(moment, "{date_short_pretty} at {time}", "%Y-%m-%d %H:%M UTC")


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was, with the moment itself beside it: what is shown may be read much later."""
    age = format_age(moment, now)
    return f"{age} ({date(moment)})" if age else date(moment)


def day(moment: datetime) -> str:
    """Return the day of a moment, in the reader's own zone."""
    return _date(moment, "{date_pretty}", "%Y-%m-%d")


def day_and_time(moment: datetime) -> str:
    """Return the day and the time of a moment, to the second, in the reader's own zone."""
    return _date(moment, "{date_short_pretty} {time_secs}", "%Y-%m-%d %H:%M:%S UTC")


def time_of_day(moment: datetime) -> str:
    """Return the time of a moment, to the second, in the reader's own zone."""
    return _date(moment, "{time_secs}", "%H:%M:%S UTC")


def facts(*told: str) -> str:
    """Put short facts on one line; those that are not known are left out."""
    return " · ".join(filter(None, told))


def named(words: str, name: str) -> str:
    """Return a button's label: what it does, and to whom."""
    return f"{words} {cut(name, LABEL_NAME)}"


def section(*lines: str, accessory: Block | None = None) -> Block:
    """Draw mrkdwn lines; those that no longer fit are left out whole. `verbatim` keeps Slack from linking words."""
    block: Block = {"type": "section", "text": _mrkdwn(fitting(lines, SECTION_TEXT))}
    return block | ({"accessory": accessory} if accessory else {})


def fields(told: Mapping[str, str]) -> Block:
    """Draw up to ten facts in two columns, each under its name; mrkdwn."""
    columns = [_mrkdwn(f"*{name}*\n{fact or '—'}") for name, fact in told.items()]
    return {"type": "section", "fields": columns[:FIELDS]}


def context(*lines: str) -> Block:
    """Draw mrkdwn lines small."""
    return {"type": "context", "elements": [_mrkdwn(fitting(lines, SECTION_TEXT))]}


def actions(*elements: Block, block_id: str = "") -> Block:
    """Draw buttons and menus in a row."""
    return {"type": "actions", "elements": list(elements)} | ({"block_id": block_id} if block_id else {})


def button(action: Action, text: str, *, value: str = "", label: str = "", primary: bool = False) -> Block:
    """Draw a button; `label` is what a screen reader says instead of `text`."""
    drawn: Block = {"type": "button", "action_id": str(action), "text": _plain_text(text)}
    extra = {"value": value, "accessibility_label": cut(clean(label), BUTTON_TEXT), "style": primary and "primary"}
    return drawn | {key: worth for key, worth in extra.items() if worth}


def confirmed(button: Block, question: str, text: str, yes: str, no: str) -> Block:
    """Return a button that asks first; the texts are our own: https://docs.slack.dev/reference/block-kit/composition-objects."""
    words = {"title": question, "text": text, "confirm": yes, "deny": no}
    return button | {"confirm": {part: _plain_text(said) for part, said in words.items()}}


def menu(action: Action, options: Mapping[str, str], selected: str, label: str) -> Block:
    """Draw a menu of `options`, texts by value, in which `chosen` is selected; `label` stands where none of them is.

    A menu carries no value of its own, so what it is about stands in the id of its block.
    """
    drawn = {value: _option(text, value) for value, text in options.items()}
    menu: Block = {"type": "static_select", "action_id": str(action), "options": list(drawn.values())}
    initial = {"initial_option": drawn[selected]} if selected in drawn else {}
    return menu | {"placeholder": _plain_text(cut(label, PLACEHOLDER))} | initial


def quoted(lines: Iterable[str]) -> tuple[str, ...]:
    """Set lines apart from what stands around them, with a bar at their left."""
    return tuple(f">{line}" for line in lines if line)


def paragraphs(lines: Iterable[str]) -> tuple[Block, ...]:
    """Draw many mrkdwn lines in as few sections as hold them all."""
    left, blocks = [line for line in lines if line], []
    while left:
        blocks.append(section(*left))
        left = left[blocks[-1]["text"]["text"].count("\n") + 1 :]
    return tuple(blocks)


def fitting(lines: Iterable[str], limit: int) -> str:
    """Join as many whole lines as fit into `limit` characters."""
    joined = ""
    for line in filter(None, lines):
        longer = f"{joined}\n{line}" if joined else line
        if len(longer) > limit:
            break
        joined = longer
    return joined


def message(*drawn: Block | AccessibleBlock, title: str = "Vonage", share: str = "") -> Message:
    """Make a message whose text says all that its blocks say."""
    parts = [part if isinstance(part, AccessibleBlock) else AccessibleBlock(part, _spoken(part)) for part in drawn]
    text = cut("\n".join(part.words for part in parts if part.words), FALLBACK_TEXT)
    blocks, value = tuple(part.block for part in parts), share if len(share) <= BUTTON_VALUE else ""
    return Message(text=text, blocks=blocks, title=cut(clean(title), MODAL_TITLE), share=value)


def fit_to_size(draw: Callable[[int], Message], *instead: Callable[[int], Message]) -> Message:
    """Return the message drawn with the widest outside text with which it stays in our budget.

    Where even the narrowest does not, `instead` draws it with less, from what we like to what always fits.
    """
    for drawing, width in product((draw, *instead), WIDTHS):
        drawn = drawing(width)
        if drawn.size_to_share <= MESSAGE_SIZE:
            break
    return drawn


def spoken(mrkdwn: str) -> str:
    """Return mrkdwn of our own as words alone: dates as their fallback, no formatting."""
    return _QUOTE.sub("", _DATE.sub(r"\1", mrkdwn)).replace("*", "").replace("`", "")


def _spoken(block: Block) -> str:
    if block["type"] == "context":
        return "\n".join(spoken(element["text"]) for element in block["elements"])
    if "fields" in block:
        return "\n".join(spoken(field["text"]).replace("\n", ": ", 1) for field in block["fields"])
    return spoken(block["text"]["text"]) if "text" in block else ""


def _escaped(text: str, limit: int) -> str:
    while len(escape(text)) > limit:
        text = cut(text, len(text) - max(1, (len(escape(text)) - limit) // 5))
    return escape(text)


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def _option(text: str, value: str) -> Block:
    return {"text": _plain_text(cut(clean(text), OPTION_TEXT)), "value": value}


def _date(moment: datetime, shown: str, fallback: str) -> str:
    return f"<!date^{int(moment.timestamp())}^{shown}|{moment.astimezone(UTC).strftime(fallback)}>"


def _is_drawable(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn"} or char == _KEPT_FORMAT
