"""The search form: all criteria of a list's filter at once, drawn, and parsed when it is submitted.

What is parsed is Slack's view state; a field that is wrong has a sentence that says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from capi_bot.domain import phone_numbers
from capi_bot.domain.liveness import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.commands import (
    EVERYTHING,
    ListFilter,
    list_filter,
    time_ranges,
)
from capi_bot.slack.commands.text import join_words, normalise, tokenise
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.payload_fields import Body, mapping, text
from capi_bot.slack.views import block_kit, list_controls
from capi_bot.slack.views.list_controls import ANY_STATE, ANY_TIME, NEWEST, OLDEST

FIELD_ACTION_ID = "value"
"""The action id of each field."""

_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)?(?:\.\.(\d{4}-\d\d-\d\d))?")
_MAX_INPUT = 100
"""Characters in a field: a search stands in the values of buttons."""


class Field(StrEnum):
    """A field of the search form: the id of its block."""

    STATE = "state"
    SINCE = "since"
    FIRST_DAY = "first_day"
    LAST_DAY = "last_day"
    ORDER = "order"
    WORDS = "words"
    PARTY = "party"


class FormError(Exception):
    """Errors of a form: a sentence by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


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


def parse_search_form(values: Body) -> ListFilter:
    """Parse the search form; raise `FormError` for what cannot be searched for.

    https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    """
    inputs = {field: _input_text(mapping(mapping(values, field), FIELD_ACTION_ID)) for field in Field}
    state = inputs[Field.STATE]
    filters = replace(
        EVERYTHING,
        state=Liveness(state) if state in set(Liveness) - {Liveness.UNKNOWN} else None,
        oldest=inputs[Field.ORDER] == OLDEST,
    )
    problems: dict[str, str] = {}
    for field, parse_field in FIELD_PARSERS.items():
        try:
            criterion = parse_field(inputs)
            # Each field by itself has to survive being written, so that a problem is shown under the field that has it.
            list_filter.write_filter(replace(EVERYTHING, **criterion))
            filters = replace(filters, **criterion)
        except UserError as error:
            problems[field] = _field_error(error)
    if problems:
        raise FormError(problems)
    try:
        return list_filter.read_filter(list_filter.write_filter(filters))
    except UserError as error:
        raise FormError({Field.WORDS: _field_error(error)}) from error


def _parse_time_range(inputs: Mapping[Field, str]) -> dict[str, Any]:
    first, last = inputs[Field.FIRST_DAY], inputs[Field.LAST_DAY]
    since = "" if inputs[Field.SINCE] == ANY_TIME else inputs[Field.SINCE]
    if since and (first or last):
        raise UserError("Choose either a time above or days, not both.")
    return {"since": time_ranges.normalise_time_range(f"{first}..{last}" if last else since or first)}


def _parse_words(inputs: Mapping[Field, str]) -> dict[str, Any]:
    return {"words": tuple(token.word for token in tokenise(normalise(inputs[Field.WORDS])) if token.word)}


def _parse_party(inputs: Mapping[Field, str]) -> dict[str, Any]:
    party = " ".join(normalise(inputs[Field.PARTY]).replace('"', " ").split())
    return {"party": phone_numbers.canonical_number(party) if phone_numbers.is_phone_number(party) else party}


FIELD_PARSERS: Mapping[Field, Callable[[Mapping[Field, str]], dict[str, Any]]] = {
    Field.FIRST_DAY: _parse_time_range,
    Field.WORDS: _parse_words,
    Field.PARTY: _parse_party,
}
"""Parsers of what can be filled in wrongly, by the field under which the error is shown."""


def _input_text(element: Body) -> str:
    chosen = text(element, "selected_date") or text(mapping(element, "selected_option"), "value")
    return (text(element, "value") or chosen).strip()


def _field_error(error: UserError) -> str:
    # Under a field Slack draws plain text.
    return str(error).replace("`", "")
