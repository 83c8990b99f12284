from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.wire.responses import decipher, thing
from capi_bot.errors import (
    CapiBotError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    ProblemDetails,
    RateLimitedError,
    RemoteError,
    UnauthorizedError,
    UnreachableError,
)


def refusal(status: int, document: object, headers: dict[str, str] | None = None) -> ProblemDetails:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises((RemoteError, UnreachableError)) as refused:
        decipher(status, headers or {}, body)
    return refusal_of(refused.value)


def refusal_of(error: CapiBotError) -> ProblemDetails:
    assert isinstance(error, (RemoteError, UnreachableError))
    assert error.refusal is not None
    return error.refusal


def test_good_news_is_json() -> None:
    assert decipher(200, {}, b'{"id": "CON-1"}') == {"id": "CON-1"}
    assert decipher(200, {}, b"[]") == []


@pytest.mark.parametrize("body", [b"", b"<html>hello</html>", b"\xff\xfe", b"null", b"{", b"[" * 100_000])
def test_good_news_that_is_not_json_is_not_the_apis(body: bytes) -> None:
    with pytest.raises(UnreachableError, match="not JSON") as refused:
        decipher(200, {}, body)
    assert refused.value.refusal is None


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, InvalidRequestError),
        (401, UnauthorizedError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (405, InvalidRequestError),
        (409, InvalidRequestError),
        (410, NotFoundError),
        (415, InvalidRequestError),
        (429, RateLimitedError),
        (302, UnreachableError),
        (500, UnreachableError),
        (503, UnreachableError),
        (600, UnreachableError),
        (100, UnreachableError),
    ],
)
@pytest.mark.parametrize("body", [b"{}", b"", b"<html>", b'"text"', b'{"code": null, "error": null, "type": {}}'])
def test_each_status_has_its_error_whatever_the_body(status: int, error: type[CapiBotError], body: bytes) -> None:
    with pytest.raises(error) as refused:
        decipher(status, {}, body)
    assert type(refused.value) is error
    assert refusal_of(refused.value).status == status


def test_the_current_form_of_error_is_read_whole() -> None:
    document = {
        "title": "Bad request.",
        "type": "https://developer.nexmo.com/api/conversation#http:error:validation-fail",
        "code": "http:error:validation-fail",
        "detail": "Input validation failure.",
        "instance": "00a59166",
        "invalid_parameters": [{"name": "page_size", "reason": '"page_size" must be a number'}, None, {}],
    }
    assert refusal(400, document) == ProblemDetails(
        status=400,
        code="http:error:validation-fail",
        title="Bad request.",
        detail="Input validation failure.",
        parameters=(("page_size", '"page_size" must be a number'),),
        trace_id="00a59166",
    )


def test_the_form_of_error_of_beta_is_read() -> None:
    found = refusal(
        404,
        {
            "code": "conversation:error:not-found",
            "description": "Conversation does not exist, or you do not have access.",
        },
    )
    assert found.code == "conversation:error:not-found"
    assert str(found) == "404 Conversation does not exist, or you do not have access."


def test_the_invalid_parameters_of_beta_are_read() -> None:
    assert refusal(400, {"error": {"ttl": '"ttl" must be a number'}}).parameters == (("ttl", '"ttl" must be a number'),)


def test_a_missing_code_is_taken_from_the_type() -> None:
    document = {"type": "https://developer.nexmo.com/api-errors#unauthorized", "title": "Unauthorized"}
    assert refusal(401, document).code == "unauthorized"


def test_a_type_that_is_a_number_gives_no_code() -> None:
    assert refusal(400, {"type": 400, "title": "Bad Request"}).code == ""


def test_the_platforms_bare_error_is_a_title() -> None:
    assert refusal(400, {"Error": "Bad Request!"}).title == "Bad Request!"
    assert refusal(400, {"error": "invalid"}).title == "invalid"


def test_an_error_without_words_is_titled_by_its_status() -> None:
    assert refusal(404, b"<html>").title == "Not Found"
    assert refusal(499, b"").title == ""


def test_the_trace_id_of_the_header_wins() -> None:
    assert refusal(404, {"instance": "inner"}, {"X-Nexmo-Trace-Id": "outer"}).trace_id == "outer"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after": " 0 "}, 0.0),
        ({"Retry-After": "Thu, 25 Oct 2018 09:26:48 GMT", "Date": "Thu, 25 Oct 2018 09:26:18 GMT"}, 30.0),
        ({"Retry-After": "Thu, 25 Oct 2018 09:26:00 GMT", "Date": "Thu, 25 Oct 2018 09:26:18 GMT"}, 0.0),
        ({"Retry-After": "Thu, 25 Oct 2018 09:26:48 GMT"}, None),
        ({"Retry-After": "Thu, 25 Oct 2018 09:26:48 -0000", "Date": "Thu, 25 Oct 2018 09:26:18 GMT"}, None),
        ({"Retry-After": "7" * 400}, 86_400.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "nan"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert refusal(429, {}, headers).retry_after == seconds


def test_endless_words_are_cut_and_halved_characters_replaced() -> None:
    assert refusal(400, {"detail": "x" * 10_000}).detail == "x" * 500
    assert refusal(400, {"detail": "Not valid: token=hush"}).detail == "Not valid: token=••••"
    assert refusal(400, {"error": {"jwt": "Bearer hush"}}).parameters == (("jwt", "Bearer ••••"),)
    assert refusal(400, b'{"detail": "half \\ud83d"}').detail == "half ?"


def test_a_redirect_is_not_followed_but_told() -> None:
    with pytest.raises(UnreachableError, match=r"a redirect \(302\)"):
        decipher(302, {"Location": "https://elsewhere.example"}, b"")


def test_a_thing_is_an_object() -> None:
    assert thing({"id": "CON-1"}) == {"id": "CON-1"}
    with pytest.raises(UnreachableError, match="wrong shape"):
        thing(["CON-1"])


@given(
    st.integers(100, 699),
    st.dictionaries(st.sampled_from(["Retry-After", "Date", "X-Nexmo-Trace-Id"]), st.text()),
    st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda child: (
            st.lists(child)
            | st.dictionaries(st.sampled_from(["code", "type", "error", "detail", "invalid_parameters", "name"]), child)
        ),
    ).map(lambda document: json.dumps(document).encode()),
)
def test_no_reply_raises_anything_but_our_errors(status: int, headers: dict[str, str], body: bytes) -> None:
    try:
        decipher(status, headers, body)
        assert 200 <= status < 300
    except CapiBotError as error:
        str(error).encode()
