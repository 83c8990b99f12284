"""State that outlives one interaction, and that several processes would have to share: Protocols, and local ones.

Without it everything works, but less well: an event may be answered twice, a late answer may stand over a newer one, in
the thread under a card it has to be said which conversation is meant. A search cannot be shared while it runs: where
its cache lacks it, the search begins again.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, Protocol, TypeVar

CAPACITY: Final = 10_000
"""Messages, events and presses that are remembered."""

SEARCH_CAPACITY: Final = 256
SEARCH_SECONDS: Final = 120.0
DEBOUNCE_SECONDS: Final = 1.5

ANSWERS_TO_AN_APP: Final = 3
"""Answers to another app in one channel, at most in `BUDGET_SECONDS`: two bots that echo each other come to rest."""
BUDGET_SECONDS: Final = 60.0

T = TypeVar("T")


class MessageBusyError(Exception):
    """Somebody else is changing the message just now: it can be changed in a moment."""


class LatestPress(Protocol):
    """Who pressed last on each message: a late answer never overwrites the answer to a later press."""

    def begin(self, message: str, press: str) -> None:
        """Note that a press on a message came in; presses compare like their `action_ts`."""

    def latest(self, message: str) -> str:
        """Return the latest press on a message; empty where none is known."""

    def if_latest(self, message: str, press: str) -> AbstractContextManager[bool]:
        """Return whether no later press on the message has come in, and let nobody else change it meanwhile.

        Raise `MessageBusyError` where somebody else changes it just now: nobody waits here.
        """


class SeenEvents(Protocol):
    """Ids of events, messages and presses that were taken: Slack sends one again where our answer was late."""

    def is_new(self, event_id: str) -> bool:
        """Return whether an id comes for the first time, and remember it."""


class StoredDeliveries(Protocol):
    """The same ids, kept for an hour whatever happens to the process; it may take a moment to ask."""

    def are_new(self, *ids: str) -> bool:
        """Return whether all of some ids come for the first time, and keep them; where nothing can be kept, they do."""


class AnswerBudget(Protocol):
    """How often one other app is answered in one channel."""

    def take(self, app_and_channel: str) -> bool:
        """Return whether one more answer may be given, and count it."""


class Debouncer(Protocol):
    """Presses of the last moments: a double press is answered once."""

    def is_new(self, press: str) -> bool:
        """Return whether the same was not pressed a moment ago, and remember it."""

    def forget(self, press: str) -> None:
        """Forget a press that was not taken after all."""


class SearchCache(Protocol[T]):
    """The latest searches: a press on a row of what was found need not search again."""

    def get(self, key: str) -> T | None:
        """Return a search that began not long ago, finished or not."""

    def put(self, key: str, search: T) -> None:
        """Remember a search in place of an earlier one for the same."""


class CardThreads(Protocol):
    """Which conversation each thread is about: the one whose card was shown in it last, or begins it."""

    def put(self, thread: str, conversation_id: str) -> None:
        """Remember the conversation whose card is shown in a thread; where nothing can be kept, it is forgotten."""

    def get(self, thread: str) -> str:
        """Return the id of the conversation that a thread is about; empty where that is not known."""


class LocalLatestPress:
    """The latest press on each message, in this process; those least recently pressed are forgotten."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._latest: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()
        self._changing = set[str]()
        """Messages that are being changed."""
        self._capacity = capacity

    def begin(self, message: str, press: str) -> None:
        """Note that a press on a message came in."""
        with self._lock:
            self._latest[message] = max(press, self._latest.get(message, ""))
            self._latest.move_to_end(message)
            while len(self._latest) > self._capacity:
                self._latest.popitem(last=False)

    def latest(self, message: str) -> str:
        """Return the latest press on a message; empty where none is known."""
        with self._lock:
            return self._latest.get(message, "")

    @contextmanager
    def if_latest(self, message: str, press: str) -> Iterator[bool]:
        """Return whether no later press on the message has come in, and let nobody else change it meanwhile."""
        if press < self.latest(message):
            yield False
            return
        with self._lock:
            if message in self._changing:
                raise MessageBusyError
            self._changing.add(message)
        try:
            yield press >= self.latest(message)
        finally:
            with self._lock:
                self._changing.discard(message)


class LocalSeenEvents:
    """The last ids of events, in this process."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()
        self._capacity = capacity

    def is_new(self, event_id: str) -> bool:
        """Return whether an id comes for the first time, and remember it."""
        with self._lock:
            new = event_id not in self._ids
            self._ids[event_id] = None
            while len(self._ids) > self._capacity:
                self._ids.popitem(last=False)
            return new


class NothingStored:
    """No store: what was taken is remembered by this process alone."""

    def are_new(self, *ids: str) -> bool:
        """Return that they are."""
        del ids
        return True


class LocalCardThreads:
    """The threads in which cards were shown last, in this process."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._conversations: OrderedDict[str, str] = OrderedDict()
        self._capacity = capacity
        self._lock = Lock()

    def put(self, thread: str, conversation_id: str) -> None:
        """Remember the conversation whose card is shown in a thread."""
        with self._lock:
            self._conversations[thread] = conversation_id
            self._conversations.move_to_end(thread)
            while len(self._conversations) > self._capacity:
                self._conversations.popitem(last=False)

    def get(self, thread: str) -> str:
        """Return the id of the conversation that a thread is about; empty where that is not known."""
        with self._lock:
            return self._conversations.get(thread, "")


class LocalAnswerBudget:
    """The answers of the last minute to each app and channel, in this process."""

    def __init__(
        self, clock: Callable[[], float], *, answers: int = ANSWERS_TO_AN_APP, seconds: float = BUDGET_SECONDS
    ) -> None:
        self._clock = clock
        self._answers = answers
        self._seconds = seconds
        self._given: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def take(self, app_and_channel: str) -> bool:
        """Return whether one more answer may be given, and count it."""
        now = self._clock()
        with self._lock:
            given = self._given.setdefault(app_and_channel, deque())
            self._given.move_to_end(app_and_channel)
            while given and given[0] <= now - self._seconds:
                given.popleft()
            is_free = len(given) < self._answers
            if is_free:
                given.append(now)
            while len(self._given) > CAPACITY:
                self._given.popitem(last=False)
            return is_free


class LocalDebouncer:
    """The presses of the last `seconds`, in this process."""

    def __init__(self, clock: Callable[[], float], seconds: float = DEBOUNCE_SECONDS) -> None:
        self._clock = clock
        self._seconds = seconds
        self._pressed: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def is_new(self, press: str) -> bool:
        """Return whether the same was not pressed a moment ago, and remember it."""
        now = self._clock()
        with self._lock:
            while self._pressed and next(iter(self._pressed.values())) <= now - self._seconds:
                self._pressed.popitem(last=False)
            new = press not in self._pressed
            self._pressed.setdefault(press, now)
            return new

    def forget(self, press: str) -> None:
        """Forget a press that was not taken after all."""
        with self._lock:
            self._pressed.pop(press, None)


class LocalSearchCache(Generic[T]):
    """The searches of the last `seconds`, in this process."""

    def __init__(
        self, clock: Callable[[], float], *, seconds: float = SEARCH_SECONDS, capacity: int = SEARCH_CAPACITY
    ) -> None:
        self._clock = clock
        self._seconds = seconds
        self._capacity = capacity
        self._searches: OrderedDict[str, tuple[float, T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> T | None:
        """Return a search that began not long ago, finished or not."""
        with self._lock:
            began, search = self._searches.get(key, (0.0, None))
            return search if search is not None and self._clock() - began <= self._seconds else None

    def put(self, key: str, search: T) -> None:
        """Remember a search in place of an earlier one for the same."""
        with self._lock:
            self._searches[key] = (self._clock(), search)
            self._searches.move_to_end(key)
            while len(self._searches) > self._capacity:
                self._searches.popitem(last=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the dispatcher and the destinations remember."""

    latest_press: LatestPress
    seen_events: SeenEvents
    debouncer: Debouncer
    stored_deliveries: StoredDeliveries = field(default_factory=NothingStored)
    card_threads: CardThreads = field(default_factory=LocalCardThreads)
    answer_budget: AnswerBudget = field(default_factory=lambda: LocalAnswerBudget(time.monotonic))
