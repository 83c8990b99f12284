"""What the API, or something in front of it, may send with status 200, and what it means; all of it over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.capi import CapiClient, Conversation, Event, Member, User
from capi_bot.errors import (
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    RateLimitedError,
    RemoteError,
    UnauthorizedError,
    UnreachableError,
)
from tests.capi.replies import CON, LISTS, MEM, ONE_THING, USR, Read, Replies

ERRORS: list[tuple[object, type[Exception], str]] = [
    ({"code": "conversation:error:not-found"}, NotFoundError, "not-found"),
    ({"code": "conversation:error:not-found", "description": "It is gone."}, NotFoundError, "It is gone"),
    ({"code": "member:error:not-found", "id": "0af7651916cd43dd"}, NotFoundError, "not-found"),
    ({"code": "system:error:expired-token"}, UnauthorizedError, "expired"),
    ({"code": "system:error:permission"}, ForbiddenError, "permission"),
    ({"code": "http:error:validation-fail"}, InvalidRequestError, "validation"),
    ({"code": "conversation:error:db"}, UnreachableError, "db"),
    ({"code": "conversation:error:brand-new"}, UnreachableError, "brand-new"),
    ({"type": "https://developer.nexmo.com/api-errors#rate-limit", "title": "Hit"}, RateLimitedError, "Hit"),
    ({"type": "https://developer.nexmo.com/api/conversation#user:error:not-found"}, NotFoundError, "not-found"),
    ({"type": "UNAUTHORIZED", "error_title": "Unauthorized"}, UnauthorizedError, "Unauthorized"),
    ({"status": 403}, ForbiddenError, "403"),
    ({"status": "404", "title": "Not Found"}, NotFoundError, "404 Not Found"),
    ({"statusCode": 429, "message": "Too many requests"}, RateLimitedError, "429 Too many"),
    ({"status_code": 503}, UnreachableError, "503"),
    ({"code": 401, "message": "Nobody"}, UnauthorizedError, "401 Nobody"),
    ({"error-code": "401", "error-code-label": "authentication failed"}, UnauthorizedError, "authentication failed"),
    ({"message": "Internal server error"}, UnreachableError, "Internal server error"),
    ({"error": "invalid"}, UnreachableError, "invalid"),
    ({"error": {"ttl": "must be a number"}}, UnreachableError, "ttl: must be a number"),
    ({"Error": "Bad Request!"}, UnreachableError, "Bad Request!"),
    ({"errors": [{"message": "no"}]}, UnreachableError, "status of a success"),
    ({"name": "NotFoundError", "message": "no such thing"}, NotFoundError, "no such thing"),
    ({"name": "NotFoundError"}, NotFoundError, "404 NotFoundError"),
    ({"name": "TokenExpiredException"}, UnauthorizedError, "401 TokenExpiredException"),
    ({"errorType": "TypeError", "errorMessage": "x is undefined"}, UnreachableError, "x is undefined"),
    ({"id": "r1", "code": "NOT_FOUND"}, NotFoundError, "404 NOT_FOUND"),
    (
        {"id": "r1", "error": "Not Found", "path": "/v1", "timestamp": "2026-01-01T12:00:00Z"},
        NotFoundError,
        "404 Not Found",
    ),
    ({"uuid": "0af7651916cd43dd", "error": "no"}, UnreachableError, "no"),
    ({"id": CON, "error": "no such thing"}, UnreachableError, "no such thing"),
    ({"id": CON, "member_id": None, "code": "CONVERSATION_NOT_FOUND"}, NotFoundError, "CONVERSATION_NOT_FOUND"),
    ({"id": CON, "message": "Forbidden"}, ForbiddenError, "Forbidden"),
    ({"id": CON, "success": False}, UnreachableError, "status of a success"),
    ({"id": CON, "exception": "broken"}, UnreachableError, "broken"),
    ({"error_code": 404}, NotFoundError, "404 Not Found"),
    ({"errorCode": "429"}, RateLimitedError, "429 Too Many"),
    ({"error": {"code": 404, "message": "gone"}}, NotFoundError, "gone"),
    ({"errors": [{"status": "403", "detail": "not yours"}]}, ForbiddenError, "not yours"),
    ({"fault": {"faultstring": "x", "detail": {"errorcode": "y"}}}, UnreachableError, "status of a success"),
    ({"success": False}, UnreachableError, "status of a success"),
    ({"ok": False, "msg": "no"}, UnreachableError, "no"),
    ({"status": "error", "message": "broken"}, UnreachableError, "broken"),
    ({"status": "fail", "data": None}, UnreachableError, "status of a success"),
    ({"reason": "Unauthorized"}, UnauthorizedError, "401 Unauthorized"),
    ({"title": "token=hush"}, UnreachableError, "token=••••"),
]
NO_REPLIES: list[object] = [
    *("text", 7, True, b"null", b"", b"<html>", b"[" * 100_000),
    *({"ok": True}, {"html": "<p>"}, {"timestamp": "2026-01-01T12:00:00Z", "path": "/v1/users"}),
    *({"id": "r1"}, {"name": "NAM-1", "state": "ACTIVE"}, {"request_id": CON}, {"": 1}, {"447700900000": {}}),
]


@pytest.mark.parametrize("read", [*ONE_THING.values(), *LISTS.values()], ids=[*ONE_THING, *LISTS])
def test_an_error_is_one_whatever_its_status_says(client: CapiClient, replies: Replies, read: Read) -> None:
    for replies.body, error, words in ERRORS:
        with pytest.raises(error, match=words) as raised:
            read(client)
        assert type(raised.value) is error
        assert isinstance(raised.value, (RemoteError, UnreachableError))
        assert "sent with the status of a success" in str(raised.value)
        assert raised.value.problem is not None


@pytest.mark.parametrize("read", [*ONE_THING.values(), *LISTS.values()], ids=[*ONE_THING, *LISTS])
def test_what_is_neither_a_thing_nor_a_list_is_an_error(client: CapiClient, replies: Replies, read: Read) -> None:
    for replies.body in NO_REPLIES:
        with pytest.raises(UnreachableError, match="not the Conversation API"):
            read(client)


@pytest.mark.parametrize("read", ONE_THING.values(), ids=ONE_THING)
def test_an_empty_reply_or_a_list_is_not_one_thing(
    client: CapiClient, beta: CapiClient, replies: Replies, read: Read
) -> None:
    for replies.body in ({}, {"id": None}, {"id": "", "name": ""}, [], [{"id": CON}], {"_embedded": {}, "_links": {}}):
        for version in (client, beta):
            with pytest.raises(UnreachableError, match="wrong shape"):
                read(version)


OTHER_THINGS: dict[str, list[object]] = {
    "conversation": [{"id": CON[:-1] + "7"}, {"id": USR}, {"id": 7, "uuid": ""}, {"id": MEM, "conversation_id": CON}],
    "member": [{"id": MEM[:-1] + "7"}, {"id": CON}, {"user_id": USR, "name": "ada", "state": "JOINED"}],
    "event": [{"id": 8, "type": "text"}, {"type": "text"}, {"id": "seven"}, {"id": True}, {"id": 7.5}, {"event_id": 7}],
    "user": [{"id": USR[:-1] + "7"}, {"id": MEM, "user": {"id": USR}}, {"name": "ada"}],
}


@pytest.mark.parametrize("read", ONE_THING)
def test_what_has_another_id_than_that_which_was_asked_for_is_another_thing(
    client: CapiClient, replies: Replies, read: str
) -> None:
    for replies.body in OTHER_THINGS[read]:
        with pytest.raises(UnreachableError, match=f"wrong shape.*, not the {read} ") as raised:
            ONE_THING[read](client)
        assert raised.value.problem is None


def test_an_error_about_the_shape_says_what_arrived_but_no_values(client: CapiClient, replies: Replies) -> None:
    replies.body = {"path": "/hush", "at": "447700900000", "447700900000": 1, "password=hush": 1}
    with pytest.raises(UnreachableError, match=f"an object with the fields path, at, not the user {USR}") as raised:
        client.user(USR)
    assert "hush" not in str(raised.value)
    assert "4477" not in str(raised.value)
    replies.body = {"id": CON[:-1] + "7", "name": "hush"}
    with pytest.raises(UnreachableError, match=f"another conversation, not the conversation {CON}") as raised:
        client.conversation(CON)


THINGS: dict[str, list[object]] = {
    "conversation": [
        {"id": CON},
        {"uuid": CON},
        {"id": CON.replace("bc", "BC")},
        {"id": 7, "uuid": CON},
        {"id": CON, "code": "gold", "title": "Line 1", "error": "", "message": "Welcome"},
        {"id": CON, "status": "started", "description": "Busy"},
        {"uuid": CON, "custom": {"code": "conversation:error:not-found", "status": 404}},
        {"id": CON, "name": "NotFoundError", "state": "ACTIVE"},
        {"id": CON, "name": "Not Found", "title": "Not Found", "error": {"a": 1}},
    ],
    "member": [{"id": MEM}, {"member_id": MEM}, {"id": MEM, "state": "LEFT", "reason": "Not Found", "error": "x"}],
    "event": [
        *({"id": value} for value in (7, "7", 7.0, "7.0")),
        {"id": 7, "type": "custom:token:refreshed"},
        {"id": 7, "type": "event:error", "body": {"code": "a:error:b", "status": 404}},
        {"id": 7, "type": "sip:hangup", "from": "MEM-1", "reason": "Not Found", "error": "busy"},
    ],
    "user": [{"id": USR}, {"user_id": USR}, {"id": USR, "name": "error", "description": "Forbidden"}],
}


@pytest.mark.parametrize("read", ONE_THING)
def test_a_thing_that_has_a_field_like_an_error_is_none(
    client: CapiClient, beta: CapiClient, replies: Replies, read: str
) -> None:
    for replies.body in THINGS[read]:
        found = ONE_THING[read](client)
        assert isinstance(found, (Conversation, Member, Event, User))
        assert str(found.id).lower() in {CON.lower(), MEM.lower(), "7", USR.lower()}
        if read != "member":  # beta reads it out of its conversation
            assert ONE_THING[read](beta) == found


def test_events_about_errors_are_events(client: CapiClient, replies: Replies) -> None:
    replies.body = {"id": 0, "type": "custom:error:printed", "body": {"code": "a:error:b", "status": 404}}
    assert client.event(CON, 0).type == "custom:error:printed"
    replies.body = [{"type": "event:error", "body": {"status": 404}}]
    assert [event.type for event in client.events(CON).items] == ["event:error"]


@pytest.mark.parametrize("body", [{"code": "a:error:not-found"}, {}, {"status": 403}, [{"title": "x"}]])
def test_the_json_of_any_path_is_returned_as_it_is(client: CapiClient, replies: Replies, body: object) -> None:
    replies.body = body
    assert client.get("/v1/anything") == body


START = datetime(2018, 10, 25, 9, 26, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("read", "body", "meaning"),
    [
        (lambda user: user.channels[0].address, {"channels": {"pstn": [{"number": 447700900000.0}]}}, "447700900000"),
        (lambda user: user.channels[0].address, {"channels": {"pstn": {"number": 4.477009e11}}}, "447700900000"),
        (lambda user: user.ttl, {"properties": {"ttl": "42.0"}}, 42),
        (lambda user: user.ttl, {"properties": {"ttl": "1_000"}}, None),
        (lambda user: user.created, {"timestamp": {"created": "2018-10-25t09:26:18z"}}, START),
        (lambda user: user.created, {"timestamp": {"created": "2018-10-25T09:25:78Z"}}, None),
        (lambda user: user.created, {"timestamp": {"created": "2018-10-25T09:25:60Z"}}, START - timedelta(seconds=18)),
        (lambda user: user.created, {"timestamp": {"created": 1_540_459_578}}, START),
        (lambda user: user.created, {"timestamp": {"created": 1_540_459_578_000}}, START),
        (lambda user: user.created, {"timestamp": {"created": "1540459578000"}}, START),
    ],
)
def test_numbers_and_times_are_read_in_every_form(
    client: CapiClient, replies: Replies, read: Callable[[User], object], body: dict[str, object], meaning: object
) -> None:
    replies.body = {"id": USR, **body}
    assert read(client.user(USR)) == meaning
