"""Vonage's sample call: Alice (447700000001) rings a Vonage number and is put through to Bob (447700000003).

The two JSON files are the replies that Vonage's tutorial shows, so what the beta API returns of it is known:
https://developer.vonage.com/en/conversation/overview
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any, Literal

from capi_bot.sandbox.world.records import Call, Conversation, Event, Json, Member, User, parse_time

_NUMBERS = {
    "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6": 447700000001,
    "USR-b9948493-be4a-4b36-bb4d-c96bcc2af85b": 447700000003,
}


def recorded_reply(name: Literal["seed_conversation", "seed_events"]) -> Any:  # noqa: ANN401 - JSON as it was recorded
    """Load one of the two recorded replies of the beta API."""
    return json.loads(files("capi_bot.sandbox").joinpath("data").joinpath(f"{name}.json").read_text(encoding="utf-8"))


def sample_call() -> tuple[Conversation, tuple[User, ...]]:
    """Build the sample call, while both members have joined and both legs are answered, and its two users."""
    reply = recorded_reply("seed_conversation")
    events = tuple(_event(event) for event in recorded_reply("seed_events"))
    conversation = Conversation(
        id=reply["uuid"],
        name=reply["name"],
        created=parse_time(reply["timestamp"]["created"]),
        ttl=reply["properties"]["ttl"],
        members=tuple(_member(member, events) for member in reply["members"]),
        events=events,
        calls=tuple(_call(event, reply["uuid"]) for event in events if event.type == "sip:answered"),
    )
    return conversation, tuple(_user(member) for member in reply["members"])


def _user(reply: dict[str, Any]) -> User:
    pstn = [{"number": _NUMBERS[reply["user_id"]]}]
    return User(id=reply["user_id"], name=reply["name"], channels={"pstn": pstn})


def _member(reply: dict[str, Any], events: Iterable[Event]) -> Member:
    return Member(
        id=reply["member_id"],
        user_id=reply["user_id"],
        state=reply["state"],
        channel=reply["channel"],
        media=_media(reply["channel"]["id"], events),
        timestamp={key: parse_time(text) for key, text in reply["timestamp"].items()},
        initiator=reply["initiator"],
        invited_by=reply.get("invited_by", ""),
    )


def _media(leg_id: str, events: Iterable[Event]) -> Json:
    bodies: Iterable[Any] = (event.body for event in events if event.type == "member:media")
    media: Json = next(body["media"] for body in bodies if body["channel"]["id"] == leg_id)
    return media


def _event(reply: dict[str, Any]) -> Event:
    return Event(
        id=reply["id"],
        type=reply["type"],
        at=parse_time(reply["timestamp"]),
        from_member=reply["from"],
        body=reply["body"],
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
