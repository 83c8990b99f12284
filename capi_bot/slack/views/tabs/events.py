"""The events tab: what happened in a conversation, line by line, and the menu that narrows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from capi_bot.domain.durations import format_age, format_interval, format_short_interval
from capi_bot.domain.events.catalogue import EventGroup
from capi_bot.domain.events.folding import FoldedEvent, FoldedKind, fold_events
from capi_bot.slack.button_state import Tab, TabState
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.tabs.tab import EventsTab, TabButtons, ways

MINUTE, HALF_A_DAY, DAY = timedelta(minutes=1), timedelta(hours=12), timedelta(days=1)
ALL = "all"
"""The value of the menu's option without a filter: Slack refuses an empty value."""
GROUPS: Mapping[str, str] = {
    ALL: "All events",
    EventGroup.PEOPLE: "People",
    EventGroup.CALL: "Call",
    EventGroup.AUDIO: "Audio",
    EventGroup.MESSAGES: "Messages",
    EventGroup.CUSTOM: "Custom",
    EventGroup.OTHER: "Other",
}
_OLDER = "Older"


def events(
    tab: EventsTab, panel: TabState, place: TabButtons, width: int, now: datetime | None = None
) -> Sequence[Block]:
    """Draw a page of events, oldest first, under the menu of their groups; `now` tells how old the last one is."""
    silence = (tab.silence,) if tab.silence else ()
    entries = (*silence, *fold_events(tab.page.items[::-1], tab.members))
    lines = [*_heading(panel, width), *(_diary(entries, panel, width, now) or [_nothing(tab, panel)]), _looked(tab)]
    room = width > block_kit.NARROWEST
    menu = _menu(panel, place) if room and (entries or is_narrow(panel.only)) else ()
    return (*menu, *block_kit.paragraphs(block_kit.quoted(lines)), *ways(tab.page, panel, place, ("Newer", _OLDER)))


def is_narrow(only: str) -> bool:
    """Return whether a value of the menu leaves anything out."""
    return only not in ("", ALL)


def _menu(panel: TabState, place: TabButtons) -> Sequence[Block]:
    # A choice begins at the newest events, so no page is carried; where what is chosen is too long, neither is that.
    selected = replace(panel, cursor=None, number=1)
    ids = (place.carry(selected), place.carry(TabState(conversation_id=panel.conversation_id, tab=Tab.EVENTS)))
    block_id = next((value for value in ids if len(value) <= block_kit.BLOCK_ID), "")
    if place.group is None or not block_id:
        return ()
    return (
        block_kit.actions(
            block_kit.menu(place.group, _options(panel.only), panel.only or ALL, "Events"), block_id=block_id
        ),
    )


def _options(only: str) -> Mapping[str, str]:
    fits = only and len(only) <= block_kit.OPTION_VALUE and block_kit.clean(only) == only
    return {**GROUPS, only: only} if fits and only not in GROUPS else GROUPS


def _heading(panel: TabState, width: int) -> Sequence[str]:
    if not is_narrow(panel.only):
        return ()
    if panel.only in GROUPS:
        return (f"Only events of the group *{GROUPS[panel.only]}*",)
    return (f"Only events of the type {block_kit.code(panel.only, width)}",)


def _diary(entries: Sequence[FoldedEvent], panel: TabState, width: int, now: datetime | None) -> Sequence[str]:
    times = [
        moment for entry in entries for moment in (entry.first, entry.last) if moment and entry.kind != FoldedKind.GAP
    ]
    # Whose midnight it is, only the reader's Slack knows: what is not surely of one day has its day on each line.
    together = bool(times) and max(times) - min(times) < HALF_A_DAY
    when = block_kit.time_of_day if together else block_kit.day_and_time
    lines = [
        *([block_kit.day(min(times))] if together else []),
        *(_line(entry, panel, width, when) for entry in entries),
    ]
    age = format_age(max(times), now) if times and now else ""
    return (*lines[:-1], f"{lines[-1]} ({age})") if age else lines


def _line(entry: FoldedEvent, panel: TabState, width: int, when: Callable[[datetime], str]) -> str:
    if entry.kind is FoldedKind.GAP:
        return _gap(entry, narrow=is_narrow(panel.only))
    told = when(entry.first) if entry.first else "—"
    what = f"{block_kit.plain(entry.what, 2 * width)}{entry.repetition}{_span(entry)}"
    return " ".join(filter(None, (told, block_kit.bold(entry.who, width), what)))


def _gap(entry: FoldedEvent, *, narrow: bool) -> str:
    """Tell a pause; of some of the events nobody can say that it was silent, and of a day only its end is told."""
    if entry.first is None or entry.last is None or entry.last - entry.first >= DAY:
        return f"({entry.what} until {block_kit.day_and_time(entry.last)})" if entry.last and not narrow else ""
    return f"({format_interval(entry.first, entry.last)} later)" if narrow else f"({entry.text})"


def _span(entry: FoldedEvent) -> str:
    long = entry.first and entry.last and entry.last - entry.first > MINUTE
    duration = format_short_interval(entry.first, entry.last)
    return f" within {duration}" if long and duration else ""


def _nothing(tab: EventsTab, panel: TabState) -> str:
    kind, everything = (" of this kind", GROUPS[ALL]) if is_narrow(panel.only) else ("", "")
    if tab.unfinished:
        return kind and f"Nothing{kind} is among the events looked at. Choose *{everything}* to see them."
    if panel.number > 1:
        return f"There is nothing older{kind}."
    if kind:
        return f"Nothing{kind} has happened. Choose *{everything}* to see what has."
    return "Nothing has happened in this conversation yet."


def _looked(tab: EventsTab) -> str:
    if not tab.unfinished:
        return ""
    further = f" Press *{_OLDER}* to look further." if tab.page.next else ""
    return f"Looked at {tab.looked} event{'s' * (tab.looked != 1)}.{further}"
