"""Failures on demand: what a test wants the next requests to suffer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from threading import Lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Describe one failure.

    `delay` (seconds) comes first. Then `reset` closes the connection without an answer, `malformed` answers 200 with a
    body that stops in the middle, `status` answers that status (with `headers`, and with `body` or else what the
    platform says of it); with none of them the true answer follows.
    """

    path: str = "*"
    """A shell pattern for the whole path, such as `/v1/conversations` or `/v1/conversations/*/events`."""
    status: int | None = None
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

    def next(
        self,
        *,
        path: str = "*",
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        body: str | None = None,
        delay: float = 0,
        reset: bool = False,
        malformed: bool = False,
        times: int = 1,
    ) -> None:
        """Let the next requests for a path fail; the fields are those of Fault."""
        fault = Fault(
            path=path,
            status=status,
            headers=headers or {},
            body=body,
            delay=delay,
            reset=reset,
            malformed=malformed,
            times=times,
        )
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
