"""The search form: the same filters as a list has, all at once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from capi_bot.slack.commands import EVERYTHING, ListFilter
from capi_bot.slack.commands.tokens import written
from capi_bot.slack.form_values import VALUE, Field
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit, list_controls

_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)?(?:\.\.(\d{4}-\d\d-\d\d))?")
_LONGEST = 100
"""Characters in a field: a search travels in buttons."""


def form(asked: ListFilter = EVERYTHING) -> Message:
    """Draw the form, filled with what is asked for already."""
    days = _DAYS.fullmatch(asked.since)
    first, last = days.groups() if days else (None, None)
    span = "" if days else asked.since
    blocks = (
        _field(Field.WORDS, "Words in the name or id", _text(written(asked.words), "support line")),
        _field(Field.PARTY, "Who is in it", _text(asked.party, "A number or a name, such as 447700900111 or Ada")),
        _field(Field.STATE, "State", _choice(list_controls.STATES, asked.state or list_controls.ALL)),
        _field(Field.SINCE, "Time", _choice(list_controls.spans_offered(span), span or list_controls.ANY_TIME)),
        _field(Field.FIRST_DAY, "Or from this day on", _day(first)),
        _field(Field.LAST_DAY, "Until this day", _day(last)),
        _field(
            Field.ORDER,
            "Order",
            _choice(list_controls.ORDERS, list_controls.OLDEST if asked.oldest else list_controls.NEWEST),
        ),
    )
    return Message(text="Search conversations", blocks=blocks, title="Search conversations", submit="Search")


def _field(field: Field, label: str, element: Block) -> Block:
    drawn = {"type": "input", "block_id": str(field), "label": _plain_text(label), "optional": True}
    return drawn | {"element": element | {"action_id": VALUE}}


def _text(filled: str, example: str) -> Block:
    box: Block = {"type": "plain_text_input", "max_length": _LONGEST, "placeholder": _plain_text(example)}
    return box | ({"initial_value": filled} if filled else {})


def _day(filled: str | None) -> Block:
    return {"type": "datepicker"} | ({"initial_date": filled} if filled else {})


def _choice(options: Mapping[str, str], selected: str) -> Block:
    drawn = {value: {"text": _plain_text(text), "value": value} for value, text in options.items()}
    box: Block = {"type": "static_select", "placeholder": _plain_text("Choose"), "options": list(drawn.values())}
    return box | {"initial_option": drawn[selected]}


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": block_kit.cut(block_kit.clean(text), block_kit.OPTION_TEXT)}
