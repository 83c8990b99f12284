"""What Slack's own client lets nobody submit: fields left empty, and what is no address, number or date.

The words are ours: Slack documents the rules alone. https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from capi_bot.sandbox.slack.choices import HELD, Values, interactive
from capi_bot.sandbox.slack.rules import Json

MISSING = "Please complete this required field."
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LINK = re.compile(r"https?://[^\s/]+\S*")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_UNIX = re.compile(r"\d{10}")


def amiss(blocks: Iterable[Json], values: Values) -> dict[str, str]:
    """Return a sentence for each input of a form that cannot be submitted so, by block_id."""
    entries = (
        (block, found, values.get(block["block_id"], {}).get(found["action_id"], {}))
        for block, found in interactive(blocks)
        if block["type"] == "input"
    )
    told = ((block["block_id"], _in_input(block, found, entry)) for block, found, entry in entries)
    return {block_id: sentence for block_id, sentence in told if sentence}


def _in_input(block: Json, found: Json, entry: Json) -> str:
    empty = not entry.get(HELD.get(found["type"], ""))
    if empty and not block.get("optional") and found["type"] != "file_input":
        return MISSING
    return sentence(found, entry)


def sentence(found: Json, entry: Json) -> str:
    """Return what is wrong with what an element holds, empty where nothing is, or where it holds nothing."""
    value = entry.get(HELD.get(found["type"], ""))
    wrong = _several if isinstance(value, list) else _WRONG.get(found["type"])
    return wrong(found, value) if wrong and value else ""


def _several(found: Json, value: list[Any]) -> str:
    most = found.get("max_selected_items", len(value))
    return f"Choose no more than {most}." if len(value) > most else ""


def _text(found: Json, value: str) -> str:
    least, most = found.get("min_length", 0), found.get("max_length", len(value))
    if len(value) < least:
        return f"Write at least {least} characters."
    return f"Write no more than {most} characters." if len(value) > most else ""


def _number(found: Json, value: object) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        return "Enter a number."
    if not found.get("is_decimal_allowed") and number != int(number):
        return "Enter a whole number."
    if number < Decimal(found.get("min_value", number)):
        return f"Enter no less than {found['min_value']}."
    return f"Enter no more than {found['max_value']}." if number > Decimal(found.get("max_value", number)) else ""


def _like(pattern: re.Pattern[str], words: str) -> Callable[[Json, object], str]:
    return lambda _, value: "" if pattern.fullmatch(str(value)) else words


_WRONG: Mapping[str, Callable[[Json, Any], str]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _like(_ADDRESS, "Enter an email address."),
    "url_text_input": _like(_LINK, "Enter a link that begins with http:// or https://."),
    "datepicker": _like(_DATE, "Enter a date such as 2026-11-21."),
    "timepicker": _like(_TIME, "Enter a time such as 09:30."),
    "datetimepicker": _like(_UNIX, "Enter a time in Unix seconds."),
}
