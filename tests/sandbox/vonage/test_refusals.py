from __future__ import annotations

import pytest

from capi_bot.sandbox.vonage.refusals import (
    CODES,
    body,
    invalid,
    is_problem,
    missing,
    platform,
    refused,
)


def test_v1_tells_a_problem_with_every_parameter_that_is_wrong() -> None:
    told = body("/v1/users", invalid(("page_size", '"page_size" must be a number')), "trace")
    assert told == {
        "title": "Bad request.",
        "type": "https://developer.nexmo.com/api/conversation#http:error:validation-fail",
        "code": "http:error:validation-fail",
        "detail": "Input validation failure.",
        "instance": "trace",
        "invalid_parameters": [{"name": "page_size", "reason": '"page_size" must be a number'}],
    }


def test_beta_tells_a_code_and_a_description() -> None:
    assert body("/beta/users/USR-1", missing("user"), "trace") == {
        "code": "user:error:not-found",
        "description": "User does not exist, or you do not have access.",
    }


def test_a_missing_user_has_no_code_in_v1() -> None:
    assert "code" not in body("/v1/users/USR-1", missing("user"), "trace")
    assert body("/v1/conversations/CON-1", missing("conversation"), "trace")["code"] == "conversation:error:not-found"


@pytest.mark.parametrize(
    ("path", "problem"), [("/v1/users", True), ("/v0.3/users", True), ("/v0.2/users", False), ("/beta/users", False)]
)
def test_only_v1_and_v0_3_refuse_with_a_problem(path: str, problem: bool) -> None:  # noqa: FBT001 - a table's cell
    assert is_problem(path) is problem
    assert ("title" in body(path, refused("system:error:permission"), "trace")) is problem


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_refused_with_its_status_and_says_something(code: str) -> None:
    told = refused(code)
    assert (told.status, told.detail) == CODES[code]
    assert 400 <= told.status <= 500
    assert told.title.endswith(".")
    assert told.detail.endswith(".")


@pytest.mark.parametrize(("status", "title"), [(403, "Forbidden"), (429, "Rate Limit Hit"), (503, "Internal Error")])
def test_the_platform_speaks_for_itself(status: int, title: str) -> None:
    told = platform(status, "trace")
    assert (told["title"], told["instance"]) == (title, "trace")
    assert str(told["type"]).startswith("https://developer.nexmo.com/api-errors#")
