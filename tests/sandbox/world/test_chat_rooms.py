from __future__ import annotations

from capi_bot.sandbox.world.chat_rooms import LONGEST, rooms

ROOMS = rooms()


def test_names_are_tried_in_every_trying_way() -> None:
    names = {room.display_name for room in ROOMS}
    assert "payload" in names
    assert any("\u202e" in name for name in names)
    assert max(map(len, names)) == LONGEST


def test_messages_of_several_kinds_are_kept_and_one_is_deleted() -> None:
    events = [event for room in ROOMS for event in room.events]
    kinds = {event.body.get("message_type") for event in events if event.type == "message"}
    assert {"text", "image", "location", "sticker"} <= kinds
    assert sum(event.deleted for event in events) == 1


def test_custom_and_unheard_of_events_are_kept() -> None:
    types = {event.type for room in ROOMS for event in room.events}
    assert {"custom:parts:counted", "hologram:started"} <= types


def test_one_room_is_deleted_and_one_is_quite_bare() -> None:
    assert any(room.state == "DELETED" and room.destroyed for room in ROOMS)
    assert any(not room.members and not room.events and room.name.startswith("NAM-") for room in ROOMS)
