"""Somebody's Home tab: what goes on, what ended lately, what they saved, and what the bot can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from capi_bot.capi import ids
from capi_bot.capi.models import Page
from capi_bot.domain.activity import Activity, ActivityEntry
from capi_bot.domain.display_names import UNNAMED
from capi_bot.domain.saved_filters import SavedFilter
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    HomeState,
    ListState,
    TabState,
    encode_home,
    encode_list,
    encode_tab,
)
from capi_bot.slack.commands import COMMAND, SUBCOMMANDS
from capi_bot.slack.commands.list_filter import LONGEST
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit, page_buttons
from capi_bot.slack.views.conversation_list import MARKS, joined
from capi_bot.slack.views.notices import Words

T = TypeVar("T")

LIVE = 6
ENDED = 5
SAVED = 3
"""Rows a page: what a Home tab has room for in the longest words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFacts:
    """Be what a Home tab tells."""

    survey: Activity = field(default_factory=Activity)
    saved: tuple[SavedFilter, ...] | None = ()
    """None where they could not be read."""
    trouble: Words | None = None
    """What went wrong with the survey."""
    refreshing: bool = False
    """Whether the newest conversations are still being read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    """Hold what all parts of one Home tab share."""

    facts: HomeFacts
    state: HomeState
    now: datetime
    width: int


def home(facts: HomeFacts, state: HomeState, now: datetime) -> Message:
    """Draw a Home tab; a page that is not there any more is drawn as the last one."""
    last = replace(state, number=_last(facts.survey.live, LIVE, state.number))
    last = replace(last, saved=_last(facts.saved or (), SAVED, state.saved))
    return block_kit.fit_to_size(lambda width: _home(_Home(facts=facts, state=last, now=now, width=width)))


def skeleton() -> Message:
    """Draw the Home tab of somebody who opens it for the first time, until something is known."""
    return block_kit.message(block_kit.section("*Live now*", "Looking…"), _help())


def saved_note(text: str) -> Message:
    """Draw the note that a filter is kept."""
    return block_kit.message(
        block_kit.section("Saved. You find it on my Home tab.", block_kit.code(text, block_kit.SECTION_TEXT // 2))
    )


def live_page(number: int) -> slice:
    """Tell which of the live conversations a page shows."""
    return slice(LIVE * (max(number, 1) - 1), LIVE * max(number, 1))


def _home(shown: _Home) -> Message:
    facts = shown.facts
    return block_kit.message(
        *_trouble(facts.trouble),
        *_live(shown),
        *_ended(shown),
        *_saved(shown),
        _help(),
        title="Home",
    )


def _trouble(words: Words | None) -> Sequence[Block]:
    return (block_kit.section(f"⚠️ {words.what}", words.do),) if words else ()


def _live(shown: _Home) -> Sequence[Block]:
    facts, survey, state = shown.facts, shown.facts.survey, shown.state
    rows = [_row(sight, "began", shown) for sight in survey.live[live_page(state.number)]]
    return (
        block_kit.section(f"*Live now: {_count(facts)}*", "" if rows else _nobody(facts)),
        block_kit.context(block_kit.facts(f"As of {block_kit.time_of_day(shown.now)}", *_how_far(facts))),
        _controls(state),
        *rows,
        *_turning(survey.live, LIVE, state.number, lambda number: replace(state, number=number)),
    )


def _controls(state: HomeState) -> Block:
    return block_kit.actions(
        block_kit.button(Action.HOME_REFRESH, "Refresh", value=encode_home(state)),
        block_kit.button(Action.HOME_SEARCH, "Search…", value=encode_list(ListState(private=True))),
        block_kit.button(Action.HOME_ENDED, "All ended", value=encode_home(state)),
        block_id="home",
    )


def _count(facts: HomeFacts) -> str:
    count = len(facts.survey.live)
    return str(count) if facts.survey.is_complete and not facts.refreshing else f"{count} or more"


def _how_far(facts: HomeFacts) -> Iterable[str]:
    survey = facts.survey
    if facts.refreshing:
        yield "Refreshing…"
        return
    calls = "calls in progress and " if survey.calls_known else ""
    yield f"looked at {calls}the {survey.scanned} newest conversations" if survey.scanned else ""
    yield f"{survey.unknown_count} not known" if survey.unknown_count else ""
    yield "" if survey.calls_known else "calls in progress are not known"


def _nobody(facts: HomeFacts) -> str:
    if facts.trouble:
        return ""
    if facts.refreshing:
        return "Looking…"
    if facts.survey.scanned:
        return "Nobody is in a conversation, as far as I looked. *Search…* finds older ones."
    return (
        "There are no conversations yet. They appear here as soon as a call or a chat begins in this Vonage "
        "application; press *Refresh* then."
    )


def _ended(shown: _Home) -> Sequence[Block]:
    rows = [_row(sight, "ended", shown) for sight in shown.facts.survey.ended[:ENDED]]
    return (block_kit.section("*Recently ended*"), *rows) if rows else ()


def _row(sight: ActivityEntry, word: str, shown: _Home) -> Block:
    seen = sight.summary
    mark, _ = MARKS[seen.liveness]
    when = f"{word} {block_kit.ago(sight.changed_at, shown.now)}" if sight.changed_at else ""
    told = block_kit.facts("" if seen.joined_count is None else joined(seen), when)
    unnamed = block_kit.code(seen.conversation.id) if seen.name == UNNAMED else ""
    opens = _open(sight)
    row = block_kit.section(f"{mark} {block_kit.bold(seen.name, shown.width)}", told, unnamed, accessory=opens)
    # Home is published again while somebody looks at it: a press on what stood there before has to be told apart.
    return row | ({"block_id": f"{word}.{seen.conversation.id}"} if opens else {})


def _open(sight: ActivityEntry) -> Block | None:
    name = sight.summary.conversation.id
    if not ids.CONVERSATION.fullmatch(name):
        return None  # nothing more can be asked for
    value = encode_tab(TabState(conversation_id=name))
    return block_kit.button(Action.HOME_CARD, "Open", value=value, label=block_kit.named("Open", sight.summary.name))


def _saved(shown: _Home) -> Sequence[Block]:
    saved, state = shown.facts.saved, shown.state
    if saved is None:
        return (block_kit.section("*Saved filters*", "I cannot reach them just now. Press *Refresh* in a moment."),)
    if not saved:
        return (block_kit.section("*Saved filters*", "None yet. Press *Save filter* on a list to find it here."),)
    start = SAVED * (state.saved - 1)
    rows = [block for kept in saved[start : start + SAVED] for block in _filter(kept, shown)]
    ways = _turning(saved, SAVED, state.saved, lambda number: replace(state, saved=number))
    return (block_kit.section("*Saved filters*"), *rows, *ways)


def _filter(kept: SavedFilter, shown: _Home) -> Sequence[Block]:
    value = encode_home(replace(shown.state, filter=kept.key))
    remove = block_kit.button(Action.HOME_FORGET, "Remove", value=value, label=block_kit.named("Remove", kept.text))
    return (
        block_kit.section(block_kit.code(kept.text, max(shown.width, LONGEST)) or "—"),
        block_kit.actions(
            block_kit.button(Action.HOME_SAVED, "Show", value=value, label=block_kit.named("Show", kept.text)),
            block_kit.confirmed(remove, "Remove this filter?", "You can save it again from a list.", "Remove", "Keep"),
        ),
    )


def _turning(items: Sequence[T], size: int, number: int, at: Callable[[int], HomeState]) -> Sequence[Block]:
    # Nothing is kept between presses, so a page is a number and what it shows is looked at afresh.
    neighbours: Page[object] = Page(
        prev="earlier" if number > 1 else None, next="later" if len(items) > size * number else None
    )
    ways = page_buttons.PageButtons(
        back=Action.HOME_BACK,
        back_words="Previous",
        on=Action.HOME_ON,
        on_words="Next",
        carry=lambda _cursor, turned: encode_home(at(turned)),
    )
    return page_buttons.row(neighbours, number, ways)


def _last(items: Sequence[object], size: int, number: int) -> int:
    return min(max(number, 1), max(1, -(-len(items) // size)))


def _help() -> Block:
    rows = [f"{block_kit.code(f'{COMMAND} {row.name}')} {row.help}" for row in SUBCOMMANDS]
    return block_kit.context("*What I can do*", *rows)
