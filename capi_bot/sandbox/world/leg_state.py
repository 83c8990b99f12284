"""What a step does to its member: their state and times, their media, and how far their leg has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from capi_bot.sandbox.world.records import Event, Json, Member

IN_PROGRESS = frozenset({"started", "ringing", "answered"})


def leg(leg_id: str, status: str) -> Json:
    """Write the part of a channel that names its leg."""
    return {"id": leg_id, "legs": [{"leg_id": leg_id, "status": status}]}


def status(member: Member) -> str:
    """Read how far a member's leg has come; `""` without a leg."""
    legs: Any = member.channel.get("legs", ())
    return str(legs[0]["status"]) if legs else ""


def in_progress(member: Member) -> bool:
    """Tell whether a member's leg is not over yet."""
    return status(member) in IN_PROGRESS


def on_leg(member: Member, now: str) -> Member:
    """Let a member's leg come so far; one that is over stays as it ended."""
    if not now or not in_progress(member):
        return member
    legs: Any = member.channel["legs"]
    return replace(member, channel={**member.channel, "legs": [{**found, "status": now} for found in legs]})


def told_by(type_: str, body: Json) -> str:
    """Tell how far a leg has come by what happened, `""` where that tells nothing."""
    match type_.split(":"):
        case ["sip" | "rtc", "ringing"]:
            return "ringing"
        case ["member", "joined"] | ["sip" | "rtc", "answered"] | ["rtc", "transfer"]:
            return "answered"
        case ["member", "left"] | ["sip" | "rtc", "hangup"]:
            return "completed"
        case ["leg", "status", "update"]:
            return str(body.get("status", ""))
        case _:
            return ""


def answered(events: Iterable[Event]) -> Mapping[str, datetime]:
    """Tell when each leg was answered, by its id, as the events have it."""
    found: dict[str, datetime] = {}
    for event in events:
        channel: Any = event.body.get("channel")
        if channel and told_by(event.type, event.body) == "answered":
            found.setdefault(channel.get("id", ""), event.at)
    return found


def acted(member: Member, type_: str, body: Json, at: datetime) -> Member:
    """Let a member do what a step tells of them."""
    match type_.split(":"):
        case ["member", ("invited" | "joined" | "left") as change]:
            return _changed(member, change, at, body)
        case ["member", "media"]:
            return replace(member, media=_media(member, **body))
        case ["audio", "mute", switch]:
            return replace(member, media=_media(member, muted=switch == "on"))
        case ["audio", "earmuff", switch]:
            return replace(member, media=_media(member, earmuffed=switch == "on"))
        case _:
            return member


def _changed(member: Member, change: str, at: datetime, body: Json) -> Member:
    states: Mapping[str, Literal["INVITED", "JOINED", "LEFT"]] = {
        "invited": "INVITED",
        "joined": "JOINED",
        "left": "LEFT",
    }
    return replace(
        member,
        state=states[change],
        timestamp={**member.timestamp, change: at},
        initiator={**member.initiator, change: {"isSystem": True}},
        invited_by=str(body.get("invited_by", member.invited_by)),
    )


def _media(member: Member, **changes: object) -> Json:
    before: Any = member.media or {"audio_settings": {"enabled": True, "earmuffed": False, "muted": False}}
    return {"audio": True, "audio_settings": {**before["audio_settings"], **changes}}
