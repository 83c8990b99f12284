from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.domain.liveness import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.client import modal
from capi_bot.slack.commands import EVERYTHING, ListFilter, list_filter
from capi_bot.slack.messages import Message
from capi_bot.slack.views import search_form
from capi_bot.slack.views import search_form as view
from tests.block_kit import problems
from tests.shared_files import shared
from tests.slack.views.conftest import Golden

FILTERS = {
    "empty": EVERYTHING,
    "busy": ListFilter(
        state=Liveness.LIVE, since="2h", oldest=True, party="447700000001", words=("support", "second line")
    ),
    "longest": ListFilter(since="2026-11-01..2026-11-03", words=("W" * 74,)),
    "hostile": ListFilter(party="<!channel> & *b* _i_", words=("<https://evil.example>", "live", "with", "\u202egpj")),
}


def typed(form: Message) -> dict[str, Any]:
    """Return the view state that Slack sends for a form that is submitted unchanged."""
    values: dict[str, Any] = {}
    for block in form.blocks:
        element = block["element"]
        value = {
            "value": element.get("initial_value"),
            "selected_date": element.get("initial_date"),
            "selected_option": element.get("initial_option"),
        }
        values[block["block_id"]] = {element["action_id"]: {"type": element["type"], **value}}
    return values


@pytest.mark.parametrize("case", FILTERS)
def test_the_form(case: str, golden: Golden) -> None:
    golden(view.form(FILTERS[case]))


@pytest.mark.parametrize("since", ["", "1h", "2h", "today", "2026-11-01", "..2026-11-03", "2026-11-01..2026-11-03"])
def test_the_current_time_range_is_filled_in(since: str) -> None:
    assert search_form.parse_search_form(typed(view.form(ListFilter(since=since)))) == ListFilter(since=since)


@given(
    st.builds(
        ListFilter,
        state=st.sampled_from([None, Liveness.LIVE, Liveness.OPEN, Liveness.ENDED]),
        since=st.sampled_from(["", "2h", "yesterday", "today..2026-12-24", "2026-11-01"]),
        oldest=st.booleans(),
        party=st.text(max_size=12),
        words=st.lists(st.text(max_size=12), max_size=3).map(tuple),
    )
)
def test_a_form_that_is_submitted_unchanged_has_the_same_filter(filters: ListFilter) -> None:
    try:
        list_filter.write_filter(filters)
    except UserError:
        return
    form = view.form(filters)

    assert problems(form) == ()
    assert search_form.parse_search_form(typed(form)) == filters


@pytest.mark.parametrize("case", FILTERS)
def test_slacks_types_take_the_form(case: str) -> None:
    types = json.loads(shared("schemas/slack-types.schema.json").read_text(encoding="utf-8"))
    drawn = modal(view.form(FILTERS[case]), "C1", "V1.hash")

    jsonschema.Draft7Validator(types | {"$ref": "#/definitions/ModalView"}).validate(drawn)
