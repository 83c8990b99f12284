"""The Voice API's list of calls: those in progress, the cheapest answer to what is live, and all of them.

https://developer.vonage.com/en/api/voice
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from capi_bot.capi import ids, wire
from capi_bot.capi.arguments import check_statuses, show
from capi_bot.capi.models import Call, CallStatus, Page
from capi_bot.capi.pagination import Fetch, Query, build_filters, fetch_numbered_page
from capi_bot.capi.processes import ReadExecutor
from capi_bot.capi.transport import map_reads
from capi_bot.errors import InvalidArgumentError


def list_calls_in_progress(
    fetch: Fetch,
    executor: ReadExecutor | None,
    statuses: Iterable[str],
    conversation_id: str | None,
    page_size: int,
    *,
    mask: bool = True,
) -> tuple[Call, ...]:
    """List the newest calls of each status: one request per status, at the same time where there is an executor.

    A call that moved on between two responses is in the result once, as the later of its statuses. Statuses may be
    plain strings; `InvalidArgumentError` for one that no call in progress has, and for a malformed conversation id.
    https://developer.vonage.com/en/api/voice#getCalls
    """
    statuses = check_statuses(statuses)
    if conversation_id is not None:
        ids.path_segment("conversation", conversation_id)

    def list_calls(status: CallStatus) -> tuple[Call, ...]:
        filters = build_filters(status=status.value, conversation_uuid=conversation_id)
        return list_call_log(fetch, Query(page_size=page_size, order="desc", filters=filters), mask=mask).items

    pages = map_reads(executor, list_calls, dict.fromkeys(map(_parse_status, statuses)))
    return tuple({call.id or id(call): call for calls in pages for call in calls}.values())


def list_call_log(fetch: Fetch, query: Query, *, mask: bool = True) -> Page[Call]:
    """List calls in any status; the cursor is the record index of a page.

    https://developer.vonage.com/en/api/voice#getCalls
    """
    parse = partial(wire.parse_call, mask=mask)
    return fetch_numbered_page(fetch, "/v1/calls", query, "calls", parse)


def _parse_status(name: str) -> CallStatus:
    try:
        return CallStatus(name)
    except ValueError:
        raise InvalidArgumentError(
            f"A call in progress is {', '.join(CallStatus)}, not “{name if isinstance(name, str) else show(name)}”."
        ) from None
