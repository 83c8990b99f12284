from __future__ import annotations

import json
from typing import Any

import pytest

from capi_bot.sandbox.slack.delivery_bodies import Receipt
from capi_bot.sandbox.slack.failure_messages import TROUBLE, AppFailedError
from capi_bot.sandbox.slack.submissions import answered

VIEW = {"blocks": [{"type": "section", "block_id": "words"}, {"type": "input", "block_id": "name"}]}


def errors(**given: object) -> dict[str, Any]:
    return {"response_action": "errors", "errors": given}


def told(text: str) -> dict[str, Any]:
    return answered(Receipt(status=200, text=text), VIEW)


@pytest.mark.parametrize("text", ["", "\n", "{}"])
def test_an_app_that_only_takes_note_says_nothing(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    "answer",
    [
        errors(name="Say a name."),
        {"response_action": "clear"},
        {"response_action": "push", "view": {}},
        {"response_action": "update", "view": None},
    ],
)
def test_what_slack_documents_is_taken(answer: dict[str, Any]) -> None:
    assert told(json.dumps(answer)) == answer


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("thanks", "must be empty or a JSON object"),
        ([], "must be empty or a JSON object"),
        ({"response_action": "close"}, "must be one of: errors, update, push, clear [json-pointer:/response_action]"),
        ({"response_action": "errors"}, "missing required field: errors [json-pointer:]"),
        (errors(), "must name at least one input [json-pointer:/errors]"),
        (errors(words="No."), "invalid additional property: words [json-pointer:/errors]"),
        (errors(name=["No."]), "must provide a string [json-pointer:/errors/name]"),
        (errors(name=""), "must be more than 0 characters [json-pointer:/errors/name]"),
    ],
)
def test_anything_else_is_trouble_and_developers_hear_why(answer: object, why: str) -> None:
    with pytest.raises(AppFailedError) as caught:
        told(answer if isinstance(answer, str) else json.dumps(answer))
    assert (str(caught.value), caught.value.why) == (TROUBLE, why)


def test_an_app_that_fails_is_the_same_trouble() -> None:
    with pytest.raises(AppFailedError) as caught:
        answered(Receipt(error="operation_timeout"), VIEW)
    assert (str(caught.value), caught.value.why) == (TROUBLE, "operation_timeout")
