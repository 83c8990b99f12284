"""Failures on demand: what a test wants the next requests to suffer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from threading import Lock
from typing import Any

from capi_bot.sandbox.vonage.refusals import CODES


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Describe one failure.

    `delay` (seconds) comes first. Then `reset` closes the connection without an answer, `malformed` answers 200 with a
    body that stops in the middle, `code` refuses as the API itself would (`refusals.CODES`), `status` answers that
    status (with `headers`, and with `body` or else what the platform says of it); with none of them the true answer
    follows.
    """

    path: str = "*"
    """A shell pattern for the whole path, such as `/v1/conversations` or `/v1/conversations/*/events`."""
    status: int | None = None
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    delay: float = 0
    reset: bool = False
    malformed: bool = False
    times: int = 1


class Faults:
    """Keep the failures to come, first come first served; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._coming: list[Fault] = []

    def next(self, **fields: Any) -> None:  # noqa: ANN401 - the fields of Fault
        """Let the next requests for a path fail. ValueError: there is no such code; TypeError: no such field."""
        fault = Fault(**fields)
        if fault.code and fault.code not in CODES:
            raise ValueError(f"there is no code {fault.code}")
        with self._lock:
            self._coming.append(fault)

    def take(self, path: str) -> Fault | None:
        """Use up one failure that is meant for a path."""
        with self._lock:
            fault = next((fault for fault in self._coming if fnmatchcase(path, fault.path)), None)
            if fault is not None:
                place = self._coming.index(fault)
                self._coming[place : place + 1] = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
            return fault

    def clear(self) -> None:
        """Forget the failures to come."""
        with self._lock:
            self._coming.clear()
