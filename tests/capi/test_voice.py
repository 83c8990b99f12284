from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Barrier

import pytest

from capi_bot.capi.models import Call, CallStatus, Page
from capi_bot.capi.parallel import Parallel
from capi_bot.capi.query import Query
from capi_bot.capi.voice import in_progress, log
from capi_bot.errors import UserError

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"


@pytest.fixture
def parallel() -> Iterator[Parallel]:
    parallel = Parallel(3)
    yield parallel
    parallel.close()


def test_each_status_is_one_request_and_all_are_sent_at_once(parallel: Parallel) -> None:
    together = Barrier(3)

    def fetch(path: str, parameters: Mapping[str, str]) -> object:
        together.wait(10)
        assert path == "/v1/calls"
        assert parameters == {"page_size": "100", "order": "desc", "status": parameters["status"]}
        return {"_embedded": {"calls": [{"uuid": parameters["status"], "status": parameters["status"]}]}}

    calls = in_progress(fetch, parallel, CallStatus, None, 100)
    assert calls == tuple(Call(id=status, status=status) for status in ("started", "ringing", "answered"))


def test_a_call_that_moved_on_meanwhile_is_told_once_as_it_is_now(parallel: Parallel) -> None:
    def fetch(_: str, parameters: Mapping[str, str]) -> object:
        return {"_embedded": {"calls": [{"uuid": "leg-1", "status": parameters["status"]}]}}

    assert in_progress(fetch, parallel, CallStatus, None, 100) == (Call(id="leg-1", status="answered"),)


def test_calls_without_an_id_are_not_taken_for_each_other(parallel: Parallel) -> None:
    reply = {"_embedded": {"calls": [{"status": "ringing"}, {"status": "ringing"}]}}
    assert len(in_progress(lambda *_: reply, parallel, [CallStatus.RINGING], None, 100)) == 2


def test_calls_can_be_those_of_one_conversation(parallel: Parallel) -> None:
    asked: list[Mapping[str, str]] = []

    def fetch(_: str, parameters: Mapping[str, str]) -> object:
        asked.append(parameters)
        return {}

    assert in_progress(fetch, parallel, [CallStatus.RINGING, CallStatus.RINGING], CON, 5) == ()
    assert asked == [{"page_size": "5", "order": "desc", "status": "ringing", "conversation_uuid": CON}]


def test_what_is_no_id_never_leaves_the_process(parallel: Parallel) -> None:
    with pytest.raises(UserError):
        in_progress(lambda *_: pytest.fail("asked"), parallel, CallStatus, "../users", 100)


def test_a_status_may_be_a_plain_string(parallel: Parallel) -> None:
    asked: list[str] = []

    def fetch(_: str, parameters: Mapping[str, str]) -> object:
        asked.append(parameters["status"])
        return {}

    assert in_progress(fetch, parallel, ["ringing"], None, 100) == ()
    assert asked == ["ringing"]


def test_a_status_that_no_call_in_progress_has_is_refused(parallel: Parallel) -> None:
    with pytest.raises(UserError, match="A call in progress is started, ringing, answered, not “completed”"):
        in_progress(lambda *_: pytest.fail("asked"), parallel, ["completed"], None, 100)


def test_no_status_is_no_request(parallel: Parallel) -> None:
    assert in_progress(lambda *_: pytest.fail("asked"), parallel, (), None, 100) == ()


def test_the_log_is_read_page_by_page_in_any_status() -> None:
    asked: list[Mapping[str, str]] = []

    def fetch(path: str, parameters: Mapping[str, str]) -> object:
        assert path == "/v1/calls"
        asked.append(parameters)
        links = {"next": {"href": "/v1/calls?record_index=200"}, "prev": {"href": "/v1/calls?record_index=0"}}
        return {"_links": links, "_embedded": {"calls": [{"uuid": "leg-1", "status": "busy"}]}}

    page = log(fetch, Query(page_size=100, order="desc", cursor="100", filters={"date_start": "2026-11-01"}))

    assert page == Page(items=(Call(id="leg-1", status="busy"),), next="200", prev="0")
    assert asked == [{"page_size": "100", "order": "desc", "date_start": "2026-11-01", "record_index": "100"}]
