"""The list of conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Conversation, Page
from capi_bot.domain.conversation_summary import ConversationSummary
from capi_bot.domain.liveness import Liveness
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    ListState,
    Tab,
    TabState,
    encode_list,
)
from capi_bot.slack.commands import EVERYTHING
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import (
    block_kit,
    list_controls,
    page_buttons,
    tabs,
)
from capi_bot.slack.views.search_progress import (
    SearchPhase,
    SearchProgress,
    paused,
    walked,
)

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
class _ConversationList:
    """Hold what all rows of one list share."""

    page: Page[Conversation]
    state: ListState
    tab: tabs.TabView | None
    walk: SearchProgress | None
    now: datetime
    width: int


def conversation_list(
    page: Page[Conversation],
    summaries: Sequence[ConversationSummary],
    state: ListState,
    tab: tabs.TabView | None,
    now: datetime,
    walk: SearchProgress | None = None,
) -> Message:
    """Draw a page of conversations with at most one of them opened; `walk` where they had to be looked for."""
    whole = _ConversationList(page=page, state=state, tab=tab, walk=walk, now=now, width=block_kit.NAME)
    unturned = replace(whole, page=page_buttons.without_page_links(page), tab=tabs.without_page_links(tab))
    return block_kit.fit_to_size(
        lambda width: _conversation_list(replace(whole, width=width), summaries),
        lambda width: _conversation_list(replace(unturned, width=width), summaries),
    )


def _conversation_list(shown: _ConversationList, summaries: Sequence[ConversationSummary]) -> Message:
    rows = [block for number, summary in enumerate(summaries, 1) for block in _row(summary, number, shown)]
    state = shown.state
    number = f" · page {state.number}" if state.number > 1 else ""
    top = block_kit.section(f"{list_controls.heading(state.asked, shown.width)}{number}")
    as_of = block_kit.context(block_kit.facts(_walked(shown), f"As of {block_kit.time_of_day(shown.now)}"))
    body = rows or [_empty(shown)]
    share = f"list:{encode_list(replace(state, private=False))}"
    turning = _turning(shown)
    return block_kit.message(top, list_controls.menus(state), as_of, *body, turning, title="Conversations", share=share)


def _walked(shown: _ConversationList) -> str:
    if shown.walk is None:
        return ""
    return walked(shown.walk, "conversations", "oldest" if shown.state.asked.oldest else "newest")


def _row(summary: ConversationSummary, number: int, shown: _ConversationList) -> Sequence[Block]:
    panel = shown.state.panel
    if panel is None or panel.conversation_id != summary.conversation.id or shown.tab is None:
        return (_summary(summary, shown), *_buttons(summary, number, shown, None))
    place = tabs.TabButtons(
        back=Action.ROW_BACK,
        on=Action.ROW_ON,
        group=Action.ROW_GROUP,
        carry=lambda turned: _carried(turned, shown.state),
    )
    row = (_summary(summary, shown), *_buttons(summary, number, shown, panel.tab))
    over = summary.liveness is Liveness.ENDED
    return (*row, *tabs.draw(shown.tab, panel, place, shown.width, now=shown.now, over=over))


def _summary(summary: ConversationSummary, shown: _ConversationList) -> Block:
    mark, word = MARKS[summary.liveness]
    word_of_time = "created" if summary.conversation.created else "began"
    facts = (
        word,
        joined(summary),
        "" if summary.conversation.id in {told.id for told in shown.page.items} else "no longer on this page",
        f"{word_of_time} {block_kit.ago(summary.started, shown.now)}"
        if summary.started and shown.width > block_kit.NARROWEST
        else "",
    )
    name = f"{mark} {block_kit.bold(summary.name, shown.width)}"
    return block_kit.section(name, block_kit.facts(*facts), block_kit.code(summary.conversation.id))


def joined(summary: ConversationSummary) -> str:
    """Say how many members have joined, where that is known; an ended conversation needs no number."""
    if summary.liveness is Liveness.ENDED:
        return ""
    if summary.joined_count is None and summary.leg_count:
        return f"{summary.leg_count} leg{'s' * (summary.leg_count > 1)} in progress"
    if summary.joined_count is None:
        return "members not known"
    if summary.joined_count:
        return f"{summary.joined_count} joined{_people(summary)}"
    return "nobody joined yet" if summary.liveness is Liveness.LIVE else "nobody joined"


def _people(summary: ConversationSummary) -> str:
    """Tell how many people the members are where these are more: somebody is in it twice, or a machine is."""
    if not summary.people_count or not summary.joined_count or summary.people_count >= summary.joined_count:
        return ""
    return f" ({summary.people_count} {'person' if summary.people_count == 1 else 'people'})"


def _buttons(summary: ConversationSummary, number: int, shown: _ConversationList, tab: Tab | None) -> Sequence[Block]:
    if not ids.CONVERSATION.fullmatch(summary.conversation.id):
        return ()  # nothing more can be asked for
    # Names would not leave room for ten rows: a screen reader hears which row it is, and the rows in order as text.
    row = f"row {number}" if shown.width > block_kit.NARROWEST else ""
    drawn = (
        tab_button(Tab.MEMBERS, tab, Action.ROW_MEMBERS, Action.ROW_CLOSE, row),
        tab_button(Tab.EVENTS, tab, Action.ROW_EVENTS, Action.ROW_CLOSE, row),
        # There are no threads under what only one person sees.
        block_kit.button(
            Action.ROW_CARD, "Open" if shown.state.private else "Open in thread", label=row and f"Open {row}"
        ),
    )
    return (
        block_kit.actions(*drawn, block_id=_carried(TabState(conversation_id=summary.conversation.id), shown.state)),
    )


def _carried(panel: TabState, state: ListState) -> str:
    # The page is carried once, by the Refresh button, which comes along with every press; not so in private. A page
    # that is too long to stand in ten rows is left out: the row then opens above the first one.
    if not state.private:
        return encode_list(ListState(panel=panel))
    whole = replace(state, panel=panel)
    fits = len(encode_list(_measured(whole))) <= ROW_STATE
    return encode_list(whole if fits else ListState(asked=state.asked, panel=panel, private=True))


def _measured(way: ListState) -> ListState:
    # A turned tab's cursor stands in a button's value, which has room: only what a row itself says counts.
    return replace(way, panel=TabState(conversation_id=way.panel.conversation_id)) if way.panel else way


def tab_button(tab: Tab, current: Tab | None, opens: Action, closes: Action, of: str, value: str = "") -> Block:
    """Draw a tab: pressing the current one closes it. `of` tells a screen reader whose it is, where there is room."""
    words = tab.value.capitalize()
    if tab is current:
        return block_kit.button(closes, words, value=value, label=of and f"Hide {tab.value} of {of}", primary=True)
    return block_kit.button(opens, words, value=value, label=of and f"{words} of {of}")


def _turning(shown: _ConversationList) -> Block:
    state, looked = shown.state, shown.walk.looked if shown.walk else 0
    ways = page_buttons.PageButtons(
        back=Action.LIST_PREVIOUS,
        back_words="Previous",
        on=Action.LIST_NEXT,
        on_words="Continue" if paused(shown.walk) else "Next",
        carry=lambda cursor, number: encode_list(
            replace(state, cursor=cursor, number=number, panel=None, looked=looked if cursor else 0)
        ),
    )
    refresh = block_kit.button(Action.LIST_REFRESH, "Refresh", value=_afresh(state))
    return block_kit.actions(
        *page_buttons.page_buttons(shown.page, state.number, ways), refresh, *list_controls.buttons(state.asked)
    )


def _afresh(state: ListState) -> str:
    # The page came in a button's value, so it fits into another; an opened row beside it may not, and then closes.
    whole = encode_list(state)
    return whole if len(whole) <= block_kit.BUTTON_VALUE else encode_list(replace(state, panel=None))


def _empty(shown: _ConversationList) -> Block:
    if shown.walk and shown.walk.pace is SearchPhase.LOOKING:
        return block_kit.section("Looking…")
    if shown.walk and shown.state.number > 1:
        return block_kit.section("None on this stretch.")
    if paused(shown.walk):
        return block_kit.section("None found so far.")
    if shown.state.number > 1:
        return block_kit.section("There is nothing on this page any more. Go back, or refresh.")
    if shown.state.asked != EVERYTHING:
        return block_kit.section("There are no such conversations.", "Choose something wider above, or press Search….")
    return block_kit.section(
        "There are no conversations yet.",
        "They appear here as soon as a call or a chat begins in this Vonage application.",
    )
