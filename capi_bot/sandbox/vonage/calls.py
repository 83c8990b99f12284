"""The calls list of the Voice API, which a conversation's application may read with the same token.

https://developer.vonage.com/en/api/voice
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from capi_bot.sandbox.vonage.asked import Asked
from capi_bot.sandbox.vonage.lists import legs
from capi_bot.sandbox.vonage.pages import by_record_index
from capi_bot.sandbox.vonage.parameters import Parameters
from capi_bot.sandbox.vonage.refusals import missing
from capi_bot.sandbox.world.account import A_MINUTE, NETWORK, price
from capi_bot.sandbox.world.records import Call, Json, stamp

STATUSES = (
    "started", "ringing", "answered", "machine", "completed", "busy", "cancelled", "failed", "rejected", "timeout",
    "unanswered",
)  # fmt: skip


def calls(asked: Asked) -> Json:
    """List calls by record index, which counts items here."""
    asked.of_the_application()
    parameters = Parameters(asked.query)
    cut = by_record_index(parameters, legs(asked, parameters, STATUSES))
    links = {rel: {"href": f"/v1/calls?{urlencode(query)}"} for rel, query in places(asked, cut.envelope).items()}
    return {**cut.envelope, "_links": links, "_embedded": {"calls": [_call(item) for item in cut.items]}}


def call(asked: Asked, call_id: str) -> Json:
    """Get a call by its leg's id."""
    return _call(found_call(asked, call_id, "call"))


def found_call(asked: Asked, call_id: str, what: str) -> Call:
    """Find a call, or refuse it as the `what` that it was asked for as."""
    asked.of_the_application()
    found = next((item for item in asked.world.calls if item.id == call_id), None)
    if found is None:
        raise missing(what)
    return found


def places(asked: Asked, envelope: Json) -> Mapping[str, Json]:
    """Tell where a page's links lead: the query of each, by what it is to the page."""
    count, size, index = (int(str(envelope[key])) for key in ("count", "page_size", "record_index"))
    at = {"self": index, "first": 0, "last": max(0, (count - 1) // size * size)}
    if index + size < count:
        at["next"] = index + size
    if index:
        at["prev"] = max(0, index - size)
    return {rel: {**asked.query, "page_size": size, "record_index": place} for rel, place in at.items()}


def _call(item: Call) -> Json:
    """Write a call; what is known only afterwards is null until then."""
    seconds = item.charged
    return {
        "uuid": item.id,
        "conversation_uuid": item.conversation_id,
        "from": item.from_,
        "to": item.to,
        "status": item.status,
        "direction": item.direction,
        "rate": f"{A_MINUTE:.8f}" if item.ended else None,
        "price": None if seconds is None else f"{price(seconds):.8f}",
        "duration": None if seconds is None else str(seconds),
        "start_time": stamp(item.started),
        "end_time": stamp(item.ended) if item.ended else None,
        "network": NETWORK if item.ended else None,
        "_links": {"self": {"href": f"/v1/calls/{item.id}"}},
    }


ROUTES: Mapping[str, Callable[..., Json]] = {"/calls": calls, "/calls/<call_id>": call}
