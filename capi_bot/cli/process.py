"""The process of a subcommand: its output, its exit codes, and the signals that end it."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType

SUCCESS, FAILURE, USAGE_ERROR, INTERRUPTED = 0, 1, 2, 130


def print_output(text: object) -> int:
    """Write to standard output, flush it, since the reader may be a program that waits for the line; return success."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
    return SUCCESS


def print_json(document: object) -> int:
    """Write indented JSON to standard output; where that lacks a character of it, escape them as JSON does."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        text = json.dumps(document, indent=2)
    return print_output(text)


def print_error(text: object, code: int = FAILURE) -> int:
    """Write to standard error and return the exit code."""
    sys.stderr.write(f"{text}\n")
    return code


_POLL_SECONDS = 0.5


class ShutdownSignal:
    """A handler of SIGTERM and SIGINT: before `started` a signal interrupts, afterwards the first one ends `wait`.

    SIGINT stays ignored where the process was started so: a shell without job control starts background commands so,
    in order that Ctrl-C ends only the foreground command. SIGTERM is always handled.
    """

    def __init__(self) -> None:
        self._received = Event()
        self._started = False
        handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        if handlers[signal.SIGINT] is signal.SIG_IGN:
            del handlers[signal.SIGINT]
        self.previous_handlers = handlers

    def __call__(self, number: int, _: FrameType | None) -> None:
        """Handle a signal; a second one of the same number goes to the previous handler."""
        if not self._started:
            raise KeyboardInterrupt
        signal.signal(number, self.previous_handlers[signal.Signals(number)])
        self._received.set()

    def started(self) -> None:
        """Record the end of the start: the next signal ends `wait` in place of interrupting."""
        self._started = True

    def wait(self) -> None:
        """Wait for the first signal; poll, because Python runs handlers only when the main thread wakes up."""
        while not self._received.wait(_POLL_SECONDS):
            pass


@contextmanager
def shutdown_signal() -> Iterator[ShutdownSignal]:
    """Handle the signals until the end of the block; raise `KeyboardInterrupt` for one that comes before `started`."""
    stop = ShutdownSignal()
    for number in stop.previous_handlers:
        signal.signal(number, stop)
    try:
        yield stop
    finally:
        for number, handler in stop.previous_handlers.items():
            signal.signal(number, handler)


def stop_at_end_of_file(descriptor: int) -> None:
    """Send this process SIGTERM at the end of a file: a pipe ends with its writer, however that ends."""
    Thread(target=_signal_at_end_of_file, args=(descriptor,), daemon=True).start()


def _signal_at_end_of_file(descriptor: int) -> None:
    while os.read(descriptor, 1024):  # not sys.stdin.read(), which holds a lock that Python needs at exit
        pass
    os.kill(os.getpid(), signal.SIGTERM)
