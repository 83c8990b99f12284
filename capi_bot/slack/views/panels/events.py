"""The events tab: what happened in a conversation, line by line, and the menu that narrows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from capi_bot.capi.diary import ALL, is_narrow
from capi_bot.capi.digest import Entry, Kind, digest
from capi_bot.capi.recap.durations import between
from capi_bot.capi.story.groups import Group
from capi_bot.slack.replies import Block
from capi_bot.slack.state import Panel, Tab
from capi_bot.slack.views import elapsed, kit
from capi_bot.slack.views.panels.tab import EventsTab, Place, ways

HALF_A_DAY = timedelta(hours=12)
GROUPS: Mapping[str, str] = {
    ALL: "All events",
    Group.PEOPLE: "People",
    Group.CALL: "Call",
    Group.AUDIO: "Audio",
    Group.MESSAGES: "Messages",
    Group.CUSTOM: "Custom",
    Group.OTHER: "Other",
}
_OLDER = "Older"


def events(tab: EventsTab, panel: Panel, place: Place, width: int, now: datetime | None = None) -> Sequence[Block]:
    """Draw a page of events, oldest first, under the menu of their groups; `now` tells how old the last one is."""
    silence = (tab.silence,) if tab.silence else ()
    entries = (*silence, *digest(tab.page.items[::-1], tab.members))
    lines = [*_heading(panel, width), *(_diary(entries, panel, width, now) or [_nothing(tab, panel)]), _looked(tab)]
    room = width > kit.NARROWEST
    menu = _menu(panel, place) if room and (entries or is_narrow(panel.only)) else ()
    return (*menu, *kit.paragraphs(kit.quoted(lines)), *ways(tab.page, panel, place, ("Newer", _OLDER)))


def _menu(panel: Panel, place: Place) -> Sequence[Block]:
    # A choice begins at the newest events, so no page is carried; where what is chosen is too long, neither is that.
    chosen = replace(panel, cursor=None, number=1)
    ids = (place.carry(chosen), place.carry(Panel(conversation_id=panel.conversation_id, tab=Tab.EVENTS)))
    block_id = next((carried for carried in ids if len(carried) <= kit.BLOCK_ID), "")
    if place.group is None or not block_id:
        return ()
    return (kit.actions(kit.menu(place.group, _options(panel.only), panel.only or ALL, "Events"), block_id=block_id),)


def _options(only: str) -> Mapping[str, str]:
    fits = only and len(only) <= kit.OPTION_VALUE and kit.clean(only) == only
    return {**GROUPS, only: only} if fits and only not in GROUPS else GROUPS


def _heading(panel: Panel, width: int) -> Sequence[str]:
    if not is_narrow(panel.only):
        return ()
    if panel.only in GROUPS:
        return (f"Only events of the group *{GROUPS[panel.only]}*",)
    return (f"Only events of the type {kit.code(panel.only, width)}",)


def _diary(entries: Sequence[Entry], panel: Panel, width: int, now: datetime | None) -> Sequence[str]:
    times = [moment for entry in entries for moment in (entry.first, entry.last) if moment and entry.kind != Kind.GAP]
    # Whose midnight it is, only the reader's Slack knows: what is not surely of one day has its day on each line.
    together = bool(times) and max(times) - min(times) < HALF_A_DAY
    when = kit.time_of_day if together else kit.day_and_time
    lines = [*([kit.day(min(times))] if together else []), *(_line(entry, panel, width, when) for entry in entries)]
    age = elapsed.ago(max(times), now) if times and now else ""
    return (*lines[:-1], f"{lines[-1]} ({age})") if age else lines


def _line(entry: Entry, panel: Panel, width: int, when: Callable[[datetime], str]) -> str:
    if entry.kind is Kind.GAP:
        return _gap(entry, narrow=is_narrow(panel.only))
    told = when(entry.first) if entry.first else "—"
    what = f"{kit.plain(entry.what, 2 * width)}{entry.often}{_span(entry)}"
    return " ".join(filter(None, (told, kit.bold(entry.who, width), what)))


def _gap(entry: Entry, *, narrow: bool) -> str:
    """Tell a pause; of some of the events nobody can say that it was silent, and of a day only its end is told."""
    if entry.first is None or entry.last is None or entry.last - entry.first >= elapsed.DAY:
        return f"({entry.what} until {kit.day_and_time(entry.last)})" if entry.last and not narrow else ""
    return f"({between(entry.first, entry.last)} later)" if narrow else f"({entry.text})"


def _span(entry: Entry) -> str:
    long = entry.first and entry.last and entry.last - entry.first > elapsed.MINUTE
    spell = elapsed.spell(entry.first, entry.last)
    return f" within {spell}" if long and spell else ""


def _nothing(tab: EventsTab, panel: Panel) -> str:
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
