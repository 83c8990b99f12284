"""The list of conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Conversation, Page
from capi_bot.domain.conversation_summary import ConversationSummary
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.phone_numbers import needs_country
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
    tabs,
)
from capi_bot.slack.views.endings import capitalised, describe_ending
from capi_bot.slack.views.list_controls import (
    SearchPhase,
    SearchProgress,
    can_continue,
    describe_progress,
)

CONVERSATIONS_PER_PAGE = 10

MAX_ROW_STATE = 250
"""Characters that the state of a private list may have in each of its rows: it is the id of a block.

A filter is never written in more than 150, so there is room for that and for the row at least.
"""

LIVENESS_LABELS: Mapping[Liveness, tuple[str, str]] = {
    state: (mark, state.word.capitalize())
    for state, mark in (
        (Liveness.LIVE, "🟢"),
        (Liveness.OPEN, "🟡"),
        (Liveness.ENDED, "⚫"),
        (Liveness.MISSED, "📵"),
        (Liveness.UNKNOWN, "⚪"),
    )
}
"""An emoji and a word each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ListView:
    """What all parts of one list share."""

    page: Page[Conversation]
    state: ListState
    tab: tabs.TabView | None
    progress: SearchProgress | None
    now: datetime
    width: int


def conversation_list(
    page: Page[Conversation],
    summaries: Sequence[ConversationSummary],
    state: ListState,
    tab: tabs.TabView | None,
    now: datetime,
    progress: SearchProgress | None = None,
) -> Message:
    """Draw a page of conversations with at most one row open; `progress` where they are searched for."""
    view = _ListView(page=page, state=state, tab=tab, progress=progress, now=now, width=block_kit.NAME_WIDTH)
    shorter = replace(view, page=list_controls.without_page_links(page), tab=tabs.without_page_links(tab))
    return block_kit.fit_to_size(
        lambda width: _conversation_list(replace(view, width=width), summaries),
        lambda width: _conversation_list(replace(shorter, width=width), summaries),
    )


def _conversation_list(view: _ListView, summaries: Sequence[ConversationSummary]) -> Message:
    state = view.state
    number = f" · page {state.number}" if state.number > 1 else ""
    progress = ""
    if view.progress:
        progress = describe_progress(view.progress, "conversations", "oldest" if state.filters.oldest else "newest")
    return block_kit.message(
        block_kit.section(f"{list_controls.heading(state.filters, view.width)}{number}"),
        list_controls.menus(state),
        block_kit.context(block_kit.join_facts(progress, f"As of {block_kit.time_of_day(view.now)}")),
        *([block for row, summary in enumerate(summaries, 1) for block in _row(summary, row, view)] or [_empty(view)]),
        _list_buttons(view),
        title="Conversations",
        share=f"list:{encode_list(replace(state, private=False))}",
    )


def _row(summary: ConversationSummary, number: int, view: _ListView) -> Sequence[Block]:
    tab_state = view.state.tab_state
    if tab_state is None or tab_state.conversation_id != summary.conversation.id or view.tab is None:
        return (_summary(summary, view), *_row_buttons(summary, number, view, None))
    buttons = tabs.TabButtons(
        previous=Action.ROW_BACK,
        next=Action.ROW_ON,
        group=Action.ROW_GROUP,
        encode=lambda tab_state: _encode_row(tab_state, view.state),
    )
    is_over = summary.liveness is Liveness.ENDED
    return (
        _summary(summary, view),
        *_row_buttons(summary, number, view, tab_state.tab),
        *tabs.draw_tab(view.tab, tab_state, buttons, view.width, now=view.now, over=is_over),
    )


def _summary(summary: ConversationSummary, view: _ListView) -> Block:
    emoji, liveness = LIVENESS_LABELS[summary.liveness]
    conversation = summary.conversation
    ending = describe_ending(summary, view.now if view.width > block_kit.NARROWEST_WIDTH else None)
    began = ""
    if summary.started and not summary.ended and view.width > block_kit.NARROWEST_WIDTH:
        began = f"{'created' if conversation.created else 'began'} {block_kit.ago(summary.started, view.now)}"
    is_on_page = conversation.id in {listed.id for listed in view.page.items}
    states = (capitalised(ending[0]), *ending[1:]) if ending else (liveness, describe_joined(summary))
    facts = (*states, "" if is_on_page else "no longer on this page", began)
    return block_kit.section(
        f"{emoji} {block_kit.bold(summary.name, view.width)}",
        block_kit.join_facts(*facts),
        block_kit.code(conversation.id),
    )


def describe_joined(summary: ConversationSummary) -> str:
    """Return how many members have joined, where that is known; an ended conversation needs no number."""
    if summary.liveness is Liveness.ENDED:
        return ""
    if summary.joined_count is None and summary.leg_count:
        return f"{summary.leg_count} leg{'s' * (summary.leg_count > 1)} in progress"
    if summary.joined_count is None:
        return "members not known"
    if not summary.joined_count:
        nobody = "nobody joined yet" if summary.liveness is Liveness.LIVE else "nobody joined"
        return "everybody has left" if summary.left_count else nobody
    # There may be fewer people than members: somebody joined twice, or a machine did.
    if not summary.people_count or summary.people_count >= summary.joined_count:
        return f"{summary.joined_count} joined"
    return (
        f"{summary.joined_count} joined ({summary.people_count} {'person' if summary.people_count == 1 else 'people'})"
    )


def _row_buttons(summary: ConversationSummary, number: int, view: _ListView, tab: Tab | None) -> Sequence[Block]:
    if not ids.CONVERSATION.fullmatch(summary.conversation.id):
        return ()  # the API does not answer for such an id
    # Names would not leave room for ten rows: a screen reader hears which row it is, and the rows in order as text.
    row = f"row {number}" if view.width > block_kit.NARROWEST_WIDTH else ""
    # There are no threads under what only one person sees.
    card = "Open" if view.state.private else "Open in thread"
    return (
        block_kit.actions(
            tab_button(Tab.MEMBERS, tab, Action.ROW_MEMBERS, Action.ROW_CLOSE, row),
            tab_button(Tab.EVENTS, tab, Action.ROW_EVENTS, Action.ROW_CLOSE, row),
            block_kit.button(Action.ROW_CARD, card, label=row and f"Open {row}"),
            block_id=_encode_row(TabState(conversation_id=summary.conversation.id), view.state),
        ),
    )


def _encode_row(tab_state: TabState, state: ListState) -> str:
    # The page is carried once, by the Refresh button, which comes along with every press; not so in private. A page
    # that is too long to stand in ten rows is left out: the row then opens above the first one.
    if not state.private:
        return encode_list(ListState(tab_state=tab_state))
    # The cursor of a tab's page stands in a button's value, which has room: only what a row itself says counts.
    row = replace(state, tab_state=TabState(conversation_id=tab_state.conversation_id))
    if len(encode_list(row)) <= MAX_ROW_STATE:
        return encode_list(replace(state, tab_state=tab_state))
    return encode_list(ListState(filters=state.filters, tab_state=tab_state, private=True))


def tab_button(tab: Tab, current: Tab | None, opens: Action, closes: Action, owner: str, value: str = "") -> Block:
    """Draw a tab's button: pressing the current one closes it. A screen reader says the `owner`, where it is given."""
    text = tab.value.capitalize()
    if tab is current:
        label = owner and f"Hide {tab.value} of {owner}"
        return block_kit.button(closes, text, value=value, label=label, primary=True)
    return block_kit.button(opens, text, value=value, label=owner and f"{text} of {owner}")


def _list_buttons(view: _ListView) -> Block:
    state, scanned = view.state, view.progress.scanned if view.progress else 0
    buttons = list_controls.PageButtons(
        previous=Action.LIST_PREVIOUS,
        previous_text="Previous",
        next=Action.LIST_NEXT,
        next_text="Continue" if can_continue(view.progress) else "Next",
        encode_page=lambda cursor, number: encode_list(
            replace(state, cursor=cursor, number=number, tab_state=None, scanned=scanned if cursor else 0)
        ),
    )
    # The page came in a button's value, so it fits into another; an open row beside it may not, and then closes.
    value = encode_list(state)
    if len(value) > block_kit.MAX_BUTTON_VALUE:
        value = encode_list(replace(state, tab_state=None))
    return block_kit.actions(
        *list_controls.page_buttons(view.page, state.number, buttons),
        block_kit.button(Action.LIST_REFRESH, "Refresh", value=value),
        *list_controls.buttons(state.filters),
    )


def _empty(view: _ListView) -> Block:
    if view.progress and view.progress.phase is SearchPhase.LOOKING:
        return block_kit.section("Looking…")
    if view.progress and view.state.number > 1:
        return block_kit.section("None on this stretch.")
    if can_continue(view.progress):
        return block_kit.section("None found so far.")
    if view.state.number > 1:
        return block_kit.section("There is nothing on this page any more. Go back, or refresh.")
    if view.state.filters != EVERYTHING:
        is_short = needs_country(view.state.filters.party)
        abroad = "If the number is of another country, write it with `+` and that country's code." if is_short else ""
        wider = "Choose something wider above, or press Search…."
        return block_kit.section("There are no such conversations.", wider, abroad)
    return block_kit.section(
        "There are no conversations yet.",
        "They appear here as soon as a call or a chat begins in this Vonage application.",
    )
