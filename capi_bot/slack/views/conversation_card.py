"""The card of a conversation: its story, all its facts, and its two tabs."""

from __future__ import annotations

from collections.abc import Mapping
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
    tabs,
)
from capi_bot.slack.views.conversation_list import LIVENESS_LABELS, describe_joined, tab_button
from capi_bot.slack.views.endings import NOTHING_KEPT, capitalised, describe_ending

TAB_BUTTONS = tabs.TabButtons(
    previous=Action.CARD_BACK, next=Action.CARD_ON, group=Action.CARD_GROUP, encode=encode_tab
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What a card has beyond its facts; the default is nothing."""

    call_summary: CallSummary = field(default_factory=CallSummary)
    download: bool = False
    """Whether it has a Download button: files go into the thread that it stands in."""
    rich: bool = False
    """Whether to use blocks that only newer clients of Slack show."""


NO_EXTRAS = Extras()


def card(
    summary: ConversationSummary,
    tab_state: TabState,
    tab: tabs.TabView | None,
    now: datetime,
    extras: Extras = NO_EXTRAS,
) -> Message:
    """Draw a conversation's card with the tab that is open, if one is; with bars of text where a table has no room."""
    full = _Card(summary=summary, tab_state=tab_state, tab=tab, now=now, extras=extras)
    with_bars = replace(full, extras=replace(extras, rich=False))
    shorter = replace(with_bars, tab=tabs.without_page_links(tab))
    return block_kit.fit_to_size(full.draw, with_bars.draw, shorter.draw)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    summary: ConversationSummary
    tab_state: TabState
    tab: tabs.TabView | None
    now: datetime
    extras: Extras

    def draw(self, width: int) -> Message:
        """Draw the card with outside text of at most `width` characters."""
        summary, now, call, is_rich = self.summary, self.now, self.extras.call_summary, self.extras.rich
        emoji, liveness = LIVENESS_LABELS[summary.liveness]
        is_over = summary.liveness is Liveness.ENDED
        ending = describe_ending(summary, now)
        states = (capitalised(ending[0]), *ending[1:]) if ending else (liveness, describe_joined(summary))
        return block_kit.message(
            block_kit.section(
                f"{emoji} {block_kit.bold(summary.name, width)}",
                block_kit.join_facts(*states),
            ),
            *call_timeline.call_story(call, width),
            *((block_kit.context(NOTHING_KEPT),) if summary.is_gone else ()),
            *(() if is_rich else call_timeline.leg_timelines(call, now, width)),
            block_kit.fields(_facts(summary.conversation, width, now)),
            _buttons(summary, self.tab_state, has_download=self.extras.download),
            *(tabs.draw_tab(self.tab, self.tab_state, TAB_BUTTONS, width, now=now, over=is_over) if self.tab else ()),
            block_kit.context(f"As of {block_kit.time_of_day(now)}"),
            *(call_timeline.leg_table(call, now, width) if is_rich else ()),
            title="Conversation",
            share=f"card:{encode_tab(self.tab_state)}",
        )


def _facts(conversation: Conversation, width: int, now: datetime) -> Mapping[str, str]:
    def when(moment: datetime | None) -> str:
        if moment is None:
            return ""
        return block_kit.ago(moment, now) if width > block_kit.NARROWEST_WIDTH else block_kit.date(moment)

    state = "" if conversation.state is ConversationState.UNKNOWN else conversation.state.capitalize()
    facts = {
        "ID": block_kit.code(conversation.id),
        "Name": block_kit.code(conversation.name, 2 * width),
        "Display name": block_kit.escape_outside_text(conversation.display_name, 2 * width),
        "State": block_kit.escape_outside_text(state),
        "Created": when(conversation.created),
        "Updated": when(conversation.updated),
        "Time to live": "" if conversation.ttl is None else describe_ttl(conversation.ttl),
        "Sequence number": "" if conversation.sequence_number is None else str(conversation.sequence_number),
    }
    return facts | ({"Destroyed": when(conversation.destroyed)} if conversation.destroyed else {})


def describe_ttl(seconds: int) -> str:
    """Return a time to live in its largest whole unit, with the seconds that the API gives."""
    for name, unit in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        count, rest = divmod(seconds, int(unit.total_seconds()))
        if count > 0 and not rest:
            return f"{count} {name}{'s' * (count > 1)} ({seconds} s)"
    return f"{seconds} s"


def _buttons(summary: ConversationSummary, tab_state: TabState, *, has_download: bool) -> Block:
    name = block_kit.truncate(summary.name, block_kit.LABEL_NAME_WIDTH)
    value = encode_tab(TabState(conversation_id=tab_state.conversation_id))
    buttons = [
        tab_button(Tab.MEMBERS, tab_state.tab, Action.CARD_MEMBERS, Action.CARD_CLOSE, name, value),
        tab_button(Tab.EVENTS, tab_state.tab, Action.CARD_EVENTS, Action.CARD_CLOSE, name, value),
        block_kit.button(Action.CARD_REFRESH, "Refresh", value=encode_tab(tab_state), label=f"Refresh {name}"),
    ]
    if has_download:
        buttons.append(block_kit.button(Action.CARD_DOWNLOAD, "Download", value=value, label=f"Download {name}"))
    return block_kit.actions(*buttons)
