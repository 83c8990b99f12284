"""Random requests: filters of a list, the progress of a search, and errors of the API."""

from __future__ import annotations

import json

from capi_bot.capi.wire import parse_response
from capi_bot.domain.liveness import Liveness
from capi_bot.errors import CapiBotError, UserError
from capi_bot.slack.commands import EVERYTHING, ListFilter, list_filter
from capi_bot.slack.views import notices
from capi_bot.slack.views.list_controls import SearchPhase, SearchProgress
from tests.slack.views.random_values import SeededRandom


def asked(rng: SeededRandom) -> ListFilter:
    """Ask for conversations; whoever asks for what cannot be kept is shown everything."""
    wanted = ListFilter(
        state=rng.one((None, Liveness.LIVE, Liveness.ENDED)),
        since=rng.one(("", "2h", "today", "2026-11-01..2026-11-03")),
        oldest=rng.chance(0.5),
        party=rng.one(("", rng.text())),
        words=tuple(rng.many(0, 2, rng.text)),
    )
    try:
        return list_filter.read_filter(list_filter.write_filter(wanted))
    except UserError:
        return EVERYTHING


def walk(rng: SeededRandom) -> SearchProgress:
    """Walk some way."""
    pace = rng.one(tuple(SearchPhase))
    failure = notices.describe_error(refused(rng), "").problem if pace is SearchPhase.FAILED else ""
    return SearchProgress(scanned=rng.count(0, 5000), phase=pace, failure=failure)


def refused(rng: SeededRandom) -> CapiBotError:
    """Have the API refuse, in words of its own."""
    reasons = [{"name": rng.text(), "reason": rng.text()}]
    problem = {"title": rng.text(), "detail": rng.text(), "code": rng.text(), "invalid_parameters": reasons}
    body = json.dumps(rng.corrupted(problem | {"instance": rng.text()})).encode()
    try:
        parse_response(rng.one((400, 401, 403, 404, 409, 429, 500)), {"Retry-After": rng.text()}, body)
    except CapiBotError as error:
        return error
    raise AssertionError("a refusal was taken for an answer")
