from __future__ import annotations

import pytest

from capi_bot.sandbox.world import participants


def test_names_and_ids_are_unique() -> None:
    assert (
        len({user.name for user in participants.EVERYBODY}) == len({user.id for user in participants.EVERYBODY}) == 23
    )


def test_a_caller_has_a_machines_name_and_an_integer_number() -> None:
    assert participants.DANA.name.startswith("vapi-user-")
    assert participants.DANA.channels == {"pstn": [{"number": 447700900111}]}


@pytest.mark.parametrize(
    "kind", ["pstn", "sip", "vbc", "websocket", "sms", "mms", "whatsapp", "viber", "messenger", "app"]
)
def test_every_kind_of_channel_belongs_to_somebody(kind: str) -> None:
    assert any(kind in user.channels for user in participants.EVERYBODY)


def test_somebody_is_online_twice_somebody_has_no_channel_and_somebody_has_custom_data() -> None:
    assert len(participants.MARY.sessions) == 2
    assert participants.NIGHT_SHIFT.channels == {}
    assert participants.PRIYA.custom_data["role"] == "supervisor"
    assert participants.PRIYA.channels["sip"] == [
        {"uri": "sip:priya@pbx.example.com", "username": "priya", "password": "not-for-slack"}
    ]
