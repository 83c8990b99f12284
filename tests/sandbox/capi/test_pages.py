from __future__ import annotations

from base64 import b64encode
from urllib.parse import parse_qs, urlsplit

import pytest

from capi_bot.sandbox.capi.asked import Asked
from capi_bot.sandbox.capi.pages import Cut, by_cursor, by_record_index
from capi_bot.sandbox.capi.parameters import Parameters
from capi_bot.sandbox.capi.refusals import RefusedError
from capi_bot.sandbox.world import World, moment

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
