"""A record of which functions of the bot run, by `sys.setprofile`: in every thread that starts while it records."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from inspect import CO_GENERATOR
from pathlib import Path
from types import FrameType

import capi_bot

PACKAGE = Path(capi_bot.__file__).parent


@dataclass(slots=True)
class CallTrace:
    """Calls of functions of the bot, each with its thread, in the order in which they began.

    A generator that goes on after a pause is not called again.
    """

    calls: list[tuple[str, str, str]] = field(default_factory=list)
    """Thread, file below `capi_bot/`, and name of each function."""
    layers: list[tuple[str, str]] = field(default_factory=list)
    """Thread and layer, each time that a layer was entered from another one."""

    def entered(self, pool: str) -> list[str]:
        """Return the layers that the threads of a pool entered, in order."""
        return [layer for thread, layer in self.layers if thread.startswith(pool)]

    @property
    def functions(self) -> set[tuple[str, str]]:
        """The distinct functions: file and name."""
        return {(file, name) for _, file, name in self.calls}

    @property
    def files(self) -> set[str]:
        return {file for _, file, _ in self.calls}


@contextmanager
def traced(layer_of: dict[str, str] | None = None) -> Iterator[CallTrace]:
    """Record calls; `layer_of` maps the beginnings of files to layers, the longest one that fits counts."""
    trace = CallTrace()
    prefixes = sorted(layer_of or {}, key=len, reverse=True)
    stacks: dict[str, list[str]] = {}
    generators: set[FrameType] = set()
    """Those that have begun: the frame stays the same when they go on."""

    def record(frame: FrameType, event: str, _argument: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event not in ("call", "return") or not path.is_relative_to(PACKAGE):
            return
        thread, file = threading.current_thread().name, path.relative_to(PACKAGE).as_posix()
        name = frame.f_code.co_qualname
        layer = next(((layer_of or {})[prefix] for prefix in prefixes if file.startswith(prefix)), "")
        stack = stacks.setdefault(thread, [])
        if event == "return":
            if stack:
                stack.pop()
            return
        current = next((entered for entered in reversed(stack) if entered), "")
        stack.append(layer)
        is_resumed = frame in generators
        if frame.f_code.co_flags & CO_GENERATOR:
            generators.add(frame)
        if is_resumed or name.endswith("__init__"):
            return
        trace.calls.append((thread, file, name))
        if layer and layer != current:
            trace.layers.append((thread, layer))

    threading.setprofile(record)
    sys.setprofile(record)
    try:
        yield trace
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
