"""What each family of events makes of bodies in all their shapes; `test_catalogue` has one example of every type."""

from __future__ import annotations

import pytest

from capi_bot.capi.models import Event, Json, Member
from capi_bot.domain.events import describe_event
from capi_bot.domain.events.calls import CALLEE_STATUSES, CALLER_STATUSES, describe_call_status

PHONE: Json = {"type": "phone", "from": {"number": "1001"}, "to": {"number": "1002"}}
MEMBERS = {"MEM-a": Member(id="MEM-a", user_id="USR-a", user_name="alice")}
BOB: Json = {"id": "USR-b", "name": "bob"}


def text(event_type: str, body: Json) -> str:
    return describe_event(Event(type=event_type, from_user_name="ada", body=body)).text


def call_predicate(event_type: str, **body: object) -> str:
    return describe_event(Event(type=event_type, from_user_name="ada", body={"channel": PHONE, **body})).predicate


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ({"initiator": {"invited": {"isSystem": True}}, "invited_by": "USR-a"}, "was invited by the system"),
        ({"initiator": {"invited": {"is_system": True}}}, "was invited by the system"),
        ({"initiator": {"invited": {"isSystem": False, "member_id": "MEM-a"}}}, "was invited by alice"),
        ({"invited_by_member": "MEM-a"}, "was invited by alice"),
        ({"invied_by": "USR-33a51f4d-d06b"}, "was invited by USR-33a5…"),
        ({"invited_by_member": {"member_id": "MEM-a", "name": "vapi-user-1"}}, "was invited by alice"),
        ({"invited_by_member": {"user_id": "USR-a"}}, "was invited by alice"),
        ({"invited_by_member": {"member_id": "MEM-z", "name": "carol"}}, "was invited by carol"),
        ({"invited_by_member": {"display_name": "Carol C.", "name": "carol"}}, "was invited by Carol C."),
        ({"invited_by": {"user": {"name": "carol"}}}, "was invited by carol"),
        ({"invited_by_member": [], "invited_by": "USR-a"}, "was invited by alice"),
        ({"initiator": {"invited": {"isSystem": False, "member_id": {"id": "MEM-a"}}}}, "was invited by alice"),
        ({}, "was invited"),
    ],
)
def test_an_invitation_has_the_name_of_the_inviter(body: Json, what: str) -> None:
    assert describe_event(Event(type="member:invited", body={**body, "user": BOB}), MEMBERS).text == f"bob {what}"


def test_an_invitation_by_the_invited_member_has_no_inviter() -> None:
    event = Event(type="member:invited", body={"user": {"id": "USR-a"}, "invited_by": "USR-a"})
    assert describe_event(event, MEMBERS).text == "alice was invited"


@pytest.mark.parametrize(
    ("body", "predicate"),
    [
        ({"audio": False}, "has audio off"),
        ({"media": {"audio": True}}, "has audio on"),
        ({"media": {"audio": {"enabled": True, "muted": True}}}, "has audio on (muted, cannot speak)"),
        (
            {"media": {"audio_settings": {"muted": True, "earmuffed": True}}},
            "changed audio settings (muted, cannot speak; earmuffed, cannot hear)",
        ),
        ({"media": None}, "changed audio settings"),
    ],
)
def test_media_settings_are_described_in_every_shape(body: Json, predicate: str) -> None:
    assert describe_event(Event(type="member:media", from_member="MEM-a", body=body), MEMBERS).predicate == predicate


def test_a_called_app_user_has_no_number() -> None:
    channel = {"type": "app", "from": {"type": "app"}, "to": {"type": "app", "user": "USR-a"}}
    event = Event(type="member:joined", body={"user": {"id": "USR-a"}, "channel": channel})
    assert describe_event(event, MEMBERS).text == "alice joined by app"


@pytest.mark.parametrize(
    ("event_type", "direction", "predicate"),
    [
        ("sip:ringing", "inbound", "is waiting for an answer (calling 1002)"),
        ("sip:ringing", "outbound", "is ringing"),
        ("sip:answered", "inbound", "was connected (inbound call answered)"),
        ("sip:answered", "outbound", "answered"),
    ],
)
def test_a_caller_is_answered_and_a_called_person_answers(event_type: str, direction: str, predicate: str) -> None:
    assert call_predicate(event_type, direction=direction) == predicate


@pytest.mark.parametrize(
    ("code", "callee", "caller"),
    [
        (404, "has no such number (SIP 404)", "could not be connected (no such number, SIP 404)"),
        ("408", "did not answer (timed out, SIP 408)", "got no answer (timed out, SIP 408)"),
        (480, "was not available (SIP 480)", "got no answer (not available, SIP 480)"),
        ("486", "was busy (SIP 486)", "found the line busy (SIP 486)"),
        (487, "missed the call (cancelled, SIP 487)", "gave up waiting (cancelled, SIP 487)"),
        (
            503,
            "could not be reached (network not available, SIP 503)",
            "could not be connected (network not available, SIP 503)",
        ),
        (599, "could not be reached (SIP 599)", "could not be connected (SIP 599)"),
        (603, "declined the call (SIP 603)", "was turned away (declined, SIP 603)"),
        (200, "hung up (as usual, SIP 200)", "hung up (as usual, SIP 200)"),
        (None, "hung up", "hung up"),
    ],
)
def test_a_failed_call_is_described_for_the_side_of_the_leg(code: object, callee: str, caller: str) -> None:
    assert call_predicate("sip:hangup", direction="outbound", reason={"sip_code": code}) == callee
    assert call_predicate("sip:hangup", direction="inbound", reason={"sip_code": code}) == caller


@pytest.mark.parametrize(
    ("answered_by", "predicate"),
    [("human", "sounds like a person"), ("machine", "sounds like a machine"), ("fax", "sounds like a machine (fax)")],
)
def test_a_detected_machine_is_described(answered_by: str, predicate: str) -> None:
    assert call_predicate("sip:machine", type=answered_by) == predicate


def test_a_call_status_may_be_in_the_state() -> None:
    assert call_predicate("sip:status", state="busy", direction="out") == "was busy"


def test_a_transfer_without_an_origin_is_still_described() -> None:
    assert call_predicate("rtc:transfer") == "was transferred here"


@pytest.mark.parametrize("status", sorted(CALLEE_STATUSES))
def test_every_call_status_is_described_for_both_sides(status: str) -> None:
    assert describe_call_status(status.upper(), inbound=False) == CALLEE_STATUSES[status]
    assert describe_call_status(status, inbound=True) == CALLER_STATUSES[status]


def test_an_unknown_call_status_is_described_as_it_came() -> None:
    assert describe_call_status("on_hold", inbound=True) == "has call status on_hold"
    assert describe_call_status("", inbound=True) == "has a new call status"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"state": {"status": "failed", "reason": "no route"}}, "ada could not be reached (no route)"),
        ({"statusHistory": [{"status": "started"}, {"status": "ringing"}]}, "ada is ringing"),
        ({"status": "answered", "direction": "inbound", "type": "app"}, "ada was connected (inbound app leg)"),
        ({"status": "completed", "user": {"name": "ada"}, "leg_id": "leg"}, "ada finished the call (leg leg)"),
        ({"status": "busy", "state": {"reason": {"text": "User busy", "sip_code": 486}}}, "ada was busy (SIP 486)"),
        ({"status": "failed", "reason": {"code": "27"}}, "ada could not be reached (out of order)"),
    ],
)
def test_a_legs_status_and_reason_are_found_in_every_shape(body: Json, expected: str) -> None:
    assert text("leg:status:update", body) == expected


@pytest.mark.parametrize("body", [{"digits": "1234"}, {"digit": "1"}, {"digits": "1" * 30}, {"dtmf": {"digits": "12"}}])
def test_keypad_digits_are_masked_and_not_even_counted(body: Json) -> None:
    assert text("audio:dtmf", body) == "ada pressed •••• on the keypad"


@pytest.mark.parametrize(
    ("stream_url", "expected"),
    [
        ("https://example.com/a.mp3", "A stream started playing: a.mp3 (for ada)"),
        ([1], "A stream started playing (for ada)"),
    ],
)
def test_a_stream_may_have_one_url_or_none(stream_url: object, expected: str) -> None:
    assert text("audio:play", {"stream_url": stream_url}) == expected


@pytest.mark.parametrize("error", ["gone", {"text": "gone"}, {"reason": "gone"}])
def test_a_failed_stream_has_its_reason(error: object) -> None:
    assert text("audio:play:done", {"error": error}) == "A stream failed (for ada, gone)"


@pytest.mark.parametrize(
    ("asr", "expected"),
    [
        (
            {"results": [], "timeout_reason": "start_timeout"},
            "ada was not understood (speech recognition, start timeout)",
        ),
        ({"results": [{"text": "hello"}]}, "ada said “hello” (speech recognition)"),
        (None, "ada was not understood (speech recognition)"),
    ],
)
def test_speech_recognition_has_its_words_or_its_failure(asr: object, expected: str) -> None:
    assert text("audio:asr:done", {"asr": asr}) == expected


def test_long_speech_is_cut() -> None:
    assert len(text("audio:say", {"text": "welcome " * 500})) < 200


@pytest.mark.parametrize(
    "body",
    [
        {"start_time": "2026-01-01T10:00:00Z"},
        {"start_time": "soon", "end_time": "2026-01-01T10:00:00Z"},
        {"start_time": "2026-01-01T10:00:01Z", "end_time": "2026-01-01T10:00:00Z"},
    ],
)
def test_a_recording_without_two_times_in_order_has_no_length(body: Json) -> None:
    assert text("audio:record:done", body) == "A recording is ready"


def test_a_recordings_times_may_have_a_zone_or_none() -> None:
    body = {"start_time": "2026-01-01T10:00:00", "end_time": "2026-01-01T10:00:07Z"}
    assert text("audio:record:done", body) == "A recording is ready (7 s)"


def test_a_failed_transcription_has_its_reason() -> None:
    assert text("audio:transcribe:done", {"error": "No speech"}) == "A transcription failed (No speech)"


PIN: Json = {"latitude": 51.5, "longitude": "-0.12"}
ADA_CARD: Json = {"name": {"formatted_name": "Ada L.", "first_name": "Ada"}, "phones": [{"phone": "447700900111"}]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"text": "no type"}, "ada wrote “no type”"),
        ({"message_type": "text"}, "ada wrote an empty message"),
        ({"message_type": "text", "text": {"body": "Hello"}}, "ada wrote “Hello”"),
        ({"message_type": "text", "text": ["Hello", "there"]}, "ada wrote “Hello, there”"),
        (
            {"message_type": "image", "image": {"url": "https://x/y", "caption": "The cat"}},
            "ada sent an image (“The cat”)",
        ),
        ({"message_type": "image", "image": "The cat"}, "ada sent an image (“The cat”)"),
        ({"message_type": "image", "image": "https://x/y?token=1"}, "ada sent an image"),
        ({"message_type": "file", "file": {"url": "https://x/y/bill.pdf?key=1"}}, "ada sent a file (bill.pdf)"),
        ({"message_type": "template", "template": {"name": "welcome"}}, "ada sent a template (welcome)"),
        (
            {"message_type": "template", "template": {"name": "welcome", "parameters": ["Ada", {"default": "noon"}]}},
            "ada sent a template (welcome, “Ada”, “noon”)",
        ),
        ({"message_type": "custom", "custom": {"type": "x"}}, "ada sent a custom message (type: x)"),
        ({"message_type": "custom", "custom": ["a", {"b": 1}]}, "ada sent a custom message (a, b: 1)"),
        ({"message_type": "hologram"}, "ada sent a message of type hologram"),
        ({"message_type": "hologram", "hologram": {"depth": 3}}, "ada sent a message of type hologram (depth: 3)"),
        ({"message_type": "hologram", "text": "Look"}, "ada sent a message of type hologram (“Look”)"),
        ({"message_type": "sticker", "sticker": {"url": "https://x/y.webp"}}, "ada sent a sticker"),
        ({"message_type": "unsupported"}, "ada sent an unsupported message"),
    ],
)
def test_each_type_of_message_is_described(body: Json, expected: str) -> None:
    assert text("message", body) == expected


@pytest.mark.parametrize(
    ("message_type", "content", "predicate"),
    [
        ("reply", {"id": "r-1", "title": "Yes please", "description": "By post"}, "replied “Yes please” (“By post”)"),
        ("reply", {"text": "Yes"}, "replied “Yes”"),
        ("reply", "Yes", "replied “Yes”"),
        ("reply", {"id": "r-1"}, "sent a reply (id: r-1)"),
        ("reply", None, "sent a reply"),
        ("button", {"payload": "yes-1", "text": "Yes"}, "pressed the button “Yes”"),
        ("button", {"payload": "yes-1"}, "pressed the button “yes-1”"),
        ("button", "Yes", "pressed the button “Yes”"),
        ("button", {}, "pressed a button"),
        ("button", None, "pressed a button"),
        ("reaction", {"action": "react", "emoji": "😍"}, "reacted with 😍"),
        ("reaction", "👍", "reacted with 👍"),
        ("reaction", {"action": "unreact", "emoji": "😍"}, "took back the reaction 😍"),
        ("reaction", {"action": "unreact"}, "took back a reaction"),
        ("reaction", [], "sent a reaction"),
        ("location", {"address": "1 High Street"}, "sent a location (1 High Street)"),
        ("location", {"name": "Shop", "address": "1 High Street"}, "sent a location (Shop, 1 High Street)"),
        ("location", PIN, "sent a location (51.5, -0.12)"),
        ("location", {**PIN, "name": "Shop"}, "sent a location (Shop, 51.5, -0.12)"),
        ("location", {"lat": 40.3, "long": -74.2}, "sent a location (40.3, -74.2)"),
        ("location", "1 High Street", "sent a location (“1 High Street”)"),
        ("location", {"place": "Shop"}, "sent a location (place: Shop)"),
        ("contact", {"name": "Ada", "number": 447700900111}, "sent a contact card (Ada, 447700900111)"),
        ("contact", ADA_CARD, "sent a contact card (Ada L., 447700900111)"),
        ("contact", [ADA_CARD, {"name": {"first_name": "Bob", "last_name": "B."}}], None),
        ("contacts", [{"emails": [{"email": "ada@example.com"}]}], "sent a contact card (ada@example.com)"),
        ("contact", {"org": {"company": "Harbour Bikes"}}, "sent a contact card (org.company: Harbour Bikes)"),
        ("order", {"text": "Asap", "product_items": [{"product_retailer_id": "sku-1", "quantity": 2}]}, None),
    ],
)
def test_each_type_of_message_says_what_it_holds(message_type: str, content: object, predicate: str | None) -> None:
    expected = (
        predicate
        or {
            "contact": "sent a contact card (Ada L., 447700900111, Bob B.)",
            "order": "sent an order (2 × sku-1, “Asap”)",  # noqa: RUF001 - the sign of multiplication
        }[message_type]
    )
    assert text("message", {"message_type": message_type, message_type: content}) == f"ada {expected}"


@pytest.mark.parametrize("message_type", [None, "", [], {}, 7])
def test_a_message_without_a_usable_type_is_read_by_its_content(message_type: object) -> None:
    body = {"message_type": message_type, "reply": {"title": "Yes"}}
    assert text("message", body) in ("ada replied “Yes”", "ada sent a message of type 7 (reply.title: Yes)")


def test_contacts_may_stand_in_a_list_of_their_own() -> None:
    body = {"message_type": "contact", "contacts": [ADA_CARD]}
    assert text("message", body) == "ada sent a contact card (Ada L., 447700900111)"


@pytest.mark.parametrize(
    ("event_type", "predicate"),
    [
        ("text", "wrote “Good morning”"),
        ("message", "wrote “Good morning”"),
        ("text:update", "changed a message to “Good morning”"),
        ("image", "sent an image (“Good morning”)"),
        ("ephemeral", "sent an ephemeral event (Good morning)"),
        ("custom:order", "sent the custom event order (Good morning)"),
        ("video:hologram:on", "caused the event video:hologram:on (Good morning)"),
        ("member:left", "left (Good morning)"),
        ("sip:hangup", "hung up (Good morning)"),
        ("audio:dtmf", "pressed •••• on the keypad"),
        ("rtc:ice", "proposed a network path (WebRTC ICE candidate)"),
    ],
)
def test_a_body_that_is_a_text_keeps_its_words(event_type: str, predicate: str) -> None:
    event = Event(type=event_type, from_user_name="ada", other_body="Good\nmorning")
    assert describe_event(event).predicate == predicate


@pytest.mark.parametrize(
    ("body", "values"),
    [
        (["a", 2, True, None, {"k": "v", "n": None}], "a, 2, yes, k: v"),
        ([["a", "b"], [["c"]]], "a, b, …"),
        (42, "42"),
        (False, "no"),
        ([], ""),
        ("", ""),
    ],
)
def test_a_body_of_any_type_is_summarised(body: object, values: str) -> None:
    assert describe_event(Event(type="custom:order", from_user_name="ada", other_body=body)).detail == values


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"original_event_id": 5, "status": "read"}, "Message 5 was read"),
        ({"original_event_id": 5, "error": "lost"}, "Message 5 failed (lost)"),
        ({"channel_type": "sms"}, "A message has a new status (by SMS)"),
    ],
)
def test_the_status_of_a_message_is_described(body: Json, expected: str) -> None:
    assert text("member:message:status", body) == expected


def test_long_messages_are_cut() -> None:
    assert text("text", {"text": "word " * 999}).endswith("…”")


def test_the_writer_is_the_sender_whatever_the_body_claims() -> None:
    assert text("text", {"text": "hi", "user": {"display_name": "The boss"}}) == "ada wrote “hi”"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": "NAM-1", "state": "ACTIVE"}, "The conversation was updated (by ada, now active)"),
        ({"name": "a", "display_name": "B"}, "The conversation was updated (by ada, named “B”)"),
    ],
)
def test_a_conversation_has_its_display_name_and_no_generated_name(body: Json, expected: str) -> None:
    assert text("conversation:updated", body) == expected


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"error": {"title": "No such leg", "code": "leg:error:not-found"}}, "No such leg"),
        ({"code": "conversation:error:not-allowed", "description": "Not allowed"}, "Not allowed"),
        ({"reason": {"text": "Too long"}, "event_id": 7}, "event 7, Too long"),
        ({"error": "no_answer"}, "no answer"),
        ({"why": "unclear"}, "why: unclear"),
        ({}, ""),
    ],
)
def test_an_error_is_described_with_its_reason(body: Json, detail: str) -> None:
    description = describe_event(Event(type="event:error", body=body))
    assert (description.who, description.what, description.detail) == ("The system", "reported an error", detail)
