from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

import pytest

from capi_bot.capi.models import Page
from capi_bot.capi.pagination import (
    by_cursor,
    by_offset,
    follow,
    offset,
)
from capi_bot.capi.query import Query
from capi_bot.errors import UserError


def test_a_page_comes_with_the_cursors_of_its_neighbours() -> None:
    asked: list[tuple[str, Mapping[str, str]]] = []

    def fetch(path: str, parameters: Mapping[str, str]) -> object:
        asked.append((path, parameters))
        links = {"next": {"href": "https://other.example/?cursor=n%3D"}, "prev": {"href": "/?cursor=p"}}
        return {"_embedded": {"things": [{"id": 1}, {"id": 2}]}, "_links": links}

    page = by_cursor(fetch, "/things", Query(cursor="c"), "things", str)
    assert page == Page(items=("{'id': 1}", "{'id': 2}"), next="n=", prev="p")
    assert asked == [("/things", {"page_size": "10", "order": "asc", "cursor": "c"})]


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
def test_a_whole_list_is_paged_by_offsets(order: str, cursor: str | None, expected: Page[int]) -> None:
    query = Query(page_size=2, order="asc" if order == "asc" else "desc", cursor=cursor)
    assert by_offset((1, 2, 3, 4, 5), query) == expected


def test_a_page_that_is_exactly_full_is_the_last() -> None:
    assert by_offset((1, 2), Query(page_size=2)) == Page(items=(1, 2))


@pytest.mark.parametrize("cursor", ["-1", "7EjDNQ==", "1.5", "²"])
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(UserError, match="Start again from its first page"):
        offset(cursor)


def walk(pages: Mapping[str | None, Page[int]], asked: list[str | None]) -> list[int]:
    def page_at(cursor: str | None) -> Page[int]:
        asked.append(cursor)
        return pages[cursor]

    return list(follow(page_at))


def test_a_walk_goes_to_the_end() -> None:
    asked: list[str | None] = []
    assert walk({None: Page(items=(1, 2), next="b"), "b": Page(items=(3,))}, asked) == [1, 2, 3]
    assert asked == [None, "b"]


def test_a_walk_ends_at_an_empty_page_even_if_it_offers_a_next() -> None:
    assert walk({None: Page(items=(1,), next="b"), "b": Page(next="c")}, []) == [1]


def test_a_walk_ends_at_a_cursor_that_it_has_seen() -> None:
    pages = {None: Page(items=(1,), next="b"), "b": Page(items=(2,), next="c"), "c": Page(items=(3,), next="b")}
    assert walk(pages, []) == [1, 2, 3]


def test_a_walk_fetches_no_page_before_it_is_needed() -> None:
    asked: list[str | None] = []

    def page_at(cursor: str | None) -> Page[int]:
        asked.append(cursor)
        return Page(items=(1, 2), next=f"after {cursor}")

    walking = follow(page_at)
    assert asked == []
    assert list(islice(walking, 2)) == [1, 2]
    assert asked == [None]
