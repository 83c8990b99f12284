"""The values of a conversation's tabs, and the buttons of their pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from capi_bot.capi.models import Call, Event, Member, Page
from capi_bot.domain.events.folding import FoldedEvent
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import TabState
from capi_bot.slack.messages import Block
from capi_bot.slack.views import list_controls


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersTab:
    """A page of members, in the order in which they are shown."""

    page: Page[Member]
    everyone: tuple[Member, ...] = ()
    """All members of the conversation, as far as they are known: they name a member's company and other ends."""
    whole: bool = False
    """Whether nobody is missing among them."""
    events: tuple[Event, ...] = ()
    """The newest events, in any order: they know better than the list who is on which channel, muted or on hold."""
    calls: tuple[Call, ...] = ()
    """The conversation's own calls, which know who called whom."""
    own: OwnNumbers = NO_NUMBERS
    """The application's own numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsTab:
    """A page of events, newest first as the API lists them, and the members that they name."""

    page: Page[Event]
    members: Mapping[str, Member]
    """People, where more is known of them than a list says."""
    calls: tuple[Call, ...] = ()
    """The conversation's own calls, which know who called whom."""
    silence: FoldedEvent | None = None
    """The silence before all of them, where it is known."""
    scanned: int = 0
    """Events that were scanned for this page."""
    unfinished: bool = False
    """Whether the scan ended before the page was full."""


TabView = MembersTab | EventsTab


@dataclass(frozen=True, slots=True, kw_only=True)
class TabButtons:
    """The buttons of a tab where it stands, in a row or on a card: their ids, and the value for a state."""

    previous: Action
    next: Action
    encode: Callable[[TabState], str]
    group: Action | None = None
    """The menu of event groups; None where there is none."""


def without_page_links(tab: TabView | None) -> TabView | None:
    """Return a tab without the buttons of its other pages."""
    if isinstance(tab, MembersTab):
        return replace(tab, page=list_controls.without_page_links(tab.page))
    return tab and replace(tab, page=list_controls.without_page_links(tab.page))


def tab_page_buttons(
    page: Page[object], tab_state: TabState, buttons: TabButtons, texts: tuple[str, str]
) -> Sequence[Block]:
    """Draw the buttons for the pages before and after; `texts` are theirs."""
    previous_text, next_text = texts
    spec = list_controls.PageButtons(
        previous=buttons.previous,
        previous_text=previous_text,
        next=buttons.next,
        next_text=next_text,
        encode_page=lambda cursor, number: buttons.encode(replace(tab_state, cursor=cursor, number=number)),
    )
    return list_controls.page_button_row(page, tab_state.number, spec)
