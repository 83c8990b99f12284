"""What lists show around their rows: heading and menus of the filter, page buttons, and the progress of a search.

What the API cannot filter is searched for page by page; the progress says in words how far that has come.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from capi_bot.capi.models import Page
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.search import Source
from capi_bot.errors import CapiBotError, ForbiddenError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, encode_list
from capi_bot.slack.commands import time_ranges
from capi_bot.slack.commands.list_filter import EVERYTHING, ListFilter, write_filter
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit

ANY_STATE, ANY_TIME, NEWEST, OLDEST = "all", "any", "newest", "oldest"
"""Values of menus, of the form and above a list: where a filter has no criterion, a value may not be empty."""

STATES: Mapping[str, str] = {
    ANY_STATE: "All states",
    **{state: state.word.capitalize() for state in Liveness if state is not Liveness.UNKNOWN},
}
ORDERS: Mapping[str, str] = {NEWEST: "Newest first", OLDEST: "Oldest first"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageButtons:
    """The buttons of a list's pages: their ids and texts, and the value of a button for a cursor and a page number."""

    previous: Action
    previous_text: str
    next: Action
    next_text: str
    encode_page: Callable[[str | None, int], str]


def heading(filters: ListFilter, width: int) -> str:
    """Return which conversations are listed, as mrkdwn."""
    criteria = (
        filters.state.word if filters.state else "",
        block_kit.escape_outside_text(time_ranges.describe_time_range(filters.since), width) if filters.since else "",
        f"with {block_kit.bold(filters.party, width)}" if filters.party else "",
        f"named {block_kit.bold(' '.join(filters.words), width)}" if filters.words else "",
        ORDERS[OLDEST if filters.oldest else NEWEST].lower(),
    )
    return ", ".join(("*Conversations*", *filter(None, criteria)))


def menus(state: ListState) -> Block:
    """Draw the menus of a list's filter; a choice begins at the first page."""
    filters = state.filters
    value = encode_list(ListState(filters=filters, private=state.private))
    return block_kit.actions(
        block_kit.menu(Action.LIST_STATE, STATES, filters.state or ANY_STATE, "State"),
        block_kit.menu(Action.LIST_SINCE, time_range_options(filters.since), filters.since or ANY_TIME, "Time"),
        block_kit.menu(Action.LIST_ORDER, ORDERS, OLDEST if filters.oldest else NEWEST, "Order"),
        block_id=value,
    )


def apply_selection(filters: ListFilter, action_id: str, value: str) -> ListFilter:
    """Return a filter with what was selected in one of the menus; `UserError` where it becomes too long for buttons."""
    match action_id:
        case Action.LIST_STATE:
            filters = replace(filters, state=Liveness(value) if value in set(Liveness) else None)
        case Action.LIST_SINCE:
            since = "" if value == ANY_TIME else time_ranges.normalise_time_range(value)
            filters = replace(filters, since=since)
        case _:
            filters = replace(filters, oldest=value == OLDEST)
    write_filter(filters)
    return filters


def buttons(filters: ListFilter) -> tuple[Block, ...]:
    """Draw the buttons that open the search and, for a list that is filtered, save the filter."""
    value = encode_list(ListState(filters=filters))
    search = block_kit.button(Action.LIST_SEARCH, "Search…", value=value, label="Search conversations")
    save = block_kit.button(Action.LIST_SAVE, "Save filter", value=value, label="Save this filter on my Home tab")
    return (search,) if filters == EVERYTHING else (search, save)


def time_range_options(since: str) -> Mapping[str, str]:
    """Return the time ranges that a menu offers, the current one among them."""
    presets = {value or ANY_TIME: text for value, text in time_ranges.PRESETS.items()}
    return presets if not since or since in presets else presets | {since: time_ranges.describe_time_range(since)}


def without_page_links(page: Page[T]) -> Page[T]:
    """Return a page without its neighbours: where their cursors leave no room for what the page shows."""
    return replace(page, next=None, prev=None)


def page_button_row(page: Page[object], number: int, spec: PageButtons) -> Sequence[Block]:
    """Draw the page buttons in a row of their own, where there are any."""
    elements = page_buttons(page, number, spec)
    return (block_kit.actions(*elements),) if elements else ()


def page_buttons(page: Page[object], number: int, spec: PageButtons) -> Sequence[Block]:
    """Draw the buttons for the neighbours of page `number`.

    Where the API does not name the page before, the button leads to the first page. A cursor that is too long for a
    button's value has no button.
    """
    elements = []
    if number > 1:
        target = number - 1 if page.prev else 1
        text = spec.previous_text if target == number - 1 else "First page"
        elements.append(block_kit.button(spec.previous, text, value=spec.encode_page(page.prev, target)))
    if page.next:
        elements.append(block_kit.button(spec.next, spec.next_text, value=spec.encode_page(page.next, number + 1)))
    return [button for button in elements if len(button["value"]) <= block_kit.MAX_BUTTON_VALUE]


SCANNED_SOURCES: Mapping[Source, str] = {Source.CALLS: "the calls in progress", Source.LOG: "the newest calls"}

MISSING_SOURCES: Mapping[Source, str] = {
    Source.CALLS: "Calls in progress",
    Source.LOG: "Calls that are over",
    Source.USERS: "Users of that name",
}


class SearchPhase(StrEnum):
    """Why a search shows what it shows."""

    LOOKING = "running"
    ENOUGH = "a page is full"
    KNOWN = "the quick sources have answered"
    PAUSED = "the budget of one run is used up"
    FAILED = "a source did not answer"
    DONE = "there are no more"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchProgress:
    """How far a search has come."""

    scanned: int
    """Things of the whole list that were scanned, those for earlier pages included."""
    phase: SearchPhase
    failure: str = ""
    """What went wrong, as the bot's own mrkdwn."""
    sources: Collection[Source] = ()
    """The sources that were read beside the list."""
    log_since: datetime | None = None
    """How far the newest calls reach back that were read; None where they were all of the time, or not read."""
    missed: Mapping[Source, CapiBotError] = field(default_factory=dict)
    """The sources that could not be read, and why."""


def can_continue(progress: SearchProgress | None) -> bool:
    """Return whether a search stopped before its end."""
    return progress is not None and progress.phase in {SearchPhase.KNOWN, SearchPhase.PAUSED, SearchPhase.FAILED}


def describe_progress(progress: SearchProgress, things: str, order: str = "newest") -> str:
    """Return how far a search through `things`, a plural, has come, and what could not be read."""
    noun = things.removesuffix("s") if progress.scanned == 1 else things
    number = f"{progress.scanned} " if progress.scanned > 1 else ""
    reach = f", back to {block_kit.date(progress.log_since)}" if progress.log_since else ""
    sources = [
        f"{text}{reach if source is Source.LOG else ''}"
        for source, text in SCANNED_SOURCES.items()
        if source in progress.sources
    ]
    if progress.scanned:
        sources.append(f"the {number}{order} {noun}")
    scanned = f"Looked at {_join_with_and(sources)}" if sources else ""
    match progress.phase:
        case SearchPhase.LOOKING:
            text = f"Looking… {progress.scanned} {noun} looked at so far" if progress.scanned else "Looking…"
        case SearchPhase.ENOUGH:
            text = scanned or "There are more"
        case SearchPhase.KNOWN:
            text = f"{scanned}: *Continue* looks in the list of {things} too"
        case SearchPhase.PAUSED:
            text = f"{scanned or 'Not looked far yet'}: *Continue* looks further"
        case SearchPhase.FAILED:
            text = ". ".join(filter(None, (scanned, f"{progress.failure} *Continue* tries again")))
        case SearchPhase.DONE:
            text = f"{scanned}: there are no more" if scanned else "There are no more"
    warnings = []
    for source, error in progress.missed.items():
        reason = "this bot may not read them" if isinstance(error, ForbiddenError) else "Vonage did not tell"
        warnings.append(f"⚠️ {MISSING_SOURCES[source]} are missing: {reason}")
    return ". ".join((text, *warnings))


def _join_with_and(texts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))
