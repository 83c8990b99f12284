"""Read several things at once, with a bound."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from capi_bot.errors import CapiBotError

T = TypeVar("T")
K = TypeVar("K")

log = logging.getLogger(__name__)


class ReadExecutor:
    """Run reads side by side, at most `width` at once. A read must not wait for another read of the same Parallel."""

    def __init__(self, width: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=width, thread_name_prefix=name)

    def start(self, read: Callable[[], T]) -> Future[T]:
        """Begin one read."""
        return self._pool.submit(read)

    def each(self, read: Callable[[K], T], keys: Iterable[K]) -> dict[K, Future[T]]:
        """Begin one read a key."""
        return {key: self._pool.submit(read, key) for key in keys}

    def stop(self) -> None:
        """Drop what has not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def wait_all(futures: Iterable[Future[Any]], patience: float) -> bool:
    """Wait at most `patience` seconds and tell whether waiting longer can bring nothing more."""
    return not wait(futures, timeout=patience).not_done


def completed(futures: Mapping[K, Future[T]]) -> dict[K, T]:
    """Return what has come by now. A read that failed is left out; one that failed by a bug is logged."""
    done = {key: future for key, future in futures.items() if future.done()}
    for future in done.values():
        if (error := future.exception()) and not isinstance(error, CapiBotError):
            log.error("A read failed.", exc_info=error)
    return {key: future.result() for key, future in done.items() if not future.exception()}
