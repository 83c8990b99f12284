from __future__ import annotations

import pytest

from capi_bot.capi.models import Event, Json
from capi_bot.domain.events import describe_event


def text(kind: str, body: Json) -> str:
    return describe_event(Event(type=kind, from_user_display_name="Ada", body=body)).text


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"text": "no type"}, "Ada wrote “no type”"),
        ({"message_type": "text"}, "Ada wrote an empty message"),
        (
            {"message_type": "image", "image": {"url": "https://x/y", "caption": "The cat"}},
            "Ada sent an image (“The cat”)",
        ),
        ({"message_type": "template", "template": {"name": "welcome"}}, "Ada sent a template (welcome)"),
        ({"message_type": "location", "location": {"address": "1 High Street"}}, "Ada sent a location (1 High Street)"),
        ({"message_type": "custom", "custom": {"type": "x"}}, "Ada sent a custom message"),
        ({"message_type": "hologram"}, "Ada sent a message of type hologram"),
    ],
)
def test_each_kind_of_message_is_told(body: Json, told: str) -> None:
    assert text("message", body) == told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"original_event_id": 5, "status": "read"}, "Message 5 was read"),
        ({"original_event_id": 5, "error": "lost"}, "Message 5 failed (lost)"),
        ({"channel_type": "sms"}, "A message has a new status (by SMS)"),
    ],
)
def test_what_became_of_a_message_is_told(body: Json, told: str) -> None:
    assert text("member:message:status", body) == told


def test_long_messages_are_cut() -> None:
    assert text("text", {"text": "word " * 999}).endswith("…”")


def test_the_writer_is_the_sender_whatever_the_body_claims() -> None:
    assert text("text", {"text": "hi", "user": {"display_name": "The boss"}}) == "Ada wrote “hi”"
