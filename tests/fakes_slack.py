"""A fake of Slack on loopback, for the Web API and response_urls; it records requests and sends scripted answers."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any, Self
from urllib.parse import urlencode

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
TIMEOUT = 10.0
"""Seconds after which a test that waits without success fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request: `to` is a method of the Web API, or the path of a response_url."""

    to: str
    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        return str(self.body.get("text") or self.body["view"]["blocks"][0]["text"]["text"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of Slack to one request."""

    status: int = 200
    document: object = field(default_factory=lambda: {"ok": True})
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None


class FakeSlack:
    """A recording server; a context manager that serves while it is open."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.on_sent: Callable[[Sent], object] = lambda _: None
        """Called with each request before it is answered."""
        self._changed = Condition()
        self._scripts: defaultdict[str, deque[Answer]] = defaultdict(deque)
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.api_url = f"{self.url}/api/"
        self.known: dict[str, dict[str, object]] = {
            "auth.test": {"bot_id": "B1", "user_id": "UBOT", "bot_user_id": "UBOT", "team_id": "T1", "team": "Acme"},
            "chat.postMessage": {"ts": "1700000000.000100"},
            "views.open": {"view": {"id": "V1"}},
            "views.push": {"view": {"id": "V2"}},
            "views.update": {"view": {"id": "V1"}},
        }

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def response_url(self, name: str = "1") -> str:
        return f"{self.url}/response/{name}"

    def script(self, to: str, *answers: Answer) -> None:
        """Send these answers, one per request, in place of the default ones; the last one is repeated."""
        self._scripts[to].extend(answers)

    def forget(self, to: str) -> None:
        """Send the default answers again."""
        self._scripts[to].clear()

    def refuse(self, to: str, error: str) -> None:
        """Reject a method as the Web API does, with status 200, or a response_url as Slack does, with 404."""
        status = 404 if to.startswith("/response") else 200
        self.script(to, Answer(status=status, document={"ok": False, "error": error}))

    def take(self, sent: Sent) -> Answer:
        self.on_sent(sent)
        with self._changed:
            self.sent.append(sent)
            self._changed.notify_all()
            script = self._scripts[sent.to]
            if not script:
                return Answer(document={"ok": True, **self.known.get(sent.to, {})})
            return script.popleft() if len(script) > 1 else script[0]

    def until(self, reached: Callable[[list[Sent]], bool]) -> None:
        """Wait until the requests fulfil a condition, or fail."""
        with self._changed:
            assert self._changed.wait_for(lambda: reached(self.sent), TIMEOUT), [sent.to for sent in self.sent]

    @property
    def journal(self) -> list[str]:
        """Return where each text was sent, such as `chat.postMessage: first`, without the check of the token."""
        return [f"{sent.to}: {_summary(sent)}" for sent in self.sent if sent.to != "auth.test"]


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # so that a burst of connections waits, and none is attempted again after a second


def _summary(sent: Sent) -> str:
    return "(deleted)" if sent.body.get("delete_original") else sent.text.splitlines()[0]


def _handler(slack: FakeSlack) -> type[BaseHTTPRequestHandler]:
    class Requests(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            is_json = "json" in self.headers.get("Content-Type", "")
            body = json.loads(raw) if is_json and raw else {}
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._answer(slack.take(Sent(to=self.path.removeprefix("/api/"), body=body, headers=headers)))

        do_GET = do_POST  # noqa: N815 - the name is the standard library's

        def _answer(self, answer: Answer) -> None:
            body = json.dumps(answer.document).encode() if answer.raw is None else answer.raw
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    return Requests


def signed(secret: str, body: bytes, timestamp: str, content_type: str) -> dict[str, str]:
    """Return the headers with which Slack signs: https://docs.slack.dev/authentication/verifying-requests-from-slack."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def slash_fields(slack_url: str, **fields: str) -> dict[str, str]:
    """Return the fields of a slash command."""
    default = {
        "token": "deprecated-token",
        "team_id": "T1",
        "team_domain": "acme",
        "channel_id": "C1",
        "channel_name": "calls",
        "user_id": "U1",
        "user_name": "ada",
        "command": "/capi",
        "text": "help",
        "api_app_id": "A1",
        "response_url": f"{slack_url}/response/1",
        "trigger_id": "13345224609.738474920.8088930838d88f008e0",
    }
    return default | fields


def slash_form(slack: FakeSlack, **fields: str) -> bytes:
    """Return the body of a slash command."""
    return urlencode(slash_fields(slack.url, **fields)).encode()


def press_payload(slack_url: str, action_id: str, value: str = "", **more: object) -> dict[str, Any]:
    """Return the payload of a pressed button on a message in a channel."""
    action = {"type": "button", "action_id": action_id, "block_id": "b1", "value": value, "action_ts": "1700000009.1"}
    default: dict[str, Any] = {
        "type": "block_actions",
        "team": {"id": "T1", "domain": "acme"},
        "user": {"id": "U1", "username": "ada", "team_id": "T1"},
        "api_app_id": "A1",
        "token": "deprecated-token",
        "trigger_id": "13345224609.738474920.8088930838d88f008e0",
        "response_url": f"{slack_url}/response/1",
        "container": {"type": "message", "message_ts": "1700000001.1", "channel_id": "C1", "is_ephemeral": False},
        "channel": {"id": "C1", "name": "calls"},
        "message": {"type": "message", "ts": "1700000001.1", "text": "…", "bot_id": "B1"},
        "actions": [action],
    }
    return default | more


def mention_event(text: str, event_id: str = "Ev1", **event: str) -> dict[str, Any]:
    """Return the body of an app_mention."""
    default = {"type": "app_mention", "user": "U1", "text": text, "ts": "1700000002.1", "channel": "C1"}
    return {
        "token": "deprecated-token",
        "team_id": "T1",
        "api_app_id": "A1",
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1700000002,
        "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
        "event": {**default, **event},
    }


def form(payload: Mapping[str, Any]) -> bytes:
    """Encode a payload as Slack encodes interactions: JSON in one field of a form."""
    return urlencode({"payload": json.dumps(payload)}).encode()
