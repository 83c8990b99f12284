"""What people write into forms: Slack's view state to values of ours, or what is wrong with it, field by field."""

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
from capi_bot.slack.commands.text import plain
from capi_bot.slack.commands.tokens import tokens
from capi_bot.slack.payloads import Body
from capi_bot.slack.views.list_controls import ANY_TIME, OLDEST

VALUE = "value"
"""The action id of each field."""


class Field(StrEnum):
    """Name the fields of the search form, by which Slack names their blocks."""

    STATE = "state"
    SINCE = "since"
    FIRST_DAY = "first_day"
    LAST_DAY = "last_day"
    ORDER = "order"
    WORDS = "words"
    PARTY = "party"


class FormError(Exception):
    """Carry what is wrong in a form: a sentence for each field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


def search(values: Body) -> ListFilter:
    """Read the search form; raise `FormError` for what cannot be looked for.

    https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    """
    filled = {field: _value((values.get(field) or {}).get(VALUE) or {}) for field in Field}
    state = filled[Field.STATE]
    selected = replace(
        EVERYTHING,
        state=Liveness(state) if state in set(Liveness) - {Liveness.UNKNOWN} else None,
        oldest=filled[Field.ORDER] == OLDEST,
    )
    problems: dict[str, str] = {}
    for field, read in READ.items():
        try:
            selected = replace(selected, **_kept(read(filled)))
        except UserError as error:
            problems[field] = _shown(error)
    if not problems:
        return _whole(selected)
    raise FormError(problems)


def _whole(selected: ListFilter) -> ListFilter:
    try:
        return list_filter.read_filter(list_filter.write_filter(selected))
    except UserError as error:
        raise FormError({Field.WORDS: _shown(error)}) from error


def _kept(part: dict[str, Any]) -> dict[str, Any]:
    # Each field by itself has to survive being written, so that a problem is told under the field that has it.
    list_filter.write_filter(replace(EVERYTHING, **part))
    return part


def _span(filled: Mapping[Field, str]) -> dict[str, Any]:
    first, last = filled[Field.FIRST_DAY], filled[Field.LAST_DAY]
    span = "" if filled[Field.SINCE] == ANY_TIME else filled[Field.SINCE]
    if span and (first or last):
        raise UserError("Choose either a time above or days, not both.")
    return {"since": time_ranges.canonical(f"{first}..{last}" if last else span or first)}


def _words(filled: Mapping[Field, str]) -> dict[str, Any]:
    return {"words": tuple(token.word for token in tokens(plain(filled[Field.WORDS])) if token.word)}


def _party(filled: Mapping[Field, str]) -> dict[str, Any]:
    party = " ".join(plain(filled[Field.PARTY]).replace('"', " ").split())
    return {"party": phone_numbers.normalise_number(party) if phone_numbers.is_phone_number(party) else party}


READ: Mapping[Field, Callable[[Mapping[Field, str]], dict[str, Any]]] = {
    Field.FIRST_DAY: _span,
    Field.WORDS: _words,
    Field.PARTY: _party,
}
"""What is read from the fields that can be filled in wrongly, by the field under which that is told."""


def _value(told: Body) -> str:
    selected = told.get("selected_option") or {}
    return str(told.get("value") or told.get("selected_date") or selected.get("value") or "").strip()


def _shown(error: UserError) -> str:
    # Under a field Slack draws plain text.
    return str(error).replace("`", "")
