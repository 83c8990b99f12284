from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from itertools import count, islice

import pytest

from capi_bot.capi.models import Page
from capi_bot.capi.pagination import (
    Query,
    build_filters,
    fetch_page,
    iterate_items,
    parse_offset,
    slice_page,
)
from capi_bot.errors import UserError


def test_a_query_becomes_query_parameters_of_the_api() -> None:
    query = Query(page_size=25, order="desc", cursor="a=", filters=build_filters(event_type="text", start_id=0))
    assert query.parameters() == {
        "page_size": "25",
        "order": "desc",
        "cursor": "a=",
        "event_type": "text",
        "start_id": "0",
    }


def test_the_query_of_a_first_page_has_no_cursor() -> None:
    assert Query().parameters() == {"page_size": "10", "order": "asc"}


def test_the_query_parameter_of_the_cursor_can_have_another_name() -> None:
    assert Query(cursor="20").parameters("record_index")["record_index"] == "20"


@pytest.mark.parametrize("size", [0, -1, 101])
def test_a_page_size_outside_1_to_100_is_refused(size: int) -> None:
    with pytest.raises(UserError, match=f"A page holds 1 to 100 things, not {size}."):
        Query(page_size=size)


def test_an_unknown_order_is_refused() -> None:
    with pytest.raises(UserError, match="either asc"):
        Query(order="newest")  # type: ignore[arg-type] # callers without a type checker exist


def test_filters_that_are_none_are_left_out() -> None:
    assert build_filters(name=None, event_type=None, start_id=0, date_end=None) == {"start_id": "0"}


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5))])
def test_times_in_filters_are_iso_8601_in_utc_with_milliseconds(zone: timezone) -> None:
    time = datetime(2018, 10, 25, 9, 26, 18, 999_000, tzinfo=UTC).astimezone(zone)
    assert build_filters(date_start=time) == {"date_start": "2018-10-25T09:26:18.999Z"}


def test_a_fetched_page_has_the_cursors_of_the_next_and_previous_page() -> None:
    requests: list[tuple[str, Mapping[str, str]]] = []

    def fetch(path: str, parameters: Mapping[str, str]) -> object:
        requests.append((path, parameters))
        links = {"next": {"href": "https://other.example/?cursor=n%3D"}, "prev": {"href": "/?cursor=p"}}
        return {"_embedded": {"events": [{"id": 1}, {"id": 2}]}, "_links": links}

    page = fetch_page(fetch, "/items", Query(cursor="c"), "events", str)
    assert page == Page(items=("{'id': 1}", "{'id': 2}"), next="n=", prev="p")
    assert requests == [("/items", {"page_size": "10", "order": "asc", "cursor": "c"})]


@pytest.mark.parametrize(
    ("order", "cursor", "expected"),
    [
        ("asc", None, Page(items=(1, 2), next="2")),
        ("asc", "2", Page(items=(3, 4), next="4", prev="0")),
        ("asc", "4", Page(items=(5,), prev="2")),
        ("asc", "1", Page(items=(2, 3), next="3", prev="0")),
        ("asc", "9", Page(prev="7")),
        ("desc", None, Page(items=(5, 4), next="2")),
        ("desc", "4", Page(items=(1,), prev="2")),
    ],
)
def test_a_complete_list_is_paged_by_offset(order: str, cursor: str | None, expected: Page[int]) -> None:
    query = Query(page_size=2, order="asc" if order == "asc" else "desc", cursor=cursor)
    assert slice_page((1, 2, 3, 4, 5), query) == expected


def test_a_full_last_page_has_no_next_page() -> None:
    assert slice_page((1, 2), Query(page_size=2)) == Page(items=(1, 2))


@pytest.mark.parametrize("cursor", ["-1", "7EjDNQ==", "1.5", "²"])
def test_a_cursor_that_is_not_an_offset_is_refused(cursor: str) -> None:
    with pytest.raises(UserError, match="Start again from its first page"):
        parse_offset(cursor)


def read_all(pages: Mapping[str | None, Page[int]], cursors: list[str | None]) -> list[int]:
    def page_at(cursor: str | None) -> Page[int]:
        cursors.append(cursor)
        return pages[cursor]

    return list(iterate_items(page_at))


def test_iteration_follows_the_cursors_to_the_last_page() -> None:
    cursors: list[str | None] = []
    assert read_all({None: Page(items=(1, 2), next="b"), "b": Page(items=(3,))}, cursors) == [1, 2, 3]
    assert cursors == [None, "b"]


def test_iteration_goes_on_after_empty_pages_that_have_a_next_page() -> None:
    pages = {None: Page(next="b"), "b": Page(items=(1,), next="c"), "c": Page(next="d"), "d": Page(items=(2,))}
    assert read_all(pages, []) == [1, 2]


def read_some(pages: Callable[[str | None], Page[int]], **limits: int) -> tuple[list[int], int, bool]:
    """Read all items; return them, the number of requests, and whether the list is said to have ended."""
    cursors: list[str | None] = []

    def page_at(cursor: str | None) -> Page[int]:
        cursors.append(cursor)
        return pages(cursor)

    items = iterate_items(page_at, **limits)
    return list(items), len(cursors), items.is_complete


def test_iteration_is_complete_once_the_last_item_was_read() -> None:
    items = iterate_items(lambda _: Page(items=(1, 2)))
    assert (next(items), next(items), items.is_complete) == (1, 2, False)
    assert (next(items, None), items.is_complete) == (None, True)


LOOPS: tuple[tuple[Mapping[str | None, str], int], ...] = (
    ({None: "a", "a": "a"}, 2),
    ({None: "a", "a": "b", "b": "a"}, 3),
    ({None: "a", "a": "b", "b": "c", "c": "d", "d": "b"}, 5),
)


@pytest.mark.parametrize(("loop", "requests"), LOOPS)
@pytest.mark.parametrize("item", [(), (1,)])
def test_iteration_ends_where_cursors_form_a_loop(
    loop: Mapping[str | None, str], requests: int, item: tuple[int, ...], caplog: pytest.LogCaptureFixture
) -> None:
    read = read_some(lambda cursor: Page(items=item, next=loop[cursor]))
    assert read == ([*item] * requests, requests, False)
    assert caplog.messages == [f"A list was left where its pages form a loop, after page {requests}."]


def test_iteration_of_pages_without_end_ends_after_a_number_of_them(caplog: pytest.LogCaptureFixture) -> None:
    read = read_some(lambda cursor: Page(items=(1,), next=f"after {cursor}"), max_pages=7)
    assert read == ([1] * 7, 7, False)
    assert caplog.messages == ["A list was left after 7 pages, though it has more."]


def test_every_iteration_has_a_limit_of_pages() -> None:
    numbers = count()
    read = read_some(lambda _: Page(items=(1,), next=str(next(numbers))))
    assert read[1:] == (10_000, False)


def test_iteration_of_empty_pages_without_end_ends_after_some_in_a_row(caplog: pytest.LogCaptureFixture) -> None:
    numbers = count(1)
    read = read_some(lambda _: Page(items=(1,) if (n := next(numbers)) == 9 else (), next=str(n)))
    assert read == ([1], 19, False)
    assert caplog.messages == ["A list was left after 10 empty pages in a row, though it has a next page."]


def test_iteration_fetches_a_page_when_its_first_item_is_needed() -> None:
    cursors: list[str | None] = []

    def page_at(cursor: str | None) -> Page[int]:
        cursors.append(cursor)
        return Page(items=(1, 2), next=f"after {cursor}")

    items = iterate_items(page_at)
    assert cursors == []
    assert list(islice(items, 2)) == [1, 2]
    assert cursors == [None]
