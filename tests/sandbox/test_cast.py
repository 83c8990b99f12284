from __future__ import annotations

import pytest

from capi_bot.sandbox import cast


def test_names_and_ids_are_unique() -> None:
    assert len({user.name for user in cast.EVERYBODY}) == len({user.id for user in cast.EVERYBODY}) == 23


def test_a_caller_has_a_machines_name_and_an_integer_number() -> None:
    assert cast.DANA.name.startswith("vapi-user-")
    assert cast.DANA.channels == {"pstn": [{"number": 447700900111}]}


@pytest.mark.parametrize(
    "kind", ["pstn", "sip", "vbc", "websocket", "sms", "mms", "whatsapp", "viber", "messenger", "app"]
)
def test_every_kind_of_channel_belongs_to_somebody(kind: str) -> None:
    assert any(kind in user.channels for user in cast.EVERYBODY)


def test_somebody_is_online_twice_somebody_has_no_channel_and_somebody_has_custom_data() -> None:
    assert len(cast.MARY.sessions) == 2
    assert cast.NIGHT_SHIFT.channels == {}
    assert cast.PRIYA.custom_data["role"] == "supervisor"
    assert cast.PRIYA.channels["sip"] == [
        {"uri": "sip:priya@pbx.example.com", "username": "priya", "password": "not-for-slack"}
    ]
