from __future__ import annotations

import pytest

from capi_bot.sandbox.capi.refusals import body, forbidden, invalid, missing, platform, unauthorized, unrouted


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


def test_an_invalid_token_is_told_from_an_expired_one() -> None:
    invalid_token, expired = unauthorized("system:error:invalid-token"), unauthorized("system:error:expired-token")
    assert invalid_token.detail == "You did not provide a valid token. Please provide a valid token."
    assert expired.detail == "You provided an expired token. Please provide a valid token."


def test_each_refusal_has_its_status() -> None:
    assert (forbidden().status, missing("event").status, unrouted().status, invalid().status) == (403, 404, 404, 400)


@pytest.mark.parametrize(("status", "title"), [(403, "Forbidden"), (429, "Rate Limit Hit"), (503, "Internal Error")])
def test_the_platform_speaks_for_itself(status: int, title: str) -> None:
    told = platform(status, "trace")
    assert (told["title"], told["instance"]) == (title, "trace")
    assert str(told["type"]).startswith("https://developer.nexmo.com/api-errors#")
