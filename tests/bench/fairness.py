"""Benchmark of fairness between people: `python -m tests.bench.fairness [--rounds 5] [--one-queue]`.

Prints how long Bob waits for his answers while nobody else does anything, and while Ada has much in progress. Both are
measured in turns, a new bot each time, so that what else the machine does counts for both; of each round the 95th
percentile is taken, and of all rounds the median, of the growth too. `--one-queue` measures the same with one queue for
everybody. All is real but the API and Slack, which answer after fixed times. An answer is there when its last message
has been sent.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil
from queue import SimpleQueue
from statistics import median
from typing import Any, Final, ParamSpec, Self, TypeVar

import requests

from capi_bot.bootstrap import Pools, create_pools
from capi_bot.capi.models import Conversation, ConversationState, Event, Member, MemberState
from capi_bot.concurrency import BoundedExecutor, Steps, Timer
from capi_bot.network import create_ssl_context
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, Tab, TabState, encode_list, encode_tab
from capi_bot.slack.client import SlackClient
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.http import web_client
from capi_bot.slack.memory import LocalDebouncer, LocalLatestPress, LocalSearchCache, LocalSeenEvents, Memory
from capi_bot.slack.payloads import Actor, BlockAction, SlashCommand
from capi_bot.slack.services import Services, SingleInstallation
from capi_bot.storage.saved_filters import SavedFilterStore
from tests.fakes import FakeApi
from tests.fakes_slack import FakeSlack, Sent
from tests.slack.sample_values import conversation_id, member_id, user_id

READ_SECONDS: Final = 0.15
SEND_SECONDS: Final = 0.1
SLOW_SEND_SECONDS: Final = 2.0
"""How long Slack takes for what is sent to Ada, where it is slow."""
ANSWERS_A_ROUND: Final = 6
"""Of each kind, after one that warms the bot up."""
ROUND_SECONDS: Final = 60.0
"""Nothing more is asked later in a round."""
CONVERSATIONS: Final = 40
EVENTS: Final = 3000
LONGEST: Final = 600.0
NOW: Final = datetime.now(UTC)

P = ParamSpec("P")
T = TypeVar("T")


class SlowApi(FakeApi):
    """The API, which takes a fixed time for each read."""

    def _record(self, method: str, resource_id: str = "", **parameters: object) -> None:
        time.sleep(READ_SECONDS)
        super()._record(method, resource_id, **parameters)


class SharedExecutor(BoundedExecutor):
    """An executor with one queue: for it everybody is the same person, without limits of their own."""

    def submit_for(self, _: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return super().submit_for("", function, *args, **kwargs)


class Workers(BoundedExecutor):
    """The pool `workers`, which notes when each answer is complete."""

    is_shared = False

    def __init__(self, name: str, **limits: Any) -> None:  # noqa: ANN401 - those of any executor
        super().__init__(name, **limits)
        self.answers: defaultdict[str, SimpleQueue[float]] = defaultdict(SimpleQueue)
        """By person, the times at which answers were complete."""

    def submit_steps(self, steps: Steps[None], *, key: str | None = None, tag: str = "") -> None:
        if self.is_shared:
            super().submit_steps(self._watch(steps, key or ""))
        else:
            super().submit_steps(self._watch(steps, key or ""), key=key, tag=tag)

    def _watch(self, steps: Steps[None], key: str) -> Steps[None]:
        yield from steps
        self.answers[key].put(time.monotonic())


class SharedWorkers(Workers):
    """The same with one queue."""

    is_shared = True


class Bot:
    """A dispatcher with all that it needs, for two people."""

    def __init__(self, pools: Pools, workers: Workers, slack: FakeSlack, resources: ExitStack) -> None:
        store = SavedFilterStore(":memory:")
        resources.callback(store.close)
        self._slack = slack
        self._presses = 0
        self._workers = workers
        session = resources.enter_context(requests.Session())
        self._dispatcher = Dispatcher(
            services=Services(
                api=slow_api(),
                page_reads=pools.page_reads,
                row_reads=pools.row_reads,
                scans=pools.scans,
                downloads=pools.downloads,
                search_cache=LocalSearchCache(time.monotonic),
                saved_filters=store,
                now=lambda: datetime.now(UTC),
                time_zone=UTC,
            ),
            clients=SingleInstallation(
                SlackClient(web_client("xoxb-bench", slack.api_url, create_ssl_context({})), session)
            ),
            workers=workers,
            busy_notices=pools.busy_notices,
            memory=Memory(
                latest_press=LocalLatestPress(),
                seen_events=LocalSeenEvents(),
                debouncer=LocalDebouncer(time.monotonic),
            ),
            new_interaction_id=lambda: "bench",
            clock=time.monotonic,
        )
        slack.known["files.getUploadURLExternal"] = {"upload_url": f"{slack.url}/upload", "file_id": "F1"}
        slack.known["files.completeUploadExternal"] = {"files": [{"id": "F1"}]}
        slack.on_sent = self._take
        self.is_slow_for_ada = False

    def types(self, user: str, text: str) -> None:
        self._presses += 1
        url = self._slack.response_url(f"{user}-{self._presses}")
        self._dispatcher.command(SlashCommand(actor=actor(user), command="/capi", text=text, response_url=url))

    def presses(self, user: str, action: Action, value: str, message_ts: str = "1700000001.1") -> None:
        self._presses += 1
        self._dispatcher.press(
            BlockAction(
                actor=actor(user),
                action_id=action,
                value=value,
                action_ts=f"{1_700_000_000 + self._presses}.1",
                trigger_id="trigger",
                message_ts=message_ts,
                thread_ts=message_ts,
                response_url=self._slack.response_url(f"{user}-{self._presses}"),
            )
        )

    def _take(self, sent: Sent) -> None:
        is_slow = self.is_slow_for_ada and sent.to.startswith("/response/ADA")
        time.sleep(SLOW_SEND_SECONDS if is_slow else SEND_SECONDS)

    def seconds(self, user: str, do: Callable[[], object]) -> float:
        """Do something and return the seconds until its answer is complete."""
        began = time.monotonic()
        do()
        return self._workers.answers[f"T1 {user}"].get(timeout=LONGEST) - began

    def count_answers(self, user: str) -> int:
        """Return how many answers were completed since it was asked last."""
        answers, count = self._workers.answers[f"T1 {user}"], 0
        while not answers.empty():
            answers.get()
            count += 1
        return count


def actor(user: str) -> Actor:
    return Actor(team="T1", user=user, channel=f"C{user}")


def slow_api() -> SlowApi:
    """Return the API with some conversations, each with a member and many events."""
    conversations = [
        Conversation(
            id=conversation_id(number),
            display_name=f"Call {number}",
            state=ConversationState.ACTIVE,
            created=NOW - timedelta(minutes=CONVERSATIONS - number),
        )
        for number in range(CONVERSATIONS)
    ]
    member = Member(id=member_id(1), user_id=user_id(1), user_name="ada", state=MemberState.JOINED)
    events = [Event(id=number, type="audio:play", timestamp=NOW) for number in range(1, EVENTS)]
    return SlowApi(
        conversations=conversations,
        members={each.id: [member] for each in conversations},
        events={each.id: events for each in conversations},
    )


@contextmanager
def running(*, is_shared: bool) -> Iterator[Bot]:
    """Run a bot with the pools of the real one, or with those of a bot that does not know who submits."""
    with FakeSlack() as slack, ExitStack() as resources:
        pools = create_pools(resources)
        limits: dict[str, Any] = {"threads": pools.workers.threads, "queue": pools.workers.queue}
        timer = Timer()
        resources.callback(timer.stop)
        workers: Workers
        if is_shared:
            workers = SharedWorkers("workers", **limits, timer=timer)
            sizes = {"scans": 12, "row_reads": 12, "page_reads": 24, "client_reads": 12}
            shared = {name: SharedExecutor(name, threads=threads, timer=timer) for name, threads in sizes.items()}
            for executor in shared.values():
                resources.callback(executor.stop, finish=False)
            pools = replace(pools, **shared, downloads=shared["scans"])
        else:
            own = pools.workers
            workers = Workers("workers", **limits, per_key=own.per_key, queue_per_key=own.queue_per_key, timer=timer)
        resources.callback(workers.stop, finish=False)
        yield Bot(pools, workers, slack, resources)


LIST: Final = encode_list(ListState())


def refresh(bot: Bot, _: int) -> None:
    bot.presses("ADA", Action.LIST_REFRESH, LIST)


def refresh_another(bot: Bot, number: int) -> None:
    bot.presses("ADA", Action.LIST_REFRESH, LIST, f"{1_600_000_000 + number}.1")


def refresh_while_slack_is_slow(bot: Bot, number: int) -> None:
    bot.is_slow_for_ada = True
    refresh_another(bot, number)


def download(bot: Bot, number: int) -> None:
    conversation = TabState(conversation_id=conversation_id(number % CONVERSATIONS))
    bot.presses("ADA", Action.CARD_DOWNLOAD, encode_tab(conversation), f"{1_600_000_000 + number}.1")


def search(bot: Bot, number: int) -> None:
    bot.types("ADA", f"conversations nobody{number} private")


def help_command(bot: Bot) -> None:
    bot.types("BOB", "help")


def list_command(bot: Bot) -> None:
    bot.types("BOB", "conversations")


def events_tab(bot: Bot) -> None:
    tab = TabState(conversation_id=conversation_id(3), tab=Tab.EVENTS)
    bot.presses("BOB", Action.CARD_EVENTS, encode_tab(tab), "1700000002.1")


def search_command(bot: Bot) -> None:
    bot.types("BOB", "conversations Call private")


Load = tuple[int, Callable[[Bot, int], None]]
NOTHING: Final[Load] = (0, refresh)
LOADS: Final[Mapping[str, Load]] = {
    "nothing": NOTHING,
    "Refresh, 100 times": (100, refresh),
    "Refresh on 100 lists": (100, refresh_another),
    "the same, slow Slack": (100, refresh_while_slack_is_slow),
    "8 downloads": (8, download),
    "12 searches": (12, search),
}
ANSWERS: Final[Mapping[str, Callable[[Bot], None]]] = {
    "/capi help": help_command,
    "/capi conversations": list_command,
    "Events tab": events_tab,
    "a search": search_command,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How long Bob waits, in seconds, and how much longer than alone: medians of all rounds, and the largest growth."""

    alone: float
    beside: float
    times: float
    most: float

    @classmethod
    def of(cls, alone: Sequence[float], beside: Sequence[float]) -> Self:
        """Compare the rounds in pairs."""
        growths = [more / less for less, more in zip(alone, beside, strict=True)]
        return cls(alone=median(alone), beside=median(beside), times=median(growths), most=max(growths))


def percentile_95(values: Sequence[float]) -> float:
    return sorted(values)[ceil(len(values) * 0.95) - 1]


def measure_round(load: Load, *, is_shared: bool) -> Mapping[str, float]:
    """Return the 95th percentiles of Bob's waiting times, by what he does, while Ada has so much in progress."""
    count, do_more = load
    numbers, times = itertools.count(), defaultdict[str, list[float]](list)
    with running(is_shared=is_shared) as bot:
        for do in ANSWERS.values():
            bot.seconds("BOB", partial(do, bot))
        end = time.monotonic() + ROUND_SECONDS
        for _ in range(count):
            do_more(bot, next(numbers))
        while len(times["a search"]) < ANSWERS_A_ROUND and (not times or time.monotonic() < end):
            for name, do in ANSWERS.items():
                times[name].append(bot.seconds("BOB", partial(do, bot)))
                for _ in range(bot.count_answers("ADA")):
                    do_more(bot, next(numbers))
    return {name: percentile_95(seconds) for name, seconds in times.items()}


def measure(load: Load, rounds: int, *, is_shared: bool) -> Mapping[str, Growth]:
    """Measure Bob alone and beside Ada in turns; return the growth of each of his waiting times."""
    pairs = [tuple(measure_round(each, is_shared=is_shared) for each in (NOTHING, load)) for _ in range(rounds)]
    return {
        name: Growth.of([alone[name] for alone, _ in pairs], [beside[name] for _, beside in pairs]) for name in ANSWERS
    }


def main() -> None:
    """Measure all answers under each load, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one-queue", action="store_true", help="one queue for everybody, as it was")
    parser.add_argument("--load", choices=LOADS, action="append", help="only this; may be given several times")
    given = parser.parse_args()
    logging.disable()  # what is dropped at the end of each measurement is of no interest
    sys.stdout.write(f"{'Ada does':24}{'Bob waits for':22}{'alone':>10}{'beside':>10}{'growth':>9}{'most':>8}\n")
    for load_name in given.load or LOADS:
        for name, growth in measure(LOADS[load_name], given.rounds, is_shared=given.one_queue).items():
            sys.stdout.write(f"{load_name:24}{name:22}{growth.alone:8.2f} s{growth.beside:8.2f} s")
            sys.stdout.write(f"{growth.times:8.2f}x{growth.most:7.2f}x\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
