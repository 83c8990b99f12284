from __future__ import annotations

import json

import pytest

from capi_bot.sandbox.vonage.webhooks.rtc import envelope
from capi_bot.sandbox.world.records import Event
from capi_bot.sandbox.world.snapshot import World
from tests.sandbox.vonage.webhooks.made import (
    CALL,
    MARY,
    NOON,
    RINGING,
    WORLD,
    happened,
    told,
)

APPLICATION = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"


def test_an_event_is_told_with_its_conversation_and_its_sender() -> None:
    body = envelope(told(RINGING, 2), WORLD, APPLICATION)

    assert body is not None
    assert (body["type"], body["id"], body["application_id"]) == ("member:joined", 2, APPLICATION)
    assert body["conversation_id"] == body["cid"] == RINGING.id
    assert body["from"] == RINGING.members[1].id
    assert body["body"] == RINGING.events[1].body
    assert body["_embedded"] == {
        "from_user": {
            "id": MARY.id,
            "name": "mary",
            "display_name": "Mary",
            "image_url": "",
            "custom_data": {"desk": 2},
        },
        "from_member": {"id": RINGING.members[1].id},
    }
    json.dumps(body)


@pytest.mark.parametrize("number", [1, 3])
def test_an_event_of_nobody_that_is_known_has_no_sender(number: int) -> None:
    body = envelope(told(RINGING, number), World(now=NOON), APPLICATION)
    assert body is not None
    assert not {"from", "_embedded"} & body.keys()


@pytest.mark.parametrize(("what", "type_"), [("created", "conversation:created"), ("deleted", "conversation:deleted")])
def test_a_conversation_comes_and_goes_without_its_id_on_top(what: str, type_: str) -> None:
    body = envelope(happened(what), WORLD, APPLICATION)

    assert body is not None
    assert (body["type"], "conversation_id" in body, "id" in body) == (type_, False, False)
    assert body["body"] == {
        "id": RINGING.id,
        "name": "hotline",
        "display_name": "Hotline",
        "image_url": "",
        "state": "ACTIVE",
        "timestamp": {"created": "2026-11-21T12:00:00.000Z"},
    }


def test_knocking_has_neither_id_nor_conversation() -> None:
    event = Event(id=0, type="app:knocking", at=NOON, body={"user": {"id": MARY.id}})
    body = envelope(happened("knocking", event=event), WORLD, APPLICATION)

    assert body is not None
    assert body["type"] == "app:knocking"
    assert not {"id", "conversation_id", "cid"} & body.keys()


def test_how_a_leg_is_doing_is_the_other_webhooks_business() -> None:
    assert envelope(happened("call", call=CALL), WORLD, APPLICATION) is None
