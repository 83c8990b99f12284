"""Failures that last until somebody switches them off: all requests suffer them, or a share of them.

On the command line they are words such as `latency=2s`, `server-error=30%` or `rate-limit=5s@10%`, with commas between.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from threading import Lock

from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.switches import Switch
from capi_bot.sandbox.vonage.faults import Fault

GROUP = "Vonage"

_ALL = 100
_DECIMAL = r"\d{1,6}(?:\.\d{1,3})?"
_VALUE = re.compile(rf"(?=.)(?:(?P<number>{_DECIMAL})(?P<unit>s|ms))?(?:(?:^|(?<=s)@)(?P<percent>{_DECIMAL})%)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Be one way to fail."""

    name: str
    label: str
    hint: str
    """What it does, for people; may name its `seconds`, or the `whole` seconds they are rounded up to."""
    seconds: float | None
    """The usual seconds of a kind that takes some; None for any other."""
    play: Callable[[float], tuple[Fault, ...]]
    """Make the faults, one of which is played, of the seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Choose how a kind is played."""

    name: str
    share: float = 1.0
    seconds: float | None = None
    """None: as usual for its kind."""


KINDS = (
    Kind(
        name="latency",
        label="Slow answers",
        hint="Every answer waits {seconds:g} s first.",
        seconds=2.0,
        play=lambda seconds: (Fault(delay=seconds),),
    ),
    Kind(
        name="expired-token",
        label="Expired tokens",
        hint="Good tokens are refused as if they had expired: 401.",
        seconds=None,
        play=lambda _: (Fault(code="system:error:expired-token"),),
    ),
    Kind(
        name="rate-limit",
        label="Rate limit",
        hint="Requests are refused with 429 and Retry-After: {whole}.",
        seconds=1.0,
        play=lambda seconds: (Fault(status=429, headers={"Retry-After": str(math.ceil(seconds))}),),
    ),
    Kind(
        name="server-error",
        label="Server errors",
        hint="The API answers 500, its gateway 502 with a page of HTML, or the platform 503.",
        seconds=None,
        play=lambda _: (
            Fault(code="system:error:internal-error"),
            Fault(status=502, body="<html><body><h1>502 Bad Gateway</h1></body></html>"),
            Fault(status=503),
        ),
    ),
    Kind(
        name="malformed",
        label="Broken JSON",
        hint="Answers are 200, but their JSON stops in the middle.",
        seconds=None,
        play=lambda _: (Fault(malformed=True),),
    ),
    Kind(
        name="reset",
        label="Connection resets",
        hint="Connections are closed without an answer.",
        seconds=None,
        play=lambda _: (Fault(reset=True),),
    ),
)
"""All kinds. Where several strike one request, the delays add up and the first other one in this order is played."""


class StandingFaults:
    """Keep which failures are on; a switchboard, safe to use from several threads. One seed makes one sequence."""

    def __init__(self, settings: Iterable[Setting] = (), *, seed: int = 0) -> None:
        """Switch the given ones on; the others can be switched on later, as usual for their kind."""
        given = {setting.name: setting for setting in settings}
        self._lock = Lock()
        self._chance = random.Random(seed)  # noqa: S311 - bad luck needs no secrets
        self._settings = {kind.name: given.get(kind.name, Setting(name=kind.name)) for kind in KINDS}
        self._on = set(given)

    def switches(self) -> tuple[Switch, ...]:
        """List all kinds with what they do."""
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
        """Turn a kind on or off; return whether there is one of this name."""
        with self._lock:
            (self._on.add if on else self._on.discard)(name)
            self._on &= set(self._settings)
            return name in self._settings

    def draw(self) -> Fault | None:
        """Decide what the next request suffers."""
        with self._lock:
            struck = [self._played(kind) for kind in KINDS if kind.name in self._on and self._strikes(kind)]
        played = next((fault for fault in struck if not fault.delay), Fault())
        return replace(played, delay=sum(fault.delay for fault in struck)) if struck else None

    def _strikes(self, kind: Kind) -> bool:
        return self._chance.random() < self._settings[kind.name].share

    def _played(self, kind: Kind) -> Fault:
        return self._chance.choice(kind.play(_seconds(kind, self._settings[kind.name])))


def parse(text: str) -> tuple[Setting, ...]:
    """Read the words of the command line, or raise SandboxError saying what is possible."""
    words = [word.strip() for word in text.split(",")]
    return tuple(_setting(word) for word in words if word)


def _setting(word: str) -> Setting:
    name, given, value = word.partition("=")
    kind = next((kind for kind in KINDS if kind.name == name), None)
    if kind is None:
        raise SandboxError(f"There is no fault “{name}”. There are: {', '.join(kind.name for kind in KINDS)}.")
    read = _VALUE.fullmatch(value if given else f"{_ALL}%")
    percent = float(read["percent"] or _ALL) if read else 0
    if read is None or not 0 < percent <= _ALL or (read["number"] and kind.seconds is None):
        raise SandboxError(f"“{word}” is not a fault. Write {_forms(kind)}.")
    unit = 1000 if read["unit"] == "ms" else 1
    return Setting(name=name, share=percent / _ALL, seconds=float(read["number"]) / unit if read["number"] else None)


def _forms(kind: Kind) -> str:
    forms = [kind.name, f"{kind.name}=30%"]
    if kind.seconds is not None:
        forms[1:1] = [f"{kind.name}=2s"]
        forms.append(f"{kind.name}=2s@30%")
    return f"{', '.join(forms[:-1])} or {forms[-1]}"


def _hint(kind: Kind, setting: Setting) -> str:
    share = "" if setting.share == 1 else f" Only {setting.share:.0%} of requests."
    seconds = _seconds(kind, setting)
    return kind.hint.format(seconds=seconds, whole=math.ceil(seconds)) + share


def _seconds(kind: Kind, setting: Setting) -> float:
    return (kind.seconds or 0.0) if setting.seconds is None else setting.seconds
