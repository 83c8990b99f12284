"""What can go wrong in Slack at the push of a button: one switch for all workspaces."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from capi_bot.sandbox.slack.faults import RESPONSE_URL, Fault, Faults, limited
from capi_bot.sandbox.switches import Switch

GROUP = "Slack"
WAIT_SECONDS = 10

_FAILURE = Fault(status=HTTPStatus.INTERNAL_SERVER_ERROR, error="internal_error")


def _every_method_limited(name: str) -> Fault | None:
    return None if name == RESPONSE_URL else limited(WAIT_SECONDS)


def _every_method_failing(name: str) -> Fault | None:
    return None if name == RESPONSE_URL else _FAILURE


def _response_urls_failing(name: str) -> Fault | None:
    return _FAILURE if name == RESPONSE_URL else None


_RULES: tuple[tuple[Switch, Callable[[str], Fault | None]], ...] = (
    (
        Switch(
            name="slack_rate_limit",
            label="Rate limit every method",
            hint=f"Each Web API call is answered with 429 and Retry-After: {WAIT_SECONDS}.",
            group=GROUP,
        ),
        _every_method_limited,
    ),
    (
        Switch(
            name="slack_failing",
            label="Slack's API fails",
            hint="Each Web API call is answered with 500 and internal_error.",
            group=GROUP,
        ),
        _every_method_failing,
    ),
    (
        Switch(
            name="slack_response_url_failing",
            label="response_url fails",
            hint="Each answer through a response_url is refused with 500.",
            group=GROUP,
        ),
        _response_urls_failing,
    ),
)


class SlackSwitches:
    """Be the switchboard of these workspaces' faults; thread-safe."""

    def __init__(self, *faults: Faults) -> None:
        self._faults = faults
        self._lock = threading.Lock()
        self._on: set[str] = set()

    def switches(self) -> tuple[Switch, ...]:
        """List them, in the order in which they are shown."""
        with self._lock:
            return tuple(replace(switch, on=switch.name in self._on) for switch, _ in _RULES)

    def turn(self, name: str, *, on: bool) -> bool:
        """Turn one on or off; return whether there is one of this name."""
        rule = next((rule for switch, rule in _RULES if switch.name == name), None)
        if rule is None:
            return False
        with self._lock:
            self._on = self._on | {name} if on else self._on - {name}
            for faults in self._faults:
                faults.always(name, rule if on else None)
        return True
