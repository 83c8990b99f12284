"""Phrases that scenes are made of: a call comes in, an agent is rung and answers, somebody hangs up.

Times are seconds since the conversation began. The steps are those that the Conversation API tells of such calls:
https://developer.vonage.com/en/conversation/concepts/event
"""

from __future__ import annotations

from typing import Any

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.account import A_MINUTE, NETWORK, price
from capi_bot.sandbox.world.conversation_script import (
    After,
    Party,
    Step,
    app,
    phone,
    step,
)
from capi_bot.sandbox.world.records import Json, User
from capi_bot.sandbox.world.schedule import Cue

ANSWERED = 1.5
"""When a call that comes in is put through to the announcement."""
NORMAL: Json = {"code": "16", "text": "Normal clearing", "sip_code": "200"}


def number_of(user: User) -> str:
    """Read a caller's number as it is dialled: E.164 without the plus sign."""
    channels: Any = user.channels
    return str(channels["pstn"][0]["number"])


def caller(cue: Cue) -> Party:
    """Let the scene's customer ring the shop."""
    channel = phone(number_of(cue.caller), participants.HOTLINE)
    return Party(
        key="caller", user=cue.caller, channel=channel, direction="inbound", follows=True, leg=f"{cue.label}/line"
    )


def customer(cue: Cue) -> Party:
    """Let the shop ring the scene's customer."""
    channel = phone(participants.HOTLINE, number_of(cue.caller))
    return Party(key="customer", user=cue.caller, channel=channel, follows=True)


def agent(cue: Cue) -> Party:
    """Let the agent whose turn it is take part with their app."""
    return Party(key="agent", user=cue.agent, channel=app(cue.agent), follows=True)


def desk_phone(user: User, key: str = "expert") -> Party:
    """Let somebody of the workshop take part with the telephone there."""
    uri = f"sip:{user.name}@pbx.example.com"
    channel: Json = {
        "type": "sip",
        "from": {"type": "phone", "number": participants.HOTLINE},
        "to": {"type": "sip", "uri": uri},
    }
    return Party(key=key, user=user, channel=channel, follows=True)


def comes_in() -> tuple[Step, ...]:
    """Ring, and be put through to the shop's announcement."""
    return (
        step(0.1, "member:invited", "caller"),
        step(0.3, "leg:status:update", "caller", status="ringing"),
        step(ANSWERED, "sip:answered", "caller"),
        step(1.6, "member:joined", "caller"),
        step(1.7, "member:media", "caller"),
        step(2.1, "audio:say", text="Welcome to Harbour Bikes.", level=0, loop=1, language="en-GB", say_id="hello"),
        step(4.6, "audio:say:done", say_id="hello"),
    )


def is_rung(who: str, at: float, *, by: User, kind: str = "rtc") -> tuple[Step, ...]:
    """Invite somebody and let it ring at theirs."""
    return (step(at, "member:invited", who, invited_by=by.id), step(at + 0.3, f"{kind}:ringing", who))


def answers(who: str, at: float, kind: str = "rtc") -> tuple[Step, ...]:
    """Answer and join."""
    return (
        step(at, f"{kind}:answered", who),
        step(at + 0.1, "member:joined", who),
        step(at + 0.2, "member:media", who),
    )


def rings_off(who: str, at: float, reason: Json = NORMAL, kind: str = "rtc") -> tuple[Step, ...]:
    """Hang up and be gone."""
    return (step(at, f"{kind}:hangup", who, reason=reason), step(at + 0.1, "member:left", who, reason=reason))


def hangs_up(cue: Cue, who: str, at: float, *, answered: float = ANSWERED) -> tuple[Step, ...]:
    """Hang up a telephone that was answered at a time: with the quality of the line, and what it cost."""
    return (
        step(at, "sip:hangup", who, reason=NORMAL, quality=quality(cue)),
        step(at + 0.1, "member:left", who, reason=NORMAL),
        bill(cue, who, at, answered),
    )


def bill(cue: Cue, who: str, ended: float, answered: float = ANSWERED) -> Step:
    """Tell, right after it ended, what a leg cost from when it was answered."""
    seconds = round((ended - answered) / cue.speed)
    return step(
        ended + 0.4,
        "sip:status",
        who,
        status="completed",
        start_time=After(answered),
        end_time=After(ended),
        duration=str(seconds),
        price=f"{price(seconds):.5f}",
        rate=f"{A_MINUTE:.5f}",
        network_code=NETWORK,
    )


def quality(cue: Cue) -> Json:
    """Draw how good the line was."""
    lost = cue.drawn.choice((0, 0, 0, 1, 7))
    return {
        "mos_score": f"{4.4 - lost * 0.2:.1f}",
        "quality_percentage": 97 - 5 * lost,
        "jitter_avg": 2 + lost,
        "packet_loss_perc": lost,
    }
