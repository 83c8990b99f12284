from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
import requests
from flask.testing import FlaskClient
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient
from werkzeug.test import EnvironBuilder

from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.calls import Call, calls
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.errors import RefusedError, refuse
from capi_bot.sandbox.slack.faults import Fault
from capi_bot.sandbox.slack.methods.table import METHODS
from capi_bot.sandbox.slack.rules import Problem
from capi_bot.sandbox.slack.server import LARGEST_BODY, create_app
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.web_api import SCOPES, Answer, MethodCall, answer_call, failing, parse_request
from capi_bot.sandbox.slack.workspace import Workspace

Clock = Any  # conftest's
TOKEN = "xoxb-made-up"
APP_TOKEN = "xapp-made-up"


def refused(act: Callable[[], object]) -> Any:  # noqa: ANN401 - the answer
    with pytest.raises(SlackApiError) as caught:
        act()
    return caught.value.response


def code(act: Callable[[], object]) -> str:
    return str(refused(act)["error"])


def test_an_answer_has_the_scopes_that_the_token_has_and_that_the_method_takes(slack: WebClient) -> None:
    held = "commands,chat:write,app_mentions:read,im:history,files:write"
    assert slack.auth_test().headers["x-oauth-scopes"] == held
    assert "x-accepted-oauth-scopes" not in slack.auth_test().headers
    headers = refused(lambda: slack.users_info(user="U0ADA")).headers
    assert (headers["x-oauth-scopes"], headers["x-accepted-oauth-scopes"]) == (held, "users:read")


def test_the_scopes_are_those_that_the_methods_ask_of_a_bot() -> None:
    assert set(SCOPES) >= {"chat:write", "chat:write.public", "users:read.email"}
    assert "connections:write" not in SCOPES


@pytest.mark.parametrize("name", METHODS)
def test_each_method_is_limited_by_its_own_row(make: Callable[..., Workspace], clock: Clock, name: str) -> None:
    sockets = SocketMode(make().journal, token=APP_TOKEN)
    sockets.turn(on=False)
    workspace = make(limited=True, directory=replace(Directory(), scopes=SCOPES), sockets=sockets)
    tier = METHODS[name].tier
    token = APP_TOKEN if METHODS[name].caller == "app" else TOKEN
    method_call = MethodCall(arguments={}, token=token)
    most = 25 if tier.per_channel else tier.per_minute
    assert {answer_call(workspace, name, method_call).status for _ in range(most)} == {200}
    answer = answer_call(workspace, name, method_call)
    assert (answer.status, answer.body) == (429, {"ok": False, "error": "ratelimited"})
    clock.now += int(answer.headers["Retry-After"])
    assert answer_call(workspace, name, method_call).status == 200


def test_a_channel_has_one_limit_however_it_is_named(make: Callable[..., Workspace]) -> None:
    workspace = make(limited=True)
    for names in (("C0CALLS", "#calls"), ("D0ADA", "U0ADA")):
        method_calls = [MethodCall(arguments={"channel": name, "text": "x"}, token=TOKEN) for name in names]
        statuses = [answer_call(workspace, "chat.postMessage", method_calls[number % 2]).status for number in range(26)]
        assert statuses == [200] * 25 + [429]


def test_a_call_that_is_turned_away_costs_nothing(make: Callable[..., Workspace]) -> None:
    workspace = make(limited=True)
    errors = [answer_call(workspace, "users.info", MethodCall(arguments={}, token=TOKEN)).body for _ in range(200)]
    assert {body["error"] for body in errors} == {"missing_scope"}


def test_a_planned_failure_comes_before_everything_else(workspace: Workspace) -> None:
    workspace.faults.fail("chat.shout", Fault(status=500))
    assert answer_call(workspace, "chat.shout", MethodCall(arguments={})) == failing(Fault(status=500))
    assert failing(Fault(status=429, error="ratelimited", retry_after=7)) == Answer(
        body={"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "7"}
    )


def test_a_planned_failure_can_come_after_the_deed_or_cut_the_connection(
    workspace: Workspace, request: pytest.FixtureRequest
) -> None:
    host = Host(create_app(workspace))
    request.addfinalizer(host.stop)

    def post(text: str) -> requests.Response:
        body, headers = {"channel": "C0CALLS", "text": text}, {"Authorization": f"Bearer {TOKEN}"}
        return requests.post(f"{host.url}/api/chat.postMessage", json=body, headers=headers, timeout=5)

    for is_done in (True, False):
        workspace.faults.fail("chat.postMessage", Fault(status=500, is_done=is_done))
        assert post(f"500 {is_done}").status_code == 500
        workspace.faults.fail("chat.postMessage", Fault(is_dropped=True, is_done=is_done, delay=0.01))
        with pytest.raises(requests.ConnectionError):
            post(f"dropped {is_done}")
    assert [message.text for message in workspace.store.messages] == ["500 True", "dropped True"]
    assert [entry.status for entry in workspace.journal.news(0)] == ["internal_error", "dropped"] * 2


def test_a_response_url_can_fail_after_the_deed(workspace: Workspace, url: str) -> None:
    workspace.faults.fail("response_url", Fault(status=500, is_done=True))
    assert requests.post(url, json={"text": "x"}, timeout=5).status_code == 500
    assert [message.text for message in workspace.store.messages] == ["x"]


@pytest.fixture
def url(workspace: Workspace, own_url: str) -> str:
    """A command's response_url in a channel where the bot is no member."""
    return f"{own_url}/response/{workspace.tokens.response_url('U0ADA', 'C0LOBBY').secret}"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"{", 400, "invalid_payload"),
        (b"[]", 400, "invalid_payload"),
        (b"{}", 500, "no_text"),
        (b'{"blocks": [{"type": "marquee"}]}', 400, "invalid_blocks"),
        (b'{"text": "x", "thread_ts": "1.0"}', 400, "thread_not_found"),
    ],
)
def test_what_slack_would_refuse_is_refused_in_plain_text(url: str, body: bytes, status: int, words: str) -> None:
    answer = requests.post(url, data=body, timeout=5)
    assert (answer.status_code, answer.text) == (status, words)
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_call_that_cannot_be_read_is_refused(own_url: str, workspace: Workspace) -> None:
    answer = requests.post(f"{own_url}/api/auth.test", json=["x"], timeout=5)
    assert answer.json() == {"ok": False, "error": "json_not_object"}
    assert [entry.title for entry in workspace.journal.news(0)] == ["auth.test"]


def test_every_call_is_in_the_journal_without_its_token(
    slack: WebClient, url: str, own_url: str, workspace: Workspace
) -> None:
    blocks = '[{"type": "divider"}]'
    form = {"token": "xoxb-made-up", "channel": "C0CALLS", "text": "[Hello", "blocks": blocks}
    requests.post(f"{own_url}/api/chat.postMessage", data=form, timeout=5)
    with pytest.raises(SlackApiError):
        slack.chat_postMessage(channel="C0LOBBY", text="x")
    WebhookClient(url).send(text="List")
    WebhookClient(url).send(blocks=[{"type": "marquee"}])
    posted, refusal, responded, wrong = workspace.journal.news(0)
    assert posted.sent == {"channel": "C0CALLS", "text": "[Hello", "blocks": [{"type": "divider"}]}
    assert (posted.kind, posted.title, posted.status, posted.summary) == ("method", "chat.postMessage", "ok", "[Hello")
    assert isinstance(posted.answered, dict)
    assert posted.answered["ok"] is True
    assert posted.ms is not None
    assert (refusal.status, refusal.failed) == ("not_in_channel", True)
    assert (responded.title, responded.status) == ("response_url", "ok")
    assert (wrong.status, wrong.failed) == ("invalid_blocks", True)
    assert "xoxb" not in str(workspace.journal.news(0))


def test_the_journal_says_why_a_view_is_refused(slack: WebClient, workspace: Workspace) -> None:
    with pytest.raises(SlackApiError):
        slack.views_publish(user_id="U0ADA", view={"type": "home"})
    [entry] = workspace.journal.news(0)
    assert isinstance(entry.answered, dict)
    assert entry.answered["response_metadata"] == {
        "messages": ["[ERROR] missing required field: blocks [json-pointer:/view]"]
    }


def post(content_type: str, data: bytes = b'{"ts": "1.0"}') -> MethodCall:
    return read(method="POST", content_type=content_type, data=data)


def read(**request: Any) -> MethodCall:  # noqa: ANN401 - the builder's own
    return parse_request(EnvironBuilder(path="/api/chat.update", **request).get_request())


def test_a_query_a_form_and_json_say_the_same() -> None:
    for call in (
        read(query_string={"ts": "1.0"}),
        read(method="POST", data={"ts": "1.0"}),
        read(method="POST", content_type="multipart/form-data", data={"ts": "1.0"}),
        post("application/json; charset=utf-8"),
    ):
        assert call == MethodCall(arguments={"ts": "1.0"})


def test_the_token_comes_in_a_header_or_in_a_form() -> None:
    assert read(headers={"Authorization": "Bearer xoxb-1"}) == MethodCall(arguments={}, token="xoxb-1")
    for form in (read(query_string={"token": "xoxb-1"}), read(method="POST", data={"token": "xoxb-1"})):
        assert form == MethodCall(arguments={}, token="xoxb-1")


def test_a_token_in_json_is_neither_used_nor_kept() -> None:
    assert post("application/json;charset=utf-8", b'{"token": "xoxb-1"}') == MethodCall(arguments={})


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[]", "json_not_object"),
        ("application/xml", b"<ts/>", "invalid_post_type"),
        ("", b"ts=1.0", "missing_post_type"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(content_type: str, body: bytes, error: str) -> None:
    with pytest.raises(RefusedError, match=error):
        post(content_type, body)


@pytest.fixture
def client(workspace: Workspace) -> FlaskClient:
    return create_app(workspace).test_client()


@pytest.mark.parametrize("content_type", ["text/csv", "application/x-www-form-urlencoded"])
def test_an_upload_is_its_bytes_whatever_they_call_themselves(
    client: FlaskClient, workspace: Workspace, content_type: str
) -> None:
    file = workspace.files.announce("a.csv", 3)
    assert client.post(f"/upload/{file.id}", data=b"a=b", content_type=content_type).status_code == 200
    workspace.files.complete({file.id: ""})
    assert client.get(f"/files/{file.id}/{file.name}").data == b"a=b"


def test_an_upload_may_be_larger_than_a_call(client: FlaskClient, workspace: Workspace) -> None:
    file = workspace.files.announce("long.json", LARGEST_BODY + 1)
    assert client.post(f"/upload/{file.id}", data=b"x" * (LARGEST_BODY + 1)).status_code == 200


def test_what_does_not_fit_the_announcement_is_refused(client: FlaskClient, workspace: Workspace) -> None:
    file = workspace.files.announce("a.csv", 3)
    for path, body in ((f"/upload/{file.id}", b"a"), ("/upload/F0", b"a,b")):
        assert client.post(path, data=body).status_code == 400


def test_an_upload_can_fail_on_purpose(client: FlaskClient, workspace: Workspace) -> None:
    workspace.faults.fail("upload", Fault(status=500))
    assert client.post("/upload/F0", data=b"x").status_code == 500


def test_a_download_is_a_file_to_keep_under_its_own_name(client: FlaskClient, workspace: Workspace) -> None:
    file = workspace.files.announce("a/ü.html", 4)
    workspace.files.fill(file.id, b"<hr>")
    assert client.get(f"/files/{file.id}/{quote(file.name, safe='')}").status_code == 404
    workspace.files.complete({file.id: ""})
    answer = client.get(f"/files/{file.id}/{quote(file.name, safe='')}")
    assert answer.data == b"<hr>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/files/{file.id}/other.html").status_code == 404


WHERE = "must be less than 151 characters [json-pointer:/blocks/0/text]"
TOO_LONG = Problem(pointer="/blocks/0/text", message="must be less than 151 characters")


@pytest.fixture
def journal() -> Journal:
    return Journal()


def test_a_call_has_its_arguments_before_it_is_answered(journal: Journal) -> None:
    journal.begin("delivery", "slash_commands", at=1.0)
    entry = journal.begin("method", "chat.postMessage", at=2.0, sent={"text": "x"})
    assert calls(journal) == (Call(method="chat.postMessage", arguments={"text": "x"}),)
    journal.end(entry, status="ok", ms=1.0, answered={"ok": True})
    assert calls(journal) == (Call(method="chat.postMessage", arguments={"text": "x"}),)


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_arguments"])
def test_a_call_that_was_refused_says_why_and_where(journal: Journal, code: str) -> None:
    entry = journal.begin("method", "ack", at=1.0, sent="words")
    with pytest.raises(RefusedError) as caught:
        refuse(code, (TOO_LONG,))
    journal.end(entry, status=code, ms=1.0, answered=caught.value.as_json(), failed=True)
    [call] = calls(journal)
    assert (call.arguments, call.error) == ({}, code)
    assert WHERE in call.why[0]


def test_a_call_that_got_nothing_but_a_code_has_no_reasons(journal: Journal) -> None:
    journal.end(journal.begin("method", "auth.test", at=1.0), status="reset", ms=1.0, failed=True)
    assert calls(journal) == (Call(method="auth.test", arguments={}, error="reset"),)
