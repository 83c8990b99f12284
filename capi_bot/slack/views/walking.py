"""How far a walk has come, in words: what the API cannot filter is looked for page by page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Pace(StrEnum):
    """Name how a walk stands."""

    LOOKING = "looking"
    ENOUGH = "a screen is full"
    PAUSED = "as far as one walk goes"
    FAILED = "something did not answer"
    DONE = "there are no more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Tell how far a walk has come: `looked` counts what it dealt with, calls in progress aside."""

    looked: int
    pace: Pace
    failure: str = ""
    """What went wrong, as mrkdwn of our own."""


def paused(walk: Walk | None) -> bool:
    """Tell whether there is more to look at than what was shown."""
    return walk is not None and walk.pace in {Pace.PAUSED, Pace.FAILED}


def walked(walk: Walk, things: str, *, first: bool, order: str = "newest") -> str:
    """Say how far a walk has come; `first` tells whether it began at the beginning."""
    which = f"the {walk.looked} {order} {things}" if first else f"{walk.looked} {things} more"
    far = f"Looked at {which}" if walk.looked else "Looked at the calls in progress"
    return {
        Pace.LOOKING: f"Looking… {walk.looked} {things} looked at so far" if walk.looked else "Looking…",
        Pace.ENOUGH: far,
        Pace.PAUSED: f"{far}: *Continue* looks further",
        Pace.FAILED: f"{far}. {walk.failure} *Continue* tries again",
        Pace.DONE: f"{far}: there are no more",
    }[walk.pace]
