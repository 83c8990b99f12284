"""The difficult cases of the contact centre, which a newcomer does not meet."""

from __future__ import annotations

import re
from collections import Counter

from capi_bot.sandbox.world import contact_centre as usual
from capi_bot.sandbox.world.past_conversations import past_calls, text_messages
from tests.contact_centre import MAX_NAME_LENGTH, contact_centre, difficult

WORLD = contact_centre()


def test_names_events_and_sizes_are_difficult_in_every_way() -> None:
    rooms = (text_messages(), *difficult())
    events = [event for room in rooms for event in room.events]
    assert any("<!channel>" in conversation.display_name for conversation in WORLD.conversations[-10:])
    assert any("\u202e" in room.display_name for room in rooms)
    assert max(len(room.display_name) for room in rooms) == MAX_NAME_LENGTH
    assert any(not room.members and not room.events and room.name.startswith("NAM-") for room in rooms)
    assert {"text", "image", "location", "sticker"} <= {event.body.get("message_type") for event in events}
    assert {"custom:parts:counted", "hologram:started"} <= {event.type for event in events}
    assert sum(event.deleted for event in events) == 1
    assert max(call.sequence_number for call in past_calls()) == 45
    assert max(len(conversation.members) for conversation in WORLD.conversations) == 14


def test_one_conversation_is_not_found_and_one_is_forbidden_and_a_newcomer_meets_no_such_case() -> None:
    access = Counter(conversation.access for conversation in WORLD.conversations)
    assert access == {"allowed": 24, "not_found": 1, "forbidden": 1}
    newcomers = usual.contact_centre()
    assert {conversation.access for conversation in newcomers.conversations} == {"allowed"}
    names = [each.display_name for each in (*newcomers.conversations, *newcomers.users)]
    assert [name for name in names if re.search("[<>`*\u202e]|payload", name)] == []


def test_every_type_of_member_channel_is_seen() -> None:
    types = {member.channel["type"] for conversation in WORLD.conversations for member in conversation.members}
    assert types == {"phone", "sip", "app", "websocket", "vbc", "sms", "whatsapp", "messenger", "viber"}


def test_every_state_of_a_conversation_and_of_a_member_is_seen() -> None:
    states = Counter(conversation.state for conversation in WORLD.conversations)
    assert set(states) == {"ACTIVE", "INACTIVE", "DELETED"}
    members = {member.state for conversation in WORLD.conversations for member in conversation.members}
    assert members == {"INVITED", "JOINED", "LEFT"}


def test_calls_are_seen_at_every_stage() -> None:
    assert Counter(call.status for call in WORLD.calls) == {
        "answered": 6,
        "ringing": 1,
        "started": 1,
        "completed": 4,
        "busy": 1,
        "machine": 1,
    }
