"""Everything that can be seen in the workspace, in one thread-safe place that counts its versions."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import count

from capi_bot.sandbox.slack.directory import SLACKBOT
from capi_bot.sandbox.slack.files import File
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.rules import Json

DELIVERIES_KEPT = 50
CALLS_KEPT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Be one message; `ts` names it within its channel, ephemeral ones too."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: tuple[Json, ...] | None = None
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    edited: bool = False
    broadcast: bool = False
    """A reply that is shown in the channel too."""
    files: tuple[File, ...] = ()

    def seen_by(self, user: str) -> bool:
        """Tell whether this person sees the message."""
        return self.ephemeral_to in {None, user}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Be one request to the app, or one of the app's that was refused; `ms` is how long it took."""

    id: str
    kind: str
    status: str
    ms: int = 0
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Be one request that the app made: a Web API method's name or `response_url`, and its arguments."""

    method: str
    arguments: Json


Heard = Callable[[Message | None, Message | None], None]
"""Be told of each message that changed: what it was, None for a new one, and what it is, None for one taken away."""


class Board:
    """Hold messages, modals, Home tabs, toasts, deliveries and calls; every change is a new version."""

    def __init__(self, clock: Callable[[], float], heard: Heard = lambda _old, _new: None) -> None:
        self._clock = clock
        self._heard = heard
        self._condition = threading.Condition(threading.RLock())
        self._version = 1
        self._last_ts = 0
        self._messages: dict[tuple[str, str], Message] = {}
        self._modals: dict[str, tuple[Json, ...]] = {}
        self._homes: dict[str, Json] = {}
        self._toasts: dict[str, list[Json]] = {}
        self._toast_ids = count(1)
        self._deliveries: dict[str, Delivery] = {}
        self._calls: deque[Call] = deque(maxlen=CALLS_KEPT)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the board still for one change and tell everybody who waits."""
        with self._condition:
            yield
            self._version += 1
            self._condition.notify_all()

    def wait(self, after: int, seconds: float) -> int:
        """Return the version once it is above `after`, or whatever it is when the seconds are over."""
        with self._condition:
            self._condition.wait_for(lambda: self._version > after, seconds)
            return self._version

    def next_ts(self) -> str:
        """Return a new message's ts: the time in microseconds, never the same twice."""
        with self._condition:
            self._last_ts = max(self._last_ts + 1, int(self._clock() * 1_000_000))
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def put(self, message: Message) -> Message:
        """Add the message, or replace the one with its channel and ts."""
        with self.changing():
            old = self._messages.get((message.channel, message.ts))
            self._messages[message.channel, message.ts] = message
        self._heard(old, message)
        return message

    def remove(self, message: Message) -> None:
        """Take the message away."""
        with self.changing():
            old = self._messages.pop((message.channel, message.ts), None)
        self._heard(old, None)

    def find(self, channel: str, ts: str) -> Message | None:
        """Return the message, ephemeral or not."""
        with self._condition:
            return self._messages.get((channel, ts))

    def seen(self, user: str, channel: str, ts: str) -> Message:
        """Return the message as far as this person sees it, or say that it is gone."""
        message = self.find(channel, ts)
        if message is None or not message.seen_by(user):
            raise NotPossibleError("This message is no longer there.")
        return message

    def whisper(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> None:
        """Let Slackbot tell the person something that only they see."""
        ts = self.next_ts()
        self.put(
            Message(ts=ts, channel=channel, user=SLACKBOT, text=text, thread_ts=thread_ts, ephemeral_to=user),
        )

    @property
    def messages(self) -> tuple[Message, ...]:
        """All messages of all channels, oldest first: an edit keeps its place."""
        with self._condition:
            return tuple(self._messages.values())

    def replies(self) -> Counter[tuple[str, str | None]]:
        """Count what everybody sees in each thread, by channel and the parent's ts."""
        return Counter((each.channel, each.thread_ts) for each in self.messages if each.ephemeral_to is None)

    def modals(self, user: str) -> tuple[Json, ...]:
        """Return the person's stack of views, the one on top last."""
        with self._condition:
            return self._modals.get(user, ())

    def set_modals(self, user: str, stack: tuple[Json, ...]) -> None:
        """Replace the person's stack of views."""
        with self.changing():
            self._modals[user] = stack

    def home(self, user: str) -> Json | None:
        """Return what the app published on the person's Home tab, if anything yet."""
        with self._condition:
            return self._homes.get(user)

    def set_home(self, user: str, view: Json) -> None:
        """Replace the view on the person's Home tab."""
        with self.changing():
            self._homes[user] = view

    def find_view(self, view_id: str = "", external_id: str = "") -> tuple[str, Json] | None:
        """Return who has this view open or on their Home tab, and the view."""
        with self._condition:
            stacks = [*self._modals.items(), *((user, (view,)) for user, view in self._homes.items())]
        for user, stack in stacks:
            for view in stack:
                if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                    return user, view
        return None

    def view(self, user: str, view_id: str) -> Json:
        """Return the view that this person has open, or say that it is gone."""
        found = self.find_view(view_id)
        if found is None or found[0] != user:
            raise NotPossibleError("This window is no longer open.")
        return found[1]

    def swap_view(self, user: str, view: Json) -> None:
        """Replace the open view that has the same id."""
        with self.changing():
            self._modals[user] = tuple(view if each["id"] == view["id"] else each for each in self.modals(user))

    def toast(self, user: str, text: str) -> None:
        """Show the person a short note that belongs to no channel."""
        with self.changing():
            self._toasts.setdefault(user, []).append({"id": f"toast-{next(self._toast_ids)}", "text": text})

    def toasts(self, user: str) -> list[Json]:
        """Return the person's notes, oldest first."""
        with self._condition:
            return list(self._toasts.get(user, ()))

    def clear_toasts(self) -> None:
        """Take every note away."""
        with self.changing():
            self._toasts.clear()

    def note(self, delivery: Delivery) -> None:
        """Keep the delivery, in place of what was known of it before."""
        with self.changing():
            self._deliveries[delivery.id] = delivery
            if len(self._deliveries) > DELIVERIES_KEPT:
                del self._deliveries[next(iter(self._deliveries))]

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """The newest deliveries, oldest of them first."""
        with self._condition:
            return tuple(self._deliveries.values())

    def record(self, call: Call) -> None:
        """Keep what the app asked for."""
        with self._condition:
            self._calls.append(call)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The newest requests of the app, oldest of them first."""
        with self._condition:
            return tuple(self._calls)

    def seen_by(self, user: str, channels: Collection[str]) -> Json:
        """Return what this person's page shows of the board, as far as these channels go; ready for JSON."""
        with self._condition:
            replies = self.replies()
            seen = [each for each in self.messages if each.channel in channels and each.seen_by(user)]
            return {
                "version": self._version,
                "messages": [self._shown(each, replies) for each in seen],
                "modal": next(reversed(self.modals(user)), None),
                "home": self.home(user),
                "toasts": self.toasts(user),
                "deliveries": [asdict(each) for each in self.deliveries],
            }

    @staticmethod
    def _shown(message: Message, replies: Counter[tuple[str, str | None]]) -> Json:
        return asdict(replace(message, blocks=None, files=())) | {
            "blocks": None if message.blocks is None else list(message.blocks),
            "files": [file.as_json() for file in message.files],
            "reply_count": replies[message.channel, message.ts],
        }
