from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.models import Endpoint, Event, Json, Leg, Member, MemberChannel
from capi_bot.capi.wire import parse_event
from capi_bot.domain.events import EventDescription, describe_event, find_event_type
from capi_bot.domain.events.catalogue import API_FILTERABLE_TYPES, CATALOGUE, EventGroup, find_event_group
from capi_bot.domain.events.message_content import MESSAGE_TYPES

ALICE = Member(
    id="MEM-a",
    user_id="USR-a",
    user_display_name="Alice",
    channel=MemberChannel(type="app", id="leg-a", legs=(Leg(id="leg-a"),)),
)
BOB = Member(
    id="MEM-b",
    user_id="USR-b",
    user_name="vapi-user-f59c1ff26c0543fdb6c02fd30617a1c0",
    channel=MemberChannel(
        type="phone",
        id="30cecc87-7ac9-4d03-910a-e9d69558263c",
        from_=Endpoint(type="phone", address="447700000002"),
        to=Endpoint(type="phone", address="447700000003"),
    ),
)
MEMBERS = {"MEM-a": ALICE, "MEM-b": BOB}
PHONE: Json = {
    "type": "phone",
    "id": "30cecc87-7ac9-4d03-910a-e9d69558263c",
    "from": {"type": "phone", "number": "447700000002"},
    "to": {"type": "phone", "number": 447700000003},
}
APP: Json = {"type": "app", "id": "leg-a", "from": {"type": "app", "user": "alice"}, "to": {"type": "app"}}


class Case(NamedTuple):
    type: str
    body: Json
    text: str


# One example of every type in the catalogue, all of them sent by Alice's member, as in a real call.
EXAMPLES = (
    Case(
        "member:invited",
        {"channel": PHONE, "user": {"user_id": "USR-b"}, "invited_by": "USR-a", "timestamp": {"invited": "2026-01-01"}},
        "+44 7700 000003 was invited by Alice (by phone)",
    ),
    Case(
        "member:joined",
        {"channel": PHONE, "user": {"id": "USR-b"}},
        "+44 7700 000003 joined by phone (called from +44 7700 000002)",
    ),
    Case(
        "member:left",
        {"user": {"id": "USR-a"}, "reason": {"code": "200", "text": "Had to go"}},
        "Alice left (Had to go)",
    ),
    Case(
        "member:media",
        {"audio": True, "media": {"audio_settings": {"enabled": True, "muted": True, "earmuffed": False}}},
        "Alice has audio on (muted, cannot speak)",
    ),
    Case("sip:ringing", {"channel": PHONE}, "+44 7700 000003 is ringing"),
    Case("sip:answered", {"channel": PHONE, "direction": "outbound"}, "+44 7700 000003 answered"),
    Case(
        "sip:hangup",
        {"channel": PHONE, "quality": {"mos_score": "4.12"}, "reason": {"text": "Normal clearing", "sip_code": 200}},
        "+44 7700 000003 hung up (Normal clearing, SIP 200, good sound, MOS 4.1)",
    ),
    Case(
        "sip:machine",
        {"channel": PHONE, "type": "machine", "confidence": 0.92},
        "+44 7700 000003 sounds like a machine (92% sure)",
    ),
    Case(
        "sip:amd_machine",
        {"channel": PHONE, "type": "beep_start", "confidence": 80},
        "+44 7700 000003 sounds like a machine (beep start, 80% sure)",
    ),
    Case(
        "sip:status",
        {"channel": PHONE, "status": "completed", "duration": "42", "price": "0.0012", "direction": "out"},
        "+44 7700 000003 finished the call (42 s, cost 0.0012)",
    ),
    Case("rtc:ringing", {"channel": APP, "direction": "outbound"}, "Alice is ringing (in the app)"),
    Case("rtc:answered", {"channel": APP, "direction": "outbound"}, "Alice answered (in the app)"),
    Case(
        "rtc:answer",
        {"answer": "v=0\r\no=- 46117 2 IN IP4", "rtc_id": "x"},
        "Alice accepted the media connection (WebRTC answer)",
    ),
    Case("rtc:hangup", {"channel": APP, "reason": {"text": "Left"}}, "Alice hung up (Left)"),
    Case(
        "rtc:status",
        {"channel": APP, "duration": 3725, "mos": 3.2, "price": "0.02", "price_currency": "EUR"},
        "Alice finished a media session (1 h 2 min, poor sound, MOS 3.2, cost 0.02 EUR)",
    ),
    Case(
        "rtc:transfer",
        {"user_id": "USR-b", "was_member": "MEM-old", "transferred_from": "CON-bc643220-2542-499a-892e-c982c4150c06"},
        "+44 7700 000003 was transferred here (from conversation CON-bc64…)",
    ),
    Case(
        "rtc:offer",
        {"sdp": "v=0\r\no=- 46117 2 IN IP4 10.0.0.1", "rtc_id": "leg-a"},
        "Alice offered a media connection (WebRTC offer)",
    ),
    Case("rtc:new", {"rtc_id": "leg-a"}, "Alice offered a media connection (WebRTC offer)"),
    Case(
        "rtc:ice",
        {"candidate": "candidate:1 1 udp 2113937151 192.168.1.5 51472 typ host", "sdpMid": "0"},
        "Alice proposed a network path (WebRTC ICE candidate)",
    ),
    Case("event:error", {"error": {"title": "Not allowed"}}, "Alice reported an error (Not allowed)"),
    Case("rtc:terminate", {}, "Alice closed the media connection (WebRTC terminated)"),
    Case("audio:ringing:start", {}, "Alice hears the ringing tone"),
    Case("audio:ringing:stop", {}, "Alice no longer hears the ringing tone"),
    Case("app:knocking", {"channel": APP, "user": {"id": "USR-a"}}, "Alice is knocking to be let in (by app)"),
    Case("app:knocking:cancel", {"user": {"id": "USR-a"}}, "Alice stopped knocking"),
    Case(
        "leg:status:update",
        {"leg_id": PHONE["id"], "direction": "outbound", "type": "phone", "status": "ringing"},
        "+44 7700 000003 is ringing (outbound phone leg 30ce…)",
    ),
    Case(
        "audio:play",
        {"stream_url": ["https://user:pw@cdn.example.com/hold/waiting.mp3?key=abc"], "loop": 0},
        "A stream started playing: waiting.mp3 (for Alice, again and again)",
    ),
    Case("audio:play:stop", {"play_id": "p"}, "A stream was stopped (for Alice)"),
    Case("audio:play:done", {"play_id": "p"}, "A stream finished (for Alice)"),
    Case(
        "audio:say",
        {"text": "<speak>Welcome to <b>Acme</b></speak>", "ssml": True, "language": "en-GB", "loop": 2},
        "Text to speech said “Welcome to Acme” (for Alice, en-GB, 2 times)",
    ),
    Case("audio:say:stop", {"say_id": "s"}, "Text to speech was stopped (for Alice)"),
    Case(
        "audio:say:done", {"say_id": "s", "error": "No such voice"}, "Text to speech failed (for Alice, No such voice)"
    ),
    Case("audio:dtmf", {"digits": "4111111111111111", "channel": PHONE}, "+44 7700 000003 pressed •••• on the keypad"),
    Case("audio:mute:on", {"rtc_id": PHONE["id"]}, "+44 7700 000003 is muted (cannot speak)"),
    Case("audio:mute:off", {"rtc_id": "x"}, "Alice is no longer muted"),
    Case("audio:earmuff:on", {"rtc_id": "leg-a"}, "Alice is earmuffed (cannot hear)"),
    Case("audio:earmuff:off", {}, "Alice is no longer earmuffed"),
    Case("audio:speaking:on", {"channel": PHONE}, "+44 7700 000003 started speaking"),
    Case("audio:speaking:off", {"channel": PHONE}, "+44 7700 000003 stopped speaking"),
    Case(
        "audio:asr:done",
        {"channel": PHONE, "asr": {"results": [{"word": "yes please", "confidence": "0.9"}]}},
        "+44 7700 000003 said “yes please” (speech recognition, 90% sure)",
    ),
    Case(
        "audio:asr:record:done",
        {"channel": PHONE, "asr": {"destination_url": "https://api.example.com/x", "format": "wav", "size": 512}},
        "A recording for speech recognition is ready (for +44 7700 000003, 512 bytes, wav)",
    ),
    Case(
        "audio:record",
        {"format": "mp3", "transcription": {"language": "en-GB"}},
        "A recording started (for Alice, mp3, to be transcribed)",
    ),
    Case("audio:record:stop", {"record_id": "r"}, "A recording was stopped (for Alice)"),
    Case(
        "audio:record:done",
        {
            "destination_url": "https://api.example.com/r",
            "format": "mp3",
            "start_time": "2026-01-01T10:00:00Z",
            "end_time": "2026-01-01T10:05:12Z",
            "size": 4096,
        },
        "A recording is ready (5 min 12 s, 4 kB, mp3)",
    ),
    Case("audio:transcribe:done", {"transcription_url": "https://api.example.com/t"}, "A transcription is ready"),
    Case("message", {"message_type": "text", "text": "Hello\nBob"}, "Alice wrote “Hello Bob”"),
    Case("message:submitted", {"event_id": 12}, "Message 12 was submitted"),
    Case("message:delivered", {"event_id": "12"}, "Message 12 was delivered"),
    Case("message:seen", {"event_id": 12}, "Message 12 was seen by Alice"),
    Case("message:rejected", {"event_id": 12}, "Message 12 was rejected"),
    Case("message:undeliverable", {"event_id": 12}, "Message 12 could not be delivered"),
    Case(
        "member:message:status",
        {"original_event_id": 12, "channel_type": "sms", "error": {"title": "Number out of service"}},
        "Message 12 failed (by SMS, Number out of service)",
    ),
    Case("text", {"text": "Hello"}, "Alice wrote “Hello”"),
    Case("text:new", {"text": "Hello"}, "Alice wrote “Hello”"),
    Case("text:update", {"text": "Hullo"}, "Alice changed a message to “Hullo”"),
    Case("text:delivered", {"event_id": 3}, "Message 3 was delivered"),
    Case("text:seen", {"event_id": 3}, "Message 3 was seen by Alice"),
    Case("text:typing:on", {}, "Alice is typing"),
    Case("text:typing:off", {}, "Alice stopped typing"),
    Case("image", {"representations": {"original": {"url": "https://x"}}}, "Alice sent an image"),
    Case("image:delivered", {"event_id": 4}, "Message 4 was delivered"),
    Case("image:seen", {"event_id": 4}, "Message 4 was seen by Alice"),
    Case("ephemeral", {"mood": "calm"}, "Alice sent an ephemeral event (mood: calm)"),
    Case("conversation:created", {"id": "CON-1", "name": "NAM-1"}, "The conversation was created (by Alice)"),
    Case(
        "conversation:updated",
        {"name": "support", "display_name": "Customer Support", "state": "INACTIVE"},
        "The conversation was updated (by Alice, named “Customer Support”, now inactive)",
    ),
    Case("conversation:deleted", {"id": "CON-1"}, "The conversation was deleted (by Alice)"),
    Case("event:delete", {"event_id": 7}, "Alice deleted event 7"),
    Case("event:deleted", {"event_id": {"id": 7}}, "Alice deleted event 7"),
)


def from_alice(case: Case) -> Event:
    return Event(id=1, type=case.type, from_member="MEM-a", body=case.body)


@pytest.mark.parametrize("case", EXAMPLES, ids=[case.type for case in EXAMPLES])
def test_every_type_is_described(case: Case) -> None:
    assert describe_event(from_alice(case), MEMBERS).text == case.text


def test_every_type_of_the_catalogue_has_an_example_and_a_group() -> None:
    assert sorted(case.type for case in EXAMPLES) == sorted(CATALOGUE)
    assert sorted(name for name, _ in GROUP_BY_TYPE) == sorted(CATALOGUE)


def test_a_type_is_found_by_its_name() -> None:
    assert find_event_type("sip:ringing") is CATALOGUE["sip:ringing"]
    assert find_event_type("custom:order") is None


GROUPED = {
    EventGroup.PEOPLE: "member:invited member:joined member:left member:media",
    EventGroup.CALL: "sip:ringing sip:answered sip:hangup sip:machine sip:amd_machine sip:status rtc:ringing "
    "rtc:answered rtc:offer rtc:new rtc:answer rtc:ice event:error "
    "rtc:hangup rtc:status rtc:transfer rtc:terminate audio:ringing:start audio:ringing:stop "
    "app:knocking app:knocking:cancel leg:status:update",
    EventGroup.AUDIO: "audio:play audio:play:stop audio:play:done audio:say audio:say:stop audio:say:done audio:dtmf "
    "audio:mute:on audio:mute:off audio:earmuff:on audio:earmuff:off audio:speaking:on audio:speaking:off "
    "audio:asr:done audio:record audio:record:stop audio:record:done audio:asr:record:done audio:transcribe:done",
    EventGroup.MESSAGES: "message message:submitted message:delivered message:seen message:rejected "
    "message:undeliverable member:message:status text text:new text:update text:delivered text:seen text:typing:on "
    "text:typing:off image image:delivered image:seen ephemeral",
    EventGroup.OTHER: "conversation:created conversation:updated conversation:deleted event:delete event:deleted",
}
GROUP_BY_TYPE = [(name, group) for group, names in GROUPED.items() for name in names.split()]


@pytest.mark.parametrize(("name", "group"), GROUP_BY_TYPE)
def test_every_type_has_its_group(name: str, group: EventGroup) -> None:
    assert find_event_group(name) is group


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("custom:order", EventGroup.CUSTOM),
        ("custom:member:joined", EventGroup.CUSTOM),
        ("customer:joined", EventGroup.OTHER),
        ("video:hologram:on", EventGroup.OTHER),
        ("", EventGroup.OTHER),
    ],
)
def test_types_outside_the_catalogue_are_custom_or_other(name: str, group: EventGroup) -> None:
    assert find_event_group(name) is group


@given(st.text())
def test_no_type_is_without_a_group(name: str) -> None:
    assert find_event_group(name) in EventGroup


def test_the_types_that_the_api_filters_by_are_those_of_its_reference() -> None:
    not_in_reference = {
        *("app:knocking", "app:knocking:cancel", "audio:ringing:start", "audio:ringing:stop", "audio:transcribe:done"),
        *("conversation:created", "conversation:deleted", "ephemeral", "image", "image:delivered", "image:seen"),
        *("rtc:offer", "rtc:new", "rtc:ice", "event:error", "event:deleted"),
        *("text", "text:delivered", "text:new", "text:seen", "text:typing:off", "text:typing:on", "text:update"),
    }
    assert {str(event_type) for event_type in API_FILTERABLE_TYPES} == set(CATALOGUE) - not_in_reference


def test_a_custom_event_is_described_with_its_values() -> None:
    body = {"amount": 12, "paid": True, "card": {"number": 1, "cvv": 123}, "list": [1], "none": None}
    description = describe_event(parse_event({"type": "custom:stripe_payment", "from": "MEM-a", "body": body}), MEMBERS)
    assert description == EventDescription(
        "Alice",
        "sent the custom event stripe_payment",
        "amount: 12, paid: yes, card.number: 1, card.cvv: ••••, list: …",
    )


def test_a_custom_event_cannot_name_another_sender() -> None:
    body = {"user": {"id": "USR-b", "display_name": "The boss"}}
    assert describe_event(Event(type="custom:order", from_member="MEM-a", body=body), MEMBERS).who == "Alice"
    assert describe_event(Event(type="custom:order", body=body), MEMBERS).who == "The system"


def test_an_unknown_type_is_described_by_its_name() -> None:
    description = describe_event(Event(type="video:hologram:on", from_member="MEM-a", body={"depth": 3}), MEMBERS)
    assert description.text == "Alice caused the event video:hologram:on (depth: 3)"


def test_an_empty_event_is_described() -> None:
    assert describe_event(Event()).text == "The system caused an event that has no type"


@pytest.mark.parametrize(
    ("event_type", "text"),
    [
        ("member:joined", "Somebody joined"),
        ("member:invited", "Somebody was invited"),
        ("sip:ringing", "Somebody is ringing"),
        ("leg:status:update", "A leg has a new call status"),
        ("audio:play", "A stream started playing"),
        ("audio:say", "Text to speech started"),
        ("audio:dtmf", "Somebody pressed •••• on the keypad"),
        ("message", "Somebody sent a message (deleted)"),
        ("rtc:offer", "Somebody offered a media connection (WebRTC offer)"),
        ("event:error", "The system reported an error"),
        ("message:seen", "A message was seen"),
        ("event:delete", "The system deleted an event"),
        ("conversation:updated", "The conversation was updated"),
    ],
)
def test_an_event_without_sender_and_body_is_described(event_type: str, text: str) -> None:
    assert describe_event(Event(type=event_type)).text == text


KEEP = "KeepMe"
SHAPES = (
    *(KEEP, [KEEP], [7, KEEP], [[KEEP]], {"k": KEEP}, {"k": {"j": KEEP}}, [{"k": KEEP}], {"n": None, "k": KEEP}),
    *({"url": "https://x/y", "note": KEEP}, [None, {"k": 1}, KEEP], {"text": KEEP}, {"title": KEEP}, {"name": KEEP}),
)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("event_type", ["message", "text", "text:update", "ephemeral", "custom:order", "hologram:on"])
def test_the_words_of_any_body_are_kept(event_type: str, shape: object) -> None:
    assert KEEP in describe_event(parse_event({"type": event_type, "from": "MEM-a", "body": shape}), MEMBERS).text


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("message_type", [*MESSAGE_TYPES, "text", "hologram"])
def test_the_words_of_any_content_of_a_message_are_kept(message_type: str, shape: object) -> None:
    for named in (message_type, None, [message_type])[: 1 if message_type == "hologram" else 3]:
        body = {"message_type": named, message_type: shape}
        assert KEEP in describe_event(parse_event({"type": "message", "from": "MEM-a", "body": body}), MEMBERS).text


@pytest.mark.parametrize("body", [None, [], "", "x", ["x"], 7, 2.5, True, False, {}, {"timestamp": {"deleted": None}}])
@pytest.mark.parametrize("event_type", [*CATALOGUE, "custom:x", "new", ""])
def test_a_body_of_any_json_type_is_described(event_type: str, body: object) -> None:
    for event in ({"type": event_type, "body": body}, {"type": event_type, "body": {"channel": body, "user": body}}):
        description = describe_event(parse_event(event), MEMBERS)
        assert description.who.strip()
        assert description.what.strip()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    *(
        "asr",
        "audio",
        "audio_settings",
        "channel",
        "confidence",
        "duration",
        "error",
        "event_id",
        "from",
        "id",
        "initiator",
    ),
    *(
        "invited",
        "isSystem",
        "leg_id",
        "legs",
        "leg_ids",
        "loop",
        "media",
        "message_type",
        "mos",
        "mos_score",
        "number",
    ),
    *("price", "quality", "reason", "results", "size", "start_time", "end_time", "state", "status", "statusHistory"),
    *("stream_url", "text", "timestamp", "to", "type", "user", "word", "deleted", "invited_by_member", "candidate"),
    *("reply", "button", "reaction", "location", "contact", "contacts", "order", "template", "custom", "product_items"),
    *("name", "phones", "parameters", "emoji", "action", "title", "caption", "url", "latitude", "longitude"),
)
MESSAGE_KEYS = st.sampled_from([*MESSAGE_TYPES, "text"])
bodies = st.dictionaries(
    st.sampled_from(KEYS),
    json_values | st.dictionaries(st.sampled_from(KEYS), json_values, max_size=4) | MESSAGE_KEYS,
    max_size=6,
)


@given(st.sampled_from([*CATALOGUE, "custom:x", "new", ""]), bodies | json_values, st.text(max_size=10))
def test_any_body_is_described_in_one_printable_line(event_type: str, body: object, sender: str) -> None:
    description = describe_event(parse_event({"type": event_type, "from": sender, "body": body}), MEMBERS)
    assert description.who.strip()
    assert description.what.strip()
    assert len(description.text) < 600
    assert description.text.replace("\u200c", "").replace("\u200d", "").isprintable()


@given(
    st.sampled_from([*CATALOGUE, "custom:x", "new"]),
    st.sampled_from(["sdp", "answer", "digits", "digit", "password", "api_key", "token"]),
    st.sampled_from(["channel", "user", "media", ""]),
)
def test_descriptions_contain_no_secrets(event_type: str, key: str, inside: str) -> None:
    secret = "v=0 s3cr3t" if key == "answer" else "s3cr3t"
    body: Json = {inside: {key: secret}} if inside else {key: secret}
    assert (
        "s3cr3t" not in describe_event(parse_event({"type": event_type, "from": "MEM-a", "body": body}), MEMBERS).text
    )
