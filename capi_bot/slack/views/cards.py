"""One conversation as a card: all its facts, and the two tabs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from capi_bot.capi.models import Conversation, ConversationState
from capi_bot.capi.overview import Glance
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block, Message
from capi_bot.slack.state import Panel, Tab, pack_panel
from capi_bot.slack.views import kit, panels
from capi_bot.slack.views.conversations import MARKS, joined, tab_button

PLACE = panels.Place(back=Action.CARD_BACK, on=Action.CARD_ON, carry=pack_panel)


def card(glance: Glance, panel: Panel, tab: panels.TabView | None, now: datetime) -> Message:
    """Draw a conversation's card with the tab that is open, if one is."""
    unturned = panels.unturned(tab)
    return kit.narrowed(
        lambda width: _card(glance, panel, tab, now, width), lambda width: _card(glance, panel, unturned, now, width)
    )


def _card(glance: Glance, panel: Panel, tab: panels.TabView | None, now: datetime, width: int) -> Message:
    mark, word = MARKS[glance.liveness]
    return kit.message(
        kit.section(f"{mark} {kit.bold(glance.name, width)}", kit.facts(word, joined(glance))),
        kit.fields(_facts(glance.conversation, width)),
        _buttons(glance, panel),
        *(panels.draw(tab, panel, PLACE, width) if tab else ()),
        kit.context(f"As of {kit.time_of_day(now)}"),
        title="Conversation",
    )


def _facts(told: Conversation, width: int) -> Mapping[str, str]:
    facts = {
        "ID": kit.code(told.id),
        "Name": kit.code(told.name, 2 * width),
        "Display name": kit.plain(told.display_name, 2 * width),
        "State": "" if told.state is ConversationState.UNKNOWN else kit.plain(told.state.capitalize()),
        "Created": kit.date(told.created) if told.created else "",
        "Updated": kit.date(told.updated) if told.updated else "",
        "Time to live": "" if told.ttl is None else lasting(told.ttl),
        "Sequence number": "" if told.sequence_number is None else str(told.sequence_number),
    }
    return facts | ({"Destroyed": kit.date(told.destroyed)} if told.destroyed else {})


def lasting(seconds: int) -> str:
    """Say a time to live in its largest whole unit, with the seconds that the API tells."""
    for name, unit in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        count, rest = divmod(seconds, int(unit.total_seconds()))
        if count > 0 and not rest:
            return f"{count} {name}{'s' * (count > 1)} ({seconds} s)"
    return f"{seconds} s"


def _buttons(glance: Glance, panel: Panel) -> Block:
    name, value = kit.cut(glance.name, kit.LABEL_NAME), pack_panel(Panel(conversation_id=panel.conversation_id))
    return kit.actions(
        tab_button(Tab.MEMBERS, panel.tab, Action.CARD_MEMBERS, Action.CARD_CLOSE, name, value),
        tab_button(Tab.EVENTS, panel.tab, Action.CARD_EVENTS, Action.CARD_CLOSE, name, value),
        kit.button(Action.CARD_REFRESH, "Refresh", value=pack_panel(panel), label=f"Refresh {name}"),
    )
