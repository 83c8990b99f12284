"""Scenes of the shop's own calls, of which most do not reach anybody."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.sandbox.world.conversation_script import Step, step
from capi_bot.sandbox.world.phone_lines import bill, customer
from capi_bot.sandbox.world.records import Json
from capi_bot.sandbox.world.schedule import Cue
from capi_bot.sandbox.world.steps import Play


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Be a way in which a call comes to nothing: its status, after how many seconds, why, and whether it rang."""

    status: str
    after: float
    reason: Json
    rings: bool = False


FAILURES = (
    Failure(status="failed", after=2.2, reason={"code": "38", "text": "Network out of order", "sip_code": "503"}),
    Failure(status="rejected", after=9, rings=True, reason={"code": "21", "text": "Call rejected", "sip_code": "603"}),
    Failure(
        status="timeout", after=60, rings=True, reason={"code": "18", "text": "No user responding", "sip_code": "480"}
    ),
    Failure(
        status="cancelled", after=18, rings=True, reason={"code": "487", "text": "Originator cancel", "sip_code": "487"}
    ),
)
BUSY = Failure(status="busy", after=5, reason={"code": "17", "text": "User busy", "sip_code": "486"})


def busy(cue: Cue) -> tuple[Play, ...]:
    """Ring somebody who is talking to somebody else."""
    return _unreached(cue, BUSY)


def unlucky(cue: Cue) -> tuple[Play, ...]:
    """Fail in one of the ways in which a call can, another one each round."""
    return _unreached(cue, FAILURES[(cue.round + cue.seed) % len(FAILURES)])


def machine(cue: Cue) -> tuple[Play, ...]:
    """Talk to an answering machine."""
    answered = 8 + cue.seconds(0, 12)
    end = answered + cue.seconds(18, 30)
    left: Json = {"code": "0", "text": "Message left"}
    steps = (
        *_calls_out(rings=True),
        step(answered, "sip:answered", "customer"),
        step(answered + 0.1, "member:joined", "customer"),
        step(answered + 2, "sip:machine", "customer", type="machine", confidence=str(cue.drawn.randint(74, 98))),
        step(answered + 4, "audio:say", text="Your bike is ready.", level=0, loop=1, language="en-GB", say_id="ready"),
        step(end - 2, "audio:say:done", say_id="ready"),
        step(end - 0.1, "leg:status:update", "customer", status="machine"),
        step(end, "member:left", "customer", reason=left),
        bill(cue, "customer", end - 0.1, answered),
    )
    return (_play(cue, steps, end + 1),)


def _calls_out(*, rings: bool) -> tuple[Step, ...]:
    invited = step(0.1, "member:invited", "customer")
    started = step(0.2, "leg:status:update", "customer", status="started")
    return (invited, started, step(2, "sip:ringing", "customer")) if rings else (invited, started)


def _unreached(cue: Cue, failure: Failure) -> tuple[Play, ...]:
    at = failure.after
    steps = (
        *_calls_out(rings=failure.rings),
        step(at, "leg:status:update", "customer", status=failure.status),
        step(at + 0.1, "sip:hangup", "customer", reason=failure.reason),
        step(at + 0.2, "member:left", "customer", reason=failure.reason),
    )
    return (_play(cue, steps, at + 4),)


def _play(cue: Cue, steps: tuple[Step, ...], lasted: float) -> Play:
    return Play(label=cue.label, parties=(customer(cue),), steps=steps, lasted=lasted)
