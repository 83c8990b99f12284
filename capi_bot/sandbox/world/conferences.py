"""Scenes of several: a call is transferred, three talk at once, and app users meet in a room."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.sandbox.world.conversation_script import (
    Party,
    Step,
    app,
    step,
)
from capi_bot.sandbox.world.phone_lines import (
    ANSWERED,
    agent,
    answers,
    caller,
    comes_in,
    desk_phone,
    hangs_up,
    is_rung,
    rings_off,
)
from capi_bot.sandbox.world.records import Json, ident
from capi_bot.sandbox.world.schedule import Cue
from capi_bot.sandbox.world.steps import Play

MOVED: Json = {"code": "200", "text": "Transferred"}
TOURS = ("Canal loop", "Harbour lights", "Hill repeats", "Lighthouse tour")


def transfer(cue: Cue) -> tuple[Play, ...]:
    """Transfer: the desk answers, and passes the caller on to the workshop, which is a conversation of its own."""
    answered = 7 + cue.seconds(3, 8)
    moved = answered + cue.seconds(25, 45)
    steps = (
        *comes_in(),
        *is_rung("agent", 6, by=cue.caller),
        *answers("agent", answered),
        step(moved - 4, "audio:say", "agent", text="I am putting you through.", level=0, loop=1, say_id="through"),
        step(moved, "member:left", "caller", reason=MOVED),
        *rings_off("agent", moved + 0.5),
    )
    parties = (replace(caller(cue), onward=True), agent(cue))
    desk = Play(label=cue.label, parties=parties, steps=steps, lasted=moved + 1, knocks="caller")
    return desk, _workshop(cue, moved)


def _workshop(cue: Cue, moved: float) -> Play:
    picked_up = 1 + cue.seconds(5, 15)
    end = picked_up + cue.seconds(90, 125)
    steps = (
        step(
            0,
            "rtc:transfer",
            "caller",
            user_id=cue.caller.id,
            transferred_from=ident("CON", cue.label),
            was_member=ident("MEM", f"{cue.label}/caller"),
        ),
        step(0.1, "member:joined", "caller"),
        *is_rung("expert", 1, by=cue.agent, kind="sip"),
        *answers("expert", picked_up, kind="sip"),
        step(picked_up + 30, "custom:repair_estimated", "expert", repair=str(cue.reference), total="EUR 42.00"),
        *hangs_up(cue, "caller", end, answered=ANSWERED - moved),
        *hangs_up(cue, "expert", end + 0.6, answered=picked_up),
    )
    return Play(
        label=f"{cue.label}/workshop",
        parties=(caller(cue), desk_phone(cue.mechanic(0))),
        steps=steps,
        after=moved,
        lasted=end + 1.5,
        kept=True,
        facts=cue.named(f"repair-{cue.reference}", f"Repair {cue.reference}", repair=str(cue.reference)),
    )


def conference(cue: Cue) -> tuple[Play, ...]:
    """Confer: the desk asks the workshop to join, and one of them is muted meanwhile."""
    answered = 7 + cue.seconds(3, 8)
    asked = answered + cue.seconds(15, 30)
    came = asked + cue.seconds(6, 14)
    end = came + cue.seconds(100, 140)
    steps = (
        *comes_in(),
        *is_rung("agent", 6, by=cue.caller),
        *answers("agent", answered),
        *is_rung("expert", asked, by=cue.agent, kind="sip"),
        *answers("expert", came, kind="sip"),
        step(came + 8, "audio:mute:on", "agent"),
        step(came + 20, "custom:photo_seen", "expert", url=f"https://example.com/photos/{cue.reference}.jpg"),
        step(came + 60, "audio:mute:off", "agent"),
        *hangs_up(cue, "caller", end),
        *rings_off("agent", end + 1),
        *hangs_up(cue, "expert", end + 2, answered=came),
    )
    parties = (caller(cue), agent(cue), desk_phone(cue.mechanic(1)))
    facts = cue.named(
        f"claim-{cue.reference}", f"Claim {cue.reference}: three on the line", claim=str(cue.reference), priority="high"
    )
    return (
        Play(label=cue.label, parties=parties, steps=steps, lasted=end + 3, kept=True, knocks="caller", facts=facts),
    )


def room(cue: Cue) -> tuple[Play, ...]:
    """Meet: riders join a room in the shop's app and leave again; the room stays."""
    parties = tuple(Party(key=user.name, user=user, channel=app(user)) for user in cue.riders)
    tour = cue.pick(*TOURS)
    comings = (told for n, party in enumerate(parties) for told in _joins(cue, party, 1 + 12 * n))
    goings = (
        told for n, party in enumerate(parties) for told in rings_off(party.key, 115 + 20 * n + cue.seconds(0, 18))
    )
    steps = (
        *comings,
        step(70, "custom:tour_planned", parties[0].key, tour=tour, kilometres=cue.drawn.randint(18, 60)),
        step(90, "audio:mute:on", parties[1].key),
        *goings,
    )
    facts = cue.named(f"ride-{cue.reference}", f"{tour} {cue.reference}", tour=tour)
    in_order = tuple(sorted(steps, key=lambda told: told.after))
    return (Play(label=cue.label, parties=parties, steps=in_order, kept=True, facts=facts),)


def _joins(cue: Cue, party: Party, at: float) -> tuple[Step, ...]:
    return (
        step(at, "member:invited", party.key),
        *answers(party.key, at + cue.seconds(1, 8)),
    )
