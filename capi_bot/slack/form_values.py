"""Parser of submitted forms: Slack's view state to values, or a sentence for each field that is wrong."""

from __future__ import annotations

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
from capi_bot.slack.commands.text import normalise, tokenise
from capi_bot.slack.payload_fields import Body, mapping, text

FIELD_ACTION_ID = "value"
"""The action id of each field."""

ANY_STATE, ANY_TIME, NEWEST, OLDEST = "all", "any", "newest", "oldest"
"""Values of menus, of the form and above a list: where a filter has no criterion, a value may not be empty."""


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
