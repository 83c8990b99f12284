"""Calls: those in progress, the cheapest answer to what is live, and all of them, newest or oldest first.

https://developer.vonage.com/en/api/voice
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from capi_bot.capi import ids, wire
from capi_bot.capi.models import Call, CallStatus, Page
from capi_bot.capi.pagination import Fetch
from capi_bot.capi.parallel import Parallel
from capi_bot.capi.query import Query, filters
from capi_bot.errors import UserError


def in_progress(
    fetch: Fetch, parallel: Parallel, statuses: Iterable[str], conversation_id: str | None, page_size: int
) -> tuple[Call, ...]:
    """List the newest calls of each status, in parallel. A call that moved on between two replies is told once.

    Statuses may be plain strings; `UserError` for one that no call in progress has.
    """
    if conversation_id is not None:
        ids.segment("conversation", conversation_id)
    command = partial(_with_status, fetch, conversation_id, page_size)
    calls = (call for found in parallel.map(command, dict.fromkeys(map(_status, statuses))) for call in found)
    return tuple({call.id or id(call): call for call in calls}.values())


def log(fetch: Fetch, query: Query) -> Page[Call]:
    """List calls in any status; the cursor is the record index of a page, as the API's own links tell it."""
    document = fetch("/v1/calls", query.parameters(cursor="record_index"))
    return Page(
        items=tuple(map(wire.call, wire.items(document, "calls"))),
        next=wire.neighbour(document, "next", "record_index"),
        prev=wire.neighbour(document, "prev", "record_index"),
    )


def _status(name: str) -> CallStatus:
    try:
        return CallStatus(name)
    except ValueError:
        raise UserError(f"A call in progress is {', '.join(CallStatus)}, not “{name}”.") from None


def _with_status(fetch: Fetch, conversation_id: str | None, page_size: int, status: CallStatus) -> tuple[Call, ...]:
    wanted = filters(status=status.value, conversation_uuid=conversation_id)
    query = Query(page_size=page_size, order="desc", filters=wanted)
    return tuple(map(wire.call, wire.items(fetch("/v1/calls", query.parameters()), "calls")))
