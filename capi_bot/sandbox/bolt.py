"""A Bolt app that runs in the stand-in's workspace, with its work counted so that its end can be waited for.

https://docs.slack.dev/tools/bolt-python
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from typing import ParamSpec, TypeVar

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.lazy_listener.thread_runner import ThreadLazyListenerRunner
from slack_sdk.socket_mode.builtin import SocketModeClient

from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.workspace import Workspace

P = ParamSpec("P")
T = TypeVar("T")

_DISCONNECT_SECONDS, _POLL_SECONDS = 5.0, 0.01
_EVENTS = "/slack/events"
_NO_TOKEN = "The app has no bot token: make it with App(token=…); any made-up token will do."  # noqa: S105 - a sentence
_NO_SECRET = "The app has no signing secret: make it with App(signing_secret=…); any made-up secret will do."  # noqa: S105 - the same
_NOT_SYNC = "SlackSandbox takes a slack_bolt App, and got {}: an AsyncApp needs an event loop of its own."


class Work:
    """A count of the app's listeners and deliveries that have begun and not ended; thread-safe."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._running = 0

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is going on; return whether that came about within so many seconds."""
        with self._condition:
            return self._condition.wait_for(lambda: self._running == 0, seconds)

    def wait_until_idle(self, seconds: float) -> None:
        """Wait as `wait` does; raise SandboxError where something still goes on then."""
        if not self.wait(seconds):
            raise SandboxError(f"The app was still at work after {seconds:g} seconds.")

    def counting(self, executor: Executor) -> Executor:
        return _CountingExecutor(executor, self)

    def begin(self) -> None:
        with self._condition:
            self._running += 1

    def end(self, _: object) -> None:
        with self._condition:
            self._running -= 1
            self._condition.notify_all()


class _CountingExecutor(Executor):
    def __init__(self, executor: Executor, work: Work) -> None:
        self._executor = executor
        self._work = work

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future = self._executor.submit(fn, *args, **kwargs)
        self._work.begin()
        future.add_done_callback(self._work.end)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's
        self._executor.shutdown(wait, cancel_futures=cancel_futures)


@contextmanager
def run_app(app: App, workspace: Workspace, work: Work) -> Iterator[str]:
    """Run the app in the workspace, yield the address of the page, and close both in the end."""
    with ExitStack() as opening:
        opening.callback(workspace.close)
        page = Host(create_app(workspace))
        opening.callback(page.stop)
        workspace.own_url = page.url
        opening.enter_context(talking_to(app, f"{page.url}/api/", work))
        if workspace.sockets:
            opening.enter_context(connected(app, workspace.sockets))
        else:
            workspace.app_url = opening.enter_context(served(app))
        yield page.url


@contextmanager
def talking_to(app: App, api_url: str, work: Work) -> Iterator[None]:
    """Direct the app's Web API calls to `api_url` and count its listeners; restore both in the end."""
    runner, client = app.listener_runner, app.client
    before = client.base_url, runner.listener_executor, runner.lazy_listener_runner
    client.base_url = api_url
    runner.listener_executor = work.counting(runner.listener_executor)
    if isinstance(lazy := runner.lazy_listener_runner, ThreadLazyListenerRunner):
        runner.lazy_listener_runner = ThreadLazyListenerRunner(lazy.logger, work.counting(lazy.executor))
    try:
        yield
    finally:
        client.base_url, runner.listener_executor, runner.lazy_listener_runner = before


@contextmanager
def served(app: App) -> Iterator[str]:
    host = Host(SlackRequestHandler(app, path=_EVENTS))
    try:
        yield f"{host.url}{_EVENTS}"
    finally:
        host.stop()


@contextmanager
def connected(app: App, sockets: SocketMode) -> Iterator[None]:
    sockets.open()
    client = SocketModeHandler(app, sockets.token).client
    try:
        client.connect()
        yield
    finally:
        client.auto_reconnect_enabled = False
        sockets.close()  # first, or the client would wait for a word from us until its timeout
        _wait_for_disconnect(client)
        client.close()


def _wait_for_disconnect(client: SocketModeClient) -> None:
    """Wait until its reader has let go of the connection: the SDK fails where both of its ends do so at once."""
    deadline = time.monotonic() + _DISCONNECT_SECONDS
    while client.is_connected() and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)


def bot_token(app: App) -> str:
    if not isinstance(app, App):
        raise SandboxError(_NOT_SYNC.format(type(app).__name__))
    if not app.client.token:
        raise SandboxError(_NO_TOKEN)
    return app.client.token


def signing_secret(app: App, *, required: bool) -> str:
    """Return the secret by which the app verifies requests; without one that is `required` raise SandboxError."""
    secret: str = app._signing_secret or ""  # noqa: SLF001 - the stand-in has to sign as Slack does
    if required and not secret:
        raise SandboxError(_NO_SECRET)
    return secret
