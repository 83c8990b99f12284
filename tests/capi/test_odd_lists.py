"""What the API, or something in front of it, may send in place of a list, and what it means; all of it over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest

from capi_bot.capi import CapiClient
from capi_bot.errors import ForbiddenError, NotFoundError, RateLimitedError, UnreachableError
from tests.capi.replies import CON, LISTS, MEM, USR, Read, Replies


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


NAMES = {name: "conversations" if name == "user_conversations" else name for name in LISTS} | {
    "members_in_full": "members",
    "user_sessions": "sessions",
    "call_log": "calls",
    "iter_events": "events",
}
"""What each list is called in the envelopes."""
NO_ITEMS: list[tuple[Callable[[str], object], type[Exception], str]] = [
    (lambda _: {"_embedded": {"code": "user:error:not-found"}}, NotFoundError, "not-found"),
    (lambda _: {"_embedded": {"status": 403}}, ForbiddenError, "403"),
    (lambda _: {"_embedded": {"errors": [{"status": 429}]}}, RateLimitedError, "429"),
    (lambda _: {"_embedded": {"data": {"error": "no"}}}, UnreachableError, "no "),
    (lambda name: {"_embedded": {name: {"code": "user:error:not-found"}}}, NotFoundError, "not-found"),
    (lambda name: {"_embedded": {name: {"id": "r1", "code": "NOT_FOUND"}}}, NotFoundError, "NOT_FOUND"),
    (lambda name: {"_embedded": {name: [{"id": "r1", "error": "Not Found"}]}}, NotFoundError, "Not Found"),
    (lambda name: {"_embedded": {name: [{"name": "NotFoundError"}]}}, NotFoundError, "NotFoundError"),
    (lambda name: {name: [{"status": 404}]}, NotFoundError, "404"),
    (lambda name: {name: {"status": 404}}, NotFoundError, "404"),
    (lambda _: {"_embedded": "Not Found"}, NotFoundError, "404 Not Found"),
    (lambda name: {"_embedded": {name: "Forbidden"}}, ForbiddenError, "403 Forbidden"),
    (lambda name: {"_embedded": {"data": {name: "no such thing"}}}, UnreachableError, "no such thing"),
    (lambda _: ["Not Found"], NotFoundError, "404 Not Found"),
    (lambda _: ["no such thing", None], UnreachableError, "no such thing"),
    (lambda _: {"page_size": 10, "error_code": 404}, NotFoundError, "404 Not Found"),
    (lambda _: {"page_size": 10, "errorMessage": "broken"}, UnreachableError, "broken"),
    (lambda _: {"_links": {}, "success": False}, UnreachableError, "status of a success"),
    (lambda name: {"_embedded": {name: []}, "reason": "no"}, UnreachableError, "no "),
    (lambda _: {"_embedded": {"things": [{"id": 1}]}}, UnreachableError, "fields things, not a list of"),
    (lambda _: {"_embedded": {"data": {"things": [{"id": 1}]}}}, UnreachableError, "not a list of"),
    (lambda name: {"_embedded": {name: {"a": {"b": 1}}}}, UnreachableError, "not a list of"),
    (lambda name: {"_embedded": {name: [{"a": {"b": 1}}]}}, UnreachableError, "the fields a, not a list of"),
    (lambda name: {"_embedded": {name: [{}, None]}}, UnreachableError, "not a list of"),
    (lambda name: {"_embedded": {name: 7}}, UnreachableError, "a number or truth value, not a list of"),
    (lambda _: {"_embedded": True}, UnreachableError, "a number or truth value, not a list of"),
    (lambda _: [[]], UnreachableError, "not a list of"),
    (lambda _: ["+44 7700 900000"], UnreachableError, "Conversation API's: a text, not a list of"),
    (lambda name: {name: "447700900000"}, UnreachableError, "Conversation API's: a text, not a list of"),
    (lambda name: {"_embedded": {name: [{"timestamp": "2026-01-01T12:00:00Z"}]}}, UnreachableError, "not a list of"),
    (lambda name: {"_embedded": {name: [{"response": {"status": 404}}]}}, NotFoundError, "404"),
    (lambda name: {"_embedded": {name: [{"status": {"code": 404}}]}}, NotFoundError, "404"),
    (lambda name: {name: [{"type": "about:blank"}]}, UnreachableError, "status of a success"),
    (lambda name: {name: [{"state": "ERROR"}]}, UnreachableError, "not a list of"),
    (lambda _: {"page_size": 10, "status": "NOT_FOUND"}, NotFoundError, "NOT_FOUND"),
    (lambda _: {"page_size": 10, "isError": True}, UnreachableError, "status of a success"),
    (lambda _: {"page_size": 10, "faultstring": "broken"}, UnreachableError, "broken"),
    (lambda _: {"_embedded": {}, "success": "false"}, UnreachableError, "false|status of a success"),
    (lambda _: {"_links": {}, "responseCode": 404}, NotFoundError, "404"),
    (lambda _: {"_embedded": {}, "timestamp": 1, "path": "/"}, UnreachableError, "timestamp, path, not a list of"),
    (lambda _: {"count": 0, "state": "ERROR"}, UnreachableError, "fields count, state, not a list of"),
]


@pytest.mark.parametrize("read", LISTS)
def test_what_stands_in_place_of_the_items_is_an_error(client: CapiClient, replies: Replies, read: str) -> None:
    for body, error, words in NO_ITEMS:
        replies.body = body(NAMES[read])
        with pytest.raises(error, match=words) as raised:
            LISTS[read](client)
        assert type(raised.value) is error


@pytest.mark.parametrize("read", ["events", "users", "user_conversations"])
def test_what_stands_in_place_of_the_items_of_beta_is_an_error(beta: CapiClient, replies: Replies, read: str) -> None:
    for body, error, words in NO_ITEMS:
        replies.body = body(NAMES[read])
        with pytest.raises(error, match=words):
            LISTS[read](beta)


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ([{"code": "member:error:not-found"}], NotFoundError),
        ({"status": 403}, ForbiddenError),
        (["Not Found"], NotFoundError),
        ("Not Found", NotFoundError),
        (7, UnreachableError),
    ],
)
def test_what_stands_in_place_of_the_members_in_a_conversation_is_an_error(
    beta: CapiClient, replies: Replies, members: object, error: type[Exception]
) -> None:
    replies.body = {"uuid": CON, "name": "c", "members": members}
    for read in (beta.members, beta.members_in_full):
        with pytest.raises(error):
            read(CON)
    with pytest.raises(error):
        beta.member(CON, MEM)
    assert not beta.conversation(CON).members


@pytest.mark.parametrize("other", [{"code": "user:error:not-found"}, {"id": "r1", "error": "x"}, "text", None, {}, 7])
def test_an_item_that_cannot_be_read_does_not_lose_the_others(
    client: CapiClient, beta: CapiClient, replies: Replies, other: object, caplog: pytest.LogCaptureFixture
) -> None:
    replies.body = [{"id": USR}, other, {"id": "USR-2", "name": "ada"}]
    for version in (client, beta):
        assert [user.id for user in version.users()] == [USR, "USR-2"]
    assert caplog.messages == ["Left out 1 of 3 users, which are errors or have no id."] * 2
    replies.body = {"uuid": CON, "members": [{"member_id": MEM}, other, {"user_id": USR}]}
    assert [member.id for member in beta.conversation(CON).members or ()] == [MEM, ""]
    assert [member.id for member in beta.members(CON)] == [MEM, ""]


@pytest.mark.parametrize(
    ("read", "item"),
    [
        ("conversations", {"id": "r1"}),
        ("conversations", {"id": "r1", "timestamp": {"created": "2026-01-01T12:00:00Z"}}),
        ("members", {"id": "r1"}),
        ("events", {"id": "r1"}),
        ("users", {"id": "r1", "timestamp": "2026-01-01T12:00:00Z"}),
        ("user_sessions", {"id": "r1"}),
    ],
)
def test_an_item_of_which_only_an_id_of_another_form_is_there_is_none(
    client: CapiClient, replies: Replies, read: str, item: object
) -> None:
    replies.body = [item]
    with pytest.raises(UnreachableError, match="not a list of"):
        LISTS[read](client)


@pytest.mark.parametrize(
    ("read", "item"),
    [
        ("conversations", {"id": "r1", "name": "c"}),
        ("conversations", {"uuid": "CON-1"}),
        ("members", {"id": "r1", "state": "LEFT"}),
        ("events", {"id": "-1"}),
        ("events", {"id": "r1", "body": {"error": "x"}}),
        ("users", {"id": "USR-1"}),
        ("users", {"id": 7, "name": "ada"}),
        ("call_log", {"uuid": "leg-1"}),
        ("conversations", {"id": CON, "name": "error", "title": "Not Found", "description": "Forbidden", "code": "x"}),
        ("events", {"id": 7, "type": "event:error", "from": MEM, "code": 404, "error": "x"}),
    ],
)
def test_an_item_with_an_id_of_another_form_or_fields_like_an_error_is_one(
    client: CapiClient, replies: Replies, read: str, item: object
) -> None:
    replies.body = {"_embedded": {NAMES[read]: [item]}}
    assert len(LISTS[read](client).items) == 1  # type: ignore[attr-defined] # it is a page


def test_items_without_an_id_are_those_of_lists_that_have_such(client: CapiClient, replies: Replies) -> None:
    replies.body = [{"type": "text"}, {"type": "event:error", "body": {"status": 404}}]
    assert [event.type for event in client.events(CON)] == ["text", "event:error"]
    replies.body = [{"user_id": USR, "name": "ada", "user_name": "ada", "state": "JOINED"}]
    assert [member.user_id for member in client.members(CON)] == [USR]
    replies.body = {"_embedded": {"calls": [{"status": "ringing"}]}}
    assert [call.status for call in client.call_log()] == ["ringing"]
    replies.body = {"_embedded": {"calls": [{"status": "error"}]}}
    with pytest.raises(UnreachableError, match="status of a success"):
        client.call_log()


EVENT = {"id": 1, "type": "text"}


@pytest.mark.parametrize(
    "body",
    [
        {"_embedded": {"events": EVENT}},
        {"_embedded": EVENT},
        {"_embedded": {"data": EVENT}},
        {"count": 1, "events": [EVENT]},
        {"events": EVENT},
        {"data": [EVENT]},
        {"data": {"events": [EVENT]}, "_links": {}},
    ],
)
def test_items_are_found_without_an_array_and_outside_of_embedded(
    client: CapiClient, beta: CapiClient, replies: Replies, body: object
) -> None:
    replies.body = body
    for version in (client, beta):
        events = version.iter_events(CON)
        assert [event.id for event in events] == [1]
        assert events.is_complete


def _serve_calls(
    answer: Callable[..., None], total: int, asked: list[int], **envelope: object
) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer as the list of calls does, two a page at most, but without links."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        index = int(parse_qs(urlsplit(request.path).query).get("record_index", ["0"])[0])
        asked.append(index)
        calls = [{"uuid": f"leg-{number}"} for number in range(index, min(index + 2, total))]
        counted = {"count": total, "page_size": 2, "record_index": index}
        answer(request, counted | {"_embedded": {"calls": calls}} | envelope)

    return handle


@pytest.mark.parametrize("total", [0, 1, 2, 3, 4, 7])
@pytest.mark.parametrize("link", [None, {"href": "/v1/calls"}, {"href": "/v1/calls?record_index=next"}])
def test_the_count_says_where_the_list_of_calls_ends(
    make_client: Callable[..., CapiClient],
    serve: Callable[..., str],
    answer: Callable[..., None],
    total: int,
    link: object,
) -> None:
    asked: list[int] = []
    links: dict[str, object] = {"_links": {"prev": link}} if link else {}
    client = make_client(base_url=serve(_serve_calls(answer, total, asked, **links)))
    calls = client.iter_call_log(page_size=2)
    assert [call.id for call in calls] == [f"leg-{number}" for number in range(total)]
    assert calls.is_complete
    assert asked == list(range(0, max(total, 1), 2))


def test_a_server_with_smaller_pages_of_calls_loses_none(
    make_client: Callable[..., CapiClient], serve: Callable[..., str], answer: Callable[..., None]
) -> None:
    client = make_client(base_url=serve(_serve_calls(answer, 7, [])))
    calls = client.iter_call_log(page_size=5)
    assert [call.id for call in calls] == [f"leg-{number}" for number in range(7)]
    page = client.call_log(page_size=5, cursor="5")
    assert (page.next, page.prev) == (None, "0")


def test_a_list_of_calls_that_has_more_than_it_gives_is_not_complete(client: CapiClient, replies: Replies) -> None:
    replies.body = {"count": 5, "record_index": 0, "_embedded": {"calls": []}}
    calls = client.iter_call_log(page_size=1)
    assert (list(calls), calls.is_complete) == ([], False)


UNREADABLE: list[object] = [
    *({"href": href} for href in ("/v1/users?page_size=10", "/v1/users", "/v1/users?cursor=", 7, {"a": 1})),
    *("/v1/users?page=2", 7, True, {"url": "/v1/users?cursor=a"}, [{"href": "/v1/users"}]),
]


@pytest.mark.parametrize("link", UNREADABLE)
def test_a_next_page_whose_link_cannot_be_read_is_not_the_end(
    client: CapiClient, replies: Replies, link: object, caplog: pytest.LogCaptureFixture
) -> None:
    replies.body = {"_embedded": {"users": [{"id": USR}]}, "_links": {"next": link}}
    page = client.users()
    assert ([user.id for user in page], page.next, page.is_next_unknown) == ([USR], None, True)
    users = client.iter_users()
    assert ([user.id for user in users], users.is_complete) == ([USR], False)
    assert caplog.messages == ["A list was left after page 1: it has more, but the API does not say where."]


@pytest.mark.parametrize("link", [None, "", {}, [], False, {"href": None}, {"href": "", "templated": True}])
def test_an_empty_link_is_that_of_a_last_page(client: CapiClient, replies: Replies, link: object) -> None:
    replies.body = {"_embedded": {"users": [{"id": USR}]}, "_links": {"next": link}}
    users = client.iter_users()
    assert ([user.id for user in users], users.is_complete, client.users().is_next_unknown) == ([USR], True, False)


@pytest.mark.parametrize(("count", "is_complete"), [(1, True), (0, True), ("2", False), (100, False)])
def test_a_list_with_a_higher_count_than_items_and_without_a_next_page_is_not_complete(
    client: CapiClient, beta: CapiClient, replies: Replies, count: object, *, is_complete: bool
) -> None:
    replies.body = {"count": count, "_embedded": {"users": [{"id": USR}]}}
    for version in (client, beta):
        users = version.iter_users()
        assert ([user.id for user in users], users.is_complete) == ([USR], is_complete)


@pytest.mark.parametrize("read", ["events", "users", "user_conversations"])
def test_a_list_of_beta_that_names_a_next_page_is_not_complete(beta: CapiClient, replies: Replies, read: str) -> None:
    item = {"id": {"events": 1, "users": USR}.get(read, CON)}
    replies.body = {"_embedded": {NAMES[read]: [item]}, "_links": {"next": {"href": "/?cursor=a"}}}
    page = LISTS[read](beta)
    assert (len(page.items), page.next, page.is_next_unknown) == (1, None, True)


def test_a_member_that_is_gone_though_its_status_is_that_of_a_success_stays_as_listed(
    make_client: Callable[..., CapiClient], serve: Callable[..., str], answer: Callable[..., None]
) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        is_list = "/members?" in request.path
        answer(request, {"_embedded": {"members": [{"id": MEM}]}} if is_list else {"code": "member:error:not-found"})

    page = make_client(base_url=serve(handle)).members_in_full(CON)
    assert [member.id for member in page.items] == [MEM]


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


def test_items_that_are_in_both_envelopes_come_once(client: CapiClient, replies: Replies) -> None:
    event = {"id": 1, "type": "text"}
    replies.body = {"_embedded": {"events": [event], "data": {"events": [event, {"id": 2}]}}}
    assert [event.id for event in client.iter_events(CON)] == [1, 2]
    replies.body = {"_embedded": {"calls": [{"id": "1"}], "data": [{"id": "1", "uuid": "1"}]}}
    assert [call.id for call in client.iter_call_log()] == ["1"]
