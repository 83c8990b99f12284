"""What goes wrong on purpose: rate limits and failures, by method name or `response_url`.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MINUTE = 60

TIERS: Mapping[str, int] = {
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "chat.postMessage": 300,
    "chat.update": 50,
    "conversations.info": 50,
    "conversations.members": 100,
    "files.completeUploadExternal": 100,
    "files.getUploadURLExternal": 100,
    "users.info": 100,
    "views.open": 100,
    "views.publish": 100,
    "views.push": 100,
    "views.update": 100,
}
"""Calls a minute that Slack promises to take; it lets short bursts above them pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Be an answer in place of the real one: a status, the body's error code, seconds to wait for a 429."""

    status: int = 200
    error: str = "internal_error"
    retry_after: int | None = None


class Faults:
    """Decide whether a call is answered or refused; thread-safe. `per_minute` turns the tiers on."""

    def __init__(self, clock: Callable[[], float], per_minute: Mapping[str, int]) -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._lock = threading.Lock()
        self._blocked: dict[str, float] = {}
        self._planned: dict[str, deque[Fault]] = {}
        self._recent: dict[str, deque[float]] = {}

    def rate_limit(self, method: str, seconds: int) -> None:
        """Answer 429 to the method until the seconds are over, as Slack does once a limit is reached."""
        with self._lock:
            self._blocked[method] = self._clock() + seconds

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """Answer the next calls of the method with the fault."""
        with self._lock:
            self._planned.setdefault(method, deque()).extend([fault] * times)

    def clear(self) -> None:
        """Let everything work again."""
        with self._lock:
            self._blocked.clear()
            self._planned.clear()
            self._recent.clear()

    def verdict(self, method: str) -> Fault | None:
        """Return what to answer instead of doing the call, if anything."""
        with self._lock:
            if planned := self._planned.get(method):
                return planned.popleft()
            wait = max(self._blocked.get(method, 0) - self._clock(), self._over_tier(method))
        return Fault(status=429, error="ratelimited", retry_after=math.ceil(wait)) if wait > 0 else None

    def _over_tier(self, method: str) -> float:
        if (most := self._per_minute.get(method)) is None:
            return 0
        recent, now = self._recent.setdefault(method, deque()), self._clock()
        while recent and recent[0] <= now - MINUTE:
            recent.popleft()
        if len(recent) >= most:
            return recent[0] + MINUTE - now
        recent.append(now)
        return 0
