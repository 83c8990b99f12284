"""Bodies of events as the API writes them, type by type, with secrets where they may come.

https://developer.vonage.com/en/conversation/concepts/event
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from capi_bot.domain.events.catalogue import CATALOGUE
from tests.slack.views.random_values import SECRETIVE, Dice, Doc

STATUSES = (
    *("started", "ringing", "answered", "completed", "machine", "failed", "busy", "timeout", "cancelled", "rejected"),
    *("unanswered", "disconnected", "ANSWERED", "teleported", ""),
)
SIP_CODES = (*map(str, (200, 404, 408, 480, 486, 487, 603, 604, 999)), 486, None)
MESSAGES = ("text", "image", "audio", "video", "file", "template", "custom", "location", "random", "sticker", "")
NAMED = ("user", "channel", "text", "message", "status", "digits", "reason", "statusHistory", "state", "x")
"""Names in a body by which we read, and one by which we do not."""
KINDS = (*CATALOGUE, *CATALOGUE, "custom:order", "custom:<!here>", "", "app:teleported", "member:beamed:up", "payload")
"""Types of events: those of the catalogue as often as all others together would not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person in the conversation, with all ids that the API gives them."""

    member: str
    user: str
    leg: str
    name: str
    display_name: str


def endpoint(dice: Dice) -> object:
    """Make one end of a channel."""
    host, name = "sip.example.com", dice.one(("ada", "+447700900123", "o/neill"))
    return dice.one(
        (
            lambda: {"type": "phone", "number": dice.one(("Unknown", dice.number(), dice.text())), "headers": {}},
            lambda: {"type": "phone", "number": int(dice.number())},
            lambda: {"type": "sip", "uri": f"sip:{name}:{dice.secret()}@{host}", "username": name},
            lambda: {"type": "sip", "uri": f"{name}:{dice.secret()}@{host}", "password": dice.secret()},
            lambda: {"type": "sip", "uri": f"<sips:{name}:a@b{dice.secret()}@{host};transport=tls>"},
            lambda: {
                "type": "websocket",
                "uri": f"wss://{quote(name, safe='')}:{dice.secret()}@{host}/ws",
                "headers": headers(dice),
            },
            lambda: {
                "type": "websocket",
                "uri": f"wss://{host}/ws?jwt={dice.secret()}&a=b",
                "content-type": "audio/l16",
            },
            lambda: {"type": dice.one(("app", "app,sms")), "user": dice.one((f"USR-{dice.uuid()}", dice.text()))},
            lambda: {"type": "vbc", "extension": "123"},
            lambda: {"type": dice.one(("viber", "messenger")), "id": dice.text()},
            dice.number,
        )
    )()


def headers(dice: Dice) -> Doc:
    """Make the headers by which a WebSocket or a SIP trunk signs in."""
    return {"Authorization": dice.token(), "X-Api": dice.secret(), "User-to-User": [dice.secret()]}


def channel(dice: Dice, leg: str) -> Doc:
    """Make a channel in one of its shapes."""
    legs: Doc = dice.one(
        (
            {"leg_ids": [leg]},
            {"leg_ids": [{"leg_id": leg}]},
            {"legs": [{"leg_id": leg, "status": dice.one(STATUSES)}]},
            {},
        )
    )
    kind = dice.one(("phone", "phone", "app", "sip", "websocket", "vbc", "whatsapp", "messenger", dice.text()))
    ends = {"from": endpoint(dice), "to": endpoint(dice)}
    signs = {name: headers(dice) for name in ("headers", "sip_headers")}
    return {"type": kind, "id": leg, **ends, **signs, "cpa": False, "ring_timeout": 60000, **legs}


def media(dice: Dice) -> Doc:
    """Make what somebody hears and says."""
    settings = {"enabled": True, "earmuffed": dice.chance(0.3), "muted": dice.chance(0.3)}
    return {"audio": dice.one((True, False, settings)), "audio_settings": settings}


def body(kind: str, dice: Dice, person: Person) -> Doc:
    """Make the body of an event; now and then it is one of another type, or of none."""
    told = dice.one(tuple(BODIES)) if dice.chance(0.1) or kind not in BODIES else kind
    extra = {dice.one(NAMED): dice.json(3)} if dice.chance(0.1) else {}
    return {**BODIES[told](dice, person), **extra}


def _membership(dice: Dice, person: Person) -> Doc:
    user = {"id": person.user, "name": person.name, "display_name": person.display_name, "member_id": person.member}
    by = {"isSystem": dice.chance(0.5), "user_id": person.user}
    return {
        "cname": dice.text(),
        "conversation": {"conversation_id": f"CON-{dice.uuid()}", "name": dice.text(), "api_key": dice.secret()},
        "member_id": person.member,
        "user": dice.one((user, {"user_id": person.user, "media": media(dice)})),
        "sdp": dice.one((dice.sdp(), {"type": "offer", "sdp": dice.sdp()})),
        "channel": channel(dice, person.leg),
        "media": media(dice),
        "audio": dice.chance(0.5),
        "timestamp": {dice.one(("invited", "joined", "left")): dice.time()},
        "initiator": {dice.one(("invited", "joined")): by},
        "invited_by": person.user,
        "reason": {"code": "x", "text": dice.text()},
    }


def _signalling(dice: Dice, person: Person) -> Doc:
    return {
        "direction": dice.one(("inbound", "outbound", "in", "out", "")),
        "channel": channel(dice, person.leg),
        "quality": {"mos_score": dice.one(("4.4", 3.2, "", "NaN", "bad")), "packet_cnt": 9},
        "reason": {"code": "1", "text": dice.text(), "sip_code": dice.one(SIP_CODES)},
        "type": dice.one(("human", "machine", "beep_start")),
        "confidence": dice.one((0.97, 97, "0.5", -1)),
        "price": dice.one(("0.0012", 0, "free")),
        "price_currency": "EUR",
        "duration": dice.one((42, "42", 10**9, -3)),
        "mos": "4.1",
        "status": dice.one(STATUSES),
        "start_time": dice.time(),
        "end_time": dice.time(),
        "answer": dice.sdp(),
        "rtc_id": person.leg,
        "transferred_from": f"CON-{dice.uuid()}",
        "user_id": person.user,
    }


def _leg(dice: Dice, person: Person) -> Doc:
    def past() -> Doc:
        return {"member_id": person.member, "status": dice.one(STATUSES), "date": dice.time()}

    return {
        "leg_id": person.leg,
        "direction": dice.one(("inbound", "outbound")),
        "type": dice.one(("app", "phone", "sip", "websocket", "whatsapp-voice")),
        "status": dice.one(STATUSES),
        "state": {"status": dice.one(STATUSES), "reason": dice.text()},
        "statusHistory": dice.many(0, 4, past),
    }


def _audio(dice: Dice, person: Person) -> Doc:
    digits: Doc = dice.one(({"digits": dice.keyed()}, {"digit": dice.keyed()}, {"dtmf": {"digits": dice.keyed()}}, {}))
    who = dice.one(("", f"user:{dice.secret()}@"))
    url = f"https://{who}example.com/waiting.mp3?X-Amz-Credential={dice.secret()}&X-Amz-Signature={dice.secret()}"
    heard = {"word": dice.text(), "confidence": dice.one((0.9, "90"))}
    times = {"start_time": dice.time(), "end_time": dice.time(), "format": "mp3", "size": dice.one((4096, "9"))}
    return {
        **digits,
        **times,
        "stream_url": dice.one(([url], url, [None, url])),
        "loop": dice.one((0, 1, 3)),
        "text": dice.one((dice.text(), f"<speak>{dice.text()}</speak>", f"Mine is {dice.token()}, keep it")),
        "language": "en-GB",
        "channel": channel(dice, person.leg),
        "asr": {**times, "results": [heard], "timeout_reason": "end_on_silence", "destination_url": url},
        "recording_id": dice.uuid(),
        "destination_url": url,
        "transcription": {"language": "en-GB"},
        "error": dice.one((None, {"code": "1", "text": dice.text()}, dice.text())),
    }


def _message(dice: Dice, person: Person) -> Doc:
    kind = dice.one((*MESSAGES, dice.text()))
    content = {"url": f"https://example.com/a.png?token={dice.secret()}", "caption": dice.text(), "name": dice.text()}
    return {
        "message_type": kind,
        kind or "text": dice.one((dice.text(), f"It is {dice.token()}")) if kind in ("text", "") else content,
        "text": dice.text(),
        "event_id": dice.one((7, "7", dice.text())),
        "original_event_id": 7,
        "channel_type": dice.one(("sms", "whatsapp", dice.text())),
        "status": dice.one(("delivered", dice.text())),
        "error": dice.one((None, {"title": dice.text()}, dice.text())),
        "from": person.member,
    }


def _conversation(dice: Dice, person: Person) -> Doc:
    names = {"name": dice.text(), "display_name": dice.text()}
    return {"id": f"CON-{dice.uuid()}", **names, "state": "ACTIVE", "event_id": 3, "by": person.user}


def _custom(dice: Dice, person: Person) -> Doc:
    inner = {dice.text(): dice.text(), "amount": 12.5, "paid": True, "nothing": None, "deep": [[{"er": dice.text()}]]}
    return {
        dice.text(): dice.text(),
        "who": person.user,
        **inner,
        dice.one(SECRETIVE): dice.secret(),
        dice.one(("note", "value", "0")): dice.token(),
        dice.one(("card", "input")): {"pin": dice.keyed(), "cvv": dice.keyed(), "digits": dice.keyed(), **inner},
        dice.one(("auth", "credentials", "headers", "dtmf")): {"first": dice.secret(), "more": [dice.secret(), inner]},
        "url": f"https://example.com/?a=b&api_key={dice.secret()}",
    }


_BY_PREFIX: Mapping[str, Callable[[Dice, Person], Doc]] = {
    "member:message": _message,
    "member:": _membership,
    "leg:": _leg,
    "sip:": _signalling,
    "rtc:": _signalling,
    "app:": _membership,
    "audio:": _audio,
    "conversation:": _conversation,
    "event:": _conversation,
    "custom:": _custom,
    "ephemeral": _custom,
    "": _message,
}
BODIES: Mapping[str, Callable[[Dice, Person], Doc]] = {
    kind: next(make for prefix, make in _BY_PREFIX.items() if kind.startswith(prefix))
    for kind in (*CATALOGUE, "custom:order", "custom:<!here>")
}
