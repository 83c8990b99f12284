from __future__ import annotations

import pytest

from capi_bot.capi.models import Page
from capi_bot.slack.action_ids import Action
from capi_bot.slack.views.list_controls import PageButtons, page_buttons, without_page_links

TURNING = PageButtons(
    previous=Action.LIST_PREVIOUS,
    previous_text="Previous",
    next=Action.LIST_NEXT,
    next_text="Next",
    encode_page=lambda cursor, number: f"{cursor} {number}",
)


def _drawn(page: Page[object], number: int) -> list[tuple[str, str, str]]:
    return [
        (drawn["action_id"], drawn["text"]["text"], drawn["value"]) for drawn in page_buttons(page, number, TURNING)
    ]


def test_a_list_of_one_page_cannot_be_turned() -> None:
    assert _drawn(Page(), 1) == []


def test_the_first_page_leads_on_only_even_where_the_api_tells_a_page_before() -> None:
    assert _drawn(Page(next="n", prev="p"), 1) == [("list.next", "Next", "n 2")]


def test_a_page_between_leads_both_ways() -> None:
    drawn = _drawn(Page(next="n", prev="p"), 5)

    assert drawn == [("list.previous", "Previous", "p 4"), ("list.next", "Next", "n 6")]


def test_a_cursor_that_is_too_long_for_a_button_leads_nowhere() -> None:
    assert _drawn(Page(next="n" * 1999, prev="p" * 1999), 5) == []
    assert [value for _, _, value in _drawn(Page(next="n" * 1998, prev="p" * 1999), 5)] == ["n" * 1998 + " 6"]


def test_a_page_without_its_neighbours_keeps_what_it_shows() -> None:
    assert without_page_links(Page(items=("a",), next="n", prev="p")) == Page(items=("a",))


@pytest.mark.parametrize(("number", "words"), [(2, "Previous"), (3, "First page")])
def test_where_the_page_before_is_not_told_the_way_back_is_the_first_page(number: int, words: str) -> None:
    assert _drawn(Page(), number) == [("list.previous", words, "None 1")]
