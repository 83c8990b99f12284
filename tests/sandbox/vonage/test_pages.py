from __future__ import annotations

from base64 import b64encode
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.sandbox.vonage.asked import Asked
from capi_bot.sandbox.vonage.lazy import Made
from capi_bot.sandbox.vonage.pages import Cut, by_cursor, by_record_index
from capi_bot.sandbox.vonage.parameters import Parameters
from capi_bot.sandbox.vonage.refusals import RefusedError
from capi_bot.sandbox.world.records import moment
from capi_bot.sandbox.world.snapshot import World

LETTERS = "abcdefg"
EMPTY = World(now=moment("2018-10-25T09:28:00Z"))


def cut(**query: str) -> Cut[str]:
    asked = Asked(world=EMPTY, version="v1", path="/v1/users", query=query)
    return by_cursor(asked, Parameters(query), LETTERS)


def links(page: Cut[str]) -> dict[str, dict[str, str]]:
    found = page.envelope["_links"]
    assert isinstance(found, dict)
    return found


def cursor(page: Cut[str], rel: str = "next") -> str:
    return parse_qs(urlsplit(links(page)[rel]["href"]).query)["cursor"][0]


def test_a_cursor_is_only_good_for_the_list_it_came_from() -> None:
    following = cursor(cut(page_size="3"))
    assert cut(page_size="3", cursor=following).items == ("d", "e", "f")
    for other in ({"order": "desc"}, {"name": "mary"}):
        with pytest.raises(RefusedError) as caught:
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


@pytest.mark.parametrize("wrong", ["", "not base64!", "YWJj", b64encode(b"12345678").decode()])
def test_a_made_up_cursor_is_refused(wrong: str) -> None:
    with pytest.raises(RefusedError) as caught:
        cut(cursor=wrong)
    assert caught.value.problems == (("cursor", '"cursor" is invalid'),)


def test_a_record_index_counts_items_or_pages() -> None:
    query = {"record_index": "2", "page_size": "2"}
    assert by_record_index(Parameters(query), LETTERS).items == ("c", "d")
    pages = by_record_index(Parameters(query), LETTERS, counts_pages=True)
    assert (pages.items, pages.envelope) == (("e", "f"), {"count": 7, "page_size": 2, "record_index": 2})
    assert by_record_index(Parameters({"order": "DESC", "page_size": "1"}), LETTERS).items == ("g",)


def living(items: list[int], **query: str) -> Cut[int]:
    asked = Asked(world=EMPTY, version="v1", path="/v1/users", query=query)
    return by_cursor(asked, Parameters(query), sorted(items), key=lambda item: (item,))


NUMBERS = st.sets(st.integers(0, 60))


@settings(max_examples=40, deadline=None)
@given(st.lists(NUMBERS, min_size=9, max_size=9), st.sampled_from(["asc", "desc"]), st.integers(1, 5))
def test_while_a_list_changes_no_page_repeats_or_skips_anything(moments: list[set[int]], order: str, size: int) -> None:
    seen: list[int] = []
    query = {"order": order, "page_size": str(size)}
    for told in moments:
        page = living(list(told), **query)
        seen += page.items
        if "next" not in links(page):
            break
        query["cursor"] = cursor(page)
    assert seen == sorted(set(seen), reverse=order == "desc")
    always = set.intersection(*moments)
    passed = {item for item in always if seen and ((item <= seen[-1]) if order == "asc" else (item >= seen[-1]))}
    assert passed <= set(seen)


def test_what_is_new_at_the_newest_end_does_not_move_the_next_page() -> None:
    first = living([1, 2, 3, 4], order="desc", page_size="2")
    second = living([1, 2, 3, 4, 5, 6], order="desc", page_size="2", cursor=cursor(first))
    assert (first.items, second.items) == ((4, 3), (2, 1))
    back = living([1, 2, 3, 4, 5, 6], order="desc", page_size="2", cursor=cursor(second, "prev"))
    assert back.items == (4, 3)
    assert living([1, 2, 3, 4, 5, 6], order="desc", page_size="2", cursor=cursor(back, "prev")).items == (6, 5)


def test_the_gap_stays_where_it_was_when_its_item_has_vanished() -> None:
    first = living([1, 2, 3, 4], page_size="2")
    assert living([1, 3, 4], page_size="2", cursor=cursor(first)).items == (3, 4)


def test_a_page_that_has_become_empty_leads_back_but_not_on() -> None:
    first = living([1, 2, 3], page_size="2")
    empty = living([1], page_size="2", cursor=cursor(first))
    assert empty.items == ()
    assert set(links(empty)) == {"first", "self", "prev"}
    assert living([1], page_size="2", cursor=cursor(empty, "prev")).items == (1,)


def test_an_empty_page_before_everything_leads_on() -> None:
    second = living([1, 2, 3], page_size="1", cursor=cursor(living([1, 2, 3], page_size="1")))
    empty = living([2, 3], page_size="1", cursor=cursor(second, "prev"))
    assert (empty.items, "prev" in links(empty)) == ((), False)
    assert living([2, 3], page_size="1", cursor=cursor(empty)).items == (2,)


def test_what_is_not_kept_is_passed_over_without_short_pages() -> None:
    asked = Asked(world=EMPTY, version="v1", path="/v1/users")
    page = by_cursor(asked, Parameters({"page_size": "3"}), LETTERS, keep=lambda letter: letter not in "bcg")
    assert page.items == ("a", "d", "e")
    assert "next" in links(page)


def test_a_page_of_a_hundred_thousand_looks_at_hardly_more_than_it_shows() -> None:
    looked: list[int] = []

    def make(place: int) -> int:
        looked.append(place)
        return place

    def page(**query: str) -> Cut[int]:
        asked = Asked(world=EMPTY, version="v1", path="/v1/users", query=query)
        return by_cursor(asked, Parameters(query), Made(100_000, make), key=lambda item: (item,))

    second = page(order="desc", cursor=cursor(page(order="desc")))
    assert second.items == tuple(range(99_989, 99_979, -1))
    assert len(looked) < 60


def test_the_pages_own_cursor_is_told_also_of_the_first() -> None:
    first = cut(page_size="3")
    assert cut(page_size="3", cursor=first.cursor).items == ("a", "b", "c")
    following = cursor(first)
    assert cut(page_size="3", cursor=following).cursor == following
