"""Scenes of customers who ring the shop and talk to one agent, or to nobody."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.sandbox.world.conversation_script import After, Step, step
from capi_bot.sandbox.world.phone_lines import (
    agent,
    answers,
    bill,
    caller,
    comes_in,
    hangs_up,
    is_rung,
    rings_off,
)
from capi_bot.sandbox.world.records import Json, ident
from capi_bot.sandbox.world.schedule import Cue
from capi_bot.sandbox.world.steps import Play

MUSIC = "https://example.com/music/canal-ride.mp3"
PARTS = ("bell", "brake", "chain", "fork", "light", "pedal", "saddle", "tyre", "wheel")


def enquiry(cue: Cue) -> tuple[Play, ...]:
    """Talk: an agent answers, looks something up, and both hang up."""
    answered = 7 + cue.seconds(4, 20)
    talked = cue.seconds(140, 175)
    end = answered + talked
    steps = (
        *comes_in(),
        *is_rung("agent", 6, by=cue.caller),
        *answers("agent", answered),
        step(answered + 25, "custom:order_looked_up", "agent", order=str(cue.reference), part=cue.pick(*PARTS)),
        *hangs_up(cue, "caller", end),
        *rings_off("agent", end + 0.6),
    )
    return (_call(cue, steps, end + 1),)


def on_hold(cue: Cue) -> tuple[Play, ...]:
    """Wait: the agent puts the customer on hold, music plays, and they talk on."""
    held = 16 + cue.seconds(20, 35)
    back = held + cue.seconds(60, 90)
    end = back + cue.seconds(40, 60)
    steps = (
        *comes_in(),
        *is_rung("agent", 6, by=cue.caller),
        *answers("agent", 6 + cue.seconds(4, 9)),
        *_hold(held, "on"),
        step(held + 0.2, "audio:play", "caller", stream_url=[MUSIC], level=0, loop=0, play_id="hold"),
        step(back, "audio:play:stop", "caller", play_id="hold"),
        *_hold(back + 0.1, "off"),
        *hangs_up(cue, "caller", end),
        *rings_off("agent", end + 0.6),
    )
    return (_call(cue, steps, end + 1),)


def recorded(cue: Cue) -> tuple[Play, ...]:
    """Record: an order is taken by telephone, and its recording is ready a little later."""
    answered = 7 + cue.seconds(4, 10)
    talked = cue.seconds(130, 175)
    end = answered + talked
    part, recording = cue.pick(*PARTS), f"order-{cue.reference}"
    steps = (
        *comes_in(),
        *is_rung("agent", 6, by=cue.caller),
        *answers("agent", answered),
        step(answered + 2, "audio:record", recording_id=recording, format="mp3", split="conversation", channels=2),
        step(answered + 40, "custom:order_taken", "agent", order=str(cue.reference), part=part, quantity=2),
        step(end - 1, "audio:record:stop", record_id=recording),
        *hangs_up(cue, "caller", end),
        *rings_off("agent", end + 0.6),
        _recording(cue, end + 5, recording, from_=answered + 2, to=end - 1),
    )
    facts = cue.named(f"order-{cue.reference}", f"Order {cue.reference}: {part}", order=str(cue.reference))
    return (replace(_call(cue, steps, end + 5.5), kept=True, facts=facts),)


def menu(cue: Cue) -> tuple[Play, ...]:
    """Press keys: a machine tells the customer how their repair is doing."""
    asked, pressed = 6.0, 6 + cue.seconds(4, 12)
    end = pressed + cue.seconds(35, 65)
    steps = (
        *comes_in(),
        step(asked, "audio:say", text="Please key your repair number.", level=0, loop=1, say_id="ask"),
        step(pressed, "audio:dtmf", "caller", digits=str(cue.reference), dtmf_seq=1, method="in"),
        step(pressed + 1.2, "custom:repair_looked_up", repair=str(cue.reference), ready=cue.pick("yes", "no")),
        step(pressed + 1.5, "audio:say", text="Your bike is in good hands.", level=0, loop=1, say_id="tell"),
        step(pressed + 8, "audio:say:done", say_id="tell"),
        *hangs_up(cue, "caller", end),
    )
    return (_call(cue, steps, end + 1),)


def given_up(cue: Cue) -> tuple[Play, ...]:
    """Give up: nobody answers in time, so the customer hangs up while it still rings."""
    end = 6 + cue.seconds(14, 26)
    gone: Json = {"code": "487", "text": "Originator cancel", "sip_code": "487"}
    steps = (
        *comes_in(),
        *is_rung("agent", 6, by=cue.caller),
        *hangs_up(cue, "caller", end),
        step(end + 0.5, "leg:status:update", "agent", status="cancelled"),
        step(end + 0.6, "member:left", "agent", reason=gone),
    )
    return (_call(cue, steps, end + 1),)


def bad_line(cue: Cue) -> tuple[Play, ...]:
    """Drop: the agent mutes themselves for a moment, and then the line breaks."""
    answered = 7 + cue.seconds(3, 9)
    end = answered + cue.seconds(120, 160)
    broken: Json = {"code": "38", "text": "Network out of order", "sip_code": "503"}
    poor: Json = {"mos_score": "2.3", "quality_percentage": 41, "jitter_avg": 48, "packet_loss_perc": 19}
    steps = (
        *comes_in(),
        *is_rung("agent", 6, by=cue.caller),
        *answers("agent", answered),
        step(answered + 20, "audio:mute:on", "agent"),
        step(answered + 31, "audio:mute:off", "agent"),
        step(end, "sip:hangup", "caller", reason=broken, quality=poor),
        step(end + 0.1, "member:left", "caller", reason=broken),
        bill(cue, "caller", end),
        *rings_off("agent", end + 0.6, broken),
    )
    return (_call(cue, steps, end + 1),)


def _hold(at: float, switch: str) -> tuple[Step, ...]:
    return (step(at, f"audio:mute:{switch}", "caller"), step(at + 0.1, f"audio:earmuff:{switch}", "caller"))


def _call(cue: Cue, steps: tuple[Step, ...], lasted: float) -> Play:
    parties = (caller(cue), agent(cue))
    return Play(label=cue.label, parties=parties, steps=steps, lasted=lasted, knocks="caller")


def _recording(cue: Cue, at: float, name: str, *, from_: float, to: float) -> Step:
    """Tell that a recording is ready: an MP3 of 16 kbit/s."""
    return step(
        at,
        "audio:record:done",
        event_id="13",
        recording_id=name,
        destination_url=f"https://api-us-3.vonage.com/v1/files/{ident('', name)}",
        format="mp3",
        start_time=After(from_),
        end_time=After(to),
        size=round((to - from_) / cue.speed * 2000),
    )
