from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError, refuse
from capi_bot.sandbox.slack.rules import Problem


def test_a_refusal_tells_each_problem_in_both_of_slacks_places() -> None:
    with pytest.raises(RefusedError) as caught:
        refuse("invalid_blocks", (Problem(pointer="/blocks", message="no more than 50 items allowed"),))
    assert caught.value.as_json() == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": ["no more than 50 items allowed [json-pointer:/blocks]"],
        "response_metadata": {"messages": ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]},
    }


def test_a_view_that_is_wrong_is_told_once() -> None:
    with pytest.raises(RefusedError) as caught:
        refuse("invalid_arguments", (Problem(pointer="/view/type", message="unsupported type: page"),))
    assert caught.value.as_json() == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {"messages": ["[ERROR] unsupported type: page [json-pointer:/view/type]"]},
    }


def test_nothing_wrong_is_not_refused() -> None:
    refuse("invalid_blocks", ())


def test_what_is_not_possible_is_a_sentence_and_perhaps_one_for_each_field() -> None:
    error = NotPossibleError("Some fields are missing.", {"name": "Say a name."})
    assert str(error) == "Some fields are missing."
    assert error.fields == {"name": "Say a name."}
    assert NotPossibleError("No.").fields == {}
