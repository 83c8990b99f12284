from __future__ import annotations

from capi_bot.sandbox.vonage import shapes
from capi_bot.sandbox.vonage.asked import Asked
from capi_bot.sandbox.world.records import (
    Conversation,
    Event,
    Member,
    User,
    moment,
)
from capi_bot.sandbox.world.snapshot import World

NOON = moment("2018-10-25T12:00:00Z")
ANN = User(id="USR-ann", name="ann")
MEMBER = Member(id="MEM-ann", user_id=ANN.id, state="JOINED", initiator={"joined": {"isSystem": True}})
STRANGER = Member(id="MEM-x", user_id="USR-deleted", state="LEFT")
ROOM = Conversation(id="CON-1", name="room", created=NOON, members=(MEMBER, STRANGER))
ASKED = Asked(world=World(now=NOON, users=(ANN,), conversations=(ROOM,)), version="v1", path="/")


def test_what_is_not_set_is_left_out_of_a_detail_and_null_in_a_list() -> None:
    assert not {"display_name", "image_url", "properties"} & set(shapes.conversation(ASKED, ROOM))
    listed = shapes.listed_conversation(ASKED, ROOM)
    assert (listed["display_name"], listed["image_url"]) == (None, None)


def test_a_ttl_of_nothing_is_still_told() -> None:
    brief = Conversation(id="CON-1", name="room", created=NOON, ttl=0)
    assert shapes.properties(brief) == {"ttl": 0}


def test_a_member_without_a_channel_has_none() -> None:
    told = shapes.member(ASKED, ROOM, MEMBER)
    assert not {"channel", "media", "invited_by"} & set(told)
    assert told["initiator"] == {"joined": {"is_system": True}}


def test_of_a_deleted_user_only_the_id_is_left() -> None:
    told = shapes.listed_member(ASKED, ROOM, STRANGER)
    link = {"self": {"href": "https://api-us-3.vonage.com/v1/users/USR-deleted"}}
    assert told["_embedded"] == {"user": {"id": "USR-deleted", "name": "USR-deleted", "_links": link}}


def test_an_event_of_a_member_tells_who_they_are() -> None:
    told = shapes.event(ASKED, ROOM, Event(id=3, type="audio:mute:on", at=NOON, from_member=MEMBER.id))
    assert told["from"] == MEMBER.id
    sender = {"id": ANN.id, "name": "ann", "display_name": "", "image_url": "", "custom_data": {}}
    assert told["_embedded"] == {"from_user": sender, "from_member": {"id": MEMBER.id}}
    assert "from" not in shapes.event(ASKED, ROOM, Event(id=4, type="audio:say", at=NOON))
