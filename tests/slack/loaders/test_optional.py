from __future__ import annotations

from concurrent.futures import Future, wait
from threading import Event

import pytest

from capi_bot.capi.models import Call
from capi_bot.errors import ForbiddenError, ProblemDetails, UnreachableError
from capi_bot.slack.loaders.optional import are_done, calls_or_none, completed, result_or_none
from capi_bot.slack.services import Services

TIMEOUT = 10.0
CALL = Call(id="1", conversation_id="CON-1", status="ringing")


def _read(result: tuple[Call, ...] | Exception | None) -> Future[tuple[Call, ...]]:
    read: Future[tuple[Call, ...]] = Future()
    if isinstance(result, Exception):
        read.set_exception(result)
    elif result is not None:
        read.set_result(result)
    return read


def test_calls_are_known_by_their_conversation() -> None:
    assert calls_or_none(_read((CALL,))) == {"CON-1": (CALL,)}


@pytest.mark.parametrize("result", [None, ForbiddenError(ProblemDetails(status=403)), UnreachableError("reset")])
def test_calls_that_are_late_or_refused_are_not_known(result: Exception | None) -> None:
    assert calls_or_none(_read(result)) is None


def test_what_is_told_beside_the_main_thing_is_taken_where_it_is_there() -> None:
    assert result_or_none(_read((CALL,))) == (CALL,)
    assert result_or_none(_read(None)) is None


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        calls_or_none(_read(ZeroDivisionError()))


def test_what_came_in_time_is_returned_and_the_rest_later(services: Services) -> None:
    go_on = Event()
    reads = services.page_reads.submit_each(lambda key: key.upper() if key == "a" else str(go_on.wait(TIMEOUT)), "ab")
    reads["a"].result(TIMEOUT)
    assert not are_done(reads.values())
    assert completed(reads) == {"a": "A"}
    go_on.set()
    wait(reads.values(), TIMEOUT)
    assert are_done(reads.values())
    assert completed(reads) == {"a": "A", "b": "True"}


def test_a_failed_read_is_left_out_and_logged_where_it_is_a_bug(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    def read(number: int) -> int:
        if number == 2:
            raise UnreachableError("refused")
        return 1 // number

    reads = services.page_reads.submit_each(read, (0, 1, 2))
    wait(reads.values(), TIMEOUT)
    assert are_done(reads.values())
    assert completed(reads) == {1: 1}
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ZeroDivisionError]


def test_nothing_to_read_is_done_at_once() -> None:
    assert are_done([])
    assert completed({}) == {}


def test_calls_are_known_once_they_are_there(services: Services) -> None:
    go_on = Event()
    read = services.page_reads.submit(lambda: (CALL,) if go_on.wait(TIMEOUT) else ())
    assert calls_or_none(read) is None
    go_on.set()
    wait([read], TIMEOUT)
    assert calls_or_none(read) == {"CON-1": (CALL,)}
