from __future__ import annotations

import pytest

from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.calls import Call, calls
from capi_bot.sandbox.slack.refusals import RefusedError, refuse
from capi_bot.sandbox.slack.rules import Json, Problem

WHERE = "must be less than 151 characters [json-pointer:/blocks/0/text]"
TOO_LONG = Problem(pointer="/blocks/0/text", message="must be less than 151 characters")


@pytest.fixture
def journal() -> Journal:
    return Journal()


def refused(code: str) -> Json:
    with pytest.raises(RefusedError) as caught:
        refuse(code, (TOO_LONG,))
    return caught.value.as_json()


def test_a_call_is_told_with_its_arguments_before_it_is_answered(journal: Journal) -> None:
    journal.begin("delivery", "slash_commands", at=1.0)
    entry = journal.begin("method", "chat.postMessage", at=2.0, sent={"text": "x"})
    assert calls(journal) == (Call(method="chat.postMessage", arguments={"text": "x"}),)
    journal.end(entry, status="ok", ms=1.0, answered={"ok": True})
    assert calls(journal) == (Call(method="chat.postMessage", arguments={"text": "x"}),)


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_arguments"])
def test_a_call_that_was_refused_says_why_and_where(journal: Journal, code: str) -> None:
    entry = journal.begin("method", "ack", at=1.0, sent="words")
    journal.end(entry, status=code, ms=1.0, answered=refused(code), failed=True)
    [call] = calls(journal)
    assert (call.arguments, call.error) == ({}, code)
    assert WHERE in call.why[0]


def test_a_call_that_got_nothing_but_a_code_has_no_reasons(journal: Journal) -> None:
    journal.end(journal.begin("method", "auth.test", at=1.0), status="reset", ms=1.0, failed=True)
    assert calls(journal) == (Call(method="auth.test", arguments={}, error="reset"),)
