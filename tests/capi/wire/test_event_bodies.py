"""Typed views of bodies, in every shape in which the API has sent them."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime

import pytest

from capi_bot import capi
from capi_bot.capi import (
    AudioBody,
    BodyTimes,
    BodyUser,
    ButtonContent,
    CallBody,
    ContactCard,
    ContactsContent,
    ConversationBody,
    Endpoint,
    ErrorDetails,
    Event,
    EventBody,
    FileContent,
    Inviter,
    Json,
    Leg,
    LegState,
    LegStatusBody,
    LegStatusChange,
    LocationContent,
    Media,
    MemberChannel,
    MembershipBody,
    MessageBody,
    MessageContent,
    Model,
    OrderContent,
    OrderItem,
    ReactionContent,
    Reason,
    Recognition,
    RecordingBody,
    RecordingFile,
    ReplyContent,
    TemplateContent,
    event_bodies,
)
from capi_bot.capi.wire import parse_event
from capi_bot.capi.wire.event_bodies import parse_event_body
from capi_bot.capi.wire.message_bodies import MESSAGE_TYPES
from capi_bot.secrets_filter import MASK

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ISO = "2026-01-01T12:00:00Z"
VIEWS: dict[str, type[EventBody]] = {
    "member:invited": MembershipBody,
    "member:left": MembershipBody,
    "member:message:status": MessageBody,
    "leg:status:update": LegStatusBody,
    "sip:hangup": CallBody,
    "rtc:transfer": CallBody,
    "app:knocking": CallBody,
    "audio:ringing:start": CallBody,
    "event:error": CallBody,
    "audio:play": AudioBody,
    "audio:asr:done": AudioBody,
    "audio:record": RecordingBody,
    "audio:record:done": RecordingBody,
    "audio:asr:record:done": RecordingBody,
    "audio:transcribe:done": RecordingBody,
    "message": MessageBody,
    "text:update": MessageBody,
    "image:seen": MessageBody,
    "ephemeral": MessageBody,
    "conversation:updated": ConversationBody,
    "event:delete": ConversationBody,
    "custom:order": EventBody,
    "memberships": EventBody,
    "": EventBody,
}


@pytest.mark.parametrize(("event_type", "view"), VIEWS.items())
def test_the_view_is_that_of_the_type(event_type: str, view: type[EventBody]) -> None:
    assert type(Event(type=event_type).typed_body) is view
    assert Event(type=event_type).typed_body == parse_event_body(event_type, {})


@pytest.mark.parametrize("event_type", VIEWS)
@pytest.mark.parametrize("junk", [None, True, [], {}, [[None]], {"id": [{}]}, float("nan")])
def test_what_is_of_another_type_is_missing(event_type: str, junk: object) -> None:
    names = {field.name for view in VIEWS.values() for field in fields(view)}
    names |= {"timestamp", "statusHistory", "quality", "asr", "initiator", "stream_url", "message_type", *MESSAGE_TYPES}
    view = parse_event_body(event_type, dict.fromkeys(names, junk))

    found = {name for name, type_, value in _leaves(view) if type_ in PLAIN_TYPES and value is not None}
    assert found <= {"type"}  # of a message: the one whose content there is


@pytest.mark.parametrize("event_type", VIEWS)
def test_numbers_of_any_size_are_read(event_type: str) -> None:
    body = {
        "member_id": 10**400,
        "quality": {"mos_score": 10**400},
        "duration": "9" * 400,
        "timestamp": {"deleted": -1e308},
    }
    view = parse_event_body(event_type, body)
    assert (view.member_id, view.times) == (str(10**400), BodyTimes())


PLAIN_TYPES = ("str | None", "float | None", "datetime | None")


def _leaves(model: Model) -> Iterator[tuple[str, str, object]]:
    for field in fields(model):
        value = getattr(model, field.name)
        if isinstance(value, Model):
            yield from _leaves(value)
        else:
            yield field.name, str(field.type), value


def test_what_all_bodies_have_in_common_is_read_in_any() -> None:
    body: Json = {
        "channel": {"type": "phone", "id": "LEG-1"},
        "direction": "outbound",
        "user": {"user_id": "USR-1", "member_id": "MEM-1", "name": "ada"},
        "user_id": 7,
        "member_id": "MEM-2",
        "leg_id": "LEG-2",
        "rtc_id": "LEG-3",
        "statusHistory": [{"member_id": "MEM-1", "status": "ringing", "state": {"status": "x"}, "date": ISO}, "junk"],
        "timestamp": {"invited": "soon", "joined": ISO},
    }

    assert parse_event_body("custom:order", body) == EventBody(
        channel=MemberChannel(type="phone", id="LEG-1"),
        direction="outbound",
        user=BodyUser(user_id="USR-1", member_id="MEM-1", name="ada"),
        user_id="7",
        member_id="MEM-2",
        leg_id="LEG-2",
        rtc_id="LEG-3",
        status_history=(
            LegStatusChange(member_id="MEM-1", status="ringing", state="x", at=NOON),
            LegStatusChange(),
        ),
        times=BodyTimes(joined=NOON),
        is_invited=True,
    )


@pytest.mark.parametrize(
    ("deleted", "at"),
    [
        (ISO, NOON),
        (NOON.timestamp() * 1000, NOON),
        (str(NOON.timestamp() * 1000), NOON),
        (1, datetime(1970, 1, 1, 0, 0, 0, 1000, tzinfo=UTC)),
        (1e300, None),
        ("soon", None),
        ({"at": ISO}, None),
    ],
)
def test_a_deletion_shows_also_where_its_time_cannot_be_read(deleted: object, at: datetime | None) -> None:
    view = parse_event_body("message", {"timestamp": {"deleted": deleted}})
    assert (view.is_deleted, view.times) == (True, BodyTimes(deleted=at))


@pytest.mark.parametrize("event_type", VIEWS)
def test_of_an_empty_body_nothing_is_there(event_type: str) -> None:
    for body in ({}, dict.fromkeys(("timestamp", "asr", "initiator", "transcription", "digits", "image"))):
        view = parse_event_body(event_type, body)
        values = {field.name: getattr(view, field.name) for field in fields(view)}
        lists = {name for name, value in values.items() if value == ()}
        assert lists <= {"status_history", "inviters"}
        assert {name for name, value in values.items() if value is not None} - lists <= {"others"}


FLAGS: list[tuple[str, str, Json, bool | None]] = [
    ("is_deleted", "message", {"timestamp": {"deleted": False}}, False),
    ("is_deleted", "message", {"timestamp": {"deleted": 0}}, False),
    ("is_deleted", "message", {"timestamp": {"deleted": ""}}, None),
    ("is_deleted", "message", {"timestamp": {"deleted": []}}, None),
    ("is_deleted", "message", {"timestamp": {"joined": ISO}}, None),
    ("is_invited", "member:invited", {"timestamp": {"invited": False}}, False),
    ("is_invited", "member:invited", {"timestamp": {"invited": ISO}}, True),
    ("is_invited", "member:invited", {"timestamp": ISO}, None),
    ("is_invited_by_system", "member:invited", {"initiator": {"invited": {"isSystem": False}}}, False),
    ("is_invited_by_system", "member:invited", {"initiator": {"invited": {"is_system": False}}}, False),
    (
        "is_invited_by_system",
        "member:invited",
        {"initiator": {"invited": {"isSystem": False, "is_system": True}}},
        True,
    ),
    ("is_invited_by_system", "member:invited", {"initiator": {"invited": {"isSystem": "yes"}}}, None),
    ("is_to_be_transcribed", "audio:record", {"transcription": {}}, False),
    ("is_to_be_transcribed", "audio:record", {"transcription": {"language": "en"}}, True),
    ("is_to_be_transcribed", "audio:record", {"transcription": "yes"}, None),
]


@pytest.mark.parametrize(("flag", "event_type", "body", "meaning"), FLAGS)
def test_a_flag_is_none_where_nothing_says_so(flag: str, event_type: str, body: Json, meaning: bool | None) -> None:  # noqa: FBT001 -- a row of the table
    assert getattr(parse_event_body(event_type, body), flag) is meaning


@pytest.mark.parametrize(
    ("body", "digits"),
    [({"digits": "1234#"}, "1234#"), ({"digit": "*"}, "*"), ({"digits": "", "digit": 7}, "7"), ({"digits": []}, None)],
)
@pytest.mark.parametrize("mask", [True, False])
def test_digits_of_a_keypad_are_there_but_masked(body: Json, digits: str | None, *, mask: bool) -> None:
    view = parse_event({"id": 1, "type": "audio:dtmf", "body": body}, mask=mask).typed_body
    assert isinstance(view, AudioBody)
    assert view.digits == (MASK if mask and digits else digits)


def test_a_channel_is_read_in_every_shape_of_the_api() -> None:
    ends = {"from": {"type": "phone", "number": 1}, "to": {"type": "phone", "number": "2"}}
    shapes = ({"leg_ids": ["x"]}, {"leg_ids": [{"leg_id": "x"}]}, {"legs": [{"leg_id": "x"}]})
    expected = MemberChannel(
        type="phone",
        from_=Endpoint(type="phone", address="1"),
        to=Endpoint(type="phone", address="2"),
        legs=(Leg(id="x"),),
    )
    bodies = [{"channel": {"type": "phone", **ends, **legs}} for legs in shapes]
    assert [parse_event_body("sip:ringing", body).channel for body in bodies] == [expected] * 3
    assert parse_event_body("sip:ringing", {"channel": "phone"}).channel is None


@pytest.mark.parametrize(
    ("event_type", "body", "view"),
    [
        (
            "member:invited",
            {
                "initiator": {"invited": {"isSystem": False, "member_id": "MEM-1"}},
                "invited_by_member": {"user": {"id": "USR-1", "name": "ada", "display_name": "Ada"}},
                "invited_by": [],
                "invied_by": "USR-2",
            },
            MembershipBody(
                inviters=(
                    Inviter(id="MEM-1"),
                    Inviter(id="USR-1", name="ada", display_name="Ada"),
                    Inviter(id="USR-2"),
                ),
                is_invited_by_system=False,
            ),
        ),
        (
            "member:joined",
            {
                "initiator": {"invited": {"is_system": True}},
                "media": {"audio_settings": {"muted": True}},
                "audio": True,
            },
            MembershipBody(is_invited_by_system=True, media=Media(muted=True), audio=True),
        ),
        ("member:media", {"media": "loud"}, MembershipBody()),
        ("member:left", {"reason": {"text": "bye", "code": 16}}, MembershipBody(reason=Reason(text="bye", code="16"))),
        (
            "leg:status:update",
            {"status": "completed", "state": {"status": "busy", "reason": "x"}, "type": "phone", "reason": "y"},
            LegStatusBody(
                status="completed",
                state=LegState(status="busy", reason=Reason(plain="x")),
                type="phone",
                reason=Reason(plain="y"),
            ),
        ),
        ("leg:status:update", {"state": "busy"}, LegStatusBody(state_name="busy")),
        (
            "leg:status:update",
            {"statusHistory": [{"state": "busy"}]},
            LegStatusBody(status_history=(LegStatusChange(state="busy"),)),
        ),
        (
            "audio:play",
            {"stream_url": [1, "https://x.example/a.mp3"], "loop": "0", "play_id": "P"},
            AudioBody(stream_url="https://x.example/a.mp3", loop=0, play_id="P"),
        ),
        ("audio:play", {"stream_url": "https://x.example/a.mp3"}, AudioBody(stream_url="https://x.example/a.mp3")),
        (
            "audio:say",
            {"text": "hi", "language": "en-GB", "voice_name": "Amy", "loop": "nan"},
            AudioBody(text="hi", language="en-GB", voice_name="Amy"),
        ),
        ("audio:say:done", {"error": "no voice"}, AudioBody(error=ErrorDetails(plain="no voice"))),
        ("audio:say:done", {"error": 0}, AudioBody()),
        ("audio:say:done", {"error": True}, AudioBody(error=ErrorDetails())),
        (
            "audio:asr:done",
            {"asr": {"results": [{"text": "yes", "confidence": "0.9"}, {"text": "no"}], "timeout_reason": "end"}},
            AudioBody(recognition=Recognition(words="yes", confidence=0.9, timeout_reason="end")),
        ),
        (
            "audio:record:done",
            {"format": "mp3", "start_time": ISO, "end_time": "soon", "size": 12},
            RecordingBody(file=RecordingFile(format="mp3", start_time=NOON, size=12)),
        ),
        (
            "audio:asr:record:done",
            {"asr": {"size": "12"}, "transcription": {"language": "en"}},
            RecordingBody(recognised_file=RecordingFile(size=12), is_to_be_transcribed=True),
        ),
        (
            "conversation:updated",
            {"name": "c", "display_name": "C", "state": "INACTIVE"},
            ConversationBody(name="c", display_name="C", state="INACTIVE"),
        ),
        ("event:delete", {"event_id": 7}, ConversationBody(event_id="7")),
    ],
)
def test_a_body_is_read_by_its_type(event_type: str, body: Json, view: EventBody) -> None:
    assert parse_event_body(event_type, body) == view


def test_a_body_of_a_call_is_read() -> None:
    body: Json = {
        "reason": {"sip_code": 486},
        "quality": {"mos_score": "4.1"},
        "confidence": "1e999",
        "duration": "12",
        "price": 0.1,
        "end_time": ISO,
        "transferred_from": {"id": "CON-1"},
        "type": "human",
        "event_id": "3",
        "title": "T",
    }
    assert parse_event_body("sip:hangup", body) == CallBody(
        reason=Reason(sip_code="486"),
        quality_mos=4.1,
        duration=12,
        price="0.1",
        end_time=NOON,
        transferred_from="CON-1",
        answered_by="human",
        event_id="3",
        own_error=ErrorDetails(title="T"),
        others={key: value for key, value in body.items() if key != "event_id"},
    )


CONTENTS: dict[str, tuple[object, MessageContent]] = {
    "reply": ({"text": "A", "description": "B"}, ReplyContent(title="A", description="B")),
    "button": ("Yes", ButtonContent(label="Yes")),
    "reaction": ({"emoji": "x", "action": "UNREACT"}, ReactionContent(emoji="x", action="unreact")),
    "location": (
        {"name": "N", "address": "A", "lat": 1.5, "long": 2},
        LocationContent(name="N", address="A", latitude="1.5", longitude="2"),
    ),
    "contacts": (
        [{"name": {"first_name": "A", "last_name": "B"}, "phones": [{"phone": 1}]}, "C"],
        ContactsContent(cards=(ContactCard(name="A B", phones=("1",)), ContactCard(name="C"))),
    ),
    "order": (
        {"text": "T", "product_items": [{"product_retailer_id": "P", "quantity": 2}]},
        OrderContent(text="T", items=(OrderItem(name="P", quantity="2"),)),
    ),
    "template": (
        {"name": "T", "parameters": [{"default": "A"}, "B"]},
        TemplateContent(name="T", parameters=("A", "B")),
    ),
    "image": ({"url": "u", "name": "N", "caption": "C"}, FileContent(url="u", name="N", caption="C")),
    "hologram": ("text", FileContent(plain="text", url="text")),
    "custom": ({"a": 1}, MessageContent()),
}


@pytest.mark.parametrize("message_type", CONTENTS)
def test_the_content_of_a_message_is_read_by_its_type(message_type: str) -> None:
    value, content = CONTENTS[message_type]
    view = parse_event_body("message", {"message_type": message_type, message_type: value})
    assert view == MessageBody(type=message_type, content=replace(content, value=value), others={message_type: value})


@pytest.mark.parametrize(
    ("body", "message_type"),
    [
        ({"image": {"url": "u"}}, "image"),
        ({"text": {"body": "hi"}}, "text"),
        ({"text": "hi"}, None),
        ({"text": "hi", "image": {"url": "u"}}, None),
        ({}, None),
    ],
)
def test_the_type_of_a_message_is_that_of_its_content(body: Json, message_type: str | None) -> None:
    view = parse_event_body("message", body)
    assert isinstance(view, MessageBody)
    assert view.type == message_type


def test_text_in_an_object_is_read() -> None:
    view = parse_event_body("text", {"text": {"content": "hi"}, "status": "x"})
    assert isinstance(view, MessageBody)
    assert (view.text, view.text_in_object, view.text_value) == (None, "hi", {"content": "hi"})


def test_a_view_is_made_once_and_is_no_part_of_the_event() -> None:
    event, twin = (Event(id=1, type="sip:hangup", body={"reason": "busy"}) for _ in range(2))
    before = event.to_dict(raw=True)

    assert event.typed_body is event.typed_body
    assert (event, hash(event), repr(event)) == (twin, hash(twin), repr(twin))
    assert event.to_dict(raw=True) == before == twin.to_dict(raw=True)
    for copied in (copy.copy(event), copy.deepcopy(event), pickle.loads(pickle.dumps(event))):  # noqa: S301 - its own
        assert copied == event
        assert copied.typed_body == event.typed_body
    assert replace(event, body={"reason": "gone"}).typed_body == replace(twin, body={"reason": "gone"}).typed_body


def test_all_views_are_exported_and_json_can_be_made_of_them() -> None:
    own = {name for name, value in vars(event_bodies).items() if is_dataclass(value)}
    assert own <= set(capi.__all__)

    view = parse_event_body("sip:hangup", {"reason": "busy", "end_time": ISO}).to_dict()
    assert json.loads(json.dumps(view)) == view
    assert (view["end_time"], view["price"]) == (NOON.isoformat(), None)
