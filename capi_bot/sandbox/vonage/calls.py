"""The list of calls of the Voice API, which takes the same token; a call outlives its conversation.

https://developer.vonage.com/en/api/voice
"""

from __future__ import annotations

from urllib.parse import urlencode

from capi_bot.sandbox.vonage.api_request import ApiRequest
from capi_bot.sandbox.vonage.pagination import by_record_index, record_index_queries, within_dates
from capi_bot.sandbox.world.records import NETWORK, PRICE_PER_MINUTE, Call, Json, format_time, price

STATUSES = (
    "started", "ringing", "answered", "machine", "completed", "busy", "cancelled", "failed", "rejected", "timeout",
    "unanswered",
)  # fmt: skip


def calls(request: ApiRequest) -> Json:
    """List calls by record index."""
    parameters = request.parameters()
    status, conversation_id = parameters.choice("status", STATUSES), parameters.text("conversation_uuid")
    items = request.world.calls_of(status=status, conversation_id=conversation_id)
    page = by_record_index(parameters, within_dates(items, parameters, lambda item: item.started))
    queries = record_index_queries(request, page.envelope)
    links = {rel: {"href": f"/v1/calls?{urlencode(query)}"} for rel, query in queries.items()}
    return {**page.envelope, "_links": links, "_embedded": {"calls": [_call_json(item) for item in page.items]}}


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
