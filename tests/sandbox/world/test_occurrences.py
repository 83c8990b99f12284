from __future__ import annotations

from itertools import pairwise

from capi_bot.sandbox.world import conferences, inbound_calls, outbound_calls
from capi_bot.sandbox.world.occurrences import Occurrence, occurrences
from capi_bot.sandbox.world.scenario import Scene
from capi_bot.sandbox.world.scenario_choice import Script
from tests.sandbox.world.cues import cue
from tests.sandbox.world.pictures import BEGINS, after

FORGOTTEN = after(5000)


def occurred(script: Script) -> tuple[Occurrence, ...]:
    return occurrences(Scene(number=0, start=0, plays=script(cue())), BEGINS, FORGOTTEN)


def test_an_inbound_call_knocks_is_created_and_goes_its_way_until_it_is_deleted() -> None:
    told = occurred(inbound_calls.given_up)

    assert [it.what for it in told[:4]] == ["knocking", "created", "event", "call"]
    assert [it.event.id for it in told if it.what == "event" and it.event] == list(range(1, 15))
    assert (told[-1].what, told[-1].conversation.state) == ("deleted", "INACTIVE")
    assert all(it.at >= before.at for before, it in pairwise(told))


def test_who_knocks_is_told_with_an_id_that_no_list_has() -> None:
    knocking = occurred(inbound_calls.menu)[0].event

    assert knocking is not None
    assert (knocking.id, knocking.type, knocking.at) == (0, "app:knocking", BEGINS)
    assert knocking.body["user"] == {"id": cue().caller.id, "name": cue().caller.name}
    assert str(knocking.body["channel"]).startswith("{'type': 'phone'")


def test_every_status_of_a_call_is_told_once_with_the_event_that_changed_it() -> None:
    told = occurred(outbound_calls.busy)

    assert [it.call.status for it in told if it.call] == ["started", "busy"]
    assert "knocking" not in {it.what for it in told}
    changed = next(n for n, it in enumerate(told) if it.call and it.call.status == "busy")
    before = told[changed - 1].event
    assert before is not None
    assert before.type == "leg:status:update"
    call = told[changed].call
    assert call is not None
    assert call.ended == told[changed].at


def test_a_conversation_is_told_as_it_was_right_after() -> None:
    for it in occurred(inbound_calls.enquiry):
        if it.what == "event":
            assert it.conversation.events[-1] == it.event


def test_a_transfer_names_both_conversations() -> None:
    told = occurred(conferences.transfer)
    (moved,) = (it for it in told if it.what == "transfer")

    assert moved.call is not None
    assert moved.call.conversation_id == moved.conversation.id != moved.origin
    assert moved.origin == told[0].conversation.id
    assert moved.call.status == "answered"


def test_what_is_kept_is_deleted_when_it_is_forgotten() -> None:
    told = occurred(conferences.room)

    assert [it.at for it in told if it.what == "deleted"] == [FORGOTTEN]
    assert told[-1].conversation.state == "DELETED"
