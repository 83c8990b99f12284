"""The Home tab: live conversations, recently ended ones, saved filters, and what the bot can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import TypeVar

from capi_bot.capi import ids
from capi_bot.capi.models import Page
from capi_bot.domain.activity import Activity, ActivityEntry
from capi_bot.domain.display_names import UNNAMED
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.saved_filters import SavedFilter
from capi_bot.errors import CapiBotError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    HomeState,
    ListState,
    TabState,
    encode_home,
    encode_list,
    encode_tab,
)
from capi_bot.slack.commands import COMMAND
from capi_bot.slack.commands.list_filter import MAX_FILTER_LENGTH
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit, list_controls, notices
from capi_bot.slack.views import help as help_view
from capi_bot.slack.views.conversation_list import LIVENESS_LABELS, describe_joined
from capi_bot.slack.views.endings import describe_ending

T = TypeVar("T")

LIVE_ROWS = 6
ENDED_ROWS = 5
SAVED_ROWS = 3
"""Rows a page: what a Home tab has room for in the longest words."""


class Missing(Enum):
    """Why saved filters are not shown; the value is the sentence that stands there."""

    NOT_YET = "Looking…"
    UNREACHABLE = "I cannot reach them just now. Press *Refresh* in a moment."


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFacts:
    """What a Home tab shows."""

    activity: Activity = field(default_factory=Activity)
    saved: tuple[SavedFilter, ...] | Missing = ()
    error: CapiBotError | None = None
    """Why conversations could not be read."""
    calls_error: CapiBotError | None = None
    """Why the calls in progress could not be read."""
    log_error: CapiBotError | None = None
    """Why the calls that are over could not be read."""
    refreshing: bool = False
    """Whether the newest conversations are still being read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _HomeView:
    """What all parts of one Home tab share."""

    facts: HomeFacts
    state: HomeState
    now: datetime
    width: int


def home(facts: HomeFacts, state: HomeState, now: datetime) -> Message:
    """Draw a Home tab; a page that is not there any more is drawn as the last one."""
    existing = replace(
        state,
        number=_last_page(facts.activity.live, LIVE_ROWS, state.number),
        saved=state.saved if isinstance(facts.saved, Missing) else _last_page(facts.saved, SAVED_ROWS, state.saved),
    )
    return block_kit.fit_to_size(lambda width: _home(_HomeView(facts=facts, state=existing, now=now, width=width)))


def skeleton() -> Message:
    """Draw the Home tab of somebody who opens it for the first time, until something is known."""
    return block_kit.message(block_kit.section("*Live now*", "Looking…"), _help())


def saved_note(text: str) -> Message:
    """Draw the note that a filter was saved."""
    return block_kit.message(
        block_kit.section("Saved. You find it on my Home tab.", block_kit.code(text, block_kit.MAX_SECTION_TEXT // 2))
    )


def live_page(number: int) -> slice:
    """Return which of the live conversations a page shows."""
    return slice(LIVE_ROWS * (max(number, 1) - 1), LIVE_ROWS * max(number, 1))


def _home(view: _HomeView) -> Message:
    return block_kit.message(
        *_failure(view.facts),
        *_live(view),
        *_ended(view),
        *_saved(view),
        _help(),
        title="Home",
    )


def _failure(facts: HomeFacts) -> Sequence[Block]:
    """Draw first what Vonage did not tell of what is live, and why."""
    if facts.error and facts.calls_error:
        return notices.cannot_tell(facts.error, "what is live")
    if facts.error:
        return notices.cannot_tell(facts.error, "which conversations without a call are live")
    if facts.calls_error:
        return notices.cannot_tell(facts.calls_error, "which calls are in progress")
    return ()


def _live(view: _HomeView) -> Sequence[Block]:
    facts, state, live = view.facts, view.state, view.facts.activity.live
    rows = [_row(entry, "began", view) for entry in live[live_page(state.number)]]
    is_failed = facts.error is not None or facts.calls_error is not None
    is_exact = facts.activity.is_complete and not (facts.refreshing or is_failed)
    count = str(len(live)) if is_exact else f"at least {len(live)}" if live else ""
    as_of = f"as of {block_kit.time_of_day(view.now)}"
    return (
        block_kit.section(block_kit.join_facts("*Live now*", count, as_of), "" if rows else _nobody(facts)),
        *((block_kit.context(coverage),) if (coverage := block_kit.join_facts(*_coverage(facts))) else ()),
        block_kit.actions(
            block_kit.button(Action.HOME_REFRESH, "Try again" if is_failed else "Refresh", value=encode_home(state)),
            block_kit.button(Action.HOME_SEARCH, "Search…", value=encode_list(ListState(private=True))),
            block_kit.button(Action.HOME_MISSED, "Missed calls", value=encode_home(state)),
            block_kit.button(Action.HOME_ENDED, "All ended", value=encode_home(state)),
            block_id="home",
        ),
        *rows,
        *_page_buttons(live, LIVE_ROWS, state.number, lambda number: replace(state, number=number)),
    )


def _coverage(facts: HomeFacts) -> Iterator[str]:
    activity = facts.activity
    if facts.refreshing:
        yield "Refreshing…"
        return
    calls = "calls in progress and " if activity.calls_known else ""
    yield f"Looked at {calls}the {activity.scanned} newest conversations" if activity.scanned else ""
    yield f"{activity.unknown_count} of them are not known yet" if activity.unknown_count else ""
    yield "" if activity.calls_known or facts.calls_error else "calls in progress are not known yet"


def _nobody(facts: HomeFacts) -> str:
    if facts.error or facts.calls_error:
        return ""
    if facts.refreshing:
        return "Looking…"
    if facts.activity.scanned:
        return "Nobody is in a conversation, as far as I looked. *Search…* finds older ones."
    return (
        "There are no conversations yet. They appear here as soon as a call or a chat begins in this Vonage "
        "application; press *Refresh* then."
    )


def _ended(view: _HomeView) -> Sequence[Block]:
    rows = [_row(entry, "ended", view) for entry in view.facts.activity.recently_ended(ENDED_ROWS)]
    error = view.facts.log_error
    # Where nothing else could be read either, that is said above.
    missing = f"⚠️ {notices.describe_cause(error)}: I cannot tell which calls have ended." if error else ""
    if not rows and (not missing or view.facts.error):
        return ()
    title = block_kit.section("*Recently ended*", missing)
    return (title, *notices.draw_trace(error), *rows)


def _row(entry: ActivityEntry, verb: str, view: _HomeView) -> Block:
    summary = entry.summary
    emoji, _ = LIVENESS_LABELS[summary.liveness]
    began = f"{verb} {block_kit.ago(entry.changed_at, view.now)}" if entry.changed_at else ""
    when = block_kit.join_facts(*(describe_ending(summary, view.now) or (began,)))
    is_missed = summary.liveness is Liveness.ENDED and summary.ended_call is not None and summary.ended_call.is_missed
    joined = "" if summary.joined_count is None else describe_joined(summary)
    conversation_id = block_kit.code(summary.conversation.id) if summary.name == UNNAMED else ""
    button = _card_button(entry)
    row = block_kit.section(
        f"{emoji} {block_kit.bold(summary.name, view.width)}",
        block_kit.join_facts("*missed call*" if is_missed else "", joined, when),
        conversation_id,
        accessory=button,
    )
    # Home is published again while somebody looks at it: a press on what stood there before has to be distinguished.
    return row | ({"block_id": f"{verb}.{summary.conversation.id}"} if button else {})


def _card_button(entry: ActivityEntry) -> Block | None:
    conversation_id = entry.summary.conversation.id
    if not ids.CONVERSATION.fullmatch(conversation_id):
        return None  # the API does not answer for such an id
    value = encode_tab(TabState(conversation_id=conversation_id))
    label = block_kit.label_with_name("Open", entry.summary.name)
    return block_kit.button(Action.HOME_CARD, "Open", value=value, label=label)


def _saved(view: _HomeView) -> Sequence[Block]:
    saved, state = view.facts.saved, view.state
    if isinstance(saved, Missing):
        return (block_kit.section("*Saved filters*", saved.value),)
    if not saved:
        return (block_kit.section("*Saved filters*", "None yet. Press *Save filter* on a list to find it here."),)
    start = SAVED_ROWS * (state.saved - 1)
    rows = [block for saved_filter in saved[start : start + SAVED_ROWS] for block in _saved_filter(saved_filter, view)]
    buttons = _page_buttons(saved, SAVED_ROWS, state.saved, lambda number: replace(state, saved=number))
    return (block_kit.section("*Saved filters*"), *rows, *buttons)


def _saved_filter(saved: SavedFilter, view: _HomeView) -> Sequence[Block]:
    value = encode_home(replace(view.state, filter=saved.key))
    show_label, remove_label = (block_kit.label_with_name(action, saved.text) for action in ("Show", "Remove"))
    remove = block_kit.button(Action.HOME_FORGET, "Remove", value=value, label=remove_label)
    return (
        block_kit.section(block_kit.code(saved.text, max(view.width, MAX_FILTER_LENGTH)) or "—"),
        block_kit.actions(
            block_kit.button(Action.HOME_SAVED, "Show", value=value, label=show_label),
            block_kit.with_confirmation(
                remove, "Remove this filter?", "You can save it again from a list.", "Remove", "Keep"
            ),
        ),
    )


def _page_buttons(
    items: Sequence[T], page_size: int, number: int, state_at: Callable[[int], HomeState]
) -> Sequence[Block]:
    # Nothing is kept between presses, so a page is a number, and what it shows is read afresh.
    page: Page[object] = Page(
        prev="earlier" if number > 1 else None, next="later" if len(items) > page_size * number else None
    )
    buttons = list_controls.PageButtons(
        previous=Action.HOME_BACK,
        previous_text="Previous",
        next=Action.HOME_ON,
        next_text="Next",
        encode_page=lambda _cursor, number: encode_home(state_at(number)),
    )
    return list_controls.page_button_row(page, number, buttons)


def _last_page(items: Sequence[object], page_size: int, number: int) -> int:
    return min(max(number, 1), max(1, -(-len(items) // page_size)))


def _help() -> Block:
    return block_kit.context(
        "*What I can do*",
        f"{block_kit.code(COMMAND)} who is on the phone now; only you see it",
        *help_view.example_lines(),
        "In a channel you can mention me instead; in the thread of a card `@capi events` is about its conversation. "
        "In the menu of any message, *Look up Vonage ids* tells what its ids and numbers are.",
    )
