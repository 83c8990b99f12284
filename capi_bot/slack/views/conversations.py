"""The list of conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from capi_bot.capi.models import Conversation, Page
from capi_bot.capi.overview import Glance
from capi_bot.capi.presence import Liveness
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block, Message
from capi_bot.slack.state import ListState, Panel, Tab, pack_list
from capi_bot.slack.views import kit, panels
from capi_bot.slack.views.turning import Turning, buttons

PAGE = 10

MARKS: Mapping[Liveness, tuple[str, str]] = {
    Liveness.LIVE: ("🟢", "Live"),
    Liveness.OPEN: ("🟡", "Open"),
    Liveness.ENDED: ("⚫", "Ended"),
    Liveness.UNKNOWN: ("⚪", "State not known"),
}


def listing(
    page: Page[Conversation], glances: Sequence[Glance], state: ListState, tab: panels.TabView | None, now: datetime
) -> Message:
    """Draw a page of conversations, newest first, with at most one of them opened."""
    return kit.narrowed(lambda width: _listing(page, glances, state, tab, now, width))


def _listing(
    page: Page[Conversation],
    glances: Sequence[Glance],
    state: ListState,
    tab: panels.TabView | None,
    now: datetime,
    width: int,
) -> Message:
    rows = [block for number, glance in enumerate(glances, 1) for block in _row(glance, number, state, tab, width)]
    top = kit.section(f"*Conversations*, newest first{_page_number(state)}", f"As of {kit.time_of_day(now)}")
    return kit.message(top, *(rows or [_empty(state)]), _turning(page, state), title="Conversations")


def _row(glance: Glance, number: int, state: ListState, tab: panels.TabView | None, width: int) -> Sequence[Block]:
    panel = state.panel
    if panel is None or panel.conversation_id != glance.conversation.id or tab is None:
        return (_summary(glance, width), _buttons(glance, number, state, None, width))
    place = panels.Place(
        back=Action.ROW_BACK, on=Action.ROW_ON, carry=lambda turned: pack_list(replace(state, panel=turned))
    )
    row = (_summary(glance, width), _buttons(glance, number, state, panel.tab, width))
    return (*row, *panels.draw(tab, panel, place, width))


def _summary(glance: Glance, width: int) -> Block:
    mark, word = MARKS[glance.liveness]
    created = glance.conversation.created
    facts = (
        word,
        joined(glance),
        f"created {kit.date(created)}" if created and width > kit.NARROWEST else "",
        kit.code(glance.conversation.id),
    )
    return kit.section(f"{mark} {kit.bold(glance.name, width)}", " · ".join(filter(None, facts)))


def joined(glance: Glance) -> str:
    """Say how many members have joined, where that is known; an ended conversation needs no number."""
    if glance.joined is None:
        return "" if glance.liveness is Liveness.ENDED else "members not known"
    return f"{glance.joined} joined" if glance.joined else "nobody joined"


def _buttons(glance: Glance, number: int, state: ListState, tab: Tab | None, width: int) -> Block:
    # Names would not leave room for ten rows: a screen reader hears which row it is, and the rows in order as text.
    # Long cursors beside an opened row do not even leave room for that: then it hears what the buttons show.
    row = f"row {number}" if width > kit.NARROWEST else ""
    panel = Panel(conversation_id=glance.conversation.id)
    carried = pack_list(replace(state, panel=panel))
    # Ten rows of three buttons: the state stands once a row, as the block's id, unless it is too long for one.
    value = carried if len(carried) > kit.BLOCK_ID else ""
    return kit.actions(
        tab_button(Tab.MEMBERS, tab, Action.ROW_MEMBERS, Action.ROW_CLOSE, row, value),
        tab_button(Tab.EVENTS, tab, Action.ROW_EVENTS, Action.ROW_CLOSE, row, value),
        kit.button(Action.ROW_CARD, "Open in thread", value=value, label=row and f"Open {row} in thread"),
        block_id="" if value else carried,
    )


def tab_button(tab: Tab, current: Tab | None, opens: Action, closes: Action, of: str, value: str) -> Block:
    """Draw a tab: pressing the current one closes it. `of` tells a screen reader whose it is, where there is room."""
    words = tab.value.capitalize()
    if tab is current:
        return kit.button(closes, words, value=value, label=of and f"Hide {tab.value} of {of}", primary=True)
    return kit.button(opens, words, value=value, label=of and f"{words} of {of}")


def _turning(page: Page[Conversation], state: ListState) -> Block:
    turning = Turning(
        back=Action.LIST_PREVIOUS,
        back_words="Previous",
        on=Action.LIST_NEXT,
        on_words="Next",
        carry=lambda cursor, number: pack_list(ListState(cursor=cursor, number=number)),
    )
    refresh = kit.button(Action.LIST_REFRESH, "Refresh", value=pack_list(state))
    return kit.actions(*buttons(page, state.number, turning), refresh)


def _page_number(state: ListState) -> str:
    return f" · page {state.number}" if state.number > 1 else ""


def _empty(state: ListState) -> Block:
    if state.number > 1:
        return kit.section("There is nothing on this page any more. Go back, or refresh.")
    return kit.section(
        "There are no conversations yet.",
        "They appear here as soon as a call or a chat begins in this Vonage application.",
    )
