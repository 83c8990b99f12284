from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from capi_bot.sandbox.slack.faults import Fault
from capi_bot.sandbox.slack.workspace import Workspace

Clock = Any  # conftest's


@pytest.fixture
def url(workspace: Workspace, own_url: str) -> str:
    """A command's response_url in a channel where the bot is no member."""
    return f"{own_url}/response/{workspace.tickets.response_url('U0ADA', 'C0LOBBY').secret}"


def test_a_response_url_works_where_the_bot_is_no_member(url: str, workspace: Workspace) -> None:
    answer = WebhookClient(url).send(text="List", response_type="in_channel")
    assert (answer.status_code, json.loads(answer.body)) == (200, {"ok": True})
    [message] = workspace.board.messages
    assert (message.channel, message.user, message.text) == ("C0LOBBY", "U0CAPIBOT", "List")


def test_the_sixth_use_is_refused_and_a_refused_one_is_not_counted(url: str, workspace: Workspace) -> None:
    client = WebhookClient(url)
    assert client.send(text="").status_code == 500
    assert [client.send(text="x").status_code for _ in range(5)] == [200] * 5
    answer = client.send(text="x")
    assert (answer.status_code, json.loads(answer.body)) == (404, {"ok": False, "error": "used_url"})
    assert len(workspace.board.messages) == 5


def test_an_old_response_url_is_refused(url: str, clock: Clock) -> None:
    clock.now += 1801
    answer = WebhookClient(url).send(text="x")
    assert (answer.status_code, json.loads(answer.body)) == (404, {"ok": False, "error": "expired_url"})


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


def test_deleting_what_was_never_clicked_is_refused(url: str) -> None:
    assert WebhookClient(url).send(delete_original=True).status_code == 404


def test_a_rate_limit_is_429_with_the_seconds(slack: WebClient, url: str, workspace: Workspace) -> None:
    workspace.faults.rate_limit("chat.postMessage", 7)
    workspace.faults.rate_limit("response_url", 1)
    with pytest.raises(SlackApiError) as caught:
        slack.chat_postMessage(channel="C0CALLS", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    assert WebhookClient(url).send(text="x").status_code == 429
    assert workspace.board.messages == ()


def test_a_planned_failure_comes_instead_of_the_answer(url: str, workspace: Workspace) -> None:
    workspace.faults.fail("response_url", Fault(status=500, error="rollup_error"))
    assert WebhookClient(url).send(text="x").status_code == 500
    assert WebhookClient(url).send(text="x").status_code == 200


def test_a_call_that_cannot_be_read_is_refused(own_url: str, workspace: Workspace) -> None:
    answer = requests.post(f"{own_url}/api/api.test", json=["x"], timeout=5)
    assert answer.json() == {"ok": False, "error": "json_not_object"}
    assert [entry.title for entry in workspace.journal.news(0)] == ["api.test"]


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
    whole, refused, answered, wrong = workspace.journal.news(0)
    assert whole.sent == {"channel": "C0CALLS", "text": "[Hello", "blocks": [{"type": "divider"}]}
    assert (whole.kind, whole.title, whole.status, whole.summary) == ("method", "chat.postMessage", "ok", "[Hello")
    assert isinstance(whole.answered, dict)
    assert whole.answered["ok"] is True
    assert whole.ms is not None
    assert (refused.status, refused.failed) == ("not_in_channel", True)
    assert (answered.title, answered.status) == ("response_url", "ok")
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
