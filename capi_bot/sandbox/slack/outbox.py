"""Messages that wait for their time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from capi_bot.sandbox.slack.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """Be one message that is to be posted at `post_at`, in Unix time; its own ts is made then."""

    id: str
    post_at: int
    made_at: int
    message: Message


class Outbox:
    """Hold what is to be posted later, and post it when it is due; thread-safe.

    A timer looks after it; whoever moves the clock by hand calls `post_due`.
    """

    def __init__(
        self, clock: Callable[[], float], new_id: Callable[[], str], post: Callable[[Message], object]
    ) -> None:
        self._clock = clock
        self._new_id = new_id
        self._post = post
        self._lock = threading.Lock()
        self._waiting: dict[str, Scheduled] = {}
        self._timer: threading.Timer | None = None

    @property
    def waiting(self) -> tuple[Scheduled, ...]:
        """What has not been posted yet, the soonest first."""
        with self._lock:
            return tuple(sorted(self._waiting.values(), key=lambda each: (each.post_at, each.id)))

    def add(self, message: Message, post_at: int) -> Scheduled:
        """Keep a message for later."""
        name = f"Q{self._new_id().upper()}"
        scheduled = Scheduled(id=name, post_at=post_at, made_at=int(self._clock()), message=message)
        with self._lock:
            self._waiting[scheduled.id] = scheduled
            self._wind()
        return scheduled

    def cancel(self, name: str) -> bool:
        """Forget a message; return whether it was still waiting."""
        with self._lock:
            found = self._waiting.pop(name, None)
            self._wind()
        return found is not None

    def post_due(self) -> None:
        """Post every message whose time has come."""
        with self._lock:
            due = [each for each in self._waiting.values() if each.post_at <= self._clock()]
            for each in due:
                del self._waiting[each.id]
            self._wind()
        for each in sorted(due, key=lambda each: each.post_at):
            self._post(each.message)

    def close(self) -> None:
        """Post nothing more by itself."""
        with self._lock:
            self._waiting.clear()
            self._wind()

    def _wind(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None
        if self._waiting:
            soonest = min(each.post_at for each in self._waiting.values())
            self._timer = threading.Timer(max(soonest - self._clock(), 0), self.post_due)
            self._timer.daemon = True
            self._timer.start()
