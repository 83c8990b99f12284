"""Calls: the list of the Voice API, which takes the same token, and the legs of beta, which are the same calls.

They outlive their conversation. https://developer.vonage.com/en/api/voice
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from capi_bot.sandbox.vonage.api_request import ApiRequest
from capi_bot.sandbox.vonage.errors import not_found
from capi_bot.sandbox.vonage.pagination import Page, by_record_index, record_index_queries, within_dates
from capi_bot.sandbox.world.records import NETWORK, PRICE_PER_MINUTE, Call, Json, format_time, ident, price

STATUSES = (
    "started", "ringing", "answered", "machine", "completed", "busy", "cancelled", "failed", "rejected", "timeout",
    "unanswered",
)  # fmt: skip


def calls(request: ApiRequest) -> Json:
    """List calls by record index."""
    page = _page(request)
    queries = record_index_queries(request, page.envelope)
    links = {rel: {"href": f"/v1/calls?{urlencode(query)}"} for rel, query in queries.items()}
    return {**page.envelope, "_links": links, "_embedded": {"calls": [_call_json(item) for item in page.items]}}


def call(request: ApiRequest, call_id: str) -> Json:
    """Get a call by its leg's id."""
    return _call_json(_find(request, call_id, "call"))


def legs(request: ApiRequest) -> Json:
    """List legs by record index."""
    page = _page(request)
    queries = record_index_queries(request, page.envelope)
    links = {rel: request.link("/legs", query) for rel, query in queries.items()}
    return {**page.envelope, "_links": links, "_embedded": {"legs": [_leg_json(request, item) for item in page.items]}}


def leg(request: ApiRequest, leg_id: str) -> Json:
    """Get a leg."""
    return _leg_json(request, _find(request, leg_id, "leg"))


VOICE_ROUTES: Mapping[str, Callable[..., Json]] = {"/calls": calls, "/calls/<call_id>": call}
LEG_ROUTES: Mapping[str, Callable[..., Json]] = {"/legs": legs, "/legs/<leg_id>": leg}


def _page(request: ApiRequest) -> Page[Call]:
    request.require_application()
    parameters = request.parameters()
    status, conversation_id = parameters.choice("status", STATUSES), parameters.text("conversation_uuid")
    items = request.world.calls_of(status=status, conversation_id=conversation_id)
    return by_record_index(parameters, within_dates(items, parameters, lambda item: item.started))


def _find(request: ApiRequest, call_id: str, kind: str) -> Call:
    request.require_application()
    call = next((item for item in request.world.calls if item.id == call_id), None)
    if call is None:
        raise not_found(kind)
    return call


def _call_json(call: Call) -> Json:
    """Write a call; what is known only at its end is null until then."""
    seconds = call.billed_seconds
    return {
        "uuid": call.id,
        "conversation_uuid": call.conversation_id,
        "from": call.from_,
        "to": call.to,
        "status": call.status,
        "direction": call.direction,
        "rate": f"{PRICE_PER_MINUTE:.8f}" if call.ended else None,
        "price": None if seconds is None else f"{price(seconds):.8f}",
        "duration": None if seconds is None else str(seconds),
        "start_time": format_time(call.started),
        "end_time": format_time(call.ended) if call.ended else None,
        "network": NETWORK if call.ended else None,
        "_links": {"self": {"href": f"/v1/calls/{call.id}"}},
    }


def _leg_json(request: ApiRequest, call: Call) -> Json:
    """Write a leg; a time that is not known yet is an empty text."""
    remote = call.to if call.direction == "outbound" else call.from_
    state = "terminated" if call.ended else "active"
    session = {"rtc": {"session_id": ident("SES", call.id), "state": state}} if remote.get("type") == "app" else {}
    return {
        "uuid": call.id,
        "type": remote.get("type"),
        "conversation_uuid": call.conversation_id,
        "status": call.status,
        "state": state,
        "from": call.from_,
        "to": call.to,
        "start_time": format_time(call.started),
        "end_time": format_time(call.ended) if call.ended else "",
        **session,
        "_links": {"self": request.link(f"/legs/{call.id}")},
    }
