"""What a tab brings, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from capi_bot.capi.models import Event, Member, Page
from capi_bot.domain.events.folding import FoldedEvent
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import TabState
from capi_bot.slack.messages import Block
from capi_bot.slack.views import page_buttons


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersTab:
    """Bring a page of members, in the order in which they are shown."""

    page: Page[Member]
    everyone: tuple[Member, ...] = ()
    """All members of the conversation, as far as they are known: whom one is with, and names of the others' ends."""
    whole: bool = False
    """Whether nobody is missing among them."""
    events: tuple[Event, ...] = ()
    """The newest events, in any order: they know better than the list who is on which channel, muted or on hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsTab:
    """Bring a page of events, newest first as the API lists them, and the members that they speak of."""

    page: Page[Event]
    members: Mapping[str, Member]
    silence: FoldedEvent | None = None
    """The silence before all of them, where it is known."""
    looked: int = 0
    """How many events were looked at for this page."""
    unfinished: bool = False
    """Whether looking ended before the page was full."""


TabView = MembersTab | EventsTab


@dataclass(frozen=True, slots=True, kw_only=True)
class TabButtons:
    """Tell how a tab is turned and narrowed where it stands: its ids, and what they carry for another page."""

    back: Action
    on: Action
    carry: Callable[[TabState], str]
    group: Action | None = None
    """The menu of event groups; None where there is none."""


def without_page_links(tab: TabView | None) -> TabView | None:
    """Return the tab without the ways to its other pages."""
    if isinstance(tab, MembersTab):
        return replace(tab, page=page_buttons.without_page_links(tab.page))
    return tab and replace(tab, page=page_buttons.without_page_links(tab.page))


def ways(page: Page[object], panel: TabState, place: TabButtons, words: tuple[str, str]) -> Sequence[Block]:
    """Draw the ways to the pages before and after; `words` are those of the two buttons."""
    back, on = words
    drawn = page_buttons.PageButtons(
        back=place.back,
        back_words=back,
        on=place.on,
        on_words=on,
        carry=lambda cursor, number: place.carry(replace(panel, cursor=cursor, number=number)),
    )
    return page_buttons.row(page, panel.number, drawn)
