"""The events tab: what happened in a conversation, line by line, and the menu that filters it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from capi_bot.domain import durations
from capi_bot.domain.durations import format_short_interval
from capi_bot.domain.events import know_people
from capi_bot.domain.events.catalogue import EventGroup
from capi_bot.domain.events.folding import FoldedEvent, FoldedKind, fold_events
from capi_bot.slack.button_state import Tab, TabState
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.tabs.tab import EventsTab, TabButtons, tab_page_buttons

HALF_A_DAY = timedelta(hours=12)
ALL = "all"
"""The value of the menu's option without a filter: Slack refuses an empty value."""
GROUP_LABELS: Mapping[str, str] = {
    ALL: "All events",
    EventGroup.PEOPLE: "People",
    EventGroup.CALL: "Call",
    EventGroup.AUDIO: "Audio",
    EventGroup.MESSAGES: "Messages",
    EventGroup.CUSTOM: "Custom",
    EventGroup.OTHER: "Other",
}
_OLDER = "Older"


def draw_events(
    tab: EventsTab, tab_state: TabState, buttons: TabButtons, width: int, now: datetime | None = None
) -> Sequence[Block]:
    """Draw a page of events, oldest first, under the menu of their groups; `now` adds the age of the last one."""
    silence = (tab.silence,) if tab.silence else ()
    entries = (*silence, *fold_events(tab.page.items[::-1], know_people(tab.members, tab.page.items, tab.calls)))
    is_filtered = is_narrow(tab_state.event_filter)
    lines = [
        *_heading(tab_state, width),
        *(_event_lines(entries, width, now, is_filtered=is_filtered) or [_empty(tab, tab_state)]),
        _scanned(tab),
    ]
    has_menu = width > block_kit.NARROWEST_WIDTH and (entries or is_filtered)
    return (
        *(_menu(tab_state, buttons) if has_menu else ()),
        *block_kit.paragraphs(block_kit.quote_lines(lines)),
        *tab_page_buttons(tab.page, tab_state, buttons, ("Newer", _OLDER)),
    )


def is_narrow(event_filter: str) -> bool:
    """Return whether a value of the menu leaves anything out."""
    return event_filter not in ("", ALL)


def _menu(tab_state: TabState, buttons: TabButtons) -> Sequence[Block]:
    # A choice begins at the newest events, so the block's id carries no page; where the current filter is too long for
    # it, neither does it carry that.
    first_page = replace(tab_state, cursor=None, number=1)
    unfiltered = TabState(conversation_id=tab_state.conversation_id, tab=Tab.EVENTS)
    values = (buttons.encode(first_page), buttons.encode(unfiltered))
    block_id = next((value for value in values if len(value) <= block_kit.MAX_BLOCK_ID), "")
    if buttons.group is None or not block_id:
        return ()
    current = tab_state.event_filter
    is_option = current and len(current) <= block_kit.MAX_OPTION_VALUE and block_kit.clean(current) == current
    options = {**GROUP_LABELS, current: current} if is_option and current not in GROUP_LABELS else GROUP_LABELS
    return (block_kit.actions(block_kit.menu(buttons.group, options, current or ALL, "Events"), block_id=block_id),)


def _heading(tab_state: TabState, width: int) -> Sequence[str]:
    if not is_narrow(tab_state.event_filter):
        return ()
    if tab_state.event_filter in GROUP_LABELS:
        return (f"Only events of the group *{GROUP_LABELS[tab_state.event_filter]}*",)
    return (f"Only events of the type {block_kit.code(tab_state.event_filter, width)}",)


def _event_lines(
    entries: Sequence[FoldedEvent], width: int, now: datetime | None, *, is_filtered: bool
) -> Sequence[str]:
    moments = [
        moment for entry in entries for moment in (entry.first, entry.last) if moment and entry.kind != FoldedKind.GAP
    ]
    # Whose midnight it is, only the reader's Slack knows: what is not surely of one day has its day on each line.
    is_one_day = bool(moments) and max(moments) - min(moments) < HALF_A_DAY
    format_time = block_kit.time_of_day if is_one_day else block_kit.day_and_time
    lines = [
        *([block_kit.day(min(moments))] if is_one_day else []),
        *(_event_line(entry, width, format_time, is_filtered=is_filtered) for entry in entries),
    ]
    age = durations.format_age(max(moments), now) if moments and now else ""
    return (*lines[:-1], f"{lines[-1]} ({age})") if age else lines


def _event_line(entry: FoldedEvent, width: int, format_time: Callable[[datetime], str], *, is_filtered: bool) -> str:
    first, last = entry.first, entry.last
    if entry.kind is FoldedKind.GAP:
        # Among some of the events nobody can say that it was silent; of a gap of days only its end is shown.
        if first is None or last is None or last - first >= block_kit.DAY:
            return f"({entry.what} until {block_kit.day_and_time(last)})" if last and not is_filtered else ""
        return f"({durations.format_interval(first, last)} later)" if is_filtered else f"({entry.text})"
    time = format_time(first) if first else "—"
    duration = format_short_interval(first, last) if first and last and last - first > block_kit.MINUTE else ""
    within = f" within {duration}" if duration else ""
    what = f"{block_kit.escape_outside_text(entry.what, 2 * width)}{entry.repetition}{within}"
    return " ".join(filter(None, (time, block_kit.bold(entry.who, width), what)))


def _empty(tab: EventsTab, tab_state: TabState) -> str:
    kind, everything = (" of this kind", GROUP_LABELS[ALL]) if is_narrow(tab_state.event_filter) else ("", "")
    if tab.unfinished:
        return kind and f"Nothing{kind} is among the events looked at. Choose *{everything}* to see them."
    if tab_state.number > 1:
        return f"There is nothing older{kind}."
    if kind:
        return f"Nothing{kind} has happened. Choose *{everything}* to see what has."
    return "Nothing has happened in this conversation yet."


def _scanned(tab: EventsTab) -> str:
    if not tab.unfinished:
        return ""
    further = f"Press *{_OLDER}* to look further." if tab.page.next else "Vonage does not let me read further back."
    return f"Looked at {tab.scanned} event{'s' * (tab.scanned != 1)}. {further}"
