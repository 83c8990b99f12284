"""Somebody's Home tab: what goes on, what ended lately, what they saved, and what the bot can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from capi_bot.capi import ids
from capi_bot.capi.models import Page
from capi_bot.capi.naming import UNNAMED
from capi_bot.capi.survey import Sight, Survey
from capi_bot.slack.commands import COMMAND, SUBCOMMANDS
from capi_bot.slack.commands.listing import LONGEST
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block, Message
from capi_bot.slack.saved import Saved
from capi_bot.slack.state import HomeState, ListState, Panel, pack_home, pack_list, pack_panel
from capi_bot.slack.views import kit, turning
from capi_bot.slack.views.conversations import MARKS, joined
from capi_bot.slack.views.errors import Words

T = TypeVar("T")

LIVE = 6
ENDED = 5
SAVED = 3
"""Rows a page: what a Home tab has room for in the longest words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFacts:
    """Be what a Home tab tells."""

    survey: Survey = field(default_factory=Survey)
    saved: tuple[Saved, ...] | None = ()
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
    return kit.narrowed(lambda width: _home(_Home(facts=facts, state=last, now=now, width=width)))


def skeleton() -> Message:
    """Draw the Home tab of somebody who opens it for the first time, until something is known."""
    return kit.message(kit.section("*Live now*", "Looking…"), _help())


def saved_note(text: str) -> Message:
    """Draw the note that a filter is kept."""
    return kit.message(kit.section("Saved. You find it on my Home tab.", kit.code(text, kit.SECTION_TEXT // 2)))


def live_page(number: int) -> slice:
    """Tell which of the live conversations a page shows."""
    return slice(LIVE * (max(number, 1) - 1), LIVE * max(number, 1))


def _home(shown: _Home) -> Message:
    facts = shown.facts
    return kit.message(
        *_trouble(facts.trouble),
        *_live(shown),
        *_ended(shown),
        *_saved(shown),
        _help(),
        title="Home",
    )


def _trouble(words: Words | None) -> Sequence[Block]:
    return (kit.section(f"⚠️ {words.what}", words.do),) if words else ()


def _live(shown: _Home) -> Sequence[Block]:
    facts, survey, state = shown.facts, shown.facts.survey, shown.state
    rows = [_row(sight, "began", shown) for sight in survey.live[live_page(state.number)]]
    return (
        kit.section(f"*Live now: {_count(facts)}*", "" if rows else _nobody(facts)),
        kit.context(kit.facts(f"As of {kit.time_of_day(shown.now)}", *_how_far(facts))),
        _controls(state),
        *rows,
        *_turning(survey.live, LIVE, state.number, lambda number: replace(state, number=number)),
    )


def _controls(state: HomeState) -> Block:
    return kit.actions(
        kit.button(Action.HOME_REFRESH, "Refresh", value=pack_home(state)),
        kit.button(Action.HOME_SEARCH, "Search…", value=pack_list(ListState(private=True))),
        kit.button(Action.HOME_ENDED, "All ended", value=pack_home(state)),
        block_id="home",
    )


def _count(facts: HomeFacts) -> str:
    count = len(facts.survey.live)
    return str(count) if facts.survey.is_whole and not facts.refreshing else f"{count} or more"


def _how_far(facts: HomeFacts) -> Iterable[str]:
    survey = facts.survey
    if facts.refreshing:
        yield "Refreshing…"
        return
    calls = "calls in progress and " if survey.calls_known else ""
    yield f"looked at {calls}the {survey.looked} newest conversations" if survey.looked else ""
    yield f"{survey.unknown} not known" if survey.unknown else ""
    yield "" if survey.calls_known else "calls in progress are not known"


def _nobody(facts: HomeFacts) -> str:
    if facts.trouble:
        return ""
    if facts.refreshing:
        return "Looking…"
    if facts.survey.looked:
        return "Nobody is in a conversation, as far as I looked. *Search…* finds older ones."
    return (
        "There are no conversations yet. They appear here as soon as a call or a chat begins in this Vonage "
        "application; press *Refresh* then."
    )


def _ended(shown: _Home) -> Sequence[Block]:
    rows = [_row(sight, "ended", shown) for sight in shown.facts.survey.ended[:ENDED]]
    return (kit.section("*Recently ended*"), *rows) if rows else ()


def _row(sight: Sight, word: str, shown: _Home) -> Block:
    seen = sight.glance
    mark, _ = MARKS[seen.liveness]
    when = f"{word} {kit.ago(sight.when, shown.now)}" if sight.when else ""
    told = kit.facts("" if seen.joined is None else joined(seen), when)
    unnamed = kit.code(seen.conversation.id) if seen.name == UNNAMED else ""
    opens = _open(sight)
    row = kit.section(f"{mark} {kit.bold(seen.name, shown.width)}", told, unnamed, accessory=opens)
    # Home is published again while somebody looks at it: a press on what stood there before has to be told apart.
    return row | ({"block_id": f"{word}.{seen.conversation.id}"} if opens else {})


def _open(sight: Sight) -> Block | None:
    name = sight.glance.conversation.id
    if not ids.CONVERSATION.fullmatch(name):
        return None  # nothing more can be asked for
    value = pack_panel(Panel(conversation_id=name))
    return kit.button(Action.HOME_CARD, "Open", value=value, label=kit.named("Open", sight.glance.name))


def _saved(shown: _Home) -> Sequence[Block]:
    saved, state = shown.facts.saved, shown.state
    if saved is None:
        return (kit.section("*Saved filters*", "I cannot reach them just now. Press *Refresh* in a moment."),)
    if not saved:
        return (kit.section("*Saved filters*", "None yet. Press *Save filter* on a list to find it here."),)
    start = SAVED * (state.saved - 1)
    rows = [block for kept in saved[start : start + SAVED] for block in _filter(kept, shown)]
    ways = _turning(saved, SAVED, state.saved, lambda number: replace(state, saved=number))
    return (kit.section("*Saved filters*"), *rows, *ways)


def _filter(kept: Saved, shown: _Home) -> Sequence[Block]:
    carried = pack_home(replace(shown.state, filter=kept.key))
    remove = kit.button(Action.HOME_FORGET, "Remove", value=carried, label=kit.named("Remove", kept.text))
    return (
        kit.section(kit.code(kept.text, max(shown.width, LONGEST)) or "—"),
        kit.actions(
            kit.button(Action.HOME_SAVED, "Show", value=carried, label=kit.named("Show", kept.text)),
            kit.confirmed(remove, "Remove this filter?", "You can save it again from a list.", "Remove", "Keep"),
        ),
    )


def _turning(items: Sequence[T], size: int, number: int, at: Callable[[int], HomeState]) -> Sequence[Block]:
    # Nothing is kept between presses, so a page is a number and what it shows is looked at afresh.
    neighbours: Page[object] = Page(
        prev="earlier" if number > 1 else None, next="later" if len(items) > size * number else None
    )
    ways = turning.Turning(
        back=Action.HOME_BACK,
        back_words="Previous",
        on=Action.HOME_ON,
        on_words="Next",
        carry=lambda _cursor, turned: pack_home(at(turned)),
    )
    return turning.row(neighbours, number, ways)


def _last(items: Sequence[object], size: int, number: int) -> int:
    return min(max(number, 1), max(1, -(-len(items) // size)))


def _help() -> Block:
    rows = [f"{kit.code(f'{COMMAND} {row.name}')} {row.help}" for row in SUBCOMMANDS]
    return kit.context("*What I can do*", *rows)
