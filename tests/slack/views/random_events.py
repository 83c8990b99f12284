"""Bodies of events as the API writes them, type by type, with secrets where they may come.

https://developer.vonage.com/en/conversation/concepts/event
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from capi_bot.domain.events.catalogue import CATALOGUE
from capi_bot.domain.events.message_content import MESSAGE_TYPES
from tests.slack.views.random_values import SECRETIVE, Json, SeededRandom

STATUSES = (
    *("started", "ringing", "answered", "completed", "machine", "failed", "busy", "timeout", "cancelled", "rejected"),
    *("unanswered", "disconnected", "ANSWERED", "teleported", ""),
)
SIP_CODES = (*map(str, (200, 404, 408, 480, 486, 487, 603, 604, 999)), 486, None)
MESSAGES = (*MESSAGE_TYPES, "text", "text", "hologram", "")
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


def endpoint(rng: SeededRandom) -> object:
    """Make one end of a channel."""
    host, name = "sip.example.com", rng.one(("ada", "+447700900123", "o/neill"))
    return rng.one(
        (
            lambda: {"type": "phone", "number": rng.one(("Unknown", rng.number(), rng.text())), "headers": {}},
            lambda: {"type": "phone", "number": int(rng.number())},
            lambda: {"type": "sip", "uri": f"sip:{name}:{rng.secret()}@{host}", "username": name},
            lambda: {"type": "sip", "uri": f"{name}:{rng.secret()}@{host}", "password": rng.secret()},
            lambda: {"type": "sip", "uri": f"<sips:{name}:a@b{rng.secret()}@{host};transport=tls>"},
            lambda: {"type": "sip", "uri": f'"{rng.text()}" <sip:{name}:{rng.secret()}@{host};user=phone>'},
            lambda: [
                {"type": "sip", "uri": f"{rng.text()} <sip:{name}@{host}"},
                {"type": "phone", "number": rng.text()},
            ],
            lambda: {
                "type": "websocket",
                "uri": f"wss://{quote(name, safe='')}:{rng.secret()}@{host}/ws",
                "headers": headers(rng),
            },
            lambda: {
                "type": "websocket",
                "uri": f"wss://{host}/ws?jwt={rng.secret()}&a=b",
                "content-type": "audio/l16",
            },
            lambda: {"type": rng.one(("app", "app,sms")), "user": rng.one((f"USR-{rng.uuid()}", rng.text()))},
            lambda: {"type": "vbc", "extension": "123"},
            lambda: {"type": rng.one(("viber", "messenger")), "id": rng.text()},
            rng.number,
        )
    )()


def headers(rng: SeededRandom) -> Json:
    """Make the headers by which a WebSocket or a SIP trunk signs in."""
    return {"Authorization": rng.token(), "X-Api": rng.secret(), "User-to-User": [rng.secret()]}


def channel(rng: SeededRandom, leg: str) -> Json:
    """Make a channel in one of its shapes."""
    legs: Json = rng.one(
        (
            {"leg_ids": [leg]},
            {"leg_ids": [{"leg_id": leg}]},
            {"legs": [{"leg_id": leg, "status": rng.one(STATUSES)}]},
            {},
        )
    )
    kind = rng.one(("phone", "phone", "app", "sip", "websocket", "vbc", "whatsapp", "messenger", rng.text()))
    ends = {"from": endpoint(rng), "to": endpoint(rng)}
    signs = {name: headers(rng) for name in ("headers", "sip_headers")}
    return {"type": kind, "id": leg, **ends, **signs, "cpa": False, "ring_timeout": 60000, **legs}


def media(rng: SeededRandom) -> Json:
    """Make what somebody hears and says."""
    settings = {"enabled": True, "earmuffed": rng.chance(0.3), "muted": rng.chance(0.3)}
    return {"audio": rng.one((True, False, settings)), "audio_settings": settings}


def body(kind: str, rng: SeededRandom, person: Person) -> object:
    """Make the body of an event; now and then it is one of another type, of none, or what a deletion left."""
    if rng.chance(0.1):
        deleted = {"timestamp": {"deleted": rng.one((rng.time(), None, 1540459625000, rng.text()))}}
        words = rng.one((rng.text(), [rng.text(), rng.json(3)], f"It is {rng.token()}", rng.integer(0, 99), True))
        # What is pressed on a keypad is known for that by its type alone.
        return rng.one((deleted, {}, None, rng.digits() if kind == "audio:dtmf" else words))
    body_kind = rng.one(tuple(BODIES)) if rng.chance(0.1) or kind not in BODIES else kind
    extra = {rng.one(NAMED): rng.json(3)} if rng.chance(0.1) else {}
    return {**BODIES[body_kind](rng, person), **extra}


def _membership(rng: SeededRandom, person: Person) -> Json:
    user = {"id": person.user, "name": person.name, "display_name": person.display_name, "member_id": person.member}
    by = {"isSystem": rng.chance(0.5), "user_id": person.user}
    return {
        "cname": rng.text(),
        "conversation": {"conversation_id": f"CON-{rng.uuid()}", "name": rng.text(), "api_key": rng.secret()},
        "member_id": person.member,
        "user": rng.one((user, {"user_id": person.user, "media": media(rng)})),
        "sdp": rng.one((rng.sdp(), {"type": "offer", "sdp": rng.sdp()})),
        "channel": channel(rng, person.leg),
        "media": media(rng),
        "audio": rng.chance(0.5),
        "timestamp": {rng.one(("invited", "joined", "left")): rng.time()},
        "initiator": {rng.one(("invited", "joined")): by},
        "invited_by": person.user,
        "invited_by_member": rng.one((None, person.member, {"member_id": person.member, "name": rng.text()})),
        "reason": {"code": "x", "text": rng.text()},
    }


def _signalling(rng: SeededRandom, person: Person) -> Json:
    return {
        "direction": rng.one(("inbound", "outbound", "in", "out", "")),
        "channel": channel(rng, person.leg),
        "quality": {"mos_score": rng.one(("4.4", 3.2, "", "NaN", "bad")), "packet_cnt": 9},
        "reason": {"code": "1", "text": rng.text(), "sip_code": rng.one(SIP_CODES)},
        "type": rng.one(("human", "machine", "beep_start")),
        "confidence": rng.one((0.97, 97, "0.5", -1)),
        "price": rng.one(("0.0012", 0, "free")),
        "price_currency": "EUR",
        "duration": rng.one((42, "42", 10**9, -3)),
        "mos": "4.1",
        "status": rng.one(STATUSES),
        "start_time": rng.time(),
        "end_time": rng.time(),
        "answer": rng.sdp(),
        "rtc_id": person.leg,
        "candidate": rng.one((rng.candidate(), {"candidate": rng.candidate(), "sdpMid": "0"}, [rng.candidate()])),
        "transferred_from": f"CON-{rng.uuid()}",
        "user_id": person.user,
    }


def _leg(rng: SeededRandom, person: Person) -> Json:
    def past() -> Json:
        return {"member_id": person.member, "status": rng.one(STATUSES), "date": rng.time()}

    return {
        "leg_id": person.leg,
        "direction": rng.one(("inbound", "outbound")),
        "type": rng.one(("app", "phone", "sip", "websocket", "whatsapp-voice")),
        "status": rng.one(STATUSES),
        "state": {"status": rng.one(STATUSES), "reason": rng.text()},
        "statusHistory": rng.many(0, 4, past),
    }


def _audio(rng: SeededRandom, person: Person) -> Json:
    digits: Json = rng.one(({"digits": rng.digits()}, {"digit": rng.digits()}, {"dtmf": {"digits": rng.digits()}}, {}))
    who = rng.one(("", f"user:{rng.secret()}@"))
    url = f"https://{who}example.com/waiting.mp3?X-Amz-Credential={rng.secret()}&X-Amz-Signature={rng.secret()}"
    heard = {"word": rng.text(), "confidence": rng.one((0.9, "90"))}
    times = {"start_time": rng.time(), "end_time": rng.time(), "format": "mp3", "size": rng.one((4096, "9"))}
    return {
        **digits,
        **times,
        "stream_url": rng.one(([url], url, [None, url])),
        "loop": rng.one((0, 1, 3)),
        "text": rng.one((rng.text(), f"<speak>{rng.text()}</speak>", f"Mine is {rng.token()}, keep it")),
        "language": "en-GB",
        "channel": channel(rng, person.leg),
        "asr": {**times, "results": [heard], "timeout_reason": "end_on_silence", "destination_url": url},
        "recording_id": rng.uuid(),
        "destination_url": url,
        "transcription": {"language": "en-GB"},
        "error": rng.one((None, {"code": "1", "text": rng.text()}, rng.text())),
    }


def _message(rng: SeededRandom, person: Person) -> Json:
    kind = rng.one((*MESSAGES, rng.text()))
    content = rng.one((_content(rng), _content(rng), [_content(rng)], rng.text(), f"It is {rng.token()}", rng.json(2)))
    return {
        "message_type": kind if rng.chance(0.9) else rng.one((None, 7, [kind])),
        kind or "text": rng.one((rng.text(), f"It is {rng.token()}")) if kind in ("text", "") else content,
        "text": rng.text(),
        "event_id": rng.one((7, "7", rng.text())),
        "original_event_id": 7,
        "channel_type": rng.one(("sms", "whatsapp", rng.text())),
        "status": rng.one(("delivered", rng.text())),
        "error": rng.one((None, {"title": rng.text()}, rng.text())),
        "from": person.member,
    }


def _content(rng: SeededRandom) -> Json:
    """Make the content of a message, with fields of several types of it."""
    fields: Json = {
        "url": f"https://example.com/a.png?token={rng.secret()}",
        "caption": rng.text(),
        "name": rng.one((rng.text(), {"formatted_name": rng.text(), "first_name": rng.text()})),
        "phones": [{"phone": rng.number()}, rng.json(1)],
        "parameters": [rng.text(), {"default": rng.text()}],
        "product_items": [{"product_retailer_id": rng.text(), "quantity": 2}, rng.json(1)],
        "title": rng.text(),
        "payload": f"token={rng.secret()}",
        "action": rng.one(("react", "unreact")),
        "emoji": rng.one(("😍", "👩\u200d👩\u200d👧", rng.text())),
        "latitude": rng.one((51.5, "51.5", rng.text())),
        "longitude": -0.12,
        "pin": rng.digits(),
    }
    return {key: value for key, value in fields.items() if rng.chance(0.5)}


def _conversation(rng: SeededRandom, person: Person) -> Json:
    names = {"name": rng.text(), "display_name": rng.text()}
    return {"id": f"CON-{rng.uuid()}", **names, "state": "ACTIVE", "event_id": 3, "by": person.user}


def _custom(rng: SeededRandom, person: Person) -> Json:
    inner = {rng.text(): rng.text(), "amount": 12.5, "paid": True, "nothing": None, "deep": [[{"er": rng.text()}]]}
    return {
        rng.text(): rng.text(),
        "who": person.user,
        **inner,
        rng.one(SECRETIVE): rng.secret(),
        rng.one(("note", "value", "0")): rng.token(),
        rng.one(("card", "input")): {"pin": rng.digits(), "cvv": rng.digits(), "digits": rng.digits(), **inner},
        rng.one(("auth", "credentials", "headers", "dtmf")): {"first": rng.secret(), "more": [rng.secret(), inner]},
        "url": f"https://example.com/?a=b&api_key={rng.secret()}",
    }


_BY_PREFIX: Mapping[str, Callable[[SeededRandom, Person], Json]] = {
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
BODIES: Mapping[str, Callable[[SeededRandom, Person], Json]] = {
    kind: next(make for prefix, make in _BY_PREFIX.items() if kind.startswith(prefix))
    for kind in (*CATALOGUE, "custom:order", "custom:<!here>")
}
