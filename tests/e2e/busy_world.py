"""A busier world of the sandbox: nine live conversations, and one with many events of speech."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.sandbox.world.conversation_script import (
    Participant,
    app,
    build_conversation,
    phone,
    step,
)
from capi_bot.sandbox.world.participants import MARY
from capi_bot.sandbox.world.records import (
    Conversation,
    User,
    ident,
    parse_time,
)
from capi_bot.sandbox.world.snapshot import World
from tests.contact_centre import contact_centre

CHATTY = ident("CON", "chatty")
LIVE = 9
"""Live conversations, six of which the sandbox has anyway."""

DESK = User(id=ident("USR", "desk"), name="desk", display_name="Desk")


def busy_world() -> World:
    """Build the world."""
    world = contact_centre()
    everything = (*world.conversations, _chatty(), *map(_room, range(LIVE - 6)))
    ordered = sorted(everything, key=lambda conversation: conversation.created)
    return replace(world, users=(*world.users, DESK), conversations=tuple(ordered))


def _chatty() -> Conversation:
    """Speak fourteen times, press a key twice, wait, and hang up."""
    desk = Participant(key="desk", user=DESK, channel=phone("442079460000", "447700900144"), call_status="completed")
    turns = [step(10 + number, f"audio:speaking:{'off' if number % 2 else 'on'}", "desk") for number in range(28)]
    keys = [step(40 + number, "audio:dtmf", "desk", digits="7", dtmf_seq=number) for number in range(2)]
    ends = [step(400, "sip:hangup", "desk", reason={"code": "16", "text": "Normal clearing", "sip_code": 200})]
    steps = (step(1, "sip:ringing", "desk"), step(5, "member:joined", "desk"), *turns, *keys, *ends)
    return build_conversation("chatty", parse_time("2018-10-25T07:00:00Z"), (desk,), steps, duration=401)


def _room(number: int) -> Conversation:
    mary = Participant(key="mary", user=MARY, channel=app(MARY))
    began = parse_time(f"2018-10-25T09:2{number}:30Z")
    return build_conversation(
        f"room-{number}", began, (mary,), (step(1, "member:joined", "mary"),), name=f"room-{number}"
    )
