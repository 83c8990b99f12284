from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from itertools import islice
from threading import Barrier, Thread, current_thread
from typing import Literal
from unittest.mock import Mock

import jwt
import pytest
import responses
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from requests import PreparedRequest
from responses.matchers import query_param_matcher

from capi_bot.capi import CapiClient, ConversationApi, PrivateKey, auth, load_key
from capi_bot.capi.beta import Beta
from capi_bot.capi.models import Call, Conversation, Event, Member, Page, Session, User
from capi_bot.capi.pagination import Query
from capi_bot.capi.v1 import V1
from capi_bot.capi.versions import Version, VersionName, choose_version
from capi_bot.errors import (
    CapiBotError,
    ClientClosedError,
    InvalidArgumentError,
    InvalidRequestError,
    NotFoundError,
    RateLimitedError,
    UnreachableError,
    UserError,
)

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
MEM = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
API = "https://api.nexmo.com"
NEXT = {"next": {"href": "https://api-us-3.vonage.com/v1/elsewhere?cursor=n%3D"}}

Make = Callable[..., CapiClient]


def paths() -> list[str]:
    return [call.request.path_url for call in responses.calls]


def parameters(function: Callable[..., object]) -> list[inspect.Parameter]:
    return list(inspect.signature(function).parameters.values())[1:]


def test_the_client_is_a_conversation_api(make_client: Make) -> None:
    api: ConversationApi = make_client()  # mypy proves the types, this proves the names
    for name, promised in inspect.getmembers(ConversationApi, inspect.isfunction):
        if not name.startswith("_"):
            assert parameters(getattr(CapiClient, name)) == parameters(promised)
            assert callable(getattr(api, name))


@responses.activate
def test_a_trailing_slash_of_the_base_url_is_not_sent(make_client: Make) -> None:
    responses.get(f"{API}/v1/conversations", json={})
    assert make_client(base_url=f"{API}/").conversations(order="desc") == Page()
    assert paths() == ["/v1/conversations?page_size=10&order=desc"]


@responses.activate
def test_only_the_cursor_of_a_link_to_another_host_is_used(make_client: Make) -> None:
    foreign = {"next": {"href": "https://evil.example/v1/conversations?cursor=c%3D"}}
    responses.get(f"{API}/v1/conversations", json={"_embedded": {"conversations": [{"id": CON}]}, "_links": foreign})
    client = make_client()
    page = client.conversations()
    assert page == Page(items=(Conversation(id=CON),), next="c=")
    client.conversations(cursor=page.next)
    assert paths()[1] == "/v1/conversations?page_size=10&order=asc&cursor=c%3D"
    assert all(call.request.headers["Authorization"].startswith("Bearer ey") for call in responses.calls)


@responses.activate
def test_the_token_has_the_claims_of_an_application(make_client: Make, rsa_key: rsa.RSAPrivateKey) -> None:
    responses.get(f"{API}/v1/users/{USR}", json={"id": USR})
    make_client(clock=lambda: 2_000_000_000, new_id=lambda: "jti-1").user(USR)
    token = responses.calls[0].request.headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, rsa_key.public_key(), algorithms=["RS256"], options={"verify_iat": False})
    assert claims == {"application_id": "app-1", "iat": 1_999_999_940, "exp": 2_000_000_900, "jti": "jti-1"}


@responses.activate
def test_the_private_key_is_parsed_once_for_all_tokens(key_pem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parse = Mock(wraps=serialization.load_der_private_key)
    monkeypatch.setattr(auth, "load_der_private_key", parse)
    responses.get(f"{API}/v1/users/{USR}", json={"id": USR})
    times = iter(range(0, 20_000, 2_000))
    with CapiClient("app-1", key_pem, clock=lambda: next(times)) as client:
        for _ in range(3):
            client.user(USR)
    assert len({call.request.headers["Authorization"] for call in responses.calls}) == 3
    parse.assert_called_once()


@responses.activate
def test_a_request_with_an_expired_token_is_repeated_with_a_new_one(make_client: Make) -> None:
    expired = {"code": "system:error:expired-token", "description": "Token is expired"}
    responses.get(f"{API}/v1/users/{USR}", status=401, json=expired)
    responses.get(f"{API}/v1/users/{USR}", json={"id": USR})
    assert make_client().user(USR) == User(id=USR)
    assert len({call.request.headers["Authorization"] for call in responses.calls}) == 2


@responses.activate
def test_retries_use_the_given_sleep_and_jitter(make_client: Make) -> None:
    pauses: list[float] = []
    responses.get(f"{API}/v1/users/{USR}", status=429, headers={"Retry-After": "2"}, json={"title": "Rate Limit Hit"})
    responses.get(f"{API}/v1/users/{USR}", status=503)
    responses.get(f"{API}/v1/users/{USR}", json={"id": USR})
    assert make_client(sleep=pauses.append).user(USR) == User(id=USR)
    assert pauses == pytest.approx([2.2, 0.4])


@responses.activate
def test_no_retry_goes_beyond_the_deadline(make_client: Make) -> None:
    responses.get(f"{API}/v1/users/{USR}", status=429, headers={"Retry-After": "2"})
    with pytest.raises(RateLimitedError):
        make_client(deadline=1.0).user(USR)
    assert len(responses.calls) == 1


@responses.activate
def test_the_result_of_each_read_is_reported(make_client: Make) -> None:
    responses.get(f"{API}/v1/users/{USR}", json={"id": USR})
    responses.get(f"{API}/v1/conversations/{CON}", status=404)
    results: list[CapiBotError | None] = []
    client = make_client(on_result=results.append)
    client.user(USR)
    with pytest.raises(NotFoundError) as raised:
        client.conversation(CON)
    assert results == [None, raised.value]
    client.get(f"/v1/users/{USR}")
    assert results == [None, raised.value, None]
    client.close()
    with pytest.raises(ClientClosedError):
        client.user(USR)
    assert len(results) == 3


@responses.activate
def test_a_redirect_is_not_followed(make_client: Make) -> None:
    responses.get(f"{API}/v1/users/{USR}", status=301, headers={"Location": "https://evil.example/"})
    with pytest.raises(UnreachableError, match="redirect"):
        make_client().user(USR)
    assert len(responses.calls) == 1


@responses.activate
def test_an_error_has_the_details_of_the_response(make_client: Make) -> None:
    document = {
        "title": "Bad request.",
        "code": "http:error:validation-fail",
        "invalid_parameters": [{"name": "cursor", "reason": "bad"}],
    }
    responses.get(f"{API}/v1/users", status=400, json=document, headers={"x-nexmo-trace-id": "trace-1"})
    with pytest.raises(InvalidRequestError, match=r"400 Bad request: cursor: bad") as raised:
        make_client().users(cursor="wrong")
    assert raised.value.problem.trace_id == "trace-1"


@responses.activate
def test_each_method_of_v1_has_its_own_path(make_client: Make) -> None:
    answers = {
        f"/v1/conversations/{CON}": {"id": CON},
        f"/v1/conversations/{CON}/members": {},
        f"/v1/conversations/{CON}/members/{MEM}": {"id": MEM},
        f"/v1/conversations/{CON}/events": {},
        f"/v1/conversations/{CON}/events/7": {"id": 7},
        f"/v1/users/{USR}/conversations": {},
        f"/v1/users/{USR}/sessions": {"_embedded": {"sessions": [{"id": "SES-1"}]}},
        "/v1/users": {},
        "/v1/calls": {"_embedded": {"calls": [{"uuid": "leg-1"}]}},
    }
    for path, reply in answers.items():
        responses.get(f"{API}{path}", json=reply)
    client = make_client()
    assert client.conversation(CON) == Conversation(id=CON)
    assert client.members(CON) == Page()
    assert client.members_in_full(CON) == Page()
    assert client.member(CON, MEM) == Member(id=MEM, conversation_id=CON)
    assert client.events(CON, event_type="text", start_id=1, end_id=9) == Page()
    assert client.event(CON, 7) == Event(id=7, conversation_id=CON)
    assert client.user_conversations(USR) == Page()
    assert client.user_sessions(USR) == Page(items=(Session(id="SES-1"),))
    assert client.users(name="ada lovelace") == Page()
    assert client.calls(conversation_id=CON, page_size=3) == (Call(id="leg-1"),)
    assert client.call_log(page_size=4, cursor="8") == Page(items=(Call(id="leg-1"),))
    assert {path.partition("?")[0] for path in paths()} == set(answers)
    assert f"/v1/conversations/{CON}/events?page_size=10&order=asc&event_type=text&start_id=1&end_id=9" in paths()
    assert "/v1/users?page_size=10&order=asc&name=ada+lovelace" in paths()
    assert "/v1/calls?page_size=4&order=asc&record_index=8" in paths()
    assert f"/v1/calls?page_size=3&order=desc&status=ringing&conversation_uuid={CON}" in paths()


@pytest.mark.parametrize("version", ["beta", "v0.1"])
@responses.activate
def test_beta_has_its_own_paths_except_for_calls_and_sessions(
    make_client: Make, version: Literal["beta", "v0.1"]
) -> None:
    for path in (f"/{version}/conversations/{CON}/events", f"/{version}/users"):
        responses.get(f"{API}{path}", json=[])
    responses.get(f"{API}/v1/calls", json={})
    responses.get(f"{API}/v1/users/{USR}/sessions", json={})
    client = make_client(version=version)
    assert client.events(CON) == Page()
    assert client.users() == Page()
    assert client.user_sessions(USR) == Page()
    assert client.calls() == ()


@responses.activate
def test_a_conversation_that_ended_raises_not_found(make_client: Make) -> None:
    document = {
        "code": "conversation:error:not-found",
        "description": "Conversation does not exist, or you do not have access.",
    }
    responses.get(f"{API}/beta/conversations/{CON}", status=404, json=document)
    with pytest.raises(NotFoundError, match="does not exist"):
        make_client(version="beta").conversation(CON)


@pytest.mark.parametrize(
    "read",
    [
        lambda client: client.conversation("../users"),
        lambda client: client.user("../conversations"),
        lambda client: client.user_sessions("../users"),
        lambda client: client.calls(conversation_id="../users"),
        lambda client: client.conversations(page_size=101),
        lambda client: client.members(CON, page_size=0),
        lambda client: client.calls(page_size=101),
        lambda client: client.get("https://evil.example/"),
        lambda client: client.get("/v1/../v2/applications"),
    ],
)
@responses.activate
def test_invalid_arguments_are_refused_before_anything_is_sent(
    make_client: Make, read: Callable[[CapiClient], object]
) -> None:
    with pytest.raises(UserError):
        read(make_client())
    assert len(responses.calls) == 0


@responses.activate
def test_get_returns_the_json_of_any_path_unchanged(make_client: Make) -> None:
    responses.get(f"{API}/v0.3/legs", json=[{"password": "kept"}])
    assert make_client().get("/v0.3/legs/?a=1&b=2", {"b": "3"}) == [{"password": "kept"}]
    assert paths() == ["/v0.3/legs?a=1&b=3"]


def test_the_repr_of_a_client_has_its_host_and_no_secret(key_pem: str) -> None:
    with CapiClient("app-1", key_pem, base_url="https://api-eu-3.vonage.com/", version="beta") as client:
        assert repr(client) == "CapiClient(host='api-eu-3.vonage.com', version='beta', application_id='app-1')"


@pytest.mark.parametrize(
    "arguments", [{"base_url": "api.nexmo.com"}, {"base_url": "https://u:p@api.nexmo.com"}, {"version": "v2"}]
)
def test_an_invalid_argument_of_the_constructor_is_a_value_error(make_client: Make, arguments: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"version|address"):
        make_client(**arguments)


def test_an_unreadable_private_key_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        CapiClient("app-1", "no/such/private.key")


MEMBERS = [f"MEM-{number}44c872e-cba9-444f-88ae-0bfa630865a6" for number in range(5)]


def test_with_an_executor_members_in_full_are_read_at_the_same_time(
    private_key: PrivateKey, serve: Callable[..., str], answer: Callable[..., None]
) -> None:
    all_five = Barrier(5)  # no request is answered before all have arrived

    def handle(request: BaseHTTPRequestHandler) -> None:
        member_id = request.path.rpartition("/")[2]
        if member_id in MEMBERS:
            all_five.wait(10)
            answer(request, {"id": member_id, "channel": {"type": "phone", "id": member_id}})
        else:
            answer(request, {"_embedded": {"members": [{"id": member} for member in MEMBERS]}})

    with ThreadPoolExecutor(4) as executor:
        with CapiClient("app-1", private_key, base_url=serve(handle), executor=executor) as client:
            page = client.members_in_full(CON)
        assert executor.submit(str, 1).result(10) == "1"  # closing the client left the executor open
    assert [member.channel.id for member in page.items if member.channel] == MEMBERS


@responses.activate
def test_without_an_executor_members_in_full_are_read_one_after_the_other_by_the_calling_thread(
    make_client: Make,
) -> None:
    threads: list[Thread] = []

    def handle(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        threads.append(current_thread())
        return 200, {}, json.dumps({"id": str(request.url).rpartition("/")[2]})

    path = f"{API}/v1/conversations/{CON}/members"
    responses.get(path, json={"_embedded": {"members": [{"id": member} for member in MEMBERS]}})
    for member_id in MEMBERS:
        responses.add_callback("GET", f"{path}/{member_id}", handle)
    assert [member.id for member in make_client().members_in_full(CON).items] == MEMBERS
    assert threads == [current_thread()] * 5


@pytest.mark.parametrize(
    ("iterate", "path", "name", "sent"),
    [
        (
            lambda client: client.iter_conversations(order="desc", date_start=datetime(2018, 10, 25, tzinfo=UTC)),
            "/conversations",
            "conversations",
            {"order": "desc", "date_start": "2018-10-25T00:00:00.000Z"},
        ),
        (lambda client: client.iter_members(CON), f"/conversations/{CON}/members", "members", {}),
        (
            lambda client: client.iter_events(CON, event_type="text", start_id=2),
            f"/conversations/{CON}/events",
            "events",
            {"event_type": "text", "start_id": "2"},
        ),
        (lambda client: client.iter_users(name="ada"), "/users", "users", {"name": "ada"}),
        (lambda client: client.iter_user_conversations(USR), f"/users/{USR}/conversations", "conversations", {}),
        (lambda client: client.iter_user_sessions(USR), f"/users/{USR}/sessions", "sessions", {}),
    ],
)
@responses.activate
def test_an_iterator_fetches_page_after_page_from_our_host_with_the_same_parameters(
    make_client: Callable[..., CapiClient],
    iterate: Callable[[CapiClient], Iterator[object]],
    path: str,
    name: str,
    sent: dict[str, str],
) -> None:
    url = f"https://api.nexmo.com/v1{path}"
    first = {"page_size": "100", "order": "asc"} | sent
    prefix = {"conversations": "CON-", "members": "MEM-", "users": "USR-", "sessions": "SES-"}.get(name, "")
    page = {"_embedded": {name: [{"id": f"{prefix}1"}, {"id": f"{prefix}2"}]}, "_links": NEXT}
    last = {"_embedded": {name: [{"id": f"{prefix}3"}]}}
    responses.get(url, json=page, match=[query_param_matcher(first)])
    responses.get(url, json=last, match=[query_param_matcher(first | {"cursor": "n="})])
    items = iterate(make_client())
    assert len(responses.calls) == 0
    assert len(list(islice(items, 2))) == 2
    assert len(responses.calls) == 1
    assert len(list(items)) == 1
    assert len(responses.calls) == 2


@responses.activate
def test_the_calls_of_one_conversation_are_listed_in_any_status(make_client: Make) -> None:
    responses.get(f"{API}/v1/calls", json={"_embedded": {"calls": [{"uuid": "leg-1", "status": "completed"}]}})
    client = make_client()
    assert client.call_log(conversation_id=CON).items == (Call(id="leg-1", status="completed"),)
    assert f"conversation_uuid={CON}" in str(responses.calls[0].request.url)
    with pytest.raises(InvalidArgumentError):
        client.call_log(conversation_id="CON-1/..")
    assert len(responses.calls) == 1


@responses.activate
def test_the_call_log_is_iterated_over_by_record_index(make_client: Make) -> None:
    first = {"page_size": "2", "order": "desc", "date_start": "2026-11-30T12:00:00.000Z"}
    page = {
        "_embedded": {"calls": [{"uuid": "1"}, {"uuid": "2"}]},
        "_links": {"next": {"href": "https://elsewhere.example/calls?page_size=2&record_index=2"}},
    }
    url = "https://api.nexmo.com/v1/calls"
    responses.get(url, json=page, match=[query_param_matcher(first)])
    last = {"_embedded": {"calls": [{"uuid": "3"}]}}
    responses.get(url, json=last, match=[query_param_matcher(first | {"record_index": "2"})])
    calls = make_client().iter_call_log(page_size=2, order="desc", date_start=datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert [call.id for call in calls] == ["1", "2", "3"]
    assert calls.is_complete


@responses.activate
def test_members_are_iterated_over_in_full_and_no_page_is_read_before_it_is_needed(make_client: Make) -> None:
    url, ids = f"{API}/v1/conversations/{CON}/members", [MEM, f"{MEM[:-1]}7", f"{MEM[:-1]}8"]
    first = {"page_size": "2", "order": "desc"}
    for members, query, links in ((ids[:2], first, NEXT), (ids[2:], first | {"cursor": "n="}, {})):
        page = {"_embedded": {"members": [{"id": member} for member in members]}, "_links": links}
        responses.get(url, json=page, match=[query_param_matcher(query)])
    for member in ids:
        responses.get(f"{url}/{member}", json={"id": member, "channel": {"type": "phone"}})
    members = make_client().iter_members_in_full(CON, page_size=2, order="desc")
    assert [member.channel and member.channel.type for member in islice(members, 2)] == ["phone", "phone"]
    assert len(responses.calls) == 3
    assert [member.id for member in members] == ids[2:]
    assert len(responses.calls) == 5


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.conversation("CON-1"),
        lambda client: client.events(CON, page_size=0),
        lambda client: client.conversations(order="newest"),
        lambda client: next(client.iter_members("../users")),
        lambda client: client.calls(statuses=["completed"]),
        lambda client: client.event(CON, -1),
        lambda client: client.get("//evil.example/"),
        lambda _: CapiClient("app-1", "no key"),
        lambda _: load_key(""),
    ],
)
def test_every_wrong_argument_is_the_same_kind_of_error(
    make_client: Make, call: Callable[[CapiClient], object]
) -> None:
    with pytest.raises(InvalidArgumentError) as error:
        call(make_client())
    assert isinstance(error.value, ValueError)
    assert isinstance(error.value, UserError)


@pytest.mark.parametrize(
    ("name", "version_class", "path"),
    [("v1", V1, "/v1/conversations"), ("beta", Beta, "/beta/conversations"), ("v0.1", Beta, "/v0.1/conversations")],
)
def test_a_version_is_chosen_by_its_name(name: VersionName, version_class: type[Version], path: str) -> None:
    paths = []

    def fetch(path: str, _: Mapping[str, str]) -> object:
        paths.append(path)
        return {}

    version = choose_version(name, fetch)
    version.conversations(Query())
    assert type(version) is version_class
    assert paths == [path]


def test_an_unknown_version_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"v1, beta or v0\.1, not v2"):
        choose_version("v2", lambda *_: {})  # type: ignore[arg-type] # callers without a type checker exist
