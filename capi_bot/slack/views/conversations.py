"""The list of conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Conversation, Page
from capi_bot.capi.overview import Glance
from capi_bot.capi.presence import Liveness
from capi_bot.slack.commands import EVERYTHING
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block, Message
from capi_bot.slack.state import ListState, Panel, Tab, pack_list
from capi_bot.slack.views import filters, kit, panels, turning
from capi_bot.slack.views.walking import Pace, Walk, paused, walked

PAGE = 10

ROW_STATE = 250
"""Characters that the state of a private list may have in each of its rows: it stands in the id of a block.

A listing is never written in more than 150, so there is room for that and for the row at least.
"""

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
    walk: Walk | None
    now: datetime
    width: int


def listing(
    page: Page[Conversation],
    glances: Sequence[Glance],
    state: ListState,
    tab: panels.TabView | None,
    now: datetime,
    walk: Walk | None = None,
) -> Message:
    """Draw a page of conversations with at most one of them opened; `walk` where they had to be looked for."""
    whole = _List(page=page, state=state, tab=tab, walk=walk, now=now, width=kit.NAME)
    unturned = replace(whole, page=turning.unturned(page), tab=panels.unturned(tab))
    return kit.narrowed(
        lambda width: _listing(replace(whole, width=width), glances),
        lambda width: _listing(replace(unturned, width=width), glances),
    )


def _listing(shown: _List, glances: Sequence[Glance]) -> Message:
    rows = [block for number, glance in enumerate(glances, 1) for block in _row(glance, number, shown)]
    state = shown.state
    number = f" · page {state.number}" if state.number > 1 else ""
    top = kit.section(f"{filters.heading(state.asked, shown.width)}{number}")
    as_of = kit.context(kit.facts(_walked(shown), f"As of {kit.time_of_day(shown.now)}"))
    body = rows or [_empty(shown)]
    share = f"list:{pack_list(replace(state, private=False))}"
    turning = _turning(shown)
    return kit.message(top, filters.menus(state), as_of, *body, turning, title="Conversations", share=share)


def _walked(shown: _List) -> str:
    if shown.walk is None:
        return ""
    return walked(shown.walk, "conversations", "oldest" if shown.state.asked.oldest else "newest")


def _row(glance: Glance, number: int, shown: _List) -> Sequence[Block]:
    panel = shown.state.panel
    if panel is None or panel.conversation_id != glance.conversation.id or shown.tab is None:
        return (_summary(glance, shown), *_buttons(glance, number, shown, None))
    place = panels.Place(
        back=Action.ROW_BACK,
        on=Action.ROW_ON,
        group=Action.ROW_GROUP,
        carry=lambda turned: _carried(turned, shown.state),
    )
    row = (_summary(glance, shown), *_buttons(glance, number, shown, panel.tab))
    over = glance.liveness is Liveness.ENDED
    return (*row, *panels.draw(shown.tab, panel, place, shown.width, now=shown.now, over=over))


def _summary(glance: Glance, shown: _List) -> Block:
    mark, word = MARKS[glance.liveness]
    word_of_time = "created" if glance.conversation.created else "began"
    facts = (
        word,
        joined(glance),
        "" if glance.conversation.id in {told.id for told in shown.page.items} else "no longer on this page",
        f"{word_of_time} {kit.ago(glance.began, shown.now)}" if glance.began and shown.width > kit.NARROWEST else "",
    )
    name = f"{mark} {kit.bold(glance.name, shown.width)}"
    return kit.section(name, kit.facts(*facts), kit.code(glance.conversation.id))


def joined(glance: Glance) -> str:
    """Say how many members have joined, where that is known; an ended conversation needs no number."""
    if glance.liveness is Liveness.ENDED:
        return ""
    if glance.joined is None and glance.legs:
        return f"{glance.legs} leg{'s' * (glance.legs > 1)} in progress"
    if glance.joined is None:
        return "members not known"
    if glance.joined:
        return f"{glance.joined} joined{_people(glance)}"
    return "nobody joined yet" if glance.liveness is Liveness.LIVE else "nobody joined"


def _people(glance: Glance) -> str:
    """Tell how many people the members are where these are more: somebody is in it twice, or a machine is."""
    if not glance.people or not glance.joined or glance.people >= glance.joined:
        return ""
    return f" ({glance.people} {'person' if glance.people == 1 else 'people'})"


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
    # The page is carried once, by the Refresh button, which comes along with every press; not so in private. A page
    # that is too long to stand in ten rows is left out: the row then opens above the first one.
    if not state.private:
        return pack_list(ListState(panel=panel))
    whole = replace(state, panel=panel)
    fits = len(pack_list(_measured(whole))) <= ROW_STATE
    return pack_list(whole if fits else ListState(asked=state.asked, panel=panel, private=True))


def _measured(way: ListState) -> ListState:
    # A turned tab's cursor stands in a button's value, which has room: only what a row itself says counts.
    return replace(way, panel=Panel(conversation_id=way.panel.conversation_id)) if way.panel else way


def tab_button(tab: Tab, current: Tab | None, opens: Action, closes: Action, of: str, value: str = "") -> Block:
    """Draw a tab: pressing the current one closes it. `of` tells a screen reader whose it is, where there is room."""
    words = tab.value.capitalize()
    if tab is current:
        return kit.button(closes, words, value=value, label=of and f"Hide {tab.value} of {of}", primary=True)
    return kit.button(opens, words, value=value, label=of and f"{words} of {of}")


def _turning(shown: _List) -> Block:
    state, looked = shown.state, shown.walk.looked if shown.walk else 0
    ways = turning.Turning(
        back=Action.LIST_PREVIOUS,
        back_words="Previous",
        on=Action.LIST_NEXT,
        on_words="Continue" if paused(shown.walk) else "Next",
        carry=lambda cursor, number: pack_list(
            replace(state, cursor=cursor, number=number, panel=None, looked=looked if cursor else 0)
        ),
    )
    refresh = kit.button(Action.LIST_REFRESH, "Refresh", value=_afresh(state))
    return kit.actions(*turning.buttons(shown.page, state.number, ways), refresh, *filters.buttons(state.asked))


def _afresh(state: ListState) -> str:
    # The page came in a button's value, so it fits into another; an opened row beside it may not, and then closes.
    whole = pack_list(state)
    return whole if len(whole) <= kit.BUTTON_VALUE else pack_list(replace(state, panel=None))


def _empty(shown: _List) -> Block:
    if shown.walk and shown.walk.pace is Pace.LOOKING:
        return kit.section("Looking…")
    if shown.walk and shown.state.number > 1:
        return kit.section("None on this stretch.")
    if paused(shown.walk):
        return kit.section("None found so far.")
    if shown.state.number > 1:
        return kit.section("There is nothing on this page any more. Go back, or refresh.")
    if shown.state.asked != EVERYTHING:
        return kit.section("There are no such conversations.", "Choose something wider above, or press Search….")
    return kit.section(
        "There are no conversations yet.",
        "They appear here as soon as a call or a chat begins in this Vonage application.",
    )
