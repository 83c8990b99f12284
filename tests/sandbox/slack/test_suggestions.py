from __future__ import annotations

import json
from typing import Any

import pytest

from capi_bot.sandbox.slack.delivery_bodies import Receipt
from capi_bot.sandbox.slack.failure_messages import AppFailedError
from capi_bot.sandbox.slack.suggestions import MOST, suggested


def option(value: str = "ada") -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": "Ada"}, "value": value}


def group(*options: dict[str, Any]) -> dict[str, Any]:
    return {"label": {"type": "plain_text", "text": "People"}, "options": list(options)}


def offered(body: object) -> dict[str, Any]:
    return suggested(Receipt(status=200, text=json.dumps(body), headers={}))


@pytest.mark.parametrize(
    "body",
    [
        {"options": []},
        {"options": [option(str(each)) for each in range(MOST)]},
        {"option_groups": [group(option())]},
    ],
)
def test_what_the_app_offers_is_taken(body: dict[str, Any]) -> None:
    assert offered(body) == body


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({}, "option_groups"),
        ([], "option_groups"),
        ({"options": [option()] * (MOST + 1)}, "no more than 100 items allowed"),
        ({"options": [{"text": "Ada", "value": "ada"}]}, "/options/0/text"),
        ({"option_groups": [{"options": [option()]}]}, "/option_groups/0"),
    ],
)
def test_what_slack_would_not_take_looks_like_nothing_found(body: object, why: str) -> None:
    with pytest.raises(AppFailedError, match=r"^No results found$") as caught:
        offered(body)
    assert why in caught.value.why


def test_an_app_that_fails_looks_like_nothing_found() -> None:
    with pytest.raises(AppFailedError, match=r"^No results found$") as caught:
        suggested(Receipt(error="operation_timeout", headers={}))
    assert caught.value.why == "operation_timeout"
