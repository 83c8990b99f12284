from __future__ import annotations

import pytest

from capi_bot.capi.models import Event, Json, Member
from capi_bot.domain.events import describe_event

MEMBERS = {"MEM-a": Member(id="MEM-a", user_id="USR-a", user_name="alice")}
BOB: Json = {"id": "USR-b", "name": "bob"}


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ({"initiator": {"invited": {"isSystem": True}}, "invited_by": "USR-a"}, "was invited by the system"),
        ({"initiator": {"invited": {"is_system": True}}}, "was invited by the system"),
        ({"initiator": {"invited": {"isSystem": False, "member_id": "MEM-a"}}}, "was invited by alice"),
        ({"invited_by_member": "MEM-a"}, "was invited by alice"),
        ({"invied_by": "USR-33a51f4d-d06b"}, "was invited by USR-33a5…"),
        ({}, "was invited"),
    ],
)
def test_an_invitation_names_who_invited(body: Json, what: str) -> None:
    assert describe_event(Event(type="member:invited", body={**body, "user": BOB}), MEMBERS).text == f"bob {what}"


def test_nobody_is_told_to_have_invited_themselves() -> None:
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
def test_media_is_told_in_words_in_every_shape(body: Json, predicate: str) -> None:
    assert describe_event(Event(type="member:media", from_member="MEM-a", body=body), MEMBERS).predicate == predicate


def test_a_caller_and_a_called_app_user_are_told_apart() -> None:
    channel = {"type": "app", "from": {"type": "app"}, "to": {"type": "app", "user": "USR-a"}}
    event = Event(type="member:joined", body={"user": {"id": "USR-a"}, "channel": channel})
    assert describe_event(event, MEMBERS).text == "alice joined by app"
