"""Participants and steps that scenarios have in common: a call comes in, an agent answers, somebody hangs up.

Times are seconds since the conversation began. The events are those of such calls in the Conversation API:
https://developer.vonage.com/en/conversation/concepts/event
"""

from __future__ import annotations

from typing import Any

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.conversation_script import Participant, SecondsAfterCreation, Step, app, phone, step
from capi_bot.sandbox.world.records import NETWORK, PRICE_PER_MINUTE, Json, User, price
from capi_bot.sandbox.world.scenario import ScenarioContext

ANSWERED = 1.5
"""When an inbound call is answered by the announcement."""
QUALITY: Json = {"mos_score": "4.4", "quality_percentage": 97, "jitter_avg": 2, "packet_loss_perc": 0}
NORMAL: Json = {"code": "16", "text": "Normal clearing", "sip_code": "200"}


def phone_number(user: User) -> str:
    """Return a caller's number in E.164 without the plus sign."""
    channels: Any = user.channels
    return str(channels["pstn"][0]["number"])


def inbound_line(user: User) -> Json:
    """Return the phone channel of a customer who calls the shop."""
    return phone(phone_number(user), participants.HOTLINE)


def caller(context: ScenarioContext) -> Participant:
    """Return the customer who calls the shop."""
    return Participant(
        key="caller",
        user=context.caller,
        channel=inbound_line(context.caller),
        direction="inbound",
        in_call_list=True,
        leg_label=f"{context.label}/line",
    )


def customer(context: ScenarioContext) -> Participant:
    """Return the customer whom the shop calls."""
    channel = phone(participants.HOTLINE, phone_number(context.caller))
    return Participant(key="customer", user=context.caller, channel=channel, in_call_list=True)


def agent(context: ScenarioContext) -> Participant:
    """Return the agent, who uses an app."""
    return Participant(key="agent", user=context.agent, channel=app(context.agent), in_call_list=True)


def workshop_phone(user: User, key: str = "expert") -> Participant:
    """Return somebody of the workshop, who uses a SIP phone."""
    uri = f"sip:{user.name}@pbx.example.com"
    channel: Json = {
        "type": "sip",
        "from": {"type": "phone", "number": participants.HOTLINE},
        "to": {"type": "sip", "uri": uri},
    }
    return Participant(key=key, user=user, channel=channel, in_call_list=True)


def incoming_call() -> tuple[Step, ...]:
    """The call rings and is answered by the shop's announcement.

    As in Vonage's sample call, the one who calls is not invited.
    """
    return (
        step(0.3, "leg:status:update", "caller", status="ringing"),
        step(ANSWERED, "sip:answered", "caller"),
        step(1.6, "member:joined", "caller"),
        step(1.7, "member:media", "caller"),
        step(2.1, "audio:say", text="Welcome to Harbour Bikes.", level=0, loop=1, language="en-GB", say_id="hello"),
        step(4.6, "audio:say:done", say_id="hello"),
    )


def rings(participant: str, at: float, *, by: User, kind: str = "rtc") -> tuple[Step, ...]:
    """Somebody is invited, and it rings."""
    return (step(at, "member:invited", participant, invited_by=by.id), step(at + 0.3, f"{kind}:ringing", participant))


def answers(participant: str, at: float, kind: str = "rtc") -> tuple[Step, ...]:
    return (
        step(at, f"{kind}:answered", participant),
        step(at + 0.1, "member:joined", participant),
        step(at + 0.2, "member:media", participant),
    )


def app_hangs_up(participant: str, at: float, reason: Json = NORMAL, kind: str = "rtc") -> tuple[Step, ...]:
    return (
        step(at, f"{kind}:hangup", participant, reason=reason),
        step(at + 0.1, "member:left", participant, reason=reason),
    )


def phone_hangs_up(
    context: ScenarioContext, participant: str, at: float, *, answered: float = ANSWERED
) -> tuple[Step, ...]:
    """Somebody hangs up a phone that was answered at a time: with line quality and price."""
    return (
        step(at, "sip:hangup", participant, reason=NORMAL, quality=QUALITY),
        step(at + 0.1, "member:left", participant, reason=NORMAL),
        billing(context, participant, at, answered),
    )


def billing(context: ScenarioContext, participant: str, ended: float, answered: float = ANSWERED) -> Step:
    """Report, right after it ended, what a leg cost since it was answered."""
    seconds = round((ended - answered) / context.speed)
    return step(
        ended + 0.4,
        "sip:status",
        participant,
        status="completed",
        start_time=SecondsAfterCreation(answered),
        end_time=SecondsAfterCreation(ended),
        duration=str(seconds),
        price=f"{price(seconds):.5f}",
        rate=f"{PRICE_PER_MINUTE:.5f}",
        network_code=NETWORK,
    )
