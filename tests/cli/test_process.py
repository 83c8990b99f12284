from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer, get_ident

import pytest

from capi_bot.cli.process import print_error, print_output, shutdown_signal, stop_at_end_of_file


def test_output_and_errors_have_a_stream_and_an_exit_code_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert (print_output("all is well"), print_error("it is not"), print_error("wrong", 2)) == (0, 1, 2)
    assert capsys.readouterr() == ("all is well\n", "it is not\nwrong\n")


SIGNALS = (signal.SIGTERM, signal.SIGINT)

IN_THE_BACKGROUND = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
import os
os.execv(sys.executable, [sys.executable, "-c", sys.argv[1]])
"""
"""Starts a program as a shell without job control starts one in the background: with SIGINT ignored."""

WAITING = """
from capi_bot.cli.process import shutdown_signal
with shutdown_signal() as stop:
    {started}
    print("ready", flush=True)
    {wait}
print("stopped", flush=True)
"""
STARTED = WAITING.format(started="stop.started()", wait="stop.wait()")
STARTING = WAITING.format(started="", wait="import threading; threading.Event().wait()")


@contextmanager
def in_the_background(program: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program with SIGINT ignored, and send it SIGINT as soon as it is ready."""
    command = [sys.executable, "-c", IN_THE_BACKGROUND, program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603 - ours
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        yield process


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_during_the_start_interrupts_it(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), shutdown_signal():
        signal.raise_signal(number)


@pytest.mark.parametrize("number", SIGNALS)
def test_after_the_start_the_first_signal_ends_the_wait(number: signal.Signals) -> None:
    with shutdown_signal() as stop:
        stop.started()
        signal.raise_signal(number)
        stop.wait()


def test_a_signal_that_another_thread_receives_ends_the_wait_too() -> None:
    with shutdown_signal() as stop:
        stop.started()
        Timer(0.05, lambda: signal.pthread_kill(get_ident(), signal.SIGTERM)).start()
        stop.wait()


def test_a_second_signal_goes_to_the_previous_handler() -> None:
    with shutdown_signal() as stop:
        stop.started()
        signal.raise_signal(signal.SIGINT)
        stop.wait()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_afterwards_the_handlers_are_the_previous_ones() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with shutdown_signal():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_in_the_background_sigint_stays_ignored_and_sigterm_ends_the_wait() -> None:
    with in_the_background(STARTED) as process:
        process.terminate()
        assert process.communicate(timeout=20) == ("stopped\n", None)
    assert process.returncode == 0


def test_in_the_background_sigterm_interrupts_a_start_and_sigint_does_not() -> None:
    with in_the_background(STARTING) as process:
        process.terminate()
        assert process.communicate(timeout=20) == ("", None)
    assert process.returncode == -signal.SIGINT  # how Python ends for a KeyboardInterrupt that is not caught


def test_the_end_of_a_pipe_is_a_signal_and_what_is_written_before_is_not() -> None:
    reading, writing = os.pipe()
    with shutdown_signal() as stop:
        stop.started()
        stop_at_end_of_file(reading)
        os.write(writing, b"x")
        os.close(writing)
        stop.wait()
    os.close(reading)  # the thread has read its end, or there would have been no signal
