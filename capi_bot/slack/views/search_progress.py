"""The progress of a search in words: what the API cannot filter is searched for page by page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from capi_bot.domain.search import Source
from capi_bot.errors import CapiBotError, ForbiddenError
from capi_bot.slack.views import block_kit

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
