from __future__ import annotations

from concurrent.futures import Future

import pytest

from capi_bot.capi.models import Call
from capi_bot.errors import ForbiddenError, ProblemDetails, UnreachableError
from capi_bot.slack.loaders.optional import calls_or_none, result_or_none

CALL = Call(id="1", conversation_id="CON-1", status="ringing")


def _read(result: tuple[Call, ...] | Exception | None) -> Future[tuple[Call, ...]]:
    read: Future[tuple[Call, ...]] = Future()
    if isinstance(result, Exception):
        read.set_exception(result)
    elif result is not None:
        read.set_result(result)
    return read


def test_calls_are_known_by_their_conversation() -> None:
    assert calls_or_none(_read((CALL,)), 0) == {"CON-1": (CALL,)}


@pytest.mark.parametrize("result", [None, ForbiddenError(ProblemDetails(status=403)), UnreachableError("reset")])
def test_calls_that_are_late_or_refused_are_not_known(result: Exception | None) -> None:
    assert calls_or_none(_read(result), 0) is None


def test_what_is_told_beside_the_main_thing_is_taken_where_it_is_there() -> None:
    assert result_or_none(_read((CALL,))) == (CALL,)
    assert result_or_none(_read(None)) is None


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        calls_or_none(_read(ZeroDivisionError()), 0)
