"""A Slack workspace for the tests of any Bolt app: people act, the app answers, and what they see can be asserted.

The app runs as it is, behind real HTTP on loopback; nothing of Slack is patched.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from typing import Any, Literal, Self

from slack_bolt import App
from slack_sdk import WebClient

from capi_bot.sandbox.bolt import Work, bot_token, run_app, signing_secret
from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack import element_finder
from capi_bot.sandbox.slack.calls import Call, calls
from capi_bot.sandbox.slack.deliveries import DeliveryResult
from capi_bot.sandbox.slack.directory import Directory, Manifest, PermissiveDirectory, install
from capi_bot.sandbox.slack.errors import AppFailedError, NotPossibleError
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.web_api import SCOPES
from capi_bot.sandbox.slack.workspace import Workspace

_APP_TOKEN = "xapp-sandbox"  # noqa: S105 - it opens nothing but a socket on loopback
_OFTEN = 0.05
"""Seconds after which `until` looks again although nothing was posted."""


class SlackSandbox:
    """A workspace with an app in it between `with` and its end.

    Acts wait until the app has acknowledged and its listeners have ended; what it does in threads of its own is waited
    for with `until`. People and channels are named by name or id. What Slack refuses is seen as people see it, in
    `messages` and `toasts`; what a person could not even try raises SandboxError.
    """

    def __init__(  # noqa: PLR0913 - each is a fact about the workspace that a test may want otherwise
        self,
        app: App,
        *,
        manifest: Manifest | None = None,
        directory: Directory | None = None,
        transport: Literal["http", "socket"] = "http",
        limited: bool = True,
        clock: Callable[[], float] = time.time,
        ack_within: float = 3.0,
        retries: tuple[float, ...] = (),
        timeout: float = 10.0,
    ) -> None:
        """Take a Bolt app that was made with any made-up token and `token_verification_enabled=False`.

        With the app's `manifest` (a mapping) it has the commands, shortcuts, scopes and events of that alone; without
        one, every command, scope and event, and no shortcut. `directory` gives other people and channels than ada,
        grace, #calls and so on. `transport` is how the app is notified: by signed HTTP or over Socket Mode.
        `limited` says whether Slack's rate limits hold, `clock` what time it is in the workspace, in Unix time. In
        seconds: `ack_within` is how long the app may take to acknowledge, `retries` the pauses before each further
        attempt of an event, `timeout` how long an act may take.
        """
        self._app = app
        self._timeout = timeout
        self._work = Work()
        self._is_on = False
        self._open = ExitStack()
        self.url = ""
        """Where the page is, in the end where it was: open it in a browser to look around."""
        permissive = directory or PermissiveDirectory(scopes=SCOPES)
        journal = Journal()
        sockets = SocketMode(journal, token=_APP_TOKEN) if transport == "socket" else None
        self.workspace = Workspace(
            signing_secret=signing_secret(app, required=transport == "http"),
            bot_token=bot_token(app),
            app_url=None,
            directory=permissive if manifest is None else install(manifest, directory or Directory()),
            clock=clock,
            app_clock=time.time,
            ack_timeout=ack_within,
            pauses=retries,
            limited=limited,
            journal=journal,
            sockets=sockets,
        )
        self.workspace.dispatcher.executor = self._work.counting(self.workspace.dispatcher.executor)

    def __enter__(self) -> Self:
        if self.url:
            raise SandboxError("Make another SlackSandbox: this one has ended.")
        self.url = self._open.enter_context(run_app(self._app, self.workspace, self._work))
        self.client = WebClient(self.workspace.bot_token, base_url=f"{self.url}/api/")
        """The app's own way to the Web API."""
        self._is_on = True
        return self

    def __exit__(self, *_: object) -> None:
        self._work.wait(self._timeout)  # or the last delivery would be cut off
        self._is_on = False
        self._open.close()

    @property
    def messages(self) -> tuple[Message, ...]:
        """Everything that was written by now, to all or to one person, the newest last."""
        return self.workspace.store.messages

    @property
    def calls(self) -> tuple[Call, ...]:
        """The app's calls of the Web API and of response_urls, and Slack's errors, the newest last."""
        return calls(self.workspace.journal)

    def toasts(self, user: str = "ada") -> tuple[str, ...]:
        """Return the failures that a person sees beside the messages."""
        return tuple(toast["text"] for toast in self.workspace.store.toasts(self._person(user)))

    def modal(self, user: str = "ada") -> dict[str, Any] | None:
        """Return the modal on top of those that a person has open."""
        return next(reversed(self.workspace.store.modals(self._person(user))), None)

    def home(self, user: str = "ada") -> dict[str, Any] | None:
        return self.workspace.store.home(self._person(user))

    def slash(self, command: str, *, user: str = "ada", channel: str = "calls") -> DeliveryResult | None:
        """Type a slash command; None where Slack does not know it."""
        return self._run(lambda: self._send(user, self._channel(channel), command))

    def say(
        self, text: str, *, user: str = "ada", channel: str = "calls", thread: Message | None = None
    ) -> DeliveryResult | None:
        """Write a message, in which `@name` mentions somebody; None where the app is not notified."""
        ts = (thread.thread_ts or thread.ts) if thread else None
        return self._run(lambda: self._send(user, thread.channel if thread else self._channel(channel), text, ts))

    def tell(self, text: str, *, user: str = "ada") -> DeliveryResult | None:
        """Write to the app's bot alone."""
        person = element_finder.person(self.workspace.directory, user)
        return self._run(lambda: self._send(user, self.workspace.directory.direct_message(person).id, text))

    def press(
        self, action_id: str, value: object = None, *, user: str = "ada", message: Message | None = None, nth: int = 0
    ) -> DeliveryResult | None:
        """Press a button, or choose a value: an option's, a name or id, a date, or a list of them.

        It is looked for in the message where that is given; else in the person's modal, in the newest message that has
        it, and on their Home tab. `nth` chooses between several of them.
        """

        def act() -> Future[DeliveryResult]:
            surface, block, element = self._find(user, action_id, message, nth)
            press = element_finder.press(self.workspace.directory, block, element, value)
            return self.workspace.interactivity.press(self._person(user), press, **surface.where)

        return self._run(act)

    def options(
        self, action_id: str, typed: str = "", *, user: str = "ada", message: Message | None = None
    ) -> tuple[dict[str, Any], ...]:
        """Type into a menu that the app fills and return what it offers: `press` and `submit` take one of them."""
        with self._waiting_until_idle():
            surface, block, _ = self._find(user, action_id, message)
            menu = {"block_id": block["block_id"], "action_id": action_id, "value": typed}
            try:
                answer = self.workspace.interactivity.suggest(self._person(user), menu, **surface.where)
            except AppFailedError:
                return ()
        groups = answer.get("option_groups", [{"options": answer.get("options", ())}])
        return tuple(option for group in groups for option in group["options"])

    def submit(self, values: Mapping[str, object] | None = None, *, user: str = "ada") -> Mapping[str, str]:
        """Submit the modal on top, filled in by action_id; return what is wrong by block_id, of the whole by `""`."""
        view = self._modal(user)
        with self._waiting_until_idle():
            try:
                filled = element_finder.filled(self.workspace.directory, view, values or {})
                self.workspace.interactivity.submit(self._person(user), view["id"], filled)
            except NotPossibleError as refused:
                return refused.fields or {"": str(refused)}
        return {}

    def close(self, *, user: str = "ada") -> None:
        with self._waiting_until_idle():
            self.workspace.interactivity.close_view(self._person(user), self._modal(user)["id"])

    def shortcut(self, callback_id: str, message: Message | None = None, *, user: str = "ada") -> DeliveryResult | None:
        """Use a shortcut, on a message where it is for messages."""
        channel, ts = (message.channel, message.ts) if message else ("", "")
        return self._run(
            lambda: self.workspace.interactivity.use_shortcut(self._person(user), callback_id, channel, ts)
        )

    def open_home(self, *, user: str = "ada") -> DeliveryResult | None:
        """Open the app's Home tab."""
        return self._run(lambda: self.workspace.interactivity.open_home(self._person(user)))

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds that the app does in its own time, or raise SandboxError."""
        deadline, version = time.monotonic() + self._timeout, 0
        while not holds():
            if time.monotonic() > deadline:
                raise SandboxError(f"It did not come about within {self._timeout:g} seconds.")
            version = self.workspace.store.wait(version, _OFTEN)

    def _send(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Future[DeliveryResult] | None:
        return self.workspace.composer.send(self._person(user), channel, text, thread_ts).delivery

    def _find(self, user: str, action_id: str, message: Message | None, nth: int = 0) -> element_finder.Target:
        surfaces = element_finder.surfaces(self.workspace.store, self._person(user))
        return element_finder.find([element_finder.of_message(message)] if message else surfaces, action_id, nth)

    def _run(self, act: Callable[[], Future[DeliveryResult] | None]) -> DeliveryResult | None:
        with self._waiting_until_idle():
            delivery = act()
        return delivery.result() if delivery else None

    @contextmanager
    def _waiting_until_idle(self) -> Iterator[None]:
        if not self._is_on:
            raise SandboxError("People act between `with SlackSandbox(app) as slack:` and its end.")
        try:
            yield
        except NotPossibleError as impossible:
            raise SandboxError(str(impossible)) from None
        self._work.wait_until_idle(self._timeout)

    def _modal(self, user: str) -> dict[str, Any]:
        view = self.modal(user)
        if view is None:
            raise SandboxError(f"{user} has no modal open.")
        return view

    def _person(self, name: str) -> str:
        return element_finder.person(self.workspace.directory, name).id

    def _channel(self, name: str) -> str:
        return element_finder.channel(self.workspace.directory, name).id
