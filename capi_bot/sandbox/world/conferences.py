"""Scenarios of several people: a call is transferred, three talk at once, and app users meet in a room."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.sandbox.world.call_steps import (
    ANSWERED,
    agent,
    answers,
    app_hangs_up,
    caller,
    incoming_call,
    phone_hangs_up,
    rings,
    workshop_phone,
)
from capi_bot.sandbox.world.conversation_script import Participant, Step, app, step
from capi_bot.sandbox.world.records import Json, ident
from capi_bot.sandbox.world.scenario import ScenarioContext, ScriptedConversation

TRANSFERRED: Json = {"code": "200", "text": "Transferred"}
TOURS = ("Canal loop", "Harbour lights", "Hill repeats", "Lighthouse tour")


def transfer(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """An agent answers and transfers the caller to the workshop, which is a conversation of its own."""
    answered = 7 + context.seconds(3, 8)
    transferred_at = answered + context.seconds(25, 45)
    steps = (
        *incoming_call(),
        *rings("agent", 6, by=context.caller),
        *answers("agent", answered),
        step(
            transferred_at - 4,
            "audio:say",
            "agent",
            text="I am putting you through.",
            level=0,
            loop=1,
            say_id="through",
        ),
        step(transferred_at, "member:left", "caller", reason=TRANSFERRED),
        *app_hangs_up("agent", transferred_at + 0.5),
    )
    participants = (replace(caller(context), transferred=True), agent(context))
    first = ScriptedConversation(
        label=context.label, participants=participants, steps=steps, duration=transferred_at + 1, knocking="caller"
    )
    return first, _workshop(context, transferred_at)


def _workshop(context: ScenarioContext, transferred_at: float) -> ScriptedConversation:
    answered = 1 + context.seconds(5, 15)
    end = answered + context.seconds(90, 125)
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
    end = joined + context.seconds(100, 140)
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
    return (
        ScriptedConversation(
            label=context.label,
            participants=participants,
            steps=steps,
            duration=end + 3,
            persistent=True,
            knocking="caller",
            fields=fields,
        ),
    )


def room(context: ScenarioContext) -> tuple[ScriptedConversation, ...]:
    """Riders join a room in the shop's app and leave again; the room stays."""
    participants = tuple(Participant(key=user.name, user=user, channel=app(user)) for user in context.riders)
    tour = context.choice(*TOURS)
    joins = (item for n, rider in enumerate(participants) for item in _joining(context, rider, 1 + 12 * n))
    leaves = (
        item
        for n, rider in enumerate(participants)
        for item in app_hangs_up(rider.key, 115 + 20 * n + context.seconds(0, 18))
    )
    steps = (
        *joins,
        step(70, "custom:tour_planned", participants[0].key, tour=tour, kilometres=context.random.randint(18, 60)),
        step(90, "audio:mute:on", participants[1].key),
        *leaves,
    )
    fields = context.persistent_fields(f"ride-{context.reference}", f"{tour} {context.reference}", tour=tour)
    ordered = tuple(sorted(steps, key=lambda item: item.after))
    return (
        ScriptedConversation(
            label=context.label, participants=participants, steps=ordered, persistent=True, fields=fields
        ),
    )


def _joining(context: ScenarioContext, rider: Participant, at: float) -> tuple[Step, ...]:
    return (step(at, "member:invited", rider.key), *answers(rider.key, at + context.seconds(1, 8)))
