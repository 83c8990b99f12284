"""Simulated failures: one-time faults that a test orders, and faults that stay on until they are switched off.

On the command line the latter are words such as `latency=2s`, `server-error=30%` or `rate-limit=5s@10%`, with commas
between.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from threading import Lock
from typing import Any

from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.switches import Switch
from capi_bot.sandbox.vonage.errors import CODES

GROUP = "Vonage"

_ALL = 100
_DECIMAL = r"\d{1,6}(?:\.\d{1,3})?"
_VALUE = re.compile(rf"(?=.)(?:(?P<number>{_DECIMAL})(?P<unit>s|ms))?(?:(?:^|(?<=s)@)(?P<percent>{_DECIMAL})%)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One failure.

    `delay` (seconds) comes first. Then `reset` closes the connection without an answer, `malformed` answers 200 with a
    body that stops in the middle, `code` answers an error of the API (`errors.CODES`), `status` answers that status
    (with `headers`, and with `body` or else the platform's); with none of them the true answer follows.
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


class OneTimeFaults:
    """The faults of the next requests, first come first served; thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._faults: list[Fault] = []

    def next(self, **fields: Any) -> None:  # noqa: ANN401 - the fields of Fault
        """Let the next requests for a path fail. ValueError: there is no such code; TypeError: no such field."""
        fault = Fault(**fields)
        if fault.code and fault.code not in CODES:
            raise ValueError(f"there is no code {fault.code}")
        with self._lock:
            self._faults.append(fault)

    def take(self, path: str) -> Fault | None:
        """Use up one fault of a path."""
        with self._lock:
            fault = next((fault for fault in self._faults if fnmatchcase(path, fault.path)), None)
            if fault is not None:
                place = self._faults.index(fault)
                self._faults[place : place + 1] = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
            return fault

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """A kind of standing fault."""

    name: str
    label: str
    hint: str
    """What it does, for people; may name its `seconds`, or the `whole` seconds they are rounded up to."""
    faults: Callable[[float], tuple[Fault, ...]]
    """Make the faults, one of which is used, of the seconds."""
    seconds: float | None = None
    """The default seconds of a kind that takes some; None for any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSetting:
    """A kind of fault with its share of requests and its seconds; None: the default of its kind."""

    name: str
    share: float = 1.0
    seconds: float | None = None


KINDS = (
    FaultKind(
        name="latency",
        label="Slow answers",
        hint="Every answer waits {seconds:g} s first.",
        seconds=2.0,
        faults=lambda seconds: (Fault(delay=seconds),),
    ),
    FaultKind(
        name="expired-token",
        label="Expired tokens",
        hint="Good tokens are refused as if they had expired: 401.",
        faults=lambda _: (Fault(code="system:error:expired-token"),),
    ),
    FaultKind(
        name="rate-limit",
        label="Rate limit",
        hint="Requests are refused with 429 and Retry-After: {whole}.",
        seconds=1.0,
        faults=lambda seconds: (Fault(status=429, headers={"Retry-After": str(math.ceil(seconds))}),),
    ),
    FaultKind(
        name="server-error",
        label="Server errors",
        hint="The API answers 500, its gateway 502 with a page of HTML, or the platform 503.",
        faults=lambda _: (
            Fault(code="system:error:internal-error"),
            Fault(status=502, body="<html><body><h1>502 Bad Gateway</h1></body></html>"),
            Fault(status=503),
        ),
    ),
    FaultKind(
        name="malformed",
        label="Broken JSON",
        hint="Answers are 200, but their JSON stops in the middle.",
        faults=lambda _: (Fault(malformed=True),),
    ),
    FaultKind(
        name="reset",
        label="Connection resets",
        hint="Connections are closed without an answer.",
        faults=lambda _: (Fault(reset=True),),
    ),
)
"""All kinds. Where several hit one request, the delays add up and the first other one in this order is used."""


class StandingFaults:
    """The faults that are on, as switches; thread-safe. One seed makes one sequence of faults."""

    def __init__(self, settings: Iterable[FaultSetting] = (), *, seed: int = 0) -> None:
        """Switch the given ones on; the others can be switched on later with the defaults of their kind."""
        given = {setting.name: setting for setting in settings}
        self._lock = Lock()
        self._random = random.Random(seed)  # noqa: S311 - simulated failures need no secrets
        self._settings = {kind.name: given.get(kind.name, FaultSetting(name=kind.name)) for kind in KINDS}
        self._on = set(given)

    def switches(self) -> tuple[Switch, ...]:
        with self._lock:
            return tuple(
                Switch(
                    name=kind.name,
                    label=kind.label,
                    hint=_hint(kind, self._settings[kind.name]),
                    group=GROUP,
                    on=kind.name in self._on,
                )
                for kind in KINDS
            )

    def turn(self, name: str, *, on: bool) -> bool:
        with self._lock:
            (self._on.add if on else self._on.discard)(name)
            self._on &= set(self._settings)
            return name in self._settings

    def draw(self) -> Fault | None:
        with self._lock:
            hits = [
                self._random.choice(kind.faults(_seconds(kind, self._settings[kind.name])))
                for kind in KINDS
                if kind.name in self._on and self._random.random() < self._settings[kind.name].share
            ]
        fault = next((fault for fault in hits if not fault.delay), Fault())
        return replace(fault, delay=sum(fault.delay for fault in hits)) if hits else None


def parse_faults(text: str) -> tuple[FaultSetting, ...]:
    """Parse the words of the command line; raise SandboxError with what is possible."""
    words = [word.strip() for word in text.split(",")]
    return tuple(_setting(word) for word in words if word)


def _setting(word: str) -> FaultSetting:
    name, equals, value = word.partition("=")
    kind = next((kind for kind in KINDS if kind.name == name), None)
    if kind is None:
        raise SandboxError(f"There is no fault “{name}”. There are: {', '.join(kind.name for kind in KINDS)}.")
    match = _VALUE.fullmatch(value if equals else f"{_ALL}%")
    percent = float(match["percent"] or _ALL) if match else 0
    if match is None or not 0 < percent <= _ALL or (match["number"] and kind.seconds is None):
        raise SandboxError(f"“{word}” is not a fault. Write {_forms(kind)}.")
    unit = 1000 if match["unit"] == "ms" else 1
    seconds = float(match["number"]) / unit if match["number"] else None
    return FaultSetting(name=name, share=percent / _ALL, seconds=seconds)


def _forms(kind: FaultKind) -> str:
    forms = [kind.name, f"{kind.name}=30%"]
    if kind.seconds is not None:
        forms[1:1] = [f"{kind.name}=2s"]
        forms.append(f"{kind.name}=2s@30%")
    return f"{', '.join(forms[:-1])} or {forms[-1]}"


def _hint(kind: FaultKind, setting: FaultSetting) -> str:
    share = "" if setting.share == 1 else f" Only {setting.share:.0%} of requests."
    seconds = _seconds(kind, setting)
    return kind.hint.format(seconds=seconds, whole=math.ceil(seconds)) + share


def _seconds(kind: FaultKind, setting: FaultSetting) -> float:
    return (kind.seconds or 0.0) if setting.seconds is None else setting.seconds
