"""The rooms of Harbour Bikes: messages of every channel, and rooms that are named in trying ways."""

from __future__ import annotations

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.conversation_script import (
    Party,
    app,
    chat,
    conversation,
    step,
)
from capi_bot.sandbox.world.records import Conversation, ident, moment

LONGEST = 300
"""Characters in the longest name."""


def rooms() -> tuple[Conversation, ...]:
    """List the rooms, in no special order."""
    named = (_right_to_left(), _longest(), _payload(), _renamed(), _deleted(), _bare(), _nobody())
    return (_text_messages(), _rich_messages(), *_chats(), *named)


def _text_messages() -> Conversation:
    parties = (
        Party(key="hugo", user=participants.HUGO, channel=chat("sms", "447700900133", participants.HOTLINE)),
        Party(key="agent", user=participants.MARY, channel=app(participants.MARY)),
    )
    return conversation(
        "text-messages",
        moment("2018-10-23T09:00:00Z"),
        parties,
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
    parties = (
        Party(key="hugo", user=participants.HUGO, channel=chat("whatsapp", "447700900133", participants.HOTLINE)),
    )
    place = {"longitude": "-0.1246", "latitude": "51.5007", "name": "Harbour Bikes", "address": "1 Quay"}
    image = {"url": "https://example.com/saddle.jpg", "caption": "the saddle"}
    return conversation(
        "rich-messages",
        moment("2018-10-22T17:00:00Z"),
        parties,
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
    def chatted(type_: str, address: str, day: int) -> Conversation:
        return conversation(
            f"{type_}-chat",
            moment(f"2018-10-{day}T12:00:00Z"),
            (Party(key="ines", user=participants.INES, channel=chat(type_, address, "harbour-bikes")),),
            (
                step(0, "member:joined", "ines"),
                step(1, "message", "ines", message_type="text", text="Olá!"),
                step(2, "member:left", "ines"),
            ),
            display_name=f"Inês on {type_.title()}",
            custom_data={"channel": type_},
        )

    return chatted("messenger", "6543210987654321", 21), chatted("viber", "viber-ines", 20)


def _right_to_left() -> Conversation:
    return conversation(
        "right-to-left",
        moment("2018-10-19T08:00:00Z"),
        name="rtl",
        display_name="طلب دراجة \u202edrawkcab\u202c جديد",
        lasted=60,
    )


def _longest() -> Conversation:
    name = ("The longest name that anybody gave a conversation, and it goes on " * 5)[:LONGEST]
    return conversation("longest", moment("2018-10-18T08:00:00Z"), name=name, display_name=name)


def _payload() -> Conversation:
    return conversation("payload", moment("2018-10-17T08:00:00Z"), name="payload", display_name="payload", ttl=0)


def _renamed() -> Conversation:
    at = "2018-10-16T08:00:00.000Z"
    was = {"id": ident("CON", "renamed"), "name": "spare-parts", "display_name": "Parts", "timestamp": {"created": at}}
    return conversation(
        "renamed",
        moment(at),
        (Party(key="jonas", user=participants.JONAS, channel=app(participants.JONAS)),),
        (
            step(1, "member:joined", "jonas"),
            step(60, "conversation:updated", "", **was),
            step(70, "custom:parts:counted", "jonas", saddles=12, bells=3),
            step(80, "hologram:started", "jonas", anything=["the", "future", "brings"]),
            step(90, "member:left", "jonas"),
        ),
        name="spare-parts",
        display_name="Spare parts",
        updated=moment("2018-10-16T08:01:00Z"),
    )


def _deleted() -> Conversation:
    at = moment("2018-10-15T08:00:00Z")
    return conversation("deleted", at, name="old-shop", state="DELETED", updated=at, destroyed=at)


def _bare() -> Conversation:
    """Say as little as the API ever does: no name for people, nobody in it, nothing happened."""
    return conversation("bare", moment("2018-10-12T08:00:00Z"))


def _nobody() -> Conversation:
    """Invite somebody who never came."""
    return conversation(
        "nobody",
        moment("2018-10-10T08:00:00Z"),
        (Party(key="impostor", user=participants.IMPOSTOR, channel=app(participants.IMPOSTOR)),),
        (step(1, "member:invited", "impostor"),),
        name="first-test",
    )
