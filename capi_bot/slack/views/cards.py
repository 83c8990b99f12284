"""One conversation as a card: its story, all its facts, and the two tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from capi_bot.capi.models import Conversation, ConversationState
from capi_bot.capi.overview import Glance
from capi_bot.capi.presence import Liveness
from capi_bot.capi.recap import Recap
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block, Message
from capi_bot.slack.state import Panel, Tab, pack_panel
from capi_bot.slack.views import kit, panels, rich, timeline
from capi_bot.slack.views.conversations import MARKS, joined, tab_button

PLACE = panels.Place(back=Action.CARD_BACK, on=Action.CARD_ON, group=Action.CARD_GROUP, carry=pack_panel)


SHARED = "card"
"""The kind of what a card's Share button carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """Bring what a card has beyond its facts: the default is nothing."""

    recap: Recap = field(default_factory=Recap)
    download: bool = False
    """Whether it can be downloaded into the thread that it stands in."""
    rich: bool = False
    """Whether to draw what only newer clients of Slack can show."""


NOTHING_MORE = Extras()


def card(
    glance: Glance, panel: Panel, tab: panels.TabView | None, now: datetime, extras: Extras = NOTHING_MORE
) -> Message:
    """Draw a conversation's card with the tab that is open, if one is; with bars of text where a table has no room."""
    whole = _Card(glance=glance, panel=panel, tab=tab, now=now, extras=extras)
    barred = replace(whole, extras=replace(extras, rich=False))
    unturned = replace(barred, tab=panels.unturned(tab))
    return kit.narrowed(*(drawing.draw for drawing in (whole, barred, unturned)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    glance: Glance
    panel: Panel
    tab: panels.TabView | None
    now: datetime
    extras: Extras

    def draw(self, width: int) -> Message:
        """Draw it with outside text of at most `width` characters."""
        mark, word = MARKS[self.glance.liveness]
        recap, is_rich = self.extras.recap, self.extras.rich
        return kit.message(
            kit.section(f"{mark} {kit.bold(self.glance.name, width)}", kit.facts(word, joined(self.glance))),
            *timeline.story(recap, width),
            *(() if is_rich else timeline.timeline(recap, self.now, width)),
            kit.fields(_facts(self.glance.conversation, width, self.now)),
            _buttons(self.glance, self.panel, self.extras),
            *self._tab(width),
            kit.context(f"As of {kit.time_of_day(self.now)}"),
            *(rich.table(recap, self.now, width) if is_rich else ()),
            title="Conversation",
            share=f"{SHARED}:{pack_panel(self.panel)}",
        )

    def _tab(self, width: int) -> Sequence[Block]:
        if self.tab is None:
            return ()
        over = self.glance.liveness is Liveness.ENDED
        return panels.draw(self.tab, self.panel, PLACE, width, now=self.now, over=over)


def _facts(told: Conversation, width: int, now: datetime) -> Mapping[str, str]:
    def when(moment: datetime | None) -> str:
        return "" if moment is None else kit.ago(moment, now) if width > kit.NARROWEST else kit.date(moment)

    facts = {
        "ID": kit.code(told.id),
        "Name": kit.code(told.name, 2 * width),
        "Display name": kit.plain(told.display_name, 2 * width),
        "State": "" if told.state is ConversationState.UNKNOWN else kit.plain(told.state.capitalize()),
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


def _buttons(glance: Glance, panel: Panel, extras: Extras) -> Block:
    name, value = kit.cut(glance.name, kit.LABEL_NAME), pack_panel(Panel(conversation_id=panel.conversation_id))
    download = kit.button(Action.CARD_DOWNLOAD, "Download", value=value, label=f"Download {name}")
    return kit.actions(
        tab_button(Tab.MEMBERS, panel.tab, Action.CARD_MEMBERS, Action.CARD_CLOSE, name, value),
        tab_button(Tab.EVENTS, panel.tab, Action.CARD_EVENTS, Action.CARD_CLOSE, name, value),
        kit.button(Action.CARD_REFRESH, "Refresh", value=pack_panel(panel), label=f"Refresh {name}"),
        *([download] if extras.download else []),
    )
