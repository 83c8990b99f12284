from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.domain.liveness import Liveness
from capi_bot.slack.commands import EVERYTHING, ListFilter, list_filter
from capi_bot.slack.views.search_form import Field, FormError, parse_search_form

EMPTY: dict[str, Any] = {
    "words": {"value": {"type": "plain_text_input", "value": None}},
    "party": {"value": {"type": "plain_text_input", "value": None}},
    "state": {"value": {"type": "static_select", "selected_option": {"value": "all"}}},
    "since": {"value": {"type": "static_select", "selected_option": {"value": "any"}}},
    "first_day": {"value": {"type": "datepicker", "selected_date": None}},
    "last_day": {"value": {"type": "datepicker", "selected_date": None}},
    "order": {"value": {"type": "static_select", "selected_option": {"value": "newest"}}},
}


def filled(**fields: str) -> dict[str, Any]:
    """Return the view state that Slack sends for filled-in fields."""
    values = dict(EMPTY)
    for name, text in fields.items():
        element = EMPTY[name]["value"]
        key = next((key for key in ("value", "selected_date") if key in element), "selected_option")
        values[name] = {"value": element | {key: {"value": text} if key == "selected_option" else text}}
    return values


def test_an_empty_form_is_the_filter_of_everything() -> None:
    assert parse_search_form(EMPTY) == EVERYTHING


@pytest.mark.parametrize(
    ("fields", "filters"),
    [
        ({"state": "live", "order": "oldest"}, ListFilter(state=Liveness.LIVE, oldest=True)),
        ({"since": "24h"}, ListFilter(since="24h")),
        ({"since": "today"}, ListFilter(since="today")),
        ({"first_day": "2026-11-01"}, ListFilter(since="2026-11-01")),
        ({"last_day": "2026-11-03"}, ListFilter(since="..2026-11-03")),
        ({"first_day": "2026-11-01", "last_day": "2026-11-03"}, ListFilter(since="2026-11-01..2026-11-03")),
        ({"party": "+44 (0)7700 900-111"}, ListFilter(party="447700900111")),
        ({"party": "+1 (415) 555-0100"}, ListFilter(party="+14155550100")),
        ({"party": "(415) 555-0100 ext 5"}, ListFilter(party="4155550100")),
        ({"party": "٠٧٧٠٠ ٩٠٠١١١"}, ListFilter(party="07700900111")),  # noqa: RUF001 - Arabic digits
        ({"party": "Ada “the” Lovelace"}, ListFilter(party="Ada the Lovelace")),
        ({"words": "support line"}, ListFilter(words=("support", "line"))),
        ({"words": "“support line” live"}, ListFilter(words=("support line", "live"))),
        ({"words": "'support line' *live*, since:2h"}, ListFilter(words=("support line", "live", "since:2h"))),
        ({"words": '""   '}, EVERYTHING),
        ({"party": "live since 2h", "words": "with"}, ListFilter(party="live since 2h", words=("with",))),
    ],
)
def test_each_field_is_a_criterion(fields: dict[str, str], filters: ListFilter) -> None:
    assert parse_search_form(filled(**fields)) == filters


@pytest.mark.parametrize(
    ("fields", "field", "problem"),
    [
        ({"first_day": "2026-11-03", "last_day": "2026-11-01"}, Field.FIRST_DAY, "ends before it begins"),
        ({"since": "2h", "first_day": "2026-11-01"}, Field.FIRST_DAY, "not both"),
        ({"since": "soon"}, Field.FIRST_DAY, "do not understand"),
        ({"words": "x" * 101}, Field.WORDS, "too long"),
        ({"party": "x" * 101}, Field.PARTY, "too long"),
        ({"party": "x" * 60, "words": "y" * 60}, Field.WORDS, "too long"),
        ({"words": "&" * 60}, Field.WORDS, "too many signs"),
    ],
)
def test_an_error_is_shown_under_its_field(fields: dict[str, str], field: Field, problem: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_search_form(filled(**fields))

    assert list(caught.value.problems) == [field]
    assert problem in caught.value.problems[field]
    assert "`" not in caught.value.problems[field]


def test_all_errors_are_shown_at_once() -> None:
    with pytest.raises(FormError) as caught:
        parse_search_form(filled(since="soon", words="x" * 101, party="y" * 101))

    assert list(caught.value.problems) == [Field.FIRST_DAY, Field.WORDS, Field.PARTY]


@pytest.mark.parametrize("state", ["unknown", "gone", ""])
def test_a_state_that_is_not_offered_is_no_criterion(state: str) -> None:
    assert parse_search_form(filled(state=state)) == EVERYTHING


@pytest.mark.parametrize("values", [{}, {"words": None}, {"words": {}}, {"words": {"value": None}}])
def test_a_form_without_some_fields_is_parsed(values: dict[str, Any]) -> None:
    assert parse_search_form(values) == EVERYTHING


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_input_is_a_filter_that_buttons_can_carry_or_an_error(words: str, party: str) -> None:
    try:
        filters = parse_search_form(filled(words=words, party=party))
    except FormError:
        return
    assert list_filter.read_filter(list_filter.write_filter(filters)) == filters
