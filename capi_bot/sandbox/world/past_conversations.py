"""Older conversations: calls that have ended in each way, chat rooms of every channel, and difficult names."""

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
from capi_bot.sandbox.world.records import Conversation, Json, User, ident, parse_time

MAX_NAME_LENGTH = 300
"""Characters in the longest name."""


def past_calls() -> tuple[Conversation, ...]:
    """List the older calls, in no special order."""
    return (_menu(), _busy(), _machine(), _transfer(), _transcribed(), _extension())


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
    people = (
        _inbound(participants.FAITH),
        participant("agent", participants.JONAS, app(participants.JONAS)),
    )
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


def _transcribed() -> Conversation:
    socket: Json = {
        "type": "websocket",
        "from": {"type": "phone", "number": participants.HOTLINE},
        "to": {
            "type": "websocket",
            "uri": "wss://media.example.com/transcribe",
            "content-type": "audio/l16;rate=8000",
            "headers": {"api-token": "not-for-slack"},
        },
    }
    people = (_inbound(participants.EMIL), participant("robot", participants.ROBOT, socket))
    results = [{"word": "bonjour", "confidence": "0.91"}]
    return build_conversation(
        "transcribed",
        parse_time("2018-10-24T10:00:00Z"),
        people,
        (
            step(0.1, "member:joined", "caller"),
            step(0.2, "member:joined", "robot"),
            step(0.3, "audio:record", recording_id="77aa", format="mp3", split="conversation", channels=2),
            step(9, "audio:asr:done", "caller", asr={"results": results, "timeout_reason": "end_on_silence_timeout"}),
            step(12, "member:left", "robot"),
            step(12.1, "member:left", "caller"),
        ),
        duration=13,
    )


def _extension() -> Conversation:
    desk: Json = {
        "type": "vbc",
        "from": {"type": "phone", "number": "447700900111"},
        "to": {"type": "vbc", "extension": "100"},
    }
    people = (_inbound(participants.DANA), participant("desk", participants.FRONT_DESK, desk))
    return build_conversation(
        "extension",
        parse_time("2018-10-23T14:00:00Z"),
        people,
        (
            step(0.1, "member:joined", "caller"),
            step(3, "member:joined", "desk"),
            step(63, "member:left", "desk"),
            step(63.1, "member:left", "caller"),
        ),
        duration=64,
    )


def chat_rooms() -> tuple[Conversation, ...]:
    """List the rooms, in no special order."""
    named = (_right_to_left(), _longest(), _payload(), _renamed(), _deleted(), _bare(), _nobody())
    return (_text_messages(), _rich_messages(), *_chats(), *named)


def _text_messages() -> Conversation:
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


def _rich_messages() -> Conversation:
    people = (participant("hugo", participants.HUGO, chat("whatsapp", "447700900133", participants.HOTLINE)),)
    place = {"longitude": "-0.1246", "latitude": "51.5007", "name": "Harbour Bikes", "address": "1 Quay"}
    image = {"url": "https://example.com/saddle.jpg", "caption": "the saddle"}
    return build_conversation(
        "rich-messages",
        parse_time("2018-10-22T17:00:00Z"),
        people,
        (
            step(0, "member:joined", "hugo"),
            step(1, "message", "hugo", message_type="image", image=image),
            step(2, "message", "hugo", message_type="location", location=place),
            step(3, "message", "hugo", message_type="sticker"),
            step(4, "member:left", "hugo"),
        ),
        display_name="Hugo on WhatsApp",
    )


def _chats() -> tuple[Conversation, ...]:
    def chat_room(type_: str, address: str, day: int) -> Conversation:
        return build_conversation(
            f"{type_}-chat",
            parse_time(f"2018-10-{day}T12:00:00Z"),
            (participant("ines", participants.INES, chat(type_, address, "harbour-bikes")),),
            (
                step(0, "member:joined", "ines"),
                step(1, "message", "ines", message_type="text", text="Olá!"),
                step(2, "member:left", "ines"),
            ),
            display_name=f"Inês on {type_.title()}",
            custom_data={"channel": type_},
        )

    return chat_room("messenger", "6543210987654321", 21), chat_room("viber", "viber-ines", 20)


def _right_to_left() -> Conversation:
    return build_conversation(
        "right-to-left",
        parse_time("2018-10-19T08:00:00Z"),
        name="rtl",
        display_name="طلب دراجة \u202edrawkcab\u202c جديد",
        duration=60,
    )


def _longest() -> Conversation:
    name = ("The longest name that anybody gave a conversation, and it goes on " * 5)[:MAX_NAME_LENGTH]
    return build_conversation("longest", parse_time("2018-10-18T08:00:00Z"), name=name, display_name=name)


def _payload() -> Conversation:
    return build_conversation(
        "payload", parse_time("2018-10-17T08:00:00Z"), name="payload", display_name="payload", ttl=0
    )


def _renamed() -> Conversation:
    at = "2018-10-16T08:00:00.000Z"
    was = {"id": ident("CON", "renamed"), "name": "spare-parts", "display_name": "Parts", "timestamp": {"created": at}}
    return build_conversation(
        "renamed",
        parse_time(at),
        (participant("jonas", participants.JONAS, app(participants.JONAS)),),
        (
            step(1, "member:joined", "jonas"),
            step(60, "conversation:updated", "", **was),
            step(70, "custom:parts:counted", "jonas", saddles=12, bells=3),
            step(80, "hologram:started", "jonas", anything=["the", "future", "brings"]),
            step(90, "member:left", "jonas"),
        ),
        name="spare-parts",
        display_name="Spare parts",
        updated=parse_time("2018-10-16T08:01:00Z"),
    )


def _deleted() -> Conversation:
    at = parse_time("2018-10-15T08:00:00Z")
    return build_conversation("deleted", at, name="old-shop", state="DELETED", updated=at, destroyed=at)


def _bare() -> Conversation:
    """The least that the API ever returns: no display name, no members, no events."""
    return build_conversation("bare", parse_time("2018-10-12T08:00:00Z"))


def _nobody() -> Conversation:
    """Somebody was invited and never joined."""
    return build_conversation(
        "nobody",
        parse_time("2018-10-10T08:00:00Z"),
        (participant("impostor", participants.IMPOSTOR, app(participants.IMPOSTOR)),),
        (step(1, "member:invited", "impostor"),),
        name="first-test",
    )
