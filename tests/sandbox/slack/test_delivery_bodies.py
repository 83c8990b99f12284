from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.delivery_bodies import (
    Receipt,
    command_parcel,
    event_parcel,
    payload_parcel,
)

EVENT = event_parcel({"event": {"type": "app_mention", "text": "<@U0CAPIBOT> help"}, "event_id": "Ev1"})


@pytest.mark.parametrize(
    ("text", "json"), [('{"text": "x"}', {"text": "x"}), ("{}", {}), ("hello", None), ("[1]", None)]
)
def test_an_ack_is_json_only_when_it_is_an_object(text: str, json: dict[str, str] | None) -> None:
    assert Receipt(status=200, text=text).json == json


def test_a_parcel_says_which_feature_it_belongs_to_and_what_it_is() -> None:
    parcels = command_parcel({"text": ""}, ""), payload_parcel({"type": "view_closed"}, ""), EVENT
    assert [(parcel.type, parcel.kind) for parcel in parcels] == [
        ("slash_commands", "slash_commands"),
        ("interactive", "view_closed"),
        ("events_api", "app_mention"),
    ]
