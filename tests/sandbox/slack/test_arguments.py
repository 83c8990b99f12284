from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import EnvironBuilder

from capi_bot.sandbox.slack.arguments import Asked, asked
from capi_bot.sandbox.slack.refusals import RefusedError

FORM = "application/x-www-form-urlencoded"


def read(**request: Any) -> Asked:  # noqa: ANN401 - the builder's own
    return asked(EnvironBuilder(path="/api/chat.update", **request).get_request())


def post(content_type: str, data: bytes = b'{"ts": "1.0"}') -> Asked:
    return read(method="POST", content_type=content_type, data=data)


def test_a_query_a_form_and_json_say_the_same() -> None:
    for said in (
        read(query_string={"ts": "1.0"}),
        read(method="POST", data={"ts": "1.0"}),
        read(method="POST", content_type="multipart/form-data", data={"ts": "1.0"}),
        post("application/json; charset=utf-8"),
    ):
        assert said == Asked(arguments={"ts": "1.0"})


def test_a_post_may_say_all_in_its_query() -> None:
    assert read(method="POST", query_string={"ts": "1.0"}).arguments == {"ts": "1.0"}


def test_the_token_comes_in_a_header_or_in_a_form() -> None:
    assert read(headers={"Authorization": "Bearer xoxb-1"}) == Asked(arguments={}, token="xoxb-1")
    for form in (read(query_string={"token": "xoxb-1"}), read(method="POST", data={"token": "xoxb-1"})):
        assert form == Asked(arguments={}, token="xoxb-1")


def test_a_token_in_json_is_neither_used_nor_kept() -> None:
    assert post("application/json;charset=utf-8", b'{"token": "xoxb-1"}') == Asked(arguments={})


@pytest.mark.parametrize(
    ("content_type", "warnings"),
    [
        ("application/json", ("missing_charset",)),
        ("application/json; charset=utf-8", ()),
        (FORM, ()),
        (f"{FORM}; charset=utf-8", ("superfluous_charset",)),
    ],
)
def test_slack_minds_the_charset(content_type: str, warnings: tuple[str, ...]) -> None:
    assert post(content_type).warnings == warnings


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[]", "json_not_object"),
        ("application/json; charset=utf-16", b"{}", "invalid_charset"),
        ("application/xml", b"<ts/>", "invalid_post_type"),
        ("", b"ts=1.0", "missing_post_type"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(content_type: str, body: bytes, error: str) -> None:
    with pytest.raises(RefusedError, match=error):
        post(content_type, body)
