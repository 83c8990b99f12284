"""How far a walk has come, in words: what the API cannot filter is looked for page by page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from capi_bot.domain.search import Source
from capi_bot.errors import CapiBotError, ForbiddenError

LOOKED_AT: Mapping[Source, str] = {Source.CALLS: "the calls in progress", Source.LOG: "the newest calls"}

MISSED: Mapping[Source, str] = {
    Source.CALLS: "Calls in progress",
    Source.LOG: "Calls that are over",
    Source.USERS: "Users of that name",
}


class SearchPhase(StrEnum):
    """Name how a walk stands."""

    LOOKING = "looking"
    ENOUGH = "a screen is full"
    KNOWN = "what is quickly known has answered"
    PAUSED = "as far as one walk goes"
    FAILED = "something did not answer"
    DONE = "there are no more"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchProgress:
    """Tell how far a walk has come: `looked` counts what it dealt with of the whole list, earlier pages included."""

    looked: int
    pace: SearchPhase
    failure: str = ""
    """What went wrong, as mrkdwn of our own."""
    sources: Collection[Source] = ()
    """What it looked at beside the list."""
    missed: Mapping[Source, CapiBotError] = field(default_factory=dict)
    """What could not be read, and why."""


def paused(walk: SearchProgress | None) -> bool:
    """Tell whether there is more to look at than what was shown."""
    return walk is not None and walk.pace in {SearchPhase.KNOWN, SearchPhase.PAUSED, SearchPhase.FAILED}


def walked(walk: SearchProgress, things: str, order: str = "newest") -> str:
    """Say how far a walk has come, and what could not be read."""
    return ". ".join((_far(walk, things, order), *_missed(walk)))


def _far(walk: SearchProgress, things: str, order: str) -> str:
    seen = [text for source, text in LOOKED_AT.items() if source in walk.sources]
    things_looked_at = things.removesuffix("s") if walk.looked == 1 else things
    number = f"{walk.looked} " if walk.looked > 1 else ""
    listed = [f"the {number}{order} {things_looked_at}"] if walk.looked else []
    far = f"Looked at {_and(*seen, *listed)}" if seen or listed else ""
    return {
        SearchPhase.LOOKING: f"Looking… {walk.looked} {things_looked_at} looked at so far"
        if walk.looked
        else "Looking…",
        SearchPhase.ENOUGH: far or "There are more",
        SearchPhase.KNOWN: f"{far}: *Continue* looks in the list of {things} too",
        SearchPhase.PAUSED: f"{far or 'Not looked far yet'}: *Continue* looks further",
        SearchPhase.FAILED: ". ".join(filter(None, (far, f"{walk.failure} *Continue* tries again"))),
        SearchPhase.DONE: f"{far}: there are no more" if far else "There are no more",
    }[walk.pace]


def _missed(walk: SearchProgress) -> Iterator[str]:
    for source, error in walk.missed.items():
        why = "this bot may not read them" if isinstance(error, ForbiddenError) else "Vonage did not tell"
        yield f"⚠️ {MISSED[source]} are missing: {why}"


def _and(*texts: str) -> str:
    return " and ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))
