"""The elements into which a person types, or puts files; as tables of rules.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from capi_bot.sandbox.slack.menus import element
from capi_bot.sandbox.slack.objects import DISPATCH_ACTION_CONFIG, plain
from capi_bot.sandbox.slack.rich_text import RICH_TEXT
from capi_bot.sandbox.slack.rules import Json, Problem, array, boolean, broken, integer, string, then

_TYPED_IN = {
    "placeholder": plain(150),
    "focus_on_load": boolean,
    "initial_value": string(3000, 0),
    "dispatch_action_config": DISPATCH_ACTION_CONFIG,
}
_LINES = integer(1, 100)
_DECIMAL = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})")


def _decimal(value: str, pointer: str) -> Iterator[Problem]:
    if not _DECIMAL.fullmatch(value):
        yield broken(pointer, "must be a number, written as a string", "format", "decimal", value)


def _ordered(low: str, high: str) -> Callable[[Json, str], Iterator[Problem]]:
    def check(found: Json, pointer: str) -> Iterator[Problem]:
        if low in found and high in found and Decimal(found[low]) > Decimal(found[high]):
            yield broken(f"{pointer}/{low}", f"must not be greater than `{high}`", "max", found[high], found[low])

    return check


def _whole(found: Json, pointer: str) -> Iterator[Problem]:
    for name in () if found["is_decimal_allowed"] else ("min_value", "max_value", "initial_value"):
        if Decimal(found.get(name, 0)) % 1:
            yield broken(f"{pointer}/{name}", "must be a whole number", "format", "integer", found[name])


_NUMBER = then(string(100), _decimal)
PLAIN_TEXT_INPUT = then(
    element(
        "plain_text_input",
        {**_TYPED_IN, "multiline": boolean, "min_length": integer(0, 3000), "max_length": integer(1, 3000)},
    ),
    _ordered("min_length", "max_length"),
)
RICH_TEXT_INPUT = then(
    element("rich_text_input", {**_TYPED_IN, "initial_value": RICH_TEXT, "min_lines": _LINES, "max_lines": _LINES}),
    _ordered("min_lines", "max_lines"),
)
EMAIL_INPUT = element("email_text_input", _TYPED_IN)
URL_INPUT = element("url_text_input", _TYPED_IN)
NUMBER_INPUT = then(
    element(
        "number_input",
        {**_TYPED_IN, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        {"is_decimal_allowed": boolean},
    ),
    _ordered("min_value", "max_value"),
    _ordered("min_value", "initial_value"),
    _ordered("initial_value", "max_value"),
    _whole,
)
FILE_INPUT = element("file_input", {"filetypes": array(string(255), 100), "max_files": integer(1, 10)})
