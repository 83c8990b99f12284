"""Vonage's sample call: Alice (447700000001) rings a Vonage number and is put through to Bob (447700000003).

The two JSON files are the replies that Vonage's tutorial shows, so what the beta API says of it is known by heart:
https://developer.vonage.com/en/conversation/overview
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from capi_bot.sandbox.world.records import (
    Call,
    Conversation,
    Event,
    Json,
    Member,
    User,
    moment,
)

_NUMBERS = {
    "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6": 447700000001,
    "USR-b9948493-be4a-4b36-bb4d-c96bcc2af85b": 447700000003,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedCall:
    """Hold the sample call and the two users in it."""

    conversation: Conversation
    users: tuple[User, ...]


def recorded(name: Literal["seed_conversation", "seed_events"]) -> Any:  # noqa: ANN401 - JSON as it was recorded
    """Read one of the two recorded replies of the beta API."""
    return json.loads(files("capi_bot.sandbox").joinpath("data").joinpath(f"{name}.json").read_text(encoding="utf-8"))


def seed_call() -> SeedCall:
    """Build the sample call while it is in progress: both members joined, both legs answered."""
    told = recorded("seed_conversation")
    events = tuple(_event(event) for event in recorded("seed_events"))
    conversation = Conversation(
        id=told["uuid"],
        name=told["name"],
        created=moment(told["timestamp"]["created"]),
        ttl=told["properties"]["ttl"],
        members=tuple(_member(member, events) for member in told["members"]),
        events=events,
        calls=tuple(_call(event, told["uuid"]) for event in events if event.type == "sip:answered"),
    )
    return SeedCall(conversation=conversation, users=tuple(_user(member) for member in told["members"]))


def _user(told: dict[str, Any]) -> User:
    pstn = [{"number": _NUMBERS[told["user_id"]]}]
    return User(id=told["user_id"], name=told["name"], channels={"pstn": pstn})


def _member(told: dict[str, Any], events: Iterable[Event]) -> Member:
    return Member(
        id=told["member_id"],
        user_id=told["user_id"],
        state=told["state"],
        channel=told["channel"],
        media=_media(told["channel"]["id"], events),
        timestamp={key: moment(text) for key, text in told["timestamp"].items()},
        initiator=told["initiator"],
        invited_by=told.get("invited_by", ""),
    )


def _media(leg_id: str, events: Iterable[Event]) -> Json:
    bodies: Iterable[Any] = (event.body for event in events if event.type == "member:media")
    media: Json = next(body["media"] for body in bodies if body["channel"]["id"] == leg_id)
    return media


def _event(told: dict[str, Any]) -> Event:
    return Event(
        id=told["id"], type=told["type"], at=moment(told["timestamp"]), from_member=told["from"], body=told["body"]
    )


def _call(answered: Event, conversation_id: str) -> Call:
    body: Any = answered.body
    channel = body["channel"]
    return Call(
        id=channel["id"],
        conversation_id=conversation_id,
        from_=channel["from"],
        to=channel["to"],
        status="answered",
        direction=body["direction"],
        started=answered.at,
        answered=answered.at,
    )
