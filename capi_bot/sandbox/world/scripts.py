"""The kinds of scenario: inbound calls, outbound calls, calls of several people, and a room of app users.

Each is a function that writes the conversations of one scenario; the scenario's random numbers make each one different.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from capi_bot.sandbox.world.call_steps import (
    ANSWERED,
    agent,
    answers,
    app_hangs_up,
    billing,
    caller,
    customer,
    incoming_call,
    phone_hangs_up,
    rings,
    workshop_phone,
)
from capi_bot.sandbox.world.conversation_script import Participant, SecondsAfterCreation, Step, app, step
from capi_bot.sandbox.world.records import Json, ident
from capi_bot.sandbox.world.scenario import ScenarioContext, ScriptedConversation

MUSIC = "https://example.com/music/canal-ride.mp3"
PARTS = ("bell", "brake", "chain", "fork", "light", "pedal", "saddle", "tyre", "wheel")
TRANSFERRED: Json = {"code": "200", "text": "Transferred"}
TOURS = ("Canal loop", "Harbour lights", "Hill repeats", "Lighthouse tour")


def on_hold(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """The agent puts the customer on hold, music plays, and they talk on."""
    held = 16 + context.seconds(20, 35)
    resumed = held + context.seconds(60, 90)
    end = resumed + context.seconds(220, 260)
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
    end = answered + context.seconds(300, 360)
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
    """A voice menu: the customer presses keys, hears the state of their repair, and waits for an agent in vain."""
    prompt_at, pressed_at = 6.0, 6 + context.seconds(4, 12)
    end = pressed_at + context.seconds(300, 340)
    steps = (
        *incoming_call(),
        step(prompt_at, "audio:say", text="Please key your repair number.", level=0, loop=1, say_id="ask"),
        step(pressed_at, "audio:dtmf", "caller", digits=str(context.reference), dtmf_seq=1, method="in"),
        step(
            pressed_at + 1.2,
            "custom:repair_looked_up",
            repair=str(context.reference),
            ready=context.choice("yes", "no"),
        ),
        step(pressed_at + 1.5, "audio:say", text="Your bike is in good hands.", level=0, loop=1, say_id="tell"),
        step(pressed_at + 8, "audio:say:done", say_id="tell"),
        step(pressed_at + 9, "audio:play", "caller", stream_url=[MUSIC], level=0, loop=0, play_id="queue"),
        *phone_hangs_up(context, "caller", end),
    )
    return (_inbound_call(context, steps, end + 1),)


def _hold(at: float, switch: str) -> tuple[Step, ...]:
    return (step(at, f"audio:mute:{switch}", "caller"), step(at + 0.1, f"audio:earmuff:{switch}", "caller"))


def _inbound_call(context: ScenarioContext, steps: tuple[Step, ...], duration: float) -> ScriptedConversation:
    participants = (caller(context), agent(context))
    return ScriptedConversation(label=context.label, participants=participants, steps=steps, duration=duration)


def _recording(context: ScenarioContext, at: float, name: str, *, from_: float, to: float) -> Step:
    """Report that a recording is ready: an MP3 of 16 kbit/s."""
    return step(
        at,
        "audio:record:done",
        event_id="12",
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
    Failure(status="busy", after=5, reason={"code": "17", "text": "User busy", "sip_code": "486"}),
    Failure(status="failed", after=2.2, reason={"code": "38", "text": "Network out of order", "sip_code": "503"}),
    Failure(status="rejected", after=9, rings=True, reason={"code": "21", "text": "Call rejected", "sip_code": "603"}),
    Failure(
        status="timeout", after=60, rings=True, reason={"code": "18", "text": "No user responding", "sip_code": "480"}
    ),
    Failure(
        status="cancelled", after=18, rings=True, reason={"code": "487", "text": "Originator cancel", "sip_code": "487"}
    ),
)


def unsuccessful(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """The customer is called, but the call fails, each time in another way."""
    failure = FAILURES[(context.number + context.seed) % len(FAILURES)]
    at = failure.after
    steps = (
        *_call_starts(rings=failure.rings),
        step(at, "leg:status:update", "customer", status=failure.status),
        step(at + 0.1, "sip:hangup", "customer", reason=failure.reason),
        step(at + 0.2, "member:left", "customer", reason=failure.reason),
    )
    return (_outbound_call(context, steps, at + 4),)


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


def _outbound_call(context: ScenarioContext, steps: tuple[Step, ...], duration: float) -> ScriptedConversation:
    return ScriptedConversation(label=context.label, participants=(customer(context),), steps=steps, duration=duration)


def transfer(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """An agent answers and transfers the caller to the workshop, which is a conversation of its own."""
    answered = 7 + context.seconds(3, 8)
    transferred_at = answered + context.seconds(295, 310)
    steps = (
        *incoming_call(),
        *rings("agent", 6, by=context.caller),
        *answers("agent", answered),
        step(transferred_at, "member:left", "caller", reason=TRANSFERRED),
        *app_hangs_up("agent", transferred_at + 0.5),
    )
    participants = (replace(caller(context), transferred=True), agent(context))
    first = replace(_inbound_call(context, steps, transferred_at + 1), participants=participants)
    return first, _workshop(context, transferred_at)


def _workshop(context: ScenarioContext, transferred_at: float) -> ScriptedConversation:
    answered = 1 + context.seconds(5, 15)
    end = answered + context.seconds(125, 150)
    steps = (
        step(
            0,
            "rtc:transfer",
            "caller",
            user_id=context.caller.id,
            transferred_from=ident("CON", context.label),
            was_member=ident("MEM", f"{context.label}/caller"),
        ),
        step(0.1, "member:joined", "caller"),
        *rings("expert", 1, by=context.agent, kind="sip"),
        *answers("expert", answered, kind="sip"),
        step(answered + 30, "custom:repair_estimated", "expert", repair=str(context.reference), total="EUR 42.00"),
        *phone_hangs_up(context, "caller", end, answered=ANSWERED - transferred_at),
        *phone_hangs_up(context, "expert", end + 0.6, answered=answered),
    )
    return ScriptedConversation(
        label=f"{context.label}/workshop",
        participants=(caller(context), workshop_phone(context.mechanic(0))),
        steps=steps,
        after=transferred_at,
        duration=end + 1.5,
        persistent=True,
        fields=context.persistent_fields(
            f"repair-{context.reference}", f"Repair {context.reference}", repair=str(context.reference)
        ),
    )


def conference(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """An agent asks the workshop to join, and is muted meanwhile."""
    answered = 7 + context.seconds(3, 8)
    invited = answered + context.seconds(15, 30)
    joined = invited + context.seconds(6, 14)
    end = joined + context.seconds(280, 320)
    steps = (
        *incoming_call(),
        *rings("agent", 6, by=context.caller),
        *answers("agent", answered),
        *rings("expert", invited, by=context.agent, kind="sip"),
        *answers("expert", joined, kind="sip"),
        step(joined + 8, "audio:mute:on", "agent"),
        step(joined + 20, "custom:photo_seen", "expert", url=f"https://example.com/photos/{context.reference}.jpg"),
        step(joined + 60, "audio:mute:off", "agent"),
        *phone_hangs_up(context, "caller", end),
        *app_hangs_up("agent", end + 1),
        *phone_hangs_up(context, "expert", end + 2, answered=joined),
    )
    participants = (caller(context), agent(context), workshop_phone(context.mechanic(1)))
    fields = context.persistent_fields(
        f"claim-{context.reference}",
        f"Claim {context.reference}: three on the line",
        claim=str(context.reference),
        priority="high",
    )
    call = _inbound_call(context, steps, end + 3)
    return (replace(call, participants=participants, persistent=True, fields=fields),)


def room(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """Riders join a room in the shop's app and leave again; the room stays."""
    participants = tuple(Participant(key=user.name, user=user, channel=app(user)) for user in context.riders)
    tour = context.choice(*TOURS)
    steps = [
        step(70, "custom:tour_planned", participants[0].key, tour=tour, kilometres=context.random.randint(18, 60)),
        step(90, "audio:mute:on", participants[1].key),
    ]
    for number, rider in enumerate(participants):
        invited = 1 + 12 * number
        steps += (step(invited, "member:invited", rider.key), *answers(rider.key, invited + context.seconds(1, 8)))
        steps += app_hangs_up(rider.key, 300 + 20 * number + context.seconds(0, 18))
    ordered = tuple(sorted(steps, key=lambda item: item.after))
    fields = context.persistent_fields(f"ride-{context.reference}", f"{tour} {context.reference}", tour=tour)
    return (
        ScriptedConversation(
            label=context.label, participants=participants, steps=ordered, persistent=True, fields=fields
        ),
    )
