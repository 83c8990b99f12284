"""The buttons that turn pages, the same under every list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from capi_bot.capi.models import Page
from capi_bot.slack.action_ids import Action
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageButtons:
    """Say how a list is turned: the buttons' ids and words, and what they carry for a cursor and a page number."""

    back: Action
    back_words: str
    on: Action
    on_words: str
    carry: Callable[[str | None, int], str]


def without_page_links(page: Page[T]) -> Page[T]:
    """Return a page without its neighbours: where their cursors leave no room for what the page shows."""
    return replace(page, next=None, prev=None)


def row(page: Page[object], number: int, turning: PageButtons) -> Sequence[Block]:
    """Draw the ways in a row of their own, where there are any."""
    drawn = page_buttons(page, number, turning)
    return (block_kit.actions(*drawn),) if drawn else ()


def page_buttons(page: Page[object], number: int, turning: PageButtons) -> Sequence[Block]:
    """Draw the ways to the neighbours of page `number`.

    Where the API does not tell the page before, the way back leads to the first page. A cursor that is too long for a
    button leads nowhere.
    """
    drawn = []
    if number > 1:
        target = number - 1 if page.prev else 1
        words = turning.back_words if target == number - 1 else "First page"
        drawn.append(block_kit.button(turning.back, words, value=turning.carry(page.prev, target)))
    if page.next:
        drawn.append(block_kit.button(turning.on, turning.on_words, value=turning.carry(page.next, number + 1)))
    return [button for button in drawn if len(button["value"]) <= block_kit.BUTTON_VALUE]
