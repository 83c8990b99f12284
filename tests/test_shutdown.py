from __future__ import annotations

import os
import signal
from threading import Timer, get_ident

import pytest

from capi_bot.shutdown import shutdown_signal, stop_at_the_end_of

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@pytest.mark.parametrize("number", SIGNALS)
def test_before_the_start_is_over_a_signal_interrupts(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), shutdown_signal():
        signal.raise_signal(number)


@pytest.mark.parametrize("number", SIGNALS)
def test_after_it_the_first_signal_ends_the_wait(number: signal.Signals) -> None:
    with shutdown_signal() as told:
        told.started()
        signal.raise_signal(number)
        told.wait()


def test_a_signal_that_another_thread_takes_in_ends_the_wait_too() -> None:
    with shutdown_signal() as told:
        told.started()
        Timer(0.05, lambda: signal.pthread_kill(get_ident(), signal.SIGTERM)).start()
        told.wait()


def test_a_second_signal_does_what_it_always_does() -> None:
    with shutdown_signal() as told:
        told.started()
        signal.raise_signal(signal.SIGINT)
        told.wait()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_afterwards_the_signals_are_what_they_were() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with shutdown_signal():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_the_end_of_a_pipe_is_a_signal_and_what_is_written_before_is_not() -> None:
    reading, writing = os.pipe()
    with shutdown_signal() as told:
        told.started()
        stop_at_the_end_of(reading)
        os.write(writing, b"x")
        os.close(writing)
        told.wait()
    os.close(reading)  # the thread has read its end, or there would have been no signal
