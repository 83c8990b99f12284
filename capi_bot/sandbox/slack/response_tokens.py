"""What the app is given to answer with for a while: trigger ids and response_urls.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from capi_bot.sandbox.slack.refusals import RefusedError

TRIGGER_SECONDS = 3
RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Let the app open one modal for one person, once, within three seconds; `channel` is where they are, if known."""

    id: str
    user: str
    made_at: float
    channel: str = ""
    used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseUrl:
    """Let the app answer one interaction.

    `message_ts` is the clicked message: None after a slash command and a shortcut, whose answers replace nothing.
    """

    secret: str
    user: str
    channel: str
    made_at: float
    message_ts: str | None = None
    uses: int = 0


class Tickets:
    """Issue and redeem tickets; thread-safe."""

    def __init__(self, clock: Callable[[], float], new_id: Callable[[], str]) -> None:
        self._clock = clock
        self._new_id = new_id
        self._lock = threading.Lock()
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}

    def trigger(self, user: str, channel: str = "") -> str:
        """Return a new trigger_id for something that this person just did."""
        now = self._clock()
        name = f"{int(now)}.{int(now * 1000) % 1_000_000}.{self._new_id()}"
        ticket = Trigger(id=name, user=user, made_at=now, channel=channel)
        with self._lock:
            self._triggers[ticket.id] = ticket
        return ticket.id

    def redeem(self, trigger_id: str) -> Trigger:
        """Return the trigger with this id, and use it up."""
        with self._lock:
            ticket = self._triggers.get(trigger_id)
            if ticket is None:
                raise RefusedError("invalid_trigger_id")
            if ticket.used:
                raise RefusedError("exchanged_trigger_id")
            if self._clock() - ticket.made_at > TRIGGER_SECONDS:
                raise RefusedError("expired_trigger_id")
            self._triggers[trigger_id] = replace(ticket, used=True)
        return ticket

    def response_url(self, user: str, channel: str, message_ts: str | None = None) -> ResponseUrl:
        """Return a new response_url's ticket."""
        ticket = ResponseUrl(
            secret=f"{self._new_id()}{self._new_id()}",
            user=user,
            channel=channel,
            made_at=self._clock(),
            message_ts=message_ts,
        )
        with self._lock:
            self._urls[ticket.secret] = ticket
        return ticket

    def knows(self, secret: str) -> bool:
        """Tell whether this response_url was issued here, be it still good or not."""
        with self._lock:
            return secret in self._urls

    def take(self, secret: str) -> ResponseUrl:
        """Return the ticket while it may still be used, and count the use."""
        with self._lock:
            ticket = self._urls.get(secret)
            if ticket is None or self._clock() - ticket.made_at > RESPONSE_SECONDS:
                raise RefusedError("expired_url")
            if ticket.uses >= RESPONSE_USES:
                raise RefusedError("used_url")
            self._urls[secret] = replace(ticket, uses=ticket.uses + 1)
        return ticket

    def give_back(self, secret: str) -> None:
        """Uncount a use that came to nothing."""
        with self._lock:
            self._urls[secret] = replace(self._urls[secret], uses=self._urls[secret].uses - 1)
