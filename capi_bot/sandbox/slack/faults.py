"""Faults and rate limits by method name, `response_url` or `upload`, and the switches for them.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus

from capi_bot.sandbox.switches import Switch

MINUTE = 60
RESPONSE_URL = "response_url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An answer in place of the real one: a status, the body's error code, seconds to wait for a 429.

    What was asked `is_done` all the same, or not. The answer comes after `delay` seconds; or the connection is dropped.
    """

    status: int = 200
    error: str = "internal_error"
    retry_after: int | None = None
    is_done: bool = False
    delay: float = 0.0
    is_dropped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """How often a method may be called in one workspace, by the name that Slack gives the limit.

    Slack promises `per_minute` and lets an unnamed number pass above it; here none does. A tier that is `per_channel`
    also takes one call a second in each channel, after as many as CHANNEL_BURST at once.
    """

    title: str
    per_minute: int
    per_channel: bool = False


TIER_3 = Tier(title="3", per_minute=50)
TIER_4 = Tier(title="4", per_minute=100)
SPECIAL = Tier(title="special", per_minute=600)
POSTING = Tier(title="special", per_minute=300, per_channel=True)

CHANNEL_BURST = 25
"""Messages at once before one a second is held; Slack says only that short bursts pass."""


def limited(seconds: float) -> Fault:
    return Fault(status=HTTPStatus.TOO_MANY_REQUESTS, error="ratelimited", retry_after=math.ceil(seconds))


class Faults:
    """The faults and rate limits of one workspace; thread-safe. `limited` says whether the tiers hold."""

    def __init__(self, clock: Callable[[], float], *, limited: bool = True) -> None:
        self._clock = clock
        self._limited = limited
        self._lock = threading.Lock()
        self._planned: dict[str, deque[Fault]] = {}
        self._recent: dict[str, deque[float]] = {}
        self._full_at: dict[str, float] = {}
        self._always: dict[str, Callable[[str], Fault | None]] = {}

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        with self._lock:
            self._planned.setdefault(method, deque()).extend([fault] * times)

    def always(self, name: str, rule: Callable[[str], Fault | None] | None) -> None:
        """Answer every call as the rule of this name says, until the name is given None."""
        with self._lock:
            self._always.pop(name, None)
            if rule:
                self._always[name] = rule

    def clear(self) -> None:
        with self._lock:
            for state in (self._planned, self._recent, self._full_at, self._always):
                state.clear()

    def next_fault(self, method: str) -> Fault | None:
        with self._lock:
            if planned := self._planned.get(method):
                return planned.popleft()
            rules = tuple(self._always.values())
        return next(filter(None, (rule(method) for rule in rules)), None)

    def count_call(self, method: str, tier: Tier, channel: str = "") -> Fault | None:
        """Count a call against its tier, or return what to answer because it is one too many."""
        if not self._limited:
            return None
        now, place = self._clock(), f"{method} {channel}"
        with self._lock:
            recent = self._recent.setdefault(method, deque())
            while recent and recent[0] <= now - MINUTE:
                recent.popleft()
            wait = recent[0] + MINUTE - now if len(recent) >= tier.per_minute else 0.0
            if tier.per_channel:
                wait = max(wait, self._full_at.get(place, 0) - now - CHANNEL_BURST + 1)
            if wait > 0:
                return limited(wait)
            recent.append(now)
            if tier.per_channel:
                self._full_at[place] = max(now, self._full_at.get(place, 0)) + 1
        return None


def _switch(name: str, label: str, hint: str) -> Switch:
    return Switch(name=name, label=label, hint=hint, group="Slack")


WAIT_SECONDS = 10
_FAILURE = Fault(status=HTTPStatus.INTERNAL_SERVER_ERROR, error="internal_error")
_LIMITED_HINT = f"Each Web API call is answered with 429 and Retry-After: {WAIT_SECONDS}."
_FAILING_HINT = "Each Web API call is answered with 500 and internal_error."
_RESPONSE_HINT = "Each answer through a response_url is refused with 500."
_SWITCHES: tuple[tuple[Switch, Callable[[str], Fault | None]], ...] = (
    (
        _switch("slack_rate_limit", "Rate limit every method", _LIMITED_HINT),
        lambda method: None if method == RESPONSE_URL else limited(WAIT_SECONDS),
    ),
    (
        _switch("slack_failing", "Slack's API fails", _FAILING_HINT),
        lambda method: None if method == RESPONSE_URL else _FAILURE,
    ),
    (
        _switch("slack_response_url_failing", "response_url fails", _RESPONSE_HINT),
        lambda method: _FAILURE if method == RESPONSE_URL else None,
    ),
)


class SlackSwitches:
    """The switchboard of these workspaces' faults, one switch for all of them; thread-safe."""

    def __init__(self, *faults: Faults) -> None:
        self._faults = faults
        self._lock = threading.Lock()
        self._on: set[str] = set()

    def switches(self) -> tuple[Switch, ...]:
        with self._lock:
            return tuple(replace(switch, on=switch.name in self._on) for switch, _ in _SWITCHES)

    def turn(self, name: str, *, on: bool) -> bool:
        rule = next((rule for switch, rule in _SWITCHES if switch.name == name), None)
        if rule is None:
            return False
        with self._lock:
            self._on = self._on | {name} if on else self._on - {name}
            for faults in self._faults:
                faults.always(name, rule if on else None)
        return True
