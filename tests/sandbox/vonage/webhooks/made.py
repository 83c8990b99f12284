"""Things that happen, made by hand."""

from __future__ import annotations

from datetime import timedelta

from capi_bot.sandbox.world import Occurrence
from capi_bot.sandbox.world.conversation_script import (
    Party,
    app,
    conversation,
    phone,
    step,
)
from capi_bot.sandbox.world.records import (
    Call,
    Conversation,
    User,
    ident,
    moment,
)
from capi_bot.sandbox.world.snapshot import World

NOON = moment("2026-11-21T12:00:00Z")
MARY = User(id=ident("USR", "mary"), name="mary", display_name="Mary", custom_data={"desk": 2})
RINGING = conversation(
    "ringing",
    NOON,
    (
        Party(
            key="caller",
            user=User(id=ident("USR", "caller"), name="caller"),
            channel=phone("447700900200", "442079460000"),
            direction="inbound",
            call="answered",
        ),
        Party(key="mary", user=MARY, channel=app(MARY), call="ringing"),
    ),
    (step(1, "member:joined", "caller"), step(2, "member:joined", "mary"), step(3, "audio:play:done", play_id="x")),
    name="hotline",
    display_name="Hotline",
)
WORLD = World(now=NOON, users=(MARY,), conversations=(RINGING,))
CALL = RINGING.calls[0]


def happened(what: str, **more: object) -> Occurrence:
    return Occurrence(**{"at": NOON, "what": what, "conversation": RINGING, **more})


def call(status: str, seconds: float | None = None) -> Call:
    ended = None if seconds is None else CALL.started + timedelta(seconds=seconds)
    return Call(
        id=CALL.id,
        conversation_id=CALL.conversation_id,
        from_=CALL.from_,
        to=CALL.to,
        status=status,
        direction="inbound",
        started=CALL.started,
        answered=CALL.started + timedelta(seconds=20) if status == "completed" else None,
        ended=ended,
    )


def told(of: Conversation, number: int) -> Occurrence:
    return happened("event", conversation=of, event=of.events[number - 1])
