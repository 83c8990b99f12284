"""Read several things at once, with a bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K")


class Parallel:
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


def arrived(futures: dict[K, Future[T]], patience: float) -> dict[K, T]:
    """Wait at most `patience` seconds and return what came; a read that failed is left out."""
    done = wait(futures.values(), timeout=patience).done
    return {key: future.result() for key, future in futures.items() if future in done and not future.exception()}


def all_done(futures: dict[K, Future[T]]) -> bool:
    """Tell whether waiting longer can bring nothing more."""
    return all(future.done() for future in futures.values())
