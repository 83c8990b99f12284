"""Older conversations: calls that have ended in each way, and chat rooms."""

from __future__ import annotations

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.call_steps import inbound_line
from capi_bot.sandbox.world.conversation_script import (
    Participant,
    Step,
    app,
    build_conversation,
    chat,
    participant,
    phone,
    step,
)
from capi_bot.sandbox.world.records import Conversation, User, ident, parse_time


def past_calls() -> tuple[Conversation, ...]:
    """List the older calls, in no special order."""
    return (_menu(), _busy(), _machine(), _transfer())


def _inbound(user: User) -> Participant:
    return participant("caller", user, inbound_line(user), "completed", inbound=True)


def _menu() -> Conversation:
    """A voice menu with forty-five events, ended by a hang-up with a reason."""
    rounds = [event for n in range(10) for event in _menu_round(4 * n)]
    quality = {"mos_score": "4.1", "quality_percentage": 92, "jitter_avg": 3, "packet_loss_perc": 0}
    steps = (
        step(0.2, "member:joined", "caller"),
        step(0.4, "sip:answered", "caller"),
        *rounds,
        step(42, "audio:record:done", event_id="3", recording_id="9f1c", format="mp3", size=40960),
        step(
            43,
            "sip:hangup",
            "caller",
            quality=quality,
            reason={"code": "16", "text": "Normal clearing", "sip_code": 200},
        ),
        step(43.1, "member:left", "caller", reason={"code": "16", "text": "Normal clearing"}),
    )
    return build_conversation(
        "menu", parse_time("2018-10-25T08:05:10Z"), (_inbound(participants.DANA),), steps, duration=43.2
    )


def _menu_round(after: float) -> tuple[Step, ...]:
    return (
        step(after + 1, "audio:say", text="Press 1 for repairs, 2 for orders.", level=0, loop=1, language="en-GB"),
        step(after + 2, "audio:say:done", say_id=f"say-{after:.0f}"),
        step(after + 3, "audio:dtmf", "caller", digits="4929", dtmf_seq=int(after), method="in"),
        step(after + 4, "audio:play:done", play_id=f"play-{after:.0f}"),
    )


def _busy() -> Conversation:
    people = (participant("customer", participants.FAITH, phone(participants.HOTLINE, "12025550147"), "busy"),)
    reason = {"code": "17", "text": "User busy", "sip_code": "486"}
    return build_conversation(
        "busy",
        parse_time("2018-10-24T16:30:00Z"),
        people,
        (
            step(0.1, "member:invited", "customer"),
            step(1, "leg:status:update", "customer", direction="outbound", type="phone", status="busy"),
            step(1.1, "sip:hangup", "customer", reason=reason),
            step(1.2, "member:left", "customer", reason=reason),
        ),
        duration=2,
    )


def _machine() -> Conversation:
    people = (participant("customer", participants.EMIL, phone(participants.HOTLINE, "447700900122"), "machine"),)
    return build_conversation(
        "machine",
        parse_time("2018-10-24T15:00:00Z"),
        people,
        (
            step(0.1, "member:invited", "customer"),
            step(8, "sip:answered", "customer"),
            step(8.1, "member:joined", "customer"),
            step(9, "sip:machine", "customer", type="machine", confidence="87"),
            step(30, "member:left", "customer", reason={"code": "0", "text": "Message left"}),
            step(30.5, "sip:status", "customer", status="completed", duration="22", price="0.00880", rate="0.02400"),
        ),
        duration=31,
    )


def _transfer() -> Conversation:
    people = (_inbound(participants.FAITH), participant("agent", participants.JONAS, app(participants.JONAS)))
    return build_conversation(
        "transfer",
        parse_time("2018-10-24T11:11:11.110Z"),
        people,
        (
            step(0, "rtc:transfer", "caller", user_id=participants.FAITH.id, transferred_from=ident("CON", "menu")),
            step(0.1, "member:joined", "caller"),
            step(0.2, "member:joined", "agent"),
            step(60, "rtc:hangup", "agent", reason={"code": "16", "text": "Normal clearing"}),
            step(60.1, "rtc:status", "agent", duration="60", mos="4.2", price="0.001", price_currency="EUR"),
            step(60.2, "member:left", "agent"),
            step(60.3, "member:left", "caller"),
        ),
        duration=61,
    )


def text_messages() -> Conversation:
    """Return a chat by SMS, in which a message was deleted."""
    people = (
        participant("hugo", participants.HUGO, chat("sms", "447700900133", participants.HOTLINE)),
        participant("agent", participants.MARY, app(participants.MARY)),
    )
    return build_conversation(
        "text-messages",
        parse_time("2018-10-23T09:00:00Z"),
        people,
        (
            step(0, "member:joined", "hugo"),
            step(1, "member:joined", "agent"),
            step(5, "message", "hugo", message_type="text", text="Is my bike ready? 🚲"),
            step(40, "message", "agent", message_type="text", text="Yes! Come by before six."),
            step(41, "message:delivered", "hugo", event_id=4),
            step(45, "message", "agent", message_type="text", text="Wrong chat, sorry"),
            step(50, "event:delete", "agent", event_id=6),
            step(60, "text", "hugo", text="Sent with the old kind of event"),
            step(70, "member:left", "hugo"),
            step(71, "member:left", "agent"),
        ),
        name="sms-447700900133",
    )
