"""Random requests: filters of a list, the progress of a search, and errors of the API."""

from __future__ import annotations

import json

from capi_bot.capi.wire import parse_response
from capi_bot.domain.liveness import Liveness
from capi_bot.errors import CapiBotError, UserError
from capi_bot.slack.commands import EVERYTHING, ListFilter, list_filter
from capi_bot.slack.views import notices
from capi_bot.slack.views.search_progress import SearchPhase, SearchProgress
from tests.slack.views.random_values import Dice


def asked(dice: Dice) -> ListFilter:
    """Ask for conversations; whoever asks for what cannot be kept is shown everything."""
    wanted = ListFilter(
        state=dice.one((None, Liveness.LIVE, Liveness.ENDED)),
        since=dice.one(("", "2h", "today", "2026-11-01..2026-11-03")),
        oldest=dice.chance(0.5),
        party=dice.one(("", dice.text())),
        words=tuple(dice.many(0, 2, dice.text)),
    )
    try:
        return list_filter.read_filter(list_filter.write_filter(wanted))
    except UserError:
        return EVERYTHING


def walk(dice: Dice) -> SearchProgress:
    """Walk some way."""
    pace = dice.one(tuple(SearchPhase))
    failure = notices.describe_error(refused(dice), "").problem if pace is SearchPhase.FAILED else ""
    return SearchProgress(scanned=dice.count(0, 5000), phase=pace, failure=failure)


def refused(dice: Dice) -> CapiBotError:
    """Have the API refuse, in words of its own."""
    reasons = [{"name": dice.text(), "reason": dice.text()}]
    told = {"title": dice.text(), "detail": dice.text(), "code": dice.text(), "invalid_parameters": reasons}
    body = json.dumps(dice.spoiled(told | {"instance": dice.text()})).encode()
    try:
        parse_response(dice.one((400, 401, 403, 404, 409, 429, 500)), {"Retry-After": dice.text()}, body)
    except CapiBotError as error:
        return error
    raise AssertionError("a refusal was taken for an answer")
