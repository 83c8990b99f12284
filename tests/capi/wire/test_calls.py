from __future__ import annotations

from datetime import UTC, datetime

from capi_bot.capi.models import Call, Endpoint
from capi_bot.capi.wire.calls import call


def test_a_call_is_read_whole() -> None:
    document = {
        "uuid": "leg-1",
        "conversation_uuid": "CON-1",
        "to": {"type": "phone", "number": "447700000003"},
        "from": {"type": "phone", "number": "447700000002"},
        "status": "completed",
        "direction": "outbound",
        "rate": "0.39",
        "price": "23.40",
        "duration": "60",
        "start_time": "2020-01-01T12:00:00.000Z",
        "end_time": "2020-01-01T12:01:00.000Z",
        "network": "65512",
    }
    read = call(document)
    assert read == Call(
        id="leg-1",
        conversation_id="CON-1",
        from_=Endpoint(type="phone", address="447700000002"),
        to=Endpoint(type="phone", address="447700000003"),
        status="completed",
        direction="outbound",
        started=datetime(2020, 1, 1, 12, tzinfo=UTC),
        ended=datetime(2020, 1, 1, 12, 1, tzinfo=UTC),
        duration=60,
        price="23.40",
        rate="0.39",
        network="65512",
    )
    assert read.raw == document


def test_a_call_in_progress_has_no_end_and_its_numbers_may_be_bare() -> None:
    document = {
        "uuid": "leg-1",
        "to": "447700000003",
        "status": "RINGING",
        "end_time": None,
        "duration": None,
        "price": 0.5,
    }
    assert call(document) == Call(id="leg-1", to=Endpoint(address="447700000003"), status="ringing", price="0.5")
