"""A scene: the plays of one turn, how far they have come at a time, and what lists show of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from capi_bot.sandbox.world import leg_state
from capi_bot.sandbox.world.records import Call, Conversation
from capi_bot.sandbox.world.steps import Play, Progress

Stand = tuple[Progress | None, ...]
"""How far each play of a scene has come; None: it has not begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Be what the API has of a scene: its conversations, and the legs of those that are gone."""

    conversations: tuple[Conversation, ...]
    legs: tuple[Call, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Be what one turn plays, `start` seconds after the programme began."""

    number: int
    start: float
    plays: tuple[Play, ...]

    def created(self, zero: datetime) -> tuple[datetime, ...]:
        """Tell when each play begins, by when the programme began."""
        start = zero + timedelta(seconds=self.start)
        return tuple(start + timedelta(seconds=play.after) for play in self.plays)

    def stand(self, zero: datetime, now: datetime) -> Stand:
        """Tell how far it has come by now."""
        times = zip(self.plays, self.created(zero), strict=True)
        return tuple(play.progress(created, now) for play, created in times)

    def whole(self) -> Stand:
        """Tell how far it will have come at last."""
        return tuple(play.whole() for play in self.plays)

    def staged(self, zero: datetime, stand: Stand) -> tuple[Conversation | None, ...]:
        """Write down every play so far, also those that are gone; None where one has not begun."""
        times = zip(self.plays, self.created(zero), stand, strict=True)
        told = tuple(play.played(created, progress) if progress else None for play, created, progress in times)
        return _continued(told)

    def shown(self, zero: datetime, stand: Stand) -> Shown:
        """Tell what lists show of it: a play that is over and not kept is gone, but its legs are not."""
        told = tuple(zip(self.plays, self.staged(zero, stand), stand, strict=True))
        there = tuple(it for play, it, progress in told if it and progress and not _gone(play, progress))
        gone = tuple(it for play, it, progress in told if it and progress and _gone(play, progress))
        return Shown(conversations=there, legs=tuple(call for it in gone for call in it.calls))


def _gone(play: Play, progress: Progress) -> bool:
    return progress.over and not play.kept


def _continued(staged: tuple[Conversation | None, ...]) -> tuple[Conversation | None, ...]:
    """Let a leg that came from an earlier play have begun and been answered there."""
    began: dict[str, datetime] = {}
    for told in filter(None, staged):
        for member in told.members:
            channel: Any = member.channel
            began.setdefault(channel["id"], min(member.timestamp.values(), default=told.created))
    answered = leg_state.answered(event for told in staged if told for event in told.events)
    return tuple(told and replace(told, calls=_begun(told.calls, began, answered)) for told in staged)


def _begun(
    calls: tuple[Call, ...], began: Mapping[str, datetime], answered: Mapping[str, datetime]
) -> tuple[Call, ...]:
    return tuple(replace(call, started=began[call.id], answered=answered.get(call.id)) for call in calls)
