from __future__ import annotations

from itertools import pairwise

from capi_bot.sandbox.world import scripts
from capi_bot.sandbox.world.scenario import Occurrence, Scenario, Script, occurrences
from tests.sandbox.world.invariants import BEGINS, after
from tests.sandbox.world.test_scenarios import context

FORGOTTEN = after(5000)


def occurrences_of(script: Script) -> tuple[Occurrence, ...]:
    return occurrences(Scenario(start=0, scripts=script(context())), BEGINS, FORGOTTEN)


def test_an_inbound_call_is_created_and_goes_its_way_until_it_is_deleted() -> None:
    happened = occurrences_of(scripts.menu)

    assert [occurrence.kind for occurrence in happened[:3]] == ["created", "event", "call"]
    ids = [occurrence.event.id for occurrence in happened if occurrence.event]
    assert ids == list(range(1, len(ids) + 1))
    assert (happened[-1].kind, happened[-1].conversation.state) == ("deleted", "INACTIVE")
    assert all(occurrence.at >= before.at for before, occurrence in pairwise(happened))


def test_every_status_of_a_call_is_told_once_with_the_event_that_changed_it() -> None:
    happened = occurrences_of(scripts.unsuccessful)

    assert [occurrence.call.status for occurrence in happened if occurrence.call] == ["started", "busy"]
    changed = next(n for n, occurrence in enumerate(happened) if occurrence.call and occurrence.call.status == "busy")
    before = happened[changed - 1].event
    assert before is not None
    assert before.type == "leg:status:update"
    call = happened[changed].call
    assert call is not None
    assert call.ended == happened[changed].at


def test_a_conversation_is_told_as_it_was_right_after() -> None:
    for occurrence in occurrences_of(scripts.on_hold):
        if occurrence.kind == "event":
            assert occurrence.conversation.events[-1] == occurrence.event


def test_a_transfer_names_both_conversations() -> None:
    happened = occurrences_of(scripts.transfer)
    (shifted,) = (occurrence for occurrence in happened if occurrence.kind == "transfer")

    assert shifted.call is not None
    assert shifted.call.conversation_id == shifted.conversation.id != shifted.origin
    assert shifted.origin == happened[0].conversation.id
    assert shifted.call.status == "answered"


def test_what_is_persistent_is_deleted_when_it_is_forgotten() -> None:
    happened = occurrences_of(scripts.room)

    assert [occurrence.at for occurrence in happened if occurrence.kind == "deleted"] == [FORGOTTEN]
    assert happened[-1].conversation.state == "DELETED"
