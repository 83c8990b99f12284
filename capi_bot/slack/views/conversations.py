"""The list of conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Conversation, Page
from capi_bot.capi.overview import Glance
from capi_bot.capi.presence import Liveness
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block, Message
from capi_bot.slack.state import ListState, Panel, Tab, pack_list
from capi_bot.slack.views import kit, panels, turning

PAGE = 10

ROW_STATE = 150
"""Characters that the state of a private list may have in each of its rows."""

MARKS: Mapping[Liveness, tuple[str, str]] = {
    Liveness.LIVE: ("🟢", "Live"),
    Liveness.OPEN: ("🟡", "Open"),
    Liveness.ENDED: ("⚫", "Ended"),
    Liveness.UNKNOWN: ("⚪", "State not known"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """Hold what all rows of one list share."""

    page: Page[Conversation]
    state: ListState
    tab: panels.TabView | None
    width: int


def listing(
    page: Page[Conversation], glances: Sequence[Glance], state: ListState, tab: panels.TabView | None, now: datetime
) -> Message:
    """Draw a page of conversations, newest first, with at most one of them opened."""
    whole = _List(page=page, state=state, tab=tab, width=kit.NAME)
    unturned = replace(whole, page=turning.unturned(page), tab=panels.unturned(tab))
    return kit.narrowed(
        lambda width: _listing(replace(whole, width=width), glances, now),
        lambda width: _listing(replace(unturned, width=width), glances, now),
    )


def _listing(shown: _List, glances: Sequence[Glance], now: datetime) -> Message:
    rows = [block for number, glance in enumerate(glances, 1) for block in _row(glance, number, shown)]
    number = f" · page {shown.state.number}" if shown.state.number > 1 else ""
    top = kit.section(f"*Conversations*, newest first{number}")
    as_of = kit.context(f"As of {kit.time_of_day(now)}")
    return kit.message(top, as_of, *(rows or [_empty(shown.state)]), _turning(shown), title="Conversations")


def _row(glance: Glance, number: int, shown: _List) -> Sequence[Block]:
    panel = shown.state.panel
    if panel is None or panel.conversation_id != glance.conversation.id or shown.tab is None:
        return (_summary(glance, shown), *_buttons(glance, number, shown, None))
    place = panels.Place(back=Action.ROW_BACK, on=Action.ROW_ON, carry=lambda turned: _carried(turned, shown.state))
    row = (_summary(glance, shown), *_buttons(glance, number, shown, panel.tab))
    return (*row, *panels.draw(shown.tab, panel, place, shown.width))


def _summary(glance: Glance, shown: _List) -> Block:
    mark, word = MARKS[glance.liveness]
    created = glance.conversation.created
    facts = (
        word,
        joined(glance),
        "" if glance.conversation.id in {told.id for told in shown.page.items} else "no longer on this page",
        f"created {kit.date(created)}" if created and shown.width > kit.NARROWEST else "",
    )
    name = f"{mark} {kit.bold(glance.name, shown.width)}"
    return kit.section(name, kit.facts(*facts), kit.code(glance.conversation.id))


def joined(glance: Glance) -> str:
    """Say how many members have joined, where that is known; an ended conversation needs no number."""
    if glance.joined is None:
        return "" if glance.liveness is Liveness.ENDED else "members not known"
    if glance.joined:
        return f"{glance.joined} joined"
    return "nobody joined yet" if glance.liveness is Liveness.LIVE else "nobody joined"


def _buttons(glance: Glance, number: int, shown: _List, tab: Tab | None) -> Sequence[Block]:
    if not ids.CONVERSATION.fullmatch(glance.conversation.id):
        return ()  # nothing more can be asked for
    # Names would not leave room for ten rows: a screen reader hears which row it is, and the rows in order as text.
    row = f"row {number}" if shown.width > kit.NARROWEST else ""
    drawn = (
        tab_button(Tab.MEMBERS, tab, Action.ROW_MEMBERS, Action.ROW_CLOSE, row),
        tab_button(Tab.EVENTS, tab, Action.ROW_EVENTS, Action.ROW_CLOSE, row),
        # There are no threads under what only one person sees.
        kit.button(Action.ROW_CARD, "Open" if shown.state.private else "Open in thread", label=row and f"Open {row}"),
    )
    return (kit.actions(*drawn, block_id=_carried(Panel(conversation_id=glance.conversation.id), shown.state)),)


def _carried(panel: Panel, state: ListState) -> str:
    # The page is carried once, by the Refresh button, which comes along with every press; not so in private. A cursor
    # that is too long to stand in ten rows is left out: the row then opens above the first page.
    row = pack_list(replace(state, panel=Panel(conversation_id=panel.conversation_id)))
    whole = state.private and len(row) <= ROW_STATE
    return pack_list(replace(state, panel=panel) if whole else ListState(panel=panel, private=state.private))


def tab_button(tab: Tab, current: Tab | None, opens: Action, closes: Action, of: str, value: str = "") -> Block:
    """Draw a tab: pressing the current one closes it. `of` tells a screen reader whose it is, where there is room."""
    words = tab.value.capitalize()
    if tab is current:
        return kit.button(closes, words, value=value, label=of and f"Hide {tab.value} of {of}", primary=True)
    return kit.button(opens, words, value=value, label=of and f"{words} of {of}")


def _turning(shown: _List) -> Block:
    state = shown.state
    ways = turning.Turning(
        back=Action.LIST_PREVIOUS,
        back_words="Previous",
        on=Action.LIST_NEXT,
        on_words="Next",
        carry=lambda cursor, number: pack_list(replace(state, cursor=cursor, number=number, panel=None)),
    )
    refresh = kit.button(Action.LIST_REFRESH, "Refresh", value=_afresh(state))
    return kit.actions(*turning.buttons(shown.page, state.number, ways), refresh)


def _afresh(state: ListState) -> str:
    # The page came in a button's value, so it fits into another; an opened row beside it may not, and then closes.
    whole = pack_list(state)
    return whole if len(whole) <= kit.BUTTON_VALUE else pack_list(replace(state, panel=None))


def _empty(state: ListState) -> Block:
    if state.number > 1:
        return kit.section("There is nothing on this page any more. Go back, or refresh.")
    return kit.section(
        "There are no conversations yet.",
        "They appear here as soon as a call or a chat begins in this Vonage application.",
    )
