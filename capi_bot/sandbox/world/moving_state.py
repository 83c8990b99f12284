"""Another day: the same world, with every time in it as much later."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from capi_bot.sandbox.world.records import (
    Call,
    Conversation,
    Event,
    Json,
    Member,
    moment,
    stamp,
)
from capi_bot.sandbox.world.snapshot import World

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def moved(world: World, to: datetime) -> World:
    """Return the world as it would be if its `now` were `to`: all times are shifted, also those written in events."""
    by = to - world.now
    return replace(world, now=to, conversations=tuple(_conversation(told, by) for told in world.conversations))


def _conversation(told: Conversation, by: timedelta) -> Conversation:
    return replace(
        told,
        created=told.created + by,
        updated=_later(told.updated, by),
        destroyed=_later(told.destroyed, by),
        members=tuple(_member(member, by) for member in told.members),
        events=tuple(_event(event, by) for event in told.events),
        calls=tuple(_call(call, by) for call in told.calls),
    )


def _member(member: Member, by: timedelta) -> Member:
    return replace(member, timestamp={key: at + by for key, at in member.timestamp.items()})


def _event(event: Event, by: timedelta) -> Event:
    return replace(event, at=event.at + by, body=cast("Json", _restamped(event.body, by)))


def _call(call: Call, by: timedelta) -> Call:
    return replace(call, started=call.started + by, ended=_later(call.ended, by))


def _later(at: datetime | None, by: timedelta) -> datetime | None:
    return None if at is None else at + by


def _restamped(told: object, by: timedelta) -> object:
    """Shift every time that stands somewhere in JSON."""
    match told:
        case str():
            return stamp(moment(told) + by) if _STAMP.fullmatch(told) else told
        case Mapping():
            return {key: _restamped(value, by) for key, value in told.items()}
        case Sequence():
            return [_restamped(value, by) for value in told]
        case _:
            return told
