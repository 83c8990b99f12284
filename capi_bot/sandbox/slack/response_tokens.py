"""Trigger ids and response_urls: what the app is given to answer with for a while.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from capi_bot.sandbox.slack.errors import RefusedError

TRIGGER_SECONDS = 3
RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """The right to open one modal for one person, once, within three seconds."""

    id: str
    user: str
    made_at: float
    used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseUrl:
    """The right to answer one interaction.

    `message_ts` is the clicked message: None after a slash command and a shortcut, whose answers replace nothing.
    """

    secret: str
    user: str
    channel: str
    made_at: float
    message_ts: str | None = None
    uses: int = 0


class ResponseTokens:
    """The trigger ids and response_urls of a workspace; thread-safe."""

    def __init__(self, clock: Callable[[], float], new_id: Callable[[], str]) -> None:
        self._clock = clock
        self._new_id = new_id
        self._lock = threading.Lock()
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}

    def trigger(self, user: str) -> str:
        now = self._clock()
        name = f"{int(now)}.{int(now * 1000) % 1_000_000}.{self._new_id()}"
        token = Trigger(id=name, user=user, made_at=now)
        with self._lock:
            self._triggers[token.id] = token
        return token.id

    def use_trigger(self, trigger_id: str) -> Trigger:
        with self._lock:
            token = self._triggers.get(trigger_id)
            if token is None:
                raise RefusedError("invalid_trigger_id")
            if token.used:
                raise RefusedError("exchanged_trigger_id")
            if self._clock() - token.made_at > TRIGGER_SECONDS:
                raise RefusedError("expired_trigger_id")
            self._triggers[trigger_id] = replace(token, used=True)
        return token

    def response_url(self, user: str, channel: str, message_ts: str | None = None) -> ResponseUrl:
        secret, now = f"{self._new_id()}{self._new_id()}", self._clock()
        token = ResponseUrl(secret=secret, user=user, channel=channel, made_at=now, message_ts=message_ts)
        with self._lock:
            self._urls[token.secret] = token
        return token

    def is_known(self, secret: str) -> bool:
        with self._lock:
            return secret in self._urls

    def use_response_url(self, secret: str) -> ResponseUrl:
        """Return the response_url while it may still be used, and count the use."""
        with self._lock:
            token = self._urls.get(secret)
            if token is None or self._clock() - token.made_at > RESPONSE_SECONDS:
                raise RefusedError("expired_url")
            if token.uses >= RESPONSE_USES:
                raise RefusedError("used_url")
            self._urls[secret] = replace(token, uses=token.uses + 1)
        return token

    def undo_use(self, secret: str) -> None:
        """Take back the count of a use that failed."""
        with self._lock:
            self._urls[secret] = replace(self._urls[secret], uses=self._urls[secret].uses - 1)
