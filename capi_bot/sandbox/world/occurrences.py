"""What happens in a scene, in order, for those who are told at once: webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, cast

from capi_bot.sandbox.world.records import Call, Conversation, Event
from capi_bot.sandbox.world.scenario import Scene, Stand
from capi_bot.sandbox.world.steps import Play, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """Be one thing that happened; `conversation` is as it was right after.

    `event` is there for an "event", as the events list has it, and for "knocking", where it has the id 0 as no list
    has it. `call` is there for a "call", whose status has just changed, and for a "transfer", which has just come to
    this conversation from the one with the id `origin`.
    """

    at: datetime
    what: Literal["knocking", "created", "event", "call", "transfer", "deleted"]
    conversation: Conversation
    event: Event | None = None
    call: Call | None = None
    origin: str = ""


def occurrences(scene: Scene, zero: datetime, forgotten: datetime) -> tuple[Occurrence, ...]:
    """Tell all that will have happened in a scene until what was kept of it is `forgotten`."""
    stand: Stand = (None,) * len(scene.plays)
    calls: dict[str, Call] = {}
    told: list[Occurrence] = []
    for moment in _moments(scene, zero):
        stand = (*stand[: moment.play], moment.progress, *stand[moment.play + 1 :])
        staged = scene.staged(zero, stand)
        told += _told(scene.plays[moment.play], moment, cast("Conversation", staged[moment.play]))
        told += _rung(moment.at, staged, calls)
    return (*told, *_forgotten(scene, zero, forgotten))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """Be a time at which a play comes further."""

    at: datetime
    play: int
    progress: Progress


def _moments(scene: Scene, zero: datetime) -> list[_Moment]:
    """List every time at which something happens; of two at the same time, the earlier play's comes first."""
    found = (
        _Moment(at=at, play=n, progress=progress)
        for n, (play, created) in enumerate(zip(scene.plays, scene.created(zero), strict=True))
        for at, progress in _progresses(play, created)
    )
    return sorted(found, key=lambda moment: (moment.at, moment.play))


def _progresses(play: Play, created: datetime) -> Iterator[tuple[datetime, Progress]]:
    yield created, Progress()
    for done, step in enumerate(play.steps, start=1):
        yield created + timedelta(seconds=step.after), Progress(steps=done)
    if play.lasted is not None:
        yield created + timedelta(seconds=play.lasted), play.whole()


def _told(play: Play, moment: _Moment, told: Conversation) -> Iterator[Occurrence]:
    if not moment.progress.steps:
        yield from _begun(play, moment.at, told)
    elif not moment.progress.over:
        yield Occurrence(at=moment.at, what="event", conversation=told, event=told.events[-1])
    elif not play.kept:
        yield Occurrence(at=moment.at, what="deleted", conversation=told)


def _begun(play: Play, at: datetime, told: Conversation) -> Iterator[Occurrence]:
    for party in play.parties:
        if party.key == play.knocks:
            body = {"user": {"id": party.user.id, "name": party.user.name}, "channel": party.channel}
            event = Event(id=0, type="app:knocking", at=at, body=body)
            yield Occurrence(at=at, what="knocking", conversation=told, event=event)
    yield Occurrence(at=at, what="created", conversation=told)


def _rung(at: datetime, staged: tuple[Conversation | None, ...], before: dict[str, Call]) -> Iterator[Occurrence]:
    """Tell which legs are another way than `before`, and remember how they are now."""
    for told in filter(None, staged):
        for call in told.calls:
            was = before.get(call.id)
            before[call.id] = call
            if was is not None and was.conversation_id != call.conversation_id:
                yield Occurrence(at=at, what="transfer", conversation=told, call=call, origin=was.conversation_id)
            elif was is None or was.status != call.status:
                yield Occurrence(at=at, what="call", conversation=told, call=call)


def _forgotten(scene: Scene, zero: datetime, at: datetime) -> Iterator[Occurrence]:
    for play, told in zip(scene.plays, scene.staged(zero, scene.whole()), strict=True):
        if told and play.kept:
            yield Occurrence(at=at, what="deleted", conversation=replace(told, state="DELETED", destroyed=at))
