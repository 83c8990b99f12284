"""The contact centre with cases that only tests need: every channel, names that inject markup, what cannot be read."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.sandbox.world import contact_centre as usual
from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.call_steps import inbound_line
from capi_bot.sandbox.world.conversation_script import (
    Participant,
    app,
    build_conversation,
    chat,
    participant,
    phone,
    step,
)
from capi_bot.sandbox.world.records import Conversation, Json, User, ident, parse_time
from capi_bot.sandbox.world.snapshot import World

IMPOSTOR = participants.person("<!here>", "<!channel> *Urgent* <https://evil.example|click & win> `rm -rf`")
MAX_NAME_LENGTH = 300
"""Characters in the longest name."""


def contact_centre() -> World:
    """Build the sandbox's world with the difficult cases in it."""
    world, agents = usual.contact_centre(), len(participants.AGENTS)
    return replace(
        world,
        users=(*world.users[:agents], IMPOSTOR, *world.users[agents:]),
        conversations=tuple(sorted((*world.conversations, *difficult()), key=lambda item: item.created)),
    )


def difficult() -> tuple[Conversation, ...]:
    """List the cases, in no special order."""
    named = (_right_to_left(), _longest(), _payload(), _deleted(), _bare(), _nobody())
    calls = (_transcribed(), _extension())
    return (*calls, _rich_messages(), *_chats(), _renamed(), _vanished(), _injection(), _forbidden(), *named)


def _vanished() -> Conversation:
    """Listed, but gone when it is read: the call has ended, and its conversation with it."""
    return build_conversation(
        "vanished",
        parse_time("2018-10-25T09:15:31Z"),
        (participant("caller", participants.DANA, inbound_line(participants.DANA), inbound=True),),
        access="not_found",
    )


def _injection() -> Conversation:
    """Every name is an attempt to inject Slack markup."""
    text = "<!channel> *bold* _it_ ~no~ `code` & <https://evil.example|free bikes> <@U0ADA> &lt;kept&gt;\n> quote"
    return build_conversation(
        "unkind",
        parse_time("2018-10-25T08:55:00Z"),
        (
            participant("impostor", IMPOSTOR, app(IMPOSTOR)),
            participant("victim", participants.HUGO, phone("<@U0ADA>", "*447700900133*")),
        ),
        (
            step(1, "member:joined", "impostor"),
            step(2, "member:joined", "victim"),
            step(3, "message", "impostor", message_type="text", text=text),
            step(4, "custom:<!here>", "impostor", note="```<!everyone>```"),
            step(5, "member:left", "victim", reason={"code": "<!here>", "text": "<https://evil.example|hung up>"}),
        ),
        name="*payload* <!channel>",
        display_name="<!channel> *bold* `code` & <https://evil.example|free bikes>",
        custom_data={"<script>": "alert('<!here>')"},
    )


def _forbidden() -> Conversation:
    """Listed, but a read of it is refused."""
    return build_conversation(
        "forbidden",
        parse_time("2018-10-25T08:40:00Z"),
        name="board-room",
        display_name="Board room",
        access="forbidden",
    )


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
        (participant("impostor", IMPOSTOR, app(IMPOSTOR)),),
        (step(1, "member:invited", "impostor"),),
        name="first-test",
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
    people = (_ended_caller(participants.EMIL), participant("robot", participants.ROBOT, socket))
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
    people = (_ended_caller(participants.DANA), participant("desk", participants.FRONT_DESK, desk))
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


def _ended_caller(user: User) -> Participant:
    return participant("caller", user, inbound_line(user), "completed", inbound=True)
