"""A person who uses the sandbox, by the same HTTP that the page uses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import requests

from capi_bot.sandbox.environment import SandboxEnvironment

CALLS, LOBBY, PAYLOAD = "C0CALLS", "C0LOBBY", "C0PAYLOAD"
ADA, GRACE = "U0ADA", "U0GRACE"
BOT = "U0CAPIBOT"
TIMEOUT = 40.0
"""Seconds that a test waits for what it expects."""

Message = dict[str, Any]
Outage = Mapping[str, Any]
"""A failure of the Conversation API, as the sandbox's faults take it."""
View = dict[str, Any]
Values = dict[str, dict[str, dict[str, Any]]]
"""block_id → action_id → what the input holds, as Slack's `state.values`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person in one channel, who types, presses and reads."""

    sandbox: SandboxEnvironment
    name: str = ADA
    channel: str = CALLS
    http: requests.Session = field(default_factory=requests.Session)

    def types(self, text: str, thread_ts: str | None = None) -> str | None:
        """Send what the composer holds; return the ts where it was a message."""
        body = {"user": self.name, "channel": self.channel, "text": text, "thread_ts": thread_ts}
        sent: str | None = self._post("send", body)["ts"]
        return sent

    def asks(self, text: str, until: Callable[[Message], bool] = lambda _: True) -> Message:
        """Type a command and return the bot's new message once it is as awaited."""
        before = {message["ts"] for message in self.messages()}
        self.types(text)
        return self.sees(lambda message: message["ts"] not in before and until(message))

    def presses(self, message: Message, action_id: str, nth: int = 0, word: str = "") -> None:
        """Press the nth button of an action, of those whose row is about `word`; once more where it just changed."""
        if not self._pressed(message, action_id, nth, word).ok:
            now = self.sees_again(message, lambda _: True)
            reply = self._pressed(now, action_id, nth, word)
            assert reply.ok, reply.text

    def chooses(self, message: Message, action_id: str, value: str, nth: int = 0) -> None:
        """Choose a value in the nth menu of an action."""
        block, _ = list(buttons(message, action_id))[nth]
        body = {"user": self.name, "channel": message["channel"], "ts": message["ts"]}
        self._post("action", {**body, "block_id": block["block_id"], "action_id": action_id, "value": value})

    def presses_in_modal(self, view: View, action_id: str, nth: int = 0, value: str | None = None) -> None:
        """Press the nth button of an action in an open modal, or choose a value in its nth menu."""
        block, button = list(buttons(view, action_id))[nth]
        body = {"user": self.name, "view_id": view["id"], "block_id": block["block_id"]}
        self._post("action", {**body, "action_id": action_id, "value": value or button.get("value")})

    def presses_in_home(self, view: View, action_id: str, nth: int = 0) -> None:
        """Press the nth button of an action on the Home tab, or the same where it has been published anew since."""
        carried = carries(view, action_id)[nth]

        def pressed() -> dict[str, Any] | None:
            for block, button in buttons(self.state()["home"], action_id):
                if button["value"] == carried:
                    body = {"user": self.name, "view_id": view["id"], "block_id": block["block_id"]}
                    reply = self._ask("action", {**body, "action_id": action_id, "value": carried})
                    return button if reply.ok else None
            return None  # it is on its way, for the tab was published anew

        self._awaits(pressed)

    def submits(self, view: View, values: Values | None = None) -> None:
        """Submit an open modal with what its inputs hold; what the bot or Slack finds wrong fails the test."""
        self._post("view", self._submission(view, values))

    def closes(self, view: View) -> None:
        """Close the modal on top: what was under it, if anything, is seen again."""
        self._post("view", {"user": self.name, "view_id": view["id"], "type": "close"})

    def is_refused(self, view: View, values: Values | None = None) -> dict[str, str]:
        """Submit an open modal and return what is wrong with each field."""
        reply = self._ask("view", self._submission(view, values))
        assert not reply.ok
        fields: dict[str, str] = reply.json()["errors"]
        return fields

    def uses_shortcut(self, callback_id: str, message: Message | None = None) -> None:
        """Use a shortcut, on a message where it is for messages."""
        where = {"channel": message["channel"], "ts": message["ts"]} if message else {}
        self._post("shortcut", {"user": self.name, "callback_id": callback_id, **where})

    def opens_home(self) -> View:
        """Open the bot's Home tab and return what it publishes first."""
        before = self.state()["home"]
        self._post("home", {"user": self.name, "tab": "home"})
        return self.sees_home(lambda view: not before or view["hash"] != before["hash"])

    def sees_home(self, wanted: Callable[[View], bool]) -> View:
        """Wait until the Home tab is as wanted."""
        return self._awaits(lambda: view if (view := self.state()["home"]) and wanted(view) else None)

    def writes_to_bot(self, text: str) -> Self:
        """Write to the bot alone, and return the same person there."""
        alone = self.to_bot()
        alone.types(text)
        return alone

    def to_bot(self) -> Self:
        """Return the same person in the direct messages with the bot."""
        return replace(self, channel=f"D{self.name[1:]}")

    def files(self, message: Message) -> dict[str, bytes]:
        """Download the files of a message, by name."""
        urls = {file["name"]: f"{self.sandbox.url}{file['url']}" for file in message["files"]}
        return {name: self.http.get(url, timeout=10).content for name, url in urls.items()}

    def sees(self, wanted: Callable[[Message], bool]) -> Message:
        """Wait for a message of the bot's."""
        return self._awaits(lambda: next(filter(wanted, reversed(self.messages())), None))

    def sees_again(self, message: Message, wanted: Callable[[Message], bool]) -> Message:
        """Wait until a message has become as wanted."""
        return self.sees(lambda now: now["ts"] == message["ts"] and wanted(now))

    def sees_modal(self, wanted: Callable[[View], bool]) -> View:
        """Wait for a modal."""
        return self._awaits(lambda: view if (view := self.state()["modal"]) and wanted(view) else None)

    def messages(self) -> list[Message]:
        """Return what the bot wrote that this person sees in the channel, oldest first."""
        everything = self.state()["messages"]
        return [message for message in everything if message["user"] == BOT and message["channel"] == self.channel]

    def state(self) -> dict[str, Any]:
        """Return what the page shows."""
        url, asked = f"{self.sandbox.url}/ui/state", {"user": self.name, "wait": "0"}
        state: dict[str, Any] = self.http.get(url, params=asked, timeout=10).json()
        return state

    def api_asked_since(self) -> Callable[[object], bool]:
        """Return a function that returns whether the API has had a request since; only the latest requests are kept."""
        latest = self.sandbox.requests[-1]
        return lambda _: self.sandbox.requests[-1] is not latest

    def _pressed(self, message: Message, action_id: str, nth: int, word: str) -> requests.Response:
        block, button = list(buttons(message, action_id, word))[nth]
        body = {"user": self.name, "channel": message["channel"], "ts": message["ts"], "block_id": block["block_id"]}
        return self._ask("action", {**body, "action_id": action_id, "value": button.get("value")})

    def _submission(self, view: View, values: Values | None) -> dict[str, Any]:
        return {"user": self.name, "view_id": view["id"], "type": "submit", "state": {"values": values or {}}}

    def _post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = self._ask(what, body)
        answer: dict[str, Any] = reply.json()
        assert reply.ok, answer
        return answer

    def _ask(self, what: str, body: dict[str, Any]) -> requests.Response:
        return self.http.post(f"{self.sandbox.url}/ui/{what}", params={"wait": "1"}, json=body, timeout=TIMEOUT)

    def _awaits(self, look: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
        deadline = time.monotonic() + TIMEOUT
        version = self.sandbox.workspace.store.wait(0, 0)
        while time.monotonic() < deadline:
            if found := look():
                return found
            version = self.sandbox.workspace.store.wait(version, 1.0)
        shown = "\n".join(message["text"] for message in self.messages())
        raise AssertionError(f"It never came. Shown:\n{shown}\nThe bot's log:\n" + "\n".join(self.sandbox.bot.output))


def forget_messages(sandbox: SandboxEnvironment, before: float) -> None:
    """Remove messages of earlier tests, so that a look at the page stays cheap; nobody is notified of that."""
    store = sandbox.workspace.store
    with store.changing():
        for key in [key for key in store._messages if float(key[1]) < before]:
            del store._messages[key]


def is_settled(message: Message) -> bool:
    """Return whether a search has ended or paused."""
    return "Looking…" not in message["text"]


def said(view: View) -> str:
    """Return all text of a view."""
    return str(view["blocks"])


def buttons(message: Message, action_id: str, word: str = "") -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Find buttons, each with its block, under the text that holds `word`."""
    text = ""
    for block in message["blocks"]:
        text = block["text"]["text"] if "text" in block else text
        elements = [*block.get("elements", ()), *filter(None, [block.get("accessory"), block.get("element")])]
        yield from ((block, element) for element in elements if element.get("action_id") == action_id and word in text)


def carries(view: View, action_id: str) -> list[str]:
    """List what the buttons of an action carry."""
    return [button["value"] for _, button in buttons(view, action_id)]


def labels(message: Message) -> list[str]:
    """List what the buttons of a message say."""
    return [
        element["text"]["text"]
        for block in message["blocks"]
        for element in [*block.get("elements", ()), *filter(None, [block.get("accessory")])]
        if element["type"] == "button"
    ]
