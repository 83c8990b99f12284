"""How the program is told to end: by SIGTERM, by Ctrl-C, or by the end of whoever started it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType

_OFTEN = 0.5
"""Seconds."""


class ShutdownSignal:
    """Take SIGTERM and SIGINT: before `started` they interrupt what is under way, then the first one ends `wait`."""

    def __init__(self) -> None:
        self._told = Event()
        self._started = False
        self.usual = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def __call__(self, number: int, _: FrameType | None) -> None:
        """Handle a signal; a second one does what it always does."""
        if not self._started:
            raise KeyboardInterrupt
        signal.signal(number, self.usual[signal.Signals(number)])
        self._told.set()

    def started(self) -> None:
        """Say that from now on there is something to end in order."""
        self._started = True

    def wait(self) -> None:
        """Wait for the first signal; one that the system gave to another thread is heard when this one wakes."""
        while not self._told.wait(_OFTEN):
            pass


@contextmanager
def shutdown_signal() -> Iterator[ShutdownSignal]:
    """Take the signals over until the end of the block; `KeyboardInterrupt` for one that comes before `started`."""
    stop = ShutdownSignal()
    for number in stop.usual:
        signal.signal(number, stop)
    try:
        yield stop
    finally:
        for number, handler in stop.usual.items():
            signal.signal(number, handler)


def stop_at_the_end_of(descriptor: int) -> None:
    """Send this process SIGTERM when the file ends: a pipe does when its writer ends, however that ends."""
    Thread(target=_read_on, args=(descriptor,), daemon=True).start()


def _read_on(descriptor: int) -> None:
    while os.read(descriptor, 1024):  # not sys.stdin.read(), which holds a lock that Python wants at its exit
        pass
    os.kill(os.getpid(), signal.SIGTERM)
