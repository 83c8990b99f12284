"""One command, run as a person runs it, and what came of it as plain text: for terminals and for CI."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests

from capi_bot.sandbox.errors import SandboxError

ADA = "U0ADA"
CALLS = "C0CALLS"
SLACKBOT = "USLACKBOT"
WARNING = "⚠"
"""The sign that begins the bot's answers that something did not work, for people as for us."""
_QUIET = 0.7
_PATIENCE = 10.0

State = Mapping[str, Any]
Exchanges = list[Mapping[str, Any]]


def once(url: str, command: str, *, clock: Callable[[], float] = time.monotonic) -> tuple[str, ...]:
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
        return posted(before, page.settled(before, clock), typed)


def posted(before: State, state: State, typed: str) -> tuple[str, ...]:
    """Take the bot's new texts out of a state of the page, or raise SandboxError with the failures that are new."""
    bots = {person["id"] for person in state["people"] if person["is_bot"]} - {SLACKBOT}
    messages = _new("messages", "ts", before, state)
    texts = tuple(plain(message["text"]) for message in messages if message["user"] in bots)
    failures = [plain(toast["text"]) for toast in _new("toasts", "id", before, state)]
    failures += [plain(message["text"]) for message in messages if message["user"] == SLACKBOT]
    failures += [text for text in texts if text.startswith(WARNING)]
    if failures:
        raise SandboxError("\n".join(failures))
    if not texts:
        raise SandboxError(f"The bot posted nothing in answer to {typed}.")
    return texts


def _new(what: str, key: str, before: State, state: State) -> tuple[Mapping[str, str], ...]:
    known = {found[key] for found in before[what]}
    return tuple(found for found in state[what] if found[key] not in known)


def plain(mrkdwn: str) -> str:
    """Read Slack's markup as a screen reader would: labels for links and mentions, fallbacks for dates, no escapes."""
    labelled = re.sub(r"<(?:[^<>|]*\|)?([^<>|]*)>", r"\1", mrkdwn)
    return html.unescape(labelled)


class _Page:
    """Use the page's own JSON interface."""

    def __init__(self, url: str, session: requests.Session) -> None:
        self._url = url
        self._session = session

    def send(self, text: str) -> None:
        """Type a text into the composer and wait until the bot has acknowledged it."""
        body = {"user": ADA, "channel": CALLS, "text": text}
        reply = self._session.post(f"{self._url}/ui/send", params={"wait": "1"}, json=body, timeout=_PATIENCE)
        reply.raise_for_status()

    def settled(self, before: State, clock: Callable[[], float]) -> State:
        """Wait until there is an answer and no newer state comes, and nothing goes on behind it either."""
        deadline = clock() + _PATIENCE
        state, exchanges = self.state(after=-1), self.exchanges()
        while clock() < deadline:
            newer, by_now = self.state(after=state["version"]), self.exchanges()
            quiet = newer["version"] == state["version"] and by_now == exchanges and not _pending(by_now)
            if quiet and _answered(before, newer):
                break
            state, exchanges = newer, by_now
        return state

    def exchanges(self) -> Exchanges:
        """Get what went between the bot and the vendors; what Vonage tells by itself is no part of an answer."""
        entries: Exchanges = self._got("journal", {"after": "0"})["entries"]
        return [entry for entry in entries if entry["kind"] != "webhook"]

    def state(self, *, after: int) -> State:
        """Get what ada's page shows, waiting a little for a version after this one."""
        return self._got("state", {"user": ADA, "after": str(after), "wait": str(_QUIET)})

    def _got(self, what: str, asked: Mapping[str, str]) -> State:
        reply = self._session.get(f"{self._url}/ui/{what}", params=asked, timeout=_PATIENCE)
        reply.raise_for_status()
        told: State = reply.json()
        return told


def _answered(before: State, state: State) -> bool:
    """Tell whether somebody else said something, or Slack did: a bot that waits is quiet, too."""
    return any(told["user"] != ADA for told in _new("messages", "ts", before, state)) or bool(
        _new("toasts", "id", before, state)
    )


def _pending(exchanges: Exchanges) -> bool:
    return any(entry["status"] == "pending" for entry in exchanges)
