"""Scenarios of calls between a customer and one agent, or nobody: inbound ones, then outbound ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

from capi_bot.sandbox.world.call_steps import (
    agent,
    answers,
    app_hangs_up,
    billing,
    caller,
    customer,
    incoming_call,
    phone_hangs_up,
    rings,
)
from capi_bot.sandbox.world.conversation_script import SecondsAfterCreation, Step, step
from capi_bot.sandbox.world.records import Json, ident
from capi_bot.sandbox.world.scenario import ScenarioContext, ScriptedConversation

MUSIC = "https://example.com/music/canal-ride.mp3"
PARTS = ("bell", "brake", "chain", "fork", "light", "pedal", "saddle", "tyre", "wheel")


def enquiry(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """An agent answers, looks something up, and both hang up."""
    answered = 7 + context.seconds(4, 20)
    end = answered + context.seconds(140, 175)
    steps = (
        *incoming_call(),
        *rings("agent", 6, by=context.caller),
        *answers("agent", answered),
        step(
            answered + 25, "custom:order_looked_up", "agent", order=str(context.reference), part=context.choice(*PARTS)
        ),
        *phone_hangs_up(context, "caller", end),
        *app_hangs_up("agent", end + 0.6),
    )
    return (_inbound_call(context, steps, end + 1),)


def on_hold(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """The agent puts the customer on hold, music plays, and they talk on."""
    held = 16 + context.seconds(20, 35)
    resumed = held + context.seconds(60, 90)
    end = resumed + context.seconds(40, 60)
    steps = (
        *incoming_call(),
        *rings("agent", 6, by=context.caller),
        *answers("agent", 6 + context.seconds(4, 9)),
        *_hold(held, "on"),
        step(held + 0.2, "audio:play", "caller", stream_url=[MUSIC], level=0, loop=0, play_id="hold"),
        step(resumed, "audio:play:stop", "caller", play_id="hold"),
        *_hold(resumed + 0.1, "off"),
        *phone_hangs_up(context, "caller", end),
        *app_hangs_up("agent", end + 0.6),
    )
    return (_inbound_call(context, steps, end + 1),)


def recorded(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """An order is taken by telephone, and its recording is ready a little later."""
    answered = 7 + context.seconds(4, 10)
    end = answered + context.seconds(130, 175)
    part, recording = context.choice(*PARTS), f"order-{context.reference}"
    steps = (
        *incoming_call(),
        *rings("agent", 6, by=context.caller),
        *answers("agent", answered),
        step(answered + 2, "audio:record", recording_id=recording, format="mp3", split="conversation", channels=2),
        step(answered + 40, "custom:order_taken", "agent", order=str(context.reference), part=part, quantity=2),
        step(end - 1, "audio:record:stop", record_id=recording),
        *phone_hangs_up(context, "caller", end),
        *app_hangs_up("agent", end + 0.6),
        _recording(context, end + 5, recording, from_=answered + 2, to=end - 1),
    )
    fields = context.persistent_fields(
        f"order-{context.reference}", f"Order {context.reference}: {part}", order=str(context.reference)
    )
    return (replace(_inbound_call(context, steps, end + 5.5), persistent=True, fields=fields),)


def menu(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """A voice menu: the customer presses keys and hears the state of their repair."""
    asked, pressed = 6.0, 6 + context.seconds(4, 12)
    end = pressed + context.seconds(35, 65)
    steps = (
        *incoming_call(),
        step(asked, "audio:say", text="Please key your repair number.", level=0, loop=1, say_id="ask"),
        step(pressed, "audio:dtmf", "caller", digits=str(context.reference), dtmf_seq=1, method="in"),
        step(
            pressed + 1.2, "custom:repair_looked_up", repair=str(context.reference), ready=context.choice("yes", "no")
        ),
        step(pressed + 1.5, "audio:say", text="Your bike is in good hands.", level=0, loop=1, say_id="tell"),
        step(pressed + 8, "audio:say:done", say_id="tell"),
        *phone_hangs_up(context, "caller", end),
    )
    return (_inbound_call(context, steps, end + 1),)


def abandoned(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """The customer hangs up while it still rings."""
    end = 6 + context.seconds(14, 26)
    gone: Json = {"code": "487", "text": "Originator cancel", "sip_code": "487"}
    steps = (
        *incoming_call(),
        *rings("agent", 6, by=context.caller),
        *phone_hangs_up(context, "caller", end),
        step(end + 0.5, "leg:status:update", "agent", status="cancelled"),
        step(end + 0.6, "member:left", "agent", reason=gone),
    )
    return (_inbound_call(context, steps, end + 1),)


def bad_line(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """The agent mutes themselves for a moment, and then the line breaks."""
    answered = 7 + context.seconds(3, 9)
    end = answered + context.seconds(120, 160)
    broken: Json = {"code": "38", "text": "Network out of order", "sip_code": "503"}
    poor: Json = {"mos_score": "2.3", "quality_percentage": 41, "jitter_avg": 48, "packet_loss_perc": 19}
    steps = (
        *incoming_call(),
        *rings("agent", 6, by=context.caller),
        *answers("agent", answered),
        step(answered + 20, "audio:mute:on", "agent"),
        step(answered + 31, "audio:mute:off", "agent"),
        step(end, "sip:hangup", "caller", reason=broken, quality=poor),
        step(end + 0.1, "member:left", "caller", reason=broken),
        billing(context, "caller", end),
        *app_hangs_up("agent", end + 0.6, broken),
    )
    return (_inbound_call(context, steps, end + 1),)


def _hold(at: float, switch: str) -> tuple[Step, ...]:
    return (step(at, f"audio:mute:{switch}", "caller"), step(at + 0.1, f"audio:earmuff:{switch}", "caller"))


def _inbound_call(context: ScenarioContext, steps: tuple[Step, ...], duration: float) -> ScriptedConversation:
    participants = (caller(context), agent(context))
    return ScriptedConversation(
        label=context.label, participants=participants, steps=steps, duration=duration, knocking="caller"
    )


def _recording(context: ScenarioContext, at: float, name: str, *, from_: float, to: float) -> Step:
    """Report that a recording is ready: an MP3 of 16 kbit/s."""
    return step(
        at,
        "audio:record:done",
        event_id="13",
        recording_id=name,
        destination_url=f"https://api-us-3.vonage.com/v1/files/{ident('', name)}",
        format="mp3",
        start_time=SecondsAfterCreation(from_),
        end_time=SecondsAfterCreation(to),
        size=round((to - from_) / context.speed * 2000),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A way in which an outbound call fails: its status, after how many seconds, why, and whether it rang."""

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


def busy(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """The customer is busy."""
    return _failed_call(context, BUSY)


def unsuccessful(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """The call fails, in another way each round."""
    return _failed_call(context, FAILURES[(context.round + context.seed) % len(FAILURES)])


def answering_machine(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """An answering machine takes a message."""
    answered = 8 + context.seconds(0, 12)
    end = answered + context.seconds(18, 30)
    left: Json = {"code": "0", "text": "Message left"}
    steps = (
        *_call_starts(rings=True),
        step(answered, "sip:answered", "customer"),
        step(answered + 0.1, "member:joined", "customer"),
        step(answered + 2, "sip:machine", "customer", type="machine", confidence=str(context.random.randint(74, 98))),
        step(answered + 4, "audio:say", text="Your bike is ready.", level=0, loop=1, language="en-GB", say_id="ready"),
        step(end - 2, "audio:say:done", say_id="ready"),
        step(end - 0.1, "leg:status:update", "customer", status="machine"),
        step(end, "member:left", "customer", reason=left),
        billing(context, "customer", end - 0.1, answered),
    )
    return (_outbound_call(context, steps, end + 1),)


def _call_starts(*, rings: bool) -> tuple[Step, ...]:
    invited = step(0.1, "member:invited", "customer")
    started = step(0.2, "leg:status:update", "customer", status="started")
    return (invited, started, step(2, "sip:ringing", "customer")) if rings else (invited, started)


def _failed_call(context: ScenarioContext, failure: Failure) -> tuple[ScriptedConversation, ...]:
    at = failure.after
    steps = (
        *_call_starts(rings=failure.rings),
        step(at, "leg:status:update", "customer", status=failure.status),
        step(at + 0.1, "sip:hangup", "customer", reason=failure.reason),
        step(at + 0.2, "member:left", "customer", reason=failure.reason),
    )
    return (_outbound_call(context, steps, at + 4),)


def _outbound_call(context: ScenarioContext, steps: tuple[Step, ...], duration: float) -> ScriptedConversation:
    return ScriptedConversation(label=context.label, participants=(customer(context),), steps=steps, duration=duration)
