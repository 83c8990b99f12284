from __future__ import annotations

from itertools import islice

from capi_bot.domain.search.batches import Answer, batch, listed
from capi_bot.domain.search.cursor import SearchCursor, key

from capi_bot.capi.models import Page

AT = SearchCursor(cursor="c")
NEXT = SearchCursor(cursor="d")


def even(number: int) -> Answer[int] | None:
    return None if number % 2 else Answer(hit=number)


def test_what_cannot_be_a_hit_is_no_step_and_the_last_step_leads_to_the_end() -> None:
    part = batch([10, 11, 12, 13], even, keys=list("abcd"), at=AT, behind=0, after=NEXT, counted=True)
    assert [(step.answer.hit, step.after, step.looked) for step in part.steps] == [
        (10, SearchCursor(cursor="c", offset=1, behind="a"), 1),
        (12, NEXT, 4),
    ]
    assert (part.after, part.looked) == (NEXT, 4)


def test_what_lies_behind_is_left_out_and_not_counted_again() -> None:
    part = batch([10, 12, 14, 16], even, keys=list("abcd"), at=AT, behind=1, after=None, counted=True)
    assert [(step.answer.hit, step.looked) for step in part.steps] == [(12, 1), (14, 2), (16, 3)]
    assert part.steps[0].after == SearchCursor(cursor="c", offset=2, behind="b")
    assert part.looked == 3


def test_what_is_quickly_known_does_not_count() -> None:
    part = batch([10, 12], even, keys=list("ab"), at=AT, behind=0, after=NEXT)
    assert ([step.looked for step in part.steps], part.looked) == ([0, 0], 0)


def test_nothing_ahead_is_an_empty_stretch() -> None:
    part = batch([11], even, keys=["a"], at=AT, behind=0, after=None, counted=True)
    assert (part.steps, part.looked) == ((), 1)


class Pages:
    def __init__(self, **pages: Page[int]) -> None:
        self._pages = pages
        self.asked: list[str | None] = []

    def read(self, cursor: str | None) -> Page[int]:
        self.asked.append(cursor)
        return self._pages[cursor or "first"]


def hits(pages: Pages, start: SearchCursor | None = None, most: int = 99) -> list[int | None]:
    parts = islice(listed(start or SearchCursor(), pages.read, even, str), most)
    return [step.answer.hit for part in parts for step in part.steps]


def test_a_page_is_read_when_its_turn_comes() -> None:
    pages = Pages(first=Page(items=(2,), next="b"), b=Page(items=(4,)))
    parts = listed(SearchCursor(), pages.read, even, str)
    next(parts)
    assert pages.asked == [None]
    assert next(parts).after is None
    assert pages.asked == [None, "b"]


def test_a_page_that_is_read_again_goes_on_where_it_was_left() -> None:
    pages = Pages(first=Page(items=(8, 6, 4, 2)))
    assert hits(pages, SearchCursor(offset=1, behind=key("6"))) == [4, 2]


def test_the_list_ends_at_an_empty_page_whatever_it_offers() -> None:
    pages = Pages(first=Page(items=(2,), next="b"), b=Page(next="c"))
    assert hits(pages) == [2]
    assert pages.asked == [None, "b"]


def test_the_list_ends_where_cursors_lead_in_a_circle() -> None:
    pages = Pages(first=Page(items=(2,), next="b"), b=Page(items=(4,), next="c"), c=Page(items=(6,), next="b"))
    assert hits(pages) == [2, 4, 6]
