from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from capi_bot.sandbox.world.conversation_script import (
    Participant,
    SecondsAfterCreation,
    Step,
    answer_times,
    app,
    build_conversation,
    chat,
    phone,
    step,
)
from capi_bot.sandbox.world.records import Conversation, Event, User, format_time, parse_time

ADA = User(id="USR-ada", name="ada", display_name="Ada")
BOB = User(id="USR-bob", name="bob")
AT = parse_time("2018-10-25T09:00:00Z")


def built(*steps: Step, duration: float | None = None, **fields: object) -> Conversation:
    participants_ = (
        Participant(key="ada", user=ADA, channel=phone("1", "2"), direction="inbound", call_status="answered"),
        Participant(key="bob", user=BOB, channel=chat("viber", "b", "shop")),
    )
    return build_conversation("test", AT, participants_, steps, duration=duration, **fields)


def test_a_members_state_and_times_follow_from_the_steps() -> None:
    conversation = built(step(1, "member:invited", "ada", invited_by="USR-bob"), step(2.5, "member:joined", "ada"))
    ada, bob = conversation.members
    assert (ada.state, ada.invited_by) == ("JOINED", "USR-bob")
    assert ada.timestamp == {
        "invited": parse_time("2018-10-25T09:00:01Z"),
        "joined": parse_time("2018-10-25T09:00:02.500Z"),
    }
    assert ada.initiator == {"invited": {"isSystem": True}, "joined": {"isSystem": True}}
    assert (bob.state, dict(bob.timestamp)) == ("INVITED", {})


def test_media_follows_from_media_mute_and_earmuff_events() -> None:
    muted = built(step(1, "member:media", "ada", muted=True)).members[0]
    assert muted.media == {"audio": True, "audio_settings": {"enabled": True, "earmuffed": False, "muted": True}}
    deaf = built(
        step(1, "audio:mute:on", "ada"), step(2, "audio:mute:off", "ada"), step(3, "audio:earmuff:on", "ada")
    ).members[0]
    assert deaf.media == {"audio": True, "audio_settings": {"enabled": True, "earmuffed": True, "muted": False}}


def test_events_are_numbered_in_order_and_come_from_the_member_who_acts() -> None:
    conversation = built(step(1, "member:joined", "ada"), step(2, "audio:say", text="hello"))
    assert [(event.id, event.type, event.from_member) for event in conversation.events] == [
        (1, "member:joined", conversation.members[0].id),
        (2, "audio:say", ""),
    ]
    assert conversation.events[1].body == {"text": "hello"}


def test_each_family_of_events_tells_its_own_context() -> None:
    conversation = built(
        step(1, "member:joined", "ada"),
        step(2, "sip:answered", "ada"),
        step(3, "member:media", "ada", muted=True),
        step(4, "text", "ada", text="hi"),
    )
    channel = conversation.members[0].channel
    joined, answered, media, text = (event.body for event in conversation.events)
    assert joined["user"] == {"id": "USR-ada", "member_id": conversation.members[0].id, "name": "ada"}
    assert joined["timestamp"] == {"joined": "2018-10-25T09:00:01.000Z"}
    assert answered == {"direction": "inbound", "channel": channel}
    assert media == {"audio": True, "media": conversation.members[0].media, "channel": channel}
    assert text == {"text": "hi"}


def test_a_deleted_event_stays_with_the_time_of_that() -> None:
    conversation = built(step(1, "text", "ada", text="oops"), step(2, "event:delete", "ada", event_id=1))
    deleted, deletion = conversation.events
    assert (deleted.deleted, deleted.body) == (True, {"timestamp": {"deleted": format_time(deletion.at)}})
    assert (deletion.deleted, deletion.body) == (False, {"event_id": 1})


def test_a_leg_id_is_bare_hexadecimal_inbound_and_dashed_outbound() -> None:
    inbound: Any = built().members[0].channel
    out = build_conversation("out", AT, (Participant(key="ada", user=ADA, channel=app(ADA)),))
    outbound: Any = out.members[0].channel
    assert re.fullmatch(r"[0-9a-f]{32}", inbound["id"])
    assert inbound["legs"] == [{"leg_id": inbound["id"], "status": "answered"}]
    assert outbound["id"].count("-") == 4
    assert outbound["legs"] == [{"leg_id": outbound["id"], "status": "started"}]


def leg_of(*steps: Step, duration: float | None = None) -> object:
    conversation = build_conversation(
        "leg", AT, (Participant(key="ada", user=ADA, channel=app(ADA)),), steps, duration=duration
    )
    channel: Any = conversation.members[0].channel
    return channel["legs"][0]["status"]


def test_a_leg_that_the_voice_api_does_not_list_is_as_far_as_the_steps_have_come() -> None:
    ringing, answered, left = (
        step(1, "rtc:ringing", "ada"),
        step(2, "rtc:answered", "ada"),
        step(3, "member:left", "ada"),
    )
    assert leg_of(ringing) == "ringing"
    assert leg_of(ringing, answered) == "answered"
    assert leg_of(step(1, "member:joined", "ada")) == "answered"
    assert leg_of(ringing, step(2, "audio:mute:on", "ada")) == "ringing"
    assert leg_of(ringing, answered, left) == "completed"
    assert leg_of(step(1, "leg:status:update", "ada", status="busy")) == "busy"


def test_with_a_conversation_the_legs_that_lasted_are_over() -> None:
    assert leg_of(step(1, "member:joined", "ada"), duration=9) == "completed"
    assert leg_of(step(1, "leg:status:update", "ada", status="busy"), duration=9) == "busy"


def test_an_event_tells_the_leg_as_it_was_then() -> None:
    conversation = build_conversation(
        "then",
        AT,
        (Participant(key="ada", user=ADA, channel=app(ADA)),),
        (step(1, "rtc:ringing", "ada"), step(2, "member:left", "ada")),
    )
    channels: list[Any] = [event.body["channel"] for event in conversation.events]
    assert [channel["legs"][0]["status"] for channel in channels] == ["ringing", "completed"]


def test_a_messaging_channel_has_no_leg() -> None:
    assert built().members[1].channel == chat("viber", "b", "shop")
    assert chat("sms", "1", "2")["from"] == {"type": "sms", "number": "1"}
    assert chat("viber", "1", "2")["to"] == {"type": "viber", "id": "2"}


def test_only_participants_with_a_call_are_calls() -> None:
    conversation = built(step(3, "member:joined", "ada"))
    (call_status,) = conversation.calls
    assert (call_status.conversation_id, call_status.status, call_status.direction) == (
        conversation.id,
        "answered",
        "inbound",
    )
    assert call_status.started == parse_time("2018-10-25T09:00:03Z")
    assert call_status.ended is None
    assert built().calls[0].started == AT


def test_a_conversation_that_lasted_is_over() -> None:
    over = built(duration=60)
    end = parse_time("2018-10-25T09:01:00Z")
    assert (over.state, over.updated, over.destroyed, over.calls[0].ended) == ("INACTIVE", end, end, end)
    assert (built().state, built().destroyed) == ("ACTIVE", None)


def test_a_name_is_machine_made_where_none_is_given() -> None:
    assert re.fullmatch(r"NAM-[0-9a-f-]{36}", built().name)
    assert built(name="mine").name == "mine"


def line(*steps: Step, duration: float | None = None, transferred: bool = False) -> Conversation:
    party = Participant(
        key="ada", user=ADA, channel=app(ADA), in_call_list=True, leg_label="shared", transferred=transferred
    )
    return build_conversation("line", AT, (party,), steps, duration=duration)


def test_a_call_that_follows_is_as_far_as_its_leg_and_ends_with_it() -> None:
    invited, ringing = step(1, "member:invited", "ada"), step(2, "rtc:ringing", "ada")
    busy, left = step(3, "leg:status:update", "ada", status="busy"), step(4, "member:left", "ada")

    def call_status(*steps: Step, duration: float | None = None) -> tuple[str, int, int | None]:
        (found,) = line(*steps, duration=duration).calls
        return found.status, found.started.second, found.ended and found.ended.second

    assert call_status(invited) == ("started", 1, None)
    assert call_status(invited, ringing) == ("ringing", 1, None)
    assert call_status(invited, ringing, busy, left) == ("busy", 1, 3)
    assert call_status(invited, ringing, left) == ("completed", 1, 4)
    assert call_status(invited, ringing, duration=9) == ("completed", 1, 9)


def test_a_leg_that_goes_on_elsewhere_is_listed_there_and_is_not_over() -> None:
    here, gone = step(1, "member:joined", "ada"), step(2, "member:left", "ada")
    conversation = line(here, gone, transferred=True)
    channel: Any = conversation.members[0].channel

    assert line(here, transferred=True).calls[0].id == channel["id"]
    assert (conversation.calls, channel["legs"][0]["status"]) == ((), "answered")
    assert line(here).calls[0].id == channel["id"]


def test_events_of_a_leg_name_it() -> None:
    conversation = line(step(1, "leg:status:update", "ada", status="ringing"), step(2, "audio:mute:on", "ada"))
    (call_status,) = conversation.calls
    assert conversation.events[0].body == {
        "leg_id": call_status.id,
        "type": "app",
        "direction": "outbound",
        "status": "ringing",
    }
    assert conversation.events[1].body == {"rtc_id": call_status.id}


def test_a_time_in_a_body_is_written_when_the_conversation_is_created_and_follows_the_speed() -> None:
    done = step(9, "audio:record:done", size=5, start_time=SecondsAfterCreation(2), end_time=SecondsAfterCreation(8))

    assert built(done).events[0].body == {
        "size": 5,
        "start_time": "2018-10-25T09:00:02.000Z",
        "end_time": "2018-10-25T09:00:08.000Z",
    }
    assert done.at_speed(2) == step(4.5, "audio:record:done", size=5, start_time=1, end_time=4)


def test_a_leg_was_answered_at_the_first_event_that_says_so() -> None:
    types = (("sip:ringing", "a"), ("sip:answered", "a"), ("member:joined", "a"), ("member:joined", "b"))
    events = [
        Event(id=n, type=type_, at=AT + timedelta(seconds=n), body={"channel": {"id": leg}})
        for n, (type_, leg) in enumerate(types)
    ]
    assert answer_times([*events, Event(id=9, type="audio:say", at=AT)]) == {"a": events[1].at, "b": events[3].at}
