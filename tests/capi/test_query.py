from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from capi_bot.capi.query import Query, filters
from capi_bot.errors import UserError


def test_a_query_is_written_as_the_apis_parameters() -> None:
    query = Query(page_size=25, order="desc", cursor="a=", filters=filters(event_type="text", start_id=0))
    assert query.parameters() == {
        "page_size": "25",
        "order": "desc",
        "cursor": "a=",
        "event_type": "text",
        "start_id": "0",
    }


def test_a_first_page_has_no_cursor() -> None:
    assert Query().parameters() == {"page_size": "10", "order": "asc"}
    assert Query(cursor="").parameters() == {"page_size": "10", "order": "asc"}


def test_a_cursor_goes_by_the_name_that_is_asked_for() -> None:
    assert Query(cursor="20").parameters("record_index")["record_index"] == "20"


@pytest.mark.parametrize("size", [0, -1, 101])
def test_a_page_holds_one_to_a_hundred_things(size: int) -> None:
    with pytest.raises(UserError, match=f"A page holds 1 to 100 things, not {size}."):
        Query(page_size=size)


def test_an_order_is_one_of_two() -> None:
    with pytest.raises(UserError, match="either asc"):
        Query(order="newest")  # type: ignore[arg-type] # callers without a type checker exist


def test_filters_that_were_not_given_are_left_out() -> None:
    assert filters(name=None, event_type="", start_id=0) == {"start_id": "0"}


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5))])
def test_times_are_whole_iso_8601_in_utc(zone: timezone) -> None:
    time = datetime(2018, 10, 25, 9, 26, 18, 999_000, tzinfo=UTC).astimezone(zone)
    assert filters(date_start=time) == {"date_start": "2018-10-25T09:26:18.999Z"}
