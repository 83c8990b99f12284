from __future__ import annotations

import pytest

from capi_bot.capi.wire.lists import count, items, neighbour
from capi_bot.errors import UnreachableError

EVENT = {"id": 1}


@pytest.mark.parametrize(
    "document",
    [
        [EVENT],
        {"_embedded": [EVENT]},
        {"_embedded": {"events": [EVENT]}},
        {"_embedded": {"data": {"events": [EVENT]}}},
        {"_embedded": {"data": [EVENT]}},
        {"_embedded": {"events": [EVENT, None, "junk", [], {}]}},
    ],
)
def test_a_list_is_found_in_every_envelope(document: object) -> None:
    assert items(document, "events") == (EVENT,)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"_embedded": {}},
        {"_embedded": None},
        {"_embedded": {"events": None}},
        {"_embedded": {"events": {"id": 1}}},
        {"_embedded": {"data": None}},
        {"_embedded": {"users": [EVENT]}},
        [],
    ],
)
def test_an_empty_application_has_an_empty_list(document: object) -> None:
    assert items(document, "events") == ()


@pytest.mark.parametrize("document", ["a page of HTML", 7, True])
def test_what_is_no_envelope_is_not_the_apis(document: object) -> None:
    with pytest.raises(UnreachableError, match="wrong shape"):
        items(document, "events")


@pytest.mark.parametrize(
    ("link", "cursor"),
    [
        ({"href": "https://api-us-3.vonage.com/v1/users?page_size=2&cursor=7EjDNQ%2B%3D%3D"}, "7EjDNQ+=="),
        ("https://api-us-3.vonage.com/v1/users?cursor=abc#top", "abc"),
        ({"href": "https://[broken/?cursor=abc"}, "abc"),
        ({"href": "https://api.nexmo.com/v1/users?page_size=2"}, None),
        ({"href": "https://api.nexmo.com/v1/users"}, None),
        ({"href": None}, None),
        ({}, None),
        (None, None),
        (7, None),
    ],
)
def test_only_the_cursor_is_taken_out_of_a_link(link: object, cursor: str | None) -> None:
    assert neighbour({"_links": {"next": link}}, "next") == cursor


@pytest.mark.parametrize("document", [{}, [], {"_links": None}, {"_links": {"self": {"href": "/?cursor=a"}}}])
def test_a_list_without_neighbours_has_no_cursors(document: object) -> None:
    assert neighbour(document, "next") is None
    assert neighbour(document, "prev") is None


def test_betas_links_page_by_position() -> None:
    document = {"_links": {"prev": {"href": "https://api.nexmo.com/beta/conversations?page_size=10&record_index=20"}}}
    assert neighbour(document, "prev", "record_index") == "20"


@pytest.mark.parametrize(("document", "number"), [({"count": 100}, 100), ({"count": "7"}, 7), ({}, 0), ([], 0)])
def test_the_number_of_things_is_read_where_told(document: object, number: int) -> None:
    assert count(document) == number
