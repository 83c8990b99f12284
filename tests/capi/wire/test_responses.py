from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.wire.resources import CONVERSATION
from capi_bot.capi.wire.responses import (
    has_link,
    parse_count,
    parse_cursor,
    parse_items,
    parse_object,
    parse_response,
)
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


def problem(status: int, document: object, headers: dict[str, str] | None = None) -> ProblemDetails:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises((RemoteError, UnreachableError)) as raised:
        parse_response(status, headers or {}, body)
    return problem_of(raised.value)


def problem_of(error: CapiBotError) -> ProblemDetails:
    assert isinstance(error, (RemoteError, UnreachableError))
    assert error.problem is not None
    return error.problem


def test_a_successful_response_is_its_json() -> None:
    assert parse_response(200, {}, b'{"id": "CON-1"}') == {"id": "CON-1"}
    assert parse_response(200, {}, b"[]") == []


@pytest.mark.parametrize("body", [b"", b"<html>hello</html>", b"\xff\xfe", b"null", b"{", b"[" * 100_000])
def test_a_successful_response_that_is_not_json_is_unreachable(body: bytes) -> None:
    with pytest.raises(UnreachableError, match="not JSON") as raised:
        parse_response(200, {}, body)
    assert raised.value.problem is None


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
def test_each_status_has_its_error_class_whatever_the_body(status: int, error: type[CapiBotError], body: bytes) -> None:
    with pytest.raises(error) as raised:
        parse_response(status, {}, body)
    assert type(raised.value) is error
    assert problem_of(raised.value).status == status


def test_all_fields_of_an_error_of_v1_are_parsed() -> None:
    document = {
        "title": "Bad request.",
        "type": "https://developer.nexmo.com/api/conversation#http:error:validation-fail",
        "code": "http:error:validation-fail",
        "detail": "Input validation failure.",
        "instance": "00a59166",
        "invalid_parameters": [{"name": "page_size", "reason": '"page_size" must be a number'}, None, {}],
    }
    assert problem(400, document) == ProblemDetails(
        status=400,
        code="http:error:validation-fail",
        title="Bad request.",
        detail="Input validation failure.",
        parameters=(("page_size", '"page_size" must be a number'),),
        trace_id="00a59166",
    )


def test_an_error_of_beta_is_parsed() -> None:
    not_found = problem(
        404,
        {
            "code": "conversation:error:not-found",
            "description": "Conversation does not exist, or you do not have access.",
        },
    )
    assert not_found.code == "conversation:error:not-found"
    assert str(not_found) == "404 Conversation does not exist, or you do not have access."


def test_the_invalid_parameters_of_beta_are_parsed() -> None:
    assert problem(400, {"error": {"ttl": '"ttl" must be a number'}}).parameters == (("ttl", '"ttl" must be a number'),)


def test_a_missing_code_is_taken_from_the_type() -> None:
    document = {"type": "https://developer.nexmo.com/api-errors#unauthorized", "title": "Unauthorized"}
    assert problem(401, document).code == "unauthorized"


def test_a_type_that_is_a_number_gives_no_code() -> None:
    assert problem(400, {"type": 400, "title": "Bad Request"}).code == ""


def test_an_error_of_the_platform_becomes_the_title() -> None:
    assert problem(400, {"Error": "Bad Request!"}).title == "Bad Request!"
    assert problem(400, {"error": "invalid"}).title == "invalid"


def test_an_error_without_text_has_the_title_of_its_status() -> None:
    assert problem(404, b"<html>").title == "Not Found"
    assert problem(499, b"").title == ""


def test_the_trace_id_of_the_header_takes_precedence() -> None:
    assert problem(404, {"instance": "inner"}, {"X-Nexmo-Trace-Id": "outer"}).trace_id == "outer"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after": " 0 "}, 0.0),
        ({"Retry-After": "Thu, 25 Oct 2018 09:26:48 GMT", "Date": "Thu, 25 Oct 2018 09:26:18 GMT"}, 30.0),
        ({"Retry-After": "Thu, 25 Oct 2018 09:26:00 GMT", "Date": "Thu, 25 Oct 2018 09:26:18 GMT"}, 0.0),
        ({"Retry-After": "Thu, 25 Oct 2018 09:26:48 GMT"}, None),
        ({"Retry-After": "Thu, 25 Oct 2018 09:26:48 -0000", "Date": "Thu, 25 Oct 2018 09:26:18 GMT"}, 30.0),
        ({"Retry-After": "Thursday, 25-Oct-18 09:26:48 GMT", "Date": "Thu Oct 25 09:26:18 2018"}, 30.0),
        ({"Retry-After": "Thu, 25 Oct 2028 09:26:48 GMT", "Date": "Thu, 25 Oct 2018 09:26:18 GMT"}, 86_400.0),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": ".5"}, 0.5),
        ({"Retry-After": "2."}, 2.0),
        ({"Retry-After": "1,5"}, None),
        ({"Retry-After": "1e3"}, None),
        ({"Retry-After": "1_0"}, None),
        ({"Retry-After": "\u0667"}, None),
        ({"Retry-After": "."}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "7" * 400}, 86_400.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "nan"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_parsed_as_seconds_or_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert problem(429, {}, headers).retry_after == seconds


def test_texts_of_an_error_are_shortened_masked_and_encodable() -> None:
    assert problem(400, {"detail": "x" * 10_000}).detail == "x" * 500
    assert problem(400, {"detail": "Not valid: token=hush"}).detail == "Not valid: token=••••"
    assert problem(400, {"error": {"jwt": "Bearer hush"}}).parameters == (("jwt", "Bearer ••••"),)
    assert problem(400, b'{"detail": "half \\ud83d"}').detail == "half ?"


def test_a_redirect_is_unreachable() -> None:
    with pytest.raises(UnreachableError, match=r"a redirect \(302\)"):
        parse_response(302, {"Location": "https://elsewhere.example"}, b"")


def test_a_response_that_is_not_an_object_is_unreachable() -> None:
    assert parse_object({"id": CON}, CONVERSATION, CON) == {"id": CON}
    with pytest.raises(UnreachableError, match="wrong shape"):
        parse_object([CON], CONVERSATION, CON)


EVENT = {"id": 1}
CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
DEEP: object = json.loads("[" * 900 + "]" * 900)


@pytest.mark.parametrize(
    "document",
    [
        [EVENT],
        {"_embedded": [EVENT]},
        {"_embedded": {"events": [EVENT]}},
        {"_embedded": {"data": {"events": [EVENT]}}},
        {"_embedded": {"data": [EVENT]}},
        {"_embedded": {"events": EVENT}},
        {"_embedded": {"data": EVENT}},
        {"_embedded": {"data": {"events": EVENT}}},
        {"_embedded": EVENT},
        {"count": 1, "events": [EVENT]},
        {"events": EVENT},
        {"data": {"events": [EVENT]}},
        {"data": [EVENT]},
        {"_embedded": {"events": [EVENT, None, "junk", [], {}]}},
    ],
)
def test_items_are_found_in_every_envelope(document: object) -> None:
    assert parse_items(document, "events") == (EVENT,)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"_embedded": {"events": [EVENT], "data": {"events": [EVENT]}}}, (EVENT,)),
        ({"_embedded": {"events": [EVENT], "data": [{"id": 1, "type": "text"}, {"id": 2}]}}, (EVENT, {"id": 2})),
        ({"_embedded": {"events": [], "data": {"events": [EVENT, EVENT]}}}, (EVENT, EVENT)),
        (
            {"_embedded": {"events": [{"type": "a"}], "data": [{"type": "a"}, {"type": "b"}]}},
            ({"type": "a"}, {"type": "b"}),
        ),
        (
            {"_embedded": {"events": [{"type": "a", "body": DEEP}], "data": [{"type": "a", "body": DEEP}]}},
            ({"type": "a", "body": DEEP},),
        ),
        ({"_embedded": {"events": [EVENT], "data": [{"id": "1"}, {"id": 1.0}, {"id": 2}]}}, (EVENT, {"id": 2})),
        ({"events": [EVENT], "_embedded": {"events": [EVENT, {"id": 2}]}}, (EVENT, {"id": 2})),
    ],
)
def test_items_in_several_envelopes_are_returned_once(document: object, expected: object) -> None:
    assert parse_items(document, "events") == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"id": CON}, {"id": CON, "uuid": CON}, 1),
        ({"uuid": CON}, {"id": CON.lower()}, 1),
        ({"id": "CON-1"}, {"id": "CON-1", "uuid": "CON-1"}, 1),
        ({"id": CON, "_embedded": {"id": "MEM-1"}}, {"id": CON, "member_id": "MEM-1"}, 1),
        ({"id": CON, "_embedded": {"id": "MEM-1"}}, {"id": CON}, 1),
        ({"id": CON}, {"id": CON, "_embedded": {"id": "MEM-1"}}, 1),
        ({"id": CON, "_embedded": {"id": "MEM-1"}}, {"id": CON, "_embedded": {"id": "MEM-2"}}, 2),
        ({"id": CON}, {"id": CON[:-1] + "7"}, 2),
    ],
)
def test_an_item_is_the_same_whichever_fields_have_its_id(first: object, second: object, expected: int) -> None:
    for envelopes in (
        {"_embedded": {"conversations": [first], "data": [second]}},
        {"conversations": [first], "_embedded": {"data": {"conversations": [second]}}},
    ):
        assert len(parse_items(envelopes, "conversations")) == expected


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"_embedded": {}},
        {"_embedded": None},
        {"_embedded": {"events": None}},
        {"_embedded": {"events": {}}},
        {"_embedded": {"data": None}},
        {"_embedded": {"data": {"events": []}}},
        {"_embedded": {"events": [], "users": [EVENT]}},
        {"_embedded": {"users": []}},
        {"events": []},
        {"data": []},
        [],
    ],
)
def test_a_list_without_items_may_leave_out_any_part(document: object) -> None:
    assert parse_items(document, "events") == ()


@pytest.mark.parametrize("document", ["a page of HTML", 7, True])
def test_a_response_without_an_envelope_is_unreachable(document: object) -> None:
    with pytest.raises(UnreachableError, match="wrong shape"):
        parse_items(document, "events")


@pytest.mark.parametrize(
    ("link", "cursor"),
    [
        ({"href": "https://api-us-3.vonage.com/v1/users?page_size=2&cursor=7EjDNQ%2B%3D%3D"}, "7EjDNQ+=="),
        ("https://api-us-3.vonage.com/v1/users?cursor=abc#top", "abc"),
        ({"href": "https://[broken/?cursor=abc"}, "abc"),
        ({"href": "https://api.nexmo.com/v1/users?page_size=2"}, None),
        ({"href": "https://api.nexmo.com/v1/users"}, None),
        ({"href": "/v1/users?cursor=a+b/c=="}, "a+b/c=="),
        ({"href": "/v1/users?cursor=a%20b"}, "a b"),
        ({"href": "/v1/users?cursor=a;b"}, "a;b"),
        ({"href": "/v1/users?page_size=2&amp;cursor=abc"}, "abc"),
        ({"href": "/v1/users?%63ursor=abc&cursor=d"}, "abc"),
        ({"href": "/v1/users?cursor=&cursor=d"}, "d"),
        ({"href": "/v1/users?cursor=half \ud83d"}, "half ?"),
        ({"href": "/v1/users?cursor=%ed%a0%80%ff"}, "\ufffd" * 4),
        ({"href": "/v1/users?cursor="}, None),
        ({"href": "/v1/users?cursor"}, None),
        ([{"href": "/v1/users?cursor=abc"}, {"href": "/v1/users?cursor=d"}], "abc"),
        ([], None),
        ({"href": None}, None),
        ({}, None),
        (None, None),
        (7, None),
    ],
)
def test_the_cursor_is_parsed_from_the_link(link: object, cursor: str | None) -> None:
    assert parse_cursor({"_links": {"next": link}}, "next") == cursor


@pytest.mark.parametrize("document", [{}, [], {"_links": None}, {"_links": {"self": {"href": "/?cursor=a"}}}])
def test_a_list_without_links_has_no_cursors(document: object) -> None:
    assert parse_cursor(document, "next") is None
    assert parse_cursor(document, "prev") is None


def test_the_links_of_beta_have_a_record_index() -> None:
    document = {"_links": {"prev": {"href": "https://api.nexmo.com/beta/conversations?page_size=10&record_index=20"}}}
    assert parse_cursor(document, "prev", "record_index") == "20"


@pytest.mark.parametrize(
    ("link", "named"),
    [
        *(({"href": href}, True) for href in ("/v1/users?page_size=2", "/v1/users?cursor=", 7, {"url": "/"})),
        *((link, True) for link in ("/v1/users", 7, True, {"url": "/v1/users"}, [{"href": "/v1/users"}])),
        *(({"href": href, "templated": True}, False) for href in (None, "", [], False)),
        *((link, False) for link in (None, "", [], {}, False, [None], [{"href": ""}])),
    ],
)
def test_a_link_shows_that_there_is_a_page_also_where_it_cannot_be_read(link: object, *, named: bool) -> None:
    assert has_link({"_links": {"next": link}}, "next") is named
    assert not has_link({"_links": {"next": link}}, "prev")


def test_links_in_an_array_are_read() -> None:
    links = [{"rel": "self", "href": "/?cursor=a"}, None, {"rel": "next", "href": "/?cursor=b"}]
    assert parse_cursor({"_links": links}, "next") == "b"
    assert (has_link({"_links": links}, "next"), has_link({"_links": links}, "prev")) == (True, False)


@pytest.mark.parametrize(("document", "number"), [({"count": 100}, 100), ({"count": "7"}, 7), ({}, 0), ([], 0)])
def test_the_count_is_zero_where_the_response_has_none(document: object, number: int) -> None:
    assert parse_count(document) == number


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
def test_no_response_raises_anything_but_our_errors(status: int, headers: dict[str, str], body: bytes) -> None:
    try:
        parse_response(status, headers, body)
        assert 200 <= status < 300
    except CapiBotError as error:
        str(error).encode()
