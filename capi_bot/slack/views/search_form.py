"""The search form: all criteria of a list's filter at once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from capi_bot.slack.commands import EVERYTHING, ListFilter
from capi_bot.slack.commands.text import join_words
from capi_bot.slack.form_values import ANY_STATE, ANY_TIME, FIELD_ACTION_ID, NEWEST, OLDEST, Field
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit, list_controls

_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)?(?:\.\.(\d{4}-\d\d-\d\d))?")
_MAX_INPUT = 100
"""Characters in a field: a search stands in the values of buttons."""


def form(filters: ListFilter = EVERYTHING) -> Message:
    """Draw the search form, filled with the current filter."""
    days = _DAYS.fullmatch(filters.since)
    first, last = days.groups() if days else (None, None)
    since = "" if days else filters.since
    order = OLDEST if filters.oldest else NEWEST
    blocks = (
        _input(Field.WORDS, "Words in the name or id", _text_input(join_words(filters.words), "support line")),
        _input(
            Field.PARTY, "Who is in it", _text_input(filters.party, "A number or a name, such as 447700900111 or Ada")
        ),
        _input(Field.STATE, "State", _select(list_controls.STATES, filters.state or ANY_STATE)),
        _input(Field.SINCE, "Time", _select(list_controls.time_range_options(since), since or ANY_TIME)),
        _input(Field.FIRST_DAY, "Or from this day on", _date_picker(first)),
        _input(Field.LAST_DAY, "Until this day", _date_picker(last)),
        _input(Field.ORDER, "Order", _select(list_controls.ORDERS, order)),
    )
    return Message(text="Search conversations", blocks=blocks, title="Search conversations", submit="Search")


def _input(field: Field, label: str, element: Block) -> Block:
    block = {"type": "input", "block_id": str(field), "label": _plain_text(label), "optional": True}
    return block | {"element": element | {"action_id": FIELD_ACTION_ID}}


def _text_input(value: str, example: str) -> Block:
    element: Block = {"type": "plain_text_input", "max_length": _MAX_INPUT, "placeholder": _plain_text(example)}
    return element | ({"initial_value": value} if value else {})


def _date_picker(value: str | None) -> Block:
    return {"type": "datepicker"} | ({"initial_date": value} if value else {})


def _select(options: Mapping[str, str], selected: str) -> Block:
    by_value = {value: {"text": _plain_text(text), "value": value} for value, text in options.items()}
    element: Block = {"type": "static_select", "placeholder": _plain_text("Choose"), "options": list(by_value.values())}
    return element | {"initial_option": by_value[selected]}


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": block_kit.truncate(block_kit.clean(text), block_kit.MAX_OPTION_TEXT)}
