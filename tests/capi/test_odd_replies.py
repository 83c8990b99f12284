"""What the API, or something in front of it, may send with status 200, and what it means; all of it over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from capi_bot.capi import CapiClient, PrivateKey, User
from capi_bot.errors import (
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    RateLimitedError,
    RemoteError,
    UnauthorizedError,
    UnreachableError,
)

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
MEM = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"

Read = Callable[[CapiClient], object]

ONE_THING: dict[str, Read] = {
    "conversation": lambda client: client.conversation(CON),
    "member": lambda client: client.member(CON, MEM),
    "event": lambda client: client.event(CON, 7),
    "user": lambda client: client.user(USR),
}
LISTS: dict[str, Read] = {
    "conversations": lambda client: client.conversations(),
    "members": lambda client: client.members(CON),
    "members_in_full": lambda client: client.members_in_full(CON),
    "events": lambda client: client.events(CON),
    "users": lambda client: client.users(),
    "user_conversations": lambda client: client.user_conversations(USR),
    "user_sessions": lambda client: client.user_sessions(USR),
    "calls": lambda client: client.calls(),
    "call_log": lambda client: client.call_log(),
    "iter_events": lambda client: list(client.iter_events(CON)),
}


class Replies:
    """A server on loopback that answers every GET with `body`."""

    def __init__(self) -> None:
        self.body: object = {}
        replies = self

        class Requests(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                body = replies.body if isinstance(replies.body, bytes) else json.dumps(replies.body).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(scope="module")
def replies() -> Iterator[Replies]:
    replies = Replies()
    yield replies
    replies.close()


@pytest.fixture(scope="module")
def client(replies: Replies, private_key: PrivateKey) -> Iterator[CapiClient]:
    with CapiClient("app-1", private_key, base_url=replies.url) as client:
        yield client


@pytest.fixture(scope="module")
def beta(replies: Replies, private_key: PrivateKey) -> Iterator[CapiClient]:
    with CapiClient("app-1", private_key, base_url=replies.url, version="beta") as client:
        yield client


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
    ({"name": "NotFoundError", "message": "no such thing"}, UnreachableError, "no such thing"),
    ({"title": "token=hush"}, UnreachableError, "token=••••"),
]
NO_REPLIES: list[object] = ["text", 7, True, b"null", b"", b"<html>", b"[" * 100_000, {"ok": True}, {"html": "<p>"}]


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


@pytest.mark.parametrize("read", LISTS.values(), ids=LISTS)
def test_a_list_without_items_may_leave_out_any_part(client: CapiClient, replies: Replies, read: Read) -> None:
    for replies.body in ({}, {"_embedded": {}}, {"_embedded": None}, {"page_size": 10}, {"_links": {}}, []):
        assert not list(getattr(read(client), "items", ()))


@pytest.mark.parametrize("read", LISTS.values(), ids=LISTS)
def test_an_error_with_a_part_of_an_envelope_is_one(client: CapiClient, replies: Replies, read: Read) -> None:
    for envelope in ({"_embedded": {}}, {"_links": {"help": {"href": "/"}}}, {"page_size": 10}, {"_embedded": [None]}):
        for error in ({"title": "Oh"}, {"error": "Oh"}, {"code": "x:error:oh"}, {"status": 500}, {"message": "Oh"}):
            replies.body = envelope | error
            with pytest.raises(UnreachableError, match="status of a success"):
                read(client)


@pytest.mark.parametrize("title", ["", None, [], {}])
def test_a_list_whose_fields_of_an_error_are_empty_is_a_list(
    client: CapiClient, replies: Replies, title: object
) -> None:
    replies.body = {"_embedded": {"users": []}, "title": title, "error": title}
    assert client.users().items == ()


def test_a_list_with_items_and_a_title_is_a_list(client: CapiClient, replies: Replies) -> None:
    replies.body = {"_embedded": {"users": [{"id": USR}]}, "title": "Users", "message": "ok", "status": 200}
    assert [user.id for user in client.users().items] == [USR]


@pytest.mark.parametrize(
    "body",
    [
        [{"code": "user:error:not-found"}],
        [{"status": 404}],
        [{"status": 404}, {"status": 403}],
        {"_embedded": {"users": [{"code": "user:error:not-found"}]}},
        {"_embedded": {"data": [{"status": "404", "title": "No"}]}},
    ],
)
def test_an_error_in_place_of_the_items_of_beta_is_one(beta: CapiClient, replies: Replies, body: object) -> None:
    replies.body = body
    with pytest.raises(NotFoundError):
        beta.users()


@pytest.mark.parametrize(
    "body",
    [
        {"id": CON, "code": "gold", "title": "Line 1", "error": "", "message": "Welcome"},
        {"id": CON, "status": "started", "description": "Busy"},
        {"uuid": CON, "custom": {"code": "conversation:error:not-found", "status": 404}},
        {"name": "NAM-1", "state": "ACTIVE"},
    ],
)
def test_a_thing_that_has_a_field_like_an_error_is_none(client: CapiClient, replies: Replies, body: object) -> None:
    replies.body = body
    assert client.conversation(CON).id == CON


def test_events_about_errors_are_events(client: CapiClient, replies: Replies) -> None:
    replies.body = {"id": 0, "type": "custom:error:printed", "body": {"code": "a:error:b", "status": 404}}
    assert client.event(CON, 0).type == "custom:error:printed"
    replies.body = [{"type": "event:error", "body": {"status": 404}}]
    assert [event.type for event in client.events(CON).items] == ["event:error"]


def test_a_member_that_is_gone_though_its_status_is_that_of_a_success_stays_as_listed(
    make_client: Callable[..., CapiClient], serve: Callable[..., str], answer: Callable[..., None]
) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        is_list = "/members?" in request.path
        answer(request, {"_embedded": {"members": [{"id": MEM}]}} if is_list else {"code": "member:error:not-found"})

    page = make_client(base_url=serve(handle)).members_in_full(CON)
    assert [member.id for member in page.items] == [MEM]


@pytest.mark.parametrize("body", [{"code": "a:error:not-found"}, {}, {"status": 403}, [{"title": "x"}]])
def test_the_json_of_any_path_is_returned_as_it_is(client: CapiClient, replies: Replies, body: object) -> None:
    replies.body = body
    assert client.get("/v1/anything") == body


def test_the_cursor_of_the_next_page_is_sent_as_it_came(
    make_client: Callable[..., CapiClient], serve: Callable[..., str], answer: Callable[..., None]
) -> None:
    sent: list[str] = []
    cursors = ["a+b/c==", "c%2Bd%2Fe%3D%3D", "half \ud83d", "é%20"]

    def handle(request: BaseHTTPRequestHandler) -> None:
        sent.append(parse_qs(urlsplit(request.path).query).get("cursor", [""])[0])
        links = {"next": {"href": f"https://api-us-3.vonage.com/v1/users?cursor={cursors.pop(0)}"}} if cursors else {}
        answer(
            request, {"_embedded": {"users": [] if len(sent) % 2 else [{"id": f"USR-{len(sent)}"}]}, "_links": links}
        )

    users = make_client(base_url=serve(handle)).iter_users()
    assert [user.id for user in users] == ["USR-2", "USR-4"]  # empty pages with a next one do not end it
    assert users.is_complete
    assert sent == ["", "a+b/c==", "c+d/e==", "half ?", "é "]


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


def test_items_that_are_in_both_envelopes_come_once(client: CapiClient, replies: Replies) -> None:
    event = {"id": 1, "type": "text"}
    replies.body = {"_embedded": {"events": [event], "data": {"events": [event, {"id": 2}]}}}
    assert [event.id for event in client.iter_events(CON)] == [1, 2]
