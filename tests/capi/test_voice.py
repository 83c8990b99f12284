from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from capi_bot.capi.models import Call, CallStatus, Page
from capi_bot.capi.pagination import Query
from capi_bot.capi.voice import list_call_log, list_calls_in_progress
from capi_bot.errors import UserError

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"


def test_each_status_is_one_request_and_with_an_executor_all_are_sent_at_once() -> None:
    all_three = Barrier(3)

    def fetch(path: str, parameters: Mapping[str, str]) -> object:
        all_three.wait(10)
        assert path == "/v1/calls"
        assert parameters == {"page_size": "100", "order": "desc", "status": parameters["status"]}
        return {"_embedded": {"calls": [{"uuid": parameters["status"], "status": parameters["status"]}]}}

    with ThreadPoolExecutor(2) as executor:
        calls = list_calls_in_progress(fetch, executor, CallStatus, None, 100)
    assert calls == tuple(Call(id=status, status=status) for status in ("started", "ringing", "answered"))


def test_a_call_that_changed_its_status_meanwhile_is_returned_once_with_the_later_status() -> None:
    def fetch(_: str, parameters: Mapping[str, str]) -> object:
        return {"_embedded": {"calls": [{"uuid": "leg-1", "status": parameters["status"]}]}}

    assert list_calls_in_progress(fetch, None, CallStatus, None, 100) == (Call(id="leg-1", status="answered"),)


def test_calls_without_an_id_are_all_returned() -> None:
    reply = {"_embedded": {"calls": [{"status": "ringing"}, {"status": "ringing"}]}}
    assert len(list_calls_in_progress(lambda *_: reply, None, [CallStatus.RINGING], None, 100)) == 2


def test_calls_can_be_filtered_by_conversation() -> None:
    requests: list[Mapping[str, str]] = []

    def fetch(_: str, parameters: Mapping[str, str]) -> object:
        requests.append(parameters)
        return {}

    assert list_calls_in_progress(fetch, None, [CallStatus.RINGING, CallStatus.RINGING], CON, 5) == ()
    assert requests == [{"page_size": "5", "order": "desc", "status": "ringing", "conversation_uuid": CON}]


def test_an_invalid_conversation_id_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(UserError):
        list_calls_in_progress(lambda *_: pytest.fail("a request was sent"), None, CallStatus, "../users", 100)


def test_a_status_may_be_a_plain_string() -> None:
    requests: list[str] = []

    def fetch(_: str, parameters: Mapping[str, str]) -> object:
        requests.append(parameters["status"])
        return {}

    assert list_calls_in_progress(fetch, None, ["ringing"], None, 100) == ()
    assert requests == ["ringing"]


def test_a_status_that_no_call_in_progress_has_is_refused() -> None:
    with pytest.raises(UserError, match="A call in progress is started, ringing, answered, not “completed”"):
        list_calls_in_progress(lambda *_: pytest.fail("a request was sent"), None, ["completed"], None, 100)


def test_without_a_status_nothing_is_sent() -> None:
    assert list_calls_in_progress(lambda *_: pytest.fail("a request was sent"), None, (), None, 100) == ()


def test_the_call_log_is_paged_by_record_index() -> None:
    requests: list[Mapping[str, str]] = []

    def fetch(path: str, parameters: Mapping[str, str]) -> object:
        assert path == "/v1/calls"
        requests.append(parameters)
        links = {"next": {"href": "/v1/calls?record_index=200"}, "prev": {"href": "/v1/calls?record_index=0"}}
        return {"_links": links, "_embedded": {"calls": [{"uuid": "leg-1", "status": "busy"}]}}

    page = list_call_log(fetch, Query(page_size=100, order="desc", cursor="100", filters={"date_start": "2026-11-01"}))

    assert page == Page(items=(Call(id="leg-1", status="busy"),), next="200", prev="0")
    assert requests == [{"page_size": "100", "order": "desc", "date_start": "2026-11-01", "record_index": "100"}]
