"""A workspace with a clock that stands still, a tiny app for it, and its server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from socketserver import BaseServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient
from werkzeug.serving import make_server

from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.workspace import Workspace

SECRET = "made-up-signing-secret"
TOKEN = "xoxb-made-up"


@dataclass
class Clock:
    now: float = 1_540_459_680.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Got:
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body, keep_blank_values=True).items()}

    @property
    def payload(self) -> dict[str, Any]:
        return json.loads(self.form["payload"])

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Reply:
    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    """Do not answer before this is set."""


class TinyApp:
    """An app that gives the planned replies, and remembers what it got."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.replies: list[Reply] = []
        self.url = ""

    def take(self, got: Got) -> Reply:
        self.got.append(got)
        return self.replies.pop(0) if self.replies else Reply()


@contextmanager
def _serving(server: BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app() -> Iterator[TinyApp]:
    tiny = TinyApp()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = tiny.take(Got(headers=headers, body=body))
            if reply.hold:
                reply.hold.wait(5)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body.encode())

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tiny.url = f"http://127.0.0.1:{server.server_port}/slack/events"
    with _serving(server):
        yield tiny


@pytest.fixture
def make(clock: Clock) -> Iterator[Callable[..., Workspace]]:
    made: list[Workspace] = []

    def workspace(**changes: object) -> Workspace:
        ids = count(1)
        facts: dict[str, Any] = {
            "signing_secret": SECRET,
            "bot_token": TOKEN,
            "app_url": None,
            "clock": clock,
            "own_url": "http://127.0.0.1:9",
            "new_id": lambda: f"id{next(ids):04d}",
            "pauses": (0.0, 0.0),
            "limited": False,
        }
        made.append(Workspace(**(facts | changes)))
        return made[-1]

    yield workspace
    for each in made:
        each.close()


@pytest.fixture
def workspace(make: Callable[..., Workspace], app: TinyApp) -> Workspace:
    return make(app_url=app.url)


@pytest.fixture
def own_url(workspace: Workspace) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(workspace), threaded=True)
    workspace.own_url = f"http://127.0.0.1:{server.server_port}"
    with _serving(server):
        yield workspace.own_url


@pytest.fixture
def slack(own_url: str) -> WebClient:
    return WebClient(token=TOKEN, base_url=f"{own_url}/api/")


@pytest.fixture
def reply() -> type[Reply]:
    return Reply
