"""A person at work in the sandbox, by the same HTTP that the page uses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import requests

from capi_bot.sandbox.stage import Stage

CALLS, LOBBY, PAYLOAD = "C0CALLS", "C0LOBBY", "C0PAYLOAD"
ADA, GRACE = "U0ADA", "U0GRACE"
BOT = "U0CAPIBOT"
PATIENCE = 40.0

Message = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Type, press and read as one person in one channel."""

    stage: Stage
    name: str = ADA
    channel: str = CALLS
    http: requests.Session = field(default_factory=requests.Session)

    def types(self, text: str, thread_ts: str | None = None) -> str | None:
        """Send what the composer holds; return the ts where it was a message."""
        body = {"user": self.name, "channel": self.channel, "text": text, "thread_ts": thread_ts}
        return self._post("send", body)["ts"]

    def asks(self, text: str, until: Callable[[Message], bool] = lambda _: True) -> Message:
        """Type a command and return the bot's new message once it is as awaited."""
        before = {message["ts"] for message in self.messages()}
        self.types(text)
        return self.sees(lambda message: message["ts"] not in before and until(message))

    def presses(self, message: Message, action_id: str, nth: int = 0, word: str = "") -> None:
        """Press the nth button of an action, of those whose row is about `word`."""
        block, button = list(buttons(message, action_id, word))[nth]
        body = {"user": self.name, "channel": message["channel"], "ts": message["ts"]}
        self._post(
            "action", {**body, "block_id": block["block_id"], "action_id": action_id, "value": button.get("value")}
        )

    def presses_in_modal(self, view: dict[str, Any], action_id: str, nth: int = 0) -> None:
        """Press the nth button of an action in an open modal."""
        block, button = list(buttons(view, action_id))[nth]
        body = {"user": self.name, "view_id": view["id"], "block_id": block["block_id"]}
        self._post("action", {**body, "action_id": action_id, "value": button.get("value")})

    def sees(self, wanted: Callable[[Message], bool]) -> Message:
        """Wait for a message of the bot's."""
        return self._awaits(lambda: next(filter(wanted, reversed(self.messages())), None))

    def sees_again(self, message: Message, wanted: Callable[[Message], bool]) -> Message:
        """Wait until a message has become as wanted."""
        return self.sees(lambda now: now["ts"] == message["ts"] and wanted(now))

    def sees_modal(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a modal."""
        return self._awaits(lambda: view if (view := self.state()["modal"]) and wanted(view) else None)

    def messages(self) -> list[Message]:
        """Return what the bot wrote that this person sees in the channel, oldest first."""
        everything = self.state()["messages"]
        return [told for told in everything if told["user"] == BOT and told["channel"] == self.channel]

    def state(self) -> dict[str, Any]:
        """Return what the page shows."""
        url, asked = f"{self.stage.url}/ui/state", {"user": self.name, "wait": "0"}
        state: dict[str, Any] = self.http.get(url, params=asked, timeout=10).json()
        return state

    def _post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = self.http.post(f"{self.stage.url}/ui/{what}", params={"wait": "1"}, json=body, timeout=PATIENCE)
        answer: dict[str, Any] = reply.json()
        assert reply.ok, answer
        return answer

    def _awaits(self, look: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        version = 0
        while time.monotonic() < deadline:
            if found := look():
                return found
            version = self.stage.workspace.board.wait(version, 1.0)
        shown = "\n".join(message["text"] for message in self.messages())
        raise AssertionError(f"It never came. Shown:\n{shown}\nThe bot's log:\n" + "\n".join(self.stage.bot.words))


def buttons(message: Message, action_id: str, word: str = "") -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Find buttons, each with its block, under the text that holds `word`."""
    text = ""
    for block in message["blocks"]:
        text = block["text"]["text"] if "text" in block else text
        elements = [*block.get("elements", ()), *filter(None, [block.get("accessory")])]
        yield from ((block, told) for told in elements if told.get("action_id") == action_id and word in text)


def labels(message: Message) -> list[str]:
    """List what the buttons of a message say."""
    return [
        element["text"]["text"]
        for block in message["blocks"]
        for element in [*block.get("elements", ()), *filter(None, [block.get("accessory")])]
        if element["type"] == "button"
    ]
