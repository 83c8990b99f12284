"""One command, run as a person runs it, and its answer as plain text: for terminals and for CI."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests

from capi_bot.sandbox.errors import SandboxError

USER = "U0ADA"
CHANNEL = "C0CALLS"
SLACKBOT = "USLACKBOT"
WARNING = "⚠"
"""The sign at the start of each answer that reports a failure."""
_QUIET_SECONDS = 0.7
_TIMEOUT = 10.0

State = Mapping[str, Any]
Exchanges = list[Mapping[str, Any]]


def run_once(url: str, command: str, *, clock: Callable[[], float] = time.monotonic) -> tuple[str, ...]:
    """Run a command (`/capi` may be left out) as ada in #calls and return each text that the bot posted.

    The end is when there is an answer, nobody awaits another one and nothing has changed for 0.7 seconds, or 10 seconds
    after the start.
    Raises SandboxError where the bot posted nothing, or it or Slack reported a failure.
    """
    typed = command if command.startswith("/") else f"/capi {command}"
    with requests.Session() as session:
        session.trust_env = False  # loopback needs no proxy
        page = _Page(url, session)
        before = page.state(after=-1)
        page.send(typed)
        return bot_texts(before, page.wait_until_settled(before, clock), typed)


def bot_texts(before: State, state: State, typed: str) -> tuple[str, ...]:
    """Return the bot's new texts in a state of the page, or raise SandboxError with the new failures."""
    bots = {person["id"] for person in state["people"] if person["is_bot"]} - {SLACKBOT}
    messages = _new("messages", "ts", before, state)
    texts = tuple(plain_text(message["text"]) for message in messages if message["user"] in bots)
    failures = [plain_text(toast["text"]) for toast in _new("toasts", "id", before, state)]
    failures += [plain_text(message["text"]) for message in messages if message["user"] == SLACKBOT]
    failures += [text for text in texts if text.startswith(WARNING)]
    if failures:
        raise SandboxError("\n".join(failures))
    if not texts:
        raise SandboxError(f"The bot posted nothing in answer to {typed}.")
    return texts


def _new(collection: str, key: str, before: State, state: State) -> tuple[Mapping[str, str], ...]:
    known = {item[key] for item in before[collection]}
    return tuple(item for item in state[collection] if item[key] not in known)


def plain_text(mrkdwn: str) -> str:
    """Read Slack's markup as a screen reader would: labels for links and mentions, fallbacks for dates, no escapes."""
    labelled = re.sub(r"<(?:[^<>|]*\|)?([^<>|]*)>", r"\1", mrkdwn)
    return html.unescape(labelled)


class _Page:
    """A client of the page's own JSON interface."""

    def __init__(self, url: str, session: requests.Session) -> None:
        self._url = url
        self._session = session

    def send(self, text: str) -> None:
        """Type a text into the composer and wait until the bot has acknowledged it."""
        body = {"user": USER, "channel": CHANNEL, "text": text}
        response = self._session.post(f"{self._url}/ui/send", params={"wait": "1"}, json=body, timeout=_TIMEOUT)
        response.raise_for_status()

    def wait_until_settled(self, before: State, clock: Callable[[], float]) -> State:
        """Wait until there is an answer, no newer state comes and no exchange is pending."""
        deadline = clock() + _TIMEOUT
        state, exchanges = self.state(after=-1), self.exchanges()
        while clock() < deadline:
            newer, by_now = self.state(after=state["version"]), self.exchanges()
            pending = any(exchange["status"] == "pending" for exchange in by_now)
            quiet = newer["version"] == state["version"] and by_now == exchanges and not pending
            if quiet and _answered(before, newer):
                break
            state, exchanges = newer, by_now
        return state

    def exchanges(self) -> Exchanges:
        """Get the exchanges between bot and vendors, without webhooks, which are no part of an answer."""
        entries: Exchanges = self._get("journal", {"after": "0"})["entries"]
        return [entry for entry in entries if entry["kind"] != "webhook"]

    def state(self, *, after: int) -> State:
        """Get what ada's page shows, waiting a little for a version after this one."""
        return self._get("state", {"user": USER, "after": str(after), "wait": str(_QUIET_SECONDS)})

    def _get(self, path: str, parameters: Mapping[str, str]) -> State:
        response = self._session.get(f"{self._url}/ui/{path}", params=parameters, timeout=_TIMEOUT)
        response.raise_for_status()
        state: State = response.json()
        return state


def _answered(before: State, state: State) -> bool:
    """Return whether anybody else, or Slack, has posted something: a bot that waits is quiet, too."""
    return any(message["user"] != USER for message in _new("messages", "ts", before, state)) or bool(
        _new("toasts", "id", before, state)
    )
