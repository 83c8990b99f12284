from __future__ import annotations

from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.sandbox.vonage.api_request import ApiRequest, QueryParameters
from capi_bot.sandbox.vonage.errors import ApiError
from capi_bot.sandbox.vonage.pagination import Page, Position, by_cursor, by_record_index, read_cursor, write_cursor
from capi_bot.sandbox.world.records import parse_time
from capi_bot.sandbox.world.snapshot import World

LETTERS = "abcdefg"
EMPTY = World(now=parse_time("2018-10-25T09:28:00Z"))


def cut(**query: str) -> Page[str]:
    asked = ApiRequest(world=EMPTY, version="v1", path="/v1/users", query=query)
    return by_cursor(asked, QueryParameters(query), LETTERS)


def links(page: Page[str]) -> dict[str, dict[str, str]]:
    found = page.envelope["_links"]
    assert isinstance(found, dict)
    return found


def cursor(page: Page[str], rel: str = "next") -> str:
    return parse_qs(urlsplit(links(page)[rel]["href"]).query)["cursor"][0]


def test_a_cursor_is_only_good_for_the_list_it_came_from() -> None:
    following = cursor(cut(page_size="3"))
    assert cut(page_size="3", cursor=following).items == ("d", "e", "f")
    for other in ({"order": "desc"}, {"name": "mary"}):
        with pytest.raises(ApiError) as caught:
            cut(page_size="3", cursor=following, **other)
        assert caught.value.problems[0][0] == "cursor"


def test_a_page_may_change_its_size_on_the_way() -> None:
    assert cut(page_size="4", cursor=cursor(cut(page_size="3"))).items == ("d", "e", "f", "g")


def test_the_previous_page_of_the_second_is_the_first() -> None:
    second = cut(page_size="3", cursor=cursor(cut(page_size="3")))
    assert cut(page_size="3", cursor=cursor(second, "prev")).items == ("a", "b", "c")


def test_a_page_that_ends_with_the_list_has_no_next() -> None:
    assert "next" not in links(cut(page_size="7"))
    assert "next" in links(cut(page_size="6"))


@pytest.mark.parametrize("wrong", ["", "not base64!", "YWJj", "é", b64encode(b"12345678").decode()])
def test_a_made_up_cursor_is_refused(wrong: str) -> None:
    with pytest.raises(ApiError) as caught:
        cut(cursor=wrong)
    assert caught.value.problems == (("cursor", '"cursor" is invalid'),)


def live_world(items: list[int], **query: str) -> Page[int]:
    asked = ApiRequest(world=EMPTY, version="v1", path="/v1/users", query=query)
    return by_cursor(asked, QueryParameters(query), sorted(items), key=lambda item: (item, "", 0))


NUMBERS = st.sets(st.integers(0, 60))


@settings(max_examples=40, deadline=None)
@given(st.lists(NUMBERS, min_size=9, max_size=9), st.sampled_from(["asc", "desc"]), st.integers(1, 5))
def test_while_a_list_changes_no_page_repeats_or_skips_anything(moments: list[set[int]], order: str, size: int) -> None:
    seen: list[int] = []
    query = {"order": order, "page_size": str(size)}
    for answer in moments:
        page = live_world(list(answer), **query)
        seen += page.items
        if "next" not in links(page):
            break
        query["cursor"] = cursor(page)
    assert seen == sorted(set(seen), reverse=order == "desc")
    always = set.intersection(*moments)
    passed = {item for item in always if seen and ((item <= seen[-1]) if order == "asc" else (item >= seen[-1]))}
    assert passed <= set(seen)


def test_what_is_new_at_the_newest_end_does_not_move_the_next_page() -> None:
    first = live_world([1, 2, 3, 4], order="desc", page_size="2")
    second = live_world([1, 2, 3, 4, 5, 6], order="desc", page_size="2", cursor=cursor(first))
    assert (first.items, second.items) == ((4, 3), (2, 1))
    back = live_world([1, 2, 3, 4, 5, 6], order="desc", page_size="2", cursor=cursor(second, "prev"))
    assert back.items == (4, 3)
    assert live_world([1, 2, 3, 4, 5, 6], order="desc", page_size="2", cursor=cursor(back, "prev")).items == (6, 5)


def test_the_gap_stays_where_it_was_when_its_item_has_vanished() -> None:
    first = live_world([1, 2, 3, 4], page_size="2")
    assert live_world([1, 3, 4], page_size="2", cursor=cursor(first)).items == (3, 4)


def test_a_page_that_has_become_empty_leads_back_but_not_on() -> None:
    first = live_world([1, 2, 3], page_size="2")
    empty = live_world([1], page_size="2", cursor=cursor(first))
    assert empty.items == ()
    assert set(links(empty)) == {"first", "self", "prev"}
    assert live_world([1], page_size="2", cursor=cursor(empty, "prev")).items == (1,)


def test_an_empty_page_before_everything_leads_on() -> None:
    second = live_world([1, 2, 3], page_size="1", cursor=cursor(live_world([1, 2, 3], page_size="1")))
    empty = live_world([2, 3], page_size="1", cursor=cursor(second, "prev"))
    assert (empty.items, "prev" in links(empty)) == ((), False)
    assert live_world([2, 3], page_size="1", cursor=cursor(empty)).items == (2,)


def test_what_is_not_kept_is_passed_over_without_short_pages() -> None:
    asked = ApiRequest(world=EMPTY, version="v1", path="/v1/users")
    page = by_cursor(asked, QueryParameters({"page_size": "3"}), LETTERS, keep=lambda letter: letter not in "bcg")
    assert page.items == ("a", "d", "e")
    assert "next" in links(page)


IDS = st.uuids(version=4).map(lambda unique: f"CON-{unique}")
KEYS = st.tuples(st.integers(-(2**63), 2**63 - 1), st.just("") | IDS, st.integers(0, 2**16 - 1))


@settings(deadline=None)
@given(KEYS | st.none(), st.booleans())
def test_what_is_written_is_read_and_ends_in_a_sign_that_links_must_escape(after: object, backwards: object) -> None:
    gap = Position(after=after, backwards=backwards)  # type: ignore[arg-type] # hypothesis' own types
    cursor = write_cursor(gap, "list")
    assert read_cursor(cursor, "list") == gap
    assert cursor.endswith("=")


class Counted(list[int]):
    """A list that counts the items which are looked at."""

    looked_at = 0

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 - as a list's
        self.looked_at += 1
        return super().__getitem__(at)


@pytest.mark.parametrize("size", [100, 10_000])
def test_a_page_looks_at_hardly_more_items_than_it_has(size: int) -> None:
    items = Counted(range(size))

    def page(**query: str) -> Page[int]:
        request = ApiRequest(world=EMPTY, version="v1", path="/v1/users", query=query)
        return by_cursor(request, QueryParameters(query), items, key=lambda item: (item, "", 0))

    second = page(order="desc", cursor=cursor(page(order="desc")))
    assert second.items == tuple(range(size - 11, size - 21, -1))
    assert items.looked_at < 60


def test_a_record_index_counts_items() -> None:
    query = {"record_index": "2", "page_size": "2"}
    page = by_record_index(QueryParameters(query), LETTERS)
    assert (page.items, page.envelope) == (("c", "d"), {"count": 7, "page_size": 2, "record_index": 2})
    assert by_record_index(QueryParameters({"order": "DESC", "page_size": "1"}), LETTERS).items == ("g",)


def test_a_cursor_is_about_as_long_as_the_vendors() -> None:
    """Or a message whose buttons carry cursors would not have the size that it has in production."""
    key = (1_540_459_680_000_000, "CON-bc643220-2542-499a-892e-c982c4150c06", 0)
    vendors = "7EjDNQrAcipmOnc0HCzpQRkhBULzY44ljGUX4lXKyUIVfiZay5pv9wg="
    assert len(write_cursor(Position(after=key), "list")) <= len(vendors)
