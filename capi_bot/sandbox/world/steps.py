"""A play: one conversation as it is going to be, and how much of it has been played at a time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from capi_bot.sandbox.world.conversation_script import (
    Facts,
    Party,
    Step,
    conversation,
)
from capi_bot.sandbox.world.records import Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Tell how far a play has come: how many steps are done, and whether it has ended."""

    steps: int = 0
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Be a conversation that is going to be: `after` seconds into its scene, with parties and steps as in `plot`.

    It ends when it has `lasted` so many seconds, or never. One that is `kept` stays in lists then; another is gone.
    `knocks` is the key of the party who rings the application before it begins.
    """

    label: str
    parties: tuple[Party, ...]
    steps: tuple[Step, ...]
    after: float = 0
    lasted: float | None = None
    kept: bool = False
    knocks: str = ""
    facts: Facts = field(default_factory=Facts)

    def at_pace(self, speed: float) -> Play:
        """Return it played so many times as fast."""
        steps = tuple(told.at_pace(speed) for told in self.steps)
        lasted = None if self.lasted is None else self.lasted / speed
        return replace(self, steps=steps, after=self.after / speed, lasted=lasted)

    def progress(self, created: datetime, now: datetime) -> Progress | None:
        """Tell how far it has come; None before it was created."""
        if now < created:
            return None
        done = bisect_right(self.steps, now, key=lambda told: created + timedelta(seconds=told.after))
        end = None if self.lasted is None else created + timedelta(seconds=self.lasted)
        return Progress(steps=done, over=end is not None and end <= now)

    def whole(self) -> Progress:
        """Tell how far it will have come at last."""
        return Progress(steps=len(self.steps), over=self.lasted is not None)

    def played(self, created: datetime, progress: Progress) -> Conversation:
        """Write the conversation down; only who has appeared by then is in it."""
        done = self.steps[: progress.steps]
        here = {told.who for told in done}
        parties = tuple(party for party in self.parties if party.key in here)
        lasted = self.lasted if progress.over else None
        return conversation(self.label, created, parties, done, lasted=lasted, **self.facts)
