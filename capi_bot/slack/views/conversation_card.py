"""One conversation as a card: its story, all its facts, and the two tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from capi_bot.capi.models import Conversation, ConversationState
from capi_bot.domain.call_summary import CallSummary
from capi_bot.domain.conversation_summary import ConversationSummary
from capi_bot.domain.liveness import Liveness
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import Tab, TabState, encode_tab
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import (
    block_kit,
    call_timeline,
    leg_table,
    tabs,
)
from capi_bot.slack.views.conversation_list import MARKS, joined, tab_button

PLACE = tabs.TabButtons(back=Action.CARD_BACK, on=Action.CARD_ON, group=Action.CARD_GROUP, carry=encode_tab)


SHARED = "card"
"""The kind of what a card's Share button carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """Bring what a card has beyond its facts: the default is nothing."""

    recap: CallSummary = field(default_factory=CallSummary)
    download: bool = False
    """Whether it can be downloaded into the thread that it stands in."""
    rich: bool = False
    """Whether to draw what only newer clients of Slack can show."""


NOTHING_MORE = Extras()


def card(
    summary: ConversationSummary,
    panel: TabState,
    tab: tabs.TabView | None,
    now: datetime,
    extras: Extras = NOTHING_MORE,
) -> Message:
    """Draw a conversation's card with the tab that is open, if one is; with bars of text where a table has no room."""
    whole = _Card(summary=summary, panel=panel, tab=tab, now=now, extras=extras)
    barred = replace(whole, extras=replace(extras, rich=False))
    unturned = replace(barred, tab=tabs.without_page_links(tab))
    return block_kit.fit_to_size(*(drawing.draw for drawing in (whole, barred, unturned)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    summary: ConversationSummary
    panel: TabState
    tab: tabs.TabView | None
    now: datetime
    extras: Extras

    def draw(self, width: int) -> Message:
        """Draw it with outside text of at most `width` characters."""
        mark, word = MARKS[self.summary.liveness]
        recap, is_rich = self.extras.recap, self.extras.rich
        return block_kit.message(
            block_kit.section(
                f"{mark} {block_kit.bold(self.summary.name, width)}", block_kit.facts(word, joined(self.summary))
            ),
            *call_timeline.story(recap, width),
            *(() if is_rich else call_timeline.timeline(recap, self.now, width)),
            block_kit.fields(_facts(self.summary.conversation, width, self.now)),
            _buttons(self.summary, self.panel, self.extras),
            *self._tab(width),
            block_kit.context(f"As of {block_kit.time_of_day(self.now)}"),
            *(leg_table.table(recap, self.now, width) if is_rich else ()),
            title="Conversation",
            share=f"{SHARED}:{encode_tab(self.panel)}",
        )

    def _tab(self, width: int) -> Sequence[Block]:
        if self.tab is None:
            return ()
        over = self.summary.liveness is Liveness.ENDED
        return tabs.draw(self.tab, self.panel, PLACE, width, now=self.now, over=over)


def _facts(told: Conversation, width: int, now: datetime) -> Mapping[str, str]:
    def when(moment: datetime | None) -> str:
        return (
            ""
            if moment is None
            else block_kit.ago(moment, now)
            if width > block_kit.NARROWEST
            else block_kit.date(moment)
        )

    facts = {
        "ID": block_kit.code(told.id),
        "Name": block_kit.code(told.name, 2 * width),
        "Display name": block_kit.plain(told.display_name, 2 * width),
        "State": "" if told.state is ConversationState.UNKNOWN else block_kit.plain(told.state.capitalize()),
        "Created": when(told.created),
        "Updated": when(told.updated),
        "Time to live": "" if told.ttl is None else lasting(told.ttl),
        "Sequence number": "" if told.sequence_number is None else str(told.sequence_number),
    }
    return facts | ({"Destroyed": when(told.destroyed)} if told.destroyed else {})


def lasting(seconds: int) -> str:
    """Say a time to live in its largest whole unit, with the seconds that the API tells."""
    for name, unit in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        count, rest = divmod(seconds, int(unit.total_seconds()))
        if count > 0 and not rest:
            return f"{count} {name}{'s' * (count > 1)} ({seconds} s)"
    return f"{seconds} s"


def _buttons(summary: ConversationSummary, panel: TabState, extras: Extras) -> Block:
    name, value = (
        block_kit.cut(summary.name, block_kit.LABEL_NAME),
        encode_tab(TabState(conversation_id=panel.conversation_id)),
    )
    download = block_kit.button(Action.CARD_DOWNLOAD, "Download", value=value, label=f"Download {name}")
    return block_kit.actions(
        tab_button(Tab.MEMBERS, panel.tab, Action.CARD_MEMBERS, Action.CARD_CLOSE, name, value),
        tab_button(Tab.EVENTS, panel.tab, Action.CARD_EVENTS, Action.CARD_CLOSE, name, value),
        block_kit.button(Action.CARD_REFRESH, "Refresh", value=encode_tab(panel), label=f"Refresh {name}"),
        *([download] if extras.download else []),
    )
