from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from capi_bot.sandbox.vonage.event_types import FILTERABLE

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

EVENTS = "/v1/conversations/CON-bc643220-2542-499a-892e-c982c4150c06/events"


def test_each_type_is_named_once() -> None:
    assert len(set(FILTERABLE)) == len(FILTERABLE) == 45


@pytest.mark.parametrize("type_", FILTERABLE)
def test_every_filterable_type_is_taken(api: Api, type_: str) -> None:
    assert {event["type"] for event in api.ok(EVENTS, event_type=type_)["_embedded"]["events"]} <= {type_}


@pytest.mark.parametrize("type_", ["text", "custom:order", "ephemeral", "member"])
def test_any_other_type_is_refused(api: Api, type_: str) -> None:
    reply = api.get(EVENTS, event_type=type_)
    assert reply.status_code == 400
    assert reply.json["invalid_parameters"][0]["name"] == "event_type"
