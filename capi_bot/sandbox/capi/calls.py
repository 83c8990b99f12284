"""The calls list of the Voice API, which a conversation's application may read with the same token.

https://developer.vonage.com/en/api/voice
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from capi_bot.sandbox.capi.asked import Asked
from capi_bot.sandbox.capi.pages import by_record_index
from capi_bot.sandbox.capi.parameters import Parameters
from capi_bot.sandbox.capi.refusals import missing
from capi_bot.sandbox.world import Call, Json, stamp

STATUSES = (
    "started", "ringing", "answered", "machine", "completed", "busy", "cancelled", "failed", "rejected", "timeout",
    "unanswered",
)  # fmt: skip


def calls(asked: Asked) -> Json:
    """List calls by record index, which counts items here."""
    parameters = Parameters(asked.query)
    cut = by_record_index(parameters, _kept(asked, parameters))
    links = _links(asked, **{key: int(str(value)) for key, value in cut.envelope.items()})
    return {**cut.envelope, "_links": links, "_embedded": {"calls": [_call(item) for item in cut.items]}}


def call(asked: Asked, call_id: str) -> Json:
    """Get a call by its leg's id."""
    for item in asked.world.calls:
        if item.id == call_id:
            return _call(item)
    raise missing("call")


def _kept(asked: Asked, parameters: Parameters) -> list[Call]:
    status, of = parameters.choice("status", STATUSES), parameters.text("conversation_uuid")
    start, end = parameters.moment("date_start"), parameters.moment("date_end")
    return [
        item
        for item in asked.world.calls
        if status in {None, item.status}
        and of in {None, item.conversation_id}
        and (not start or start <= item.started)
        and (not end or item.started <= end)
    ]


def _links(asked: Asked, *, count: int, page_size: int, record_index: int) -> Json:
    last = max(0, (count - 1) // page_size * page_size)
    places = {"self": record_index, "first": 0, "last": last}
    if record_index + page_size < count:
        places["next"] = record_index + page_size
    if record_index:
        places["prev"] = max(0, record_index - page_size)
    query = {**asked.query, "page_size": page_size}
    return {rel: {"href": f"/v1/calls?{urlencode({**query, 'record_index': at})}"} for rel, at in places.items()}


def _call(item: Call) -> Json:
    """Write a call; what is known only afterwards is null until then."""
    seconds = (item.ended - item.started).total_seconds() if item.ended else None
    return {
        "uuid": item.id,
        "conversation_uuid": item.conversation_id,
        "from": item.from_,
        "to": item.to,
        "status": item.status,
        "direction": item.direction,
        "rate": "0.02400000" if item.ended else None,
        "price": None if seconds is None else f"{seconds * 0.0004:.8f}",
        "duration": None if seconds is None else f"{seconds:.0f}",
        "start_time": stamp(item.started),
        "end_time": stamp(item.ended) if item.ended else None,
        "network": "23410" if item.ended else None,
        "_links": {"self": {"href": f"/v1/calls/{item.id}"}},
    }


ROUTES: Mapping[str, Callable[..., Json]] = {"/calls": calls, "/calls/<call_id>": call}
