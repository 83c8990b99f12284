"""Everything that can be seen in the workspace, in one thread-safe place that counts its versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import asdict, replace

from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.people import SLACKBOT
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.version_counter import Bell

Heard = Callable[[Message | None, Message | None], None]
"""Be told of each message that changed: what it was, None for a new one, and what it is, None for one taken away."""


class Board:
    """Hold messages, modals, Home tabs and toasts; every change is a new version of the bell's."""

    def __init__(
        self, clock: Callable[[], float], heard: Heard = lambda _old, _new: None, bell: Bell | None = None
    ) -> None:
        self._clock = clock
        self._heard = heard
        self._bell = bell or Bell()
        self._last_ts = 0
        self._messages: dict[tuple[str, str], Message] = {}
        self._modals: dict[str, tuple[Json, ...]] = {}
        self._homes: dict[str, Json] = {}
        self._toasts: dict[str, list[Json]] = {}

    def changing(self) -> AbstractContextManager[None]:
        """Hold the board still for one change and tell everybody who waits."""
        return self._bell.changing()

    def wait(self, after: int, seconds: float) -> int:
        """Return the version once it is above `after`, or whatever it is when the seconds are over."""
        return self._bell.wait(after, seconds)

    def next_ts(self) -> str:
        """Return a new message's ts: the time in microseconds, never the same twice."""
        with self._bell.still():
            self._last_ts = max(self._last_ts + 1, int(self._clock() * 1_000_000))
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def put(self, message: Message) -> Message:
        """Add the message, or replace the one with its channel and ts."""
        with self.changing():
            old = self._messages.get((message.channel, message.ts))
            self._messages[message.channel, message.ts] = message
        self._heard(old, message)
        return message

    def say(self, message: Message) -> Message:
        """Add the message as said now."""
        return self.put(replace(message, ts=self.next_ts()))

    def remove(self, message: Message) -> None:
        """Take the message away."""
        with self.changing():
            old = self._messages.pop((message.channel, message.ts), None)
        self._heard(old, None)

    def find(self, channel: str, ts: str) -> Message | None:
        """Return the message, ephemeral or not."""
        with self._bell.still():
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
        with self._bell.still():
            return tuple(self._messages.values())

    def replies(self) -> Counter[tuple[str, str | None]]:
        """Count what everybody sees in each thread, by channel and the parent's ts."""
        return Counter((each.channel, each.thread_ts) for each in self.messages if each.ephemeral_to is None)

    def modals(self, user: str) -> tuple[Json, ...]:
        """Return the person's stack of views, the one on top last."""
        with self._bell.still():
            return self._modals.get(user, ())

    def set_modals(self, user: str, stack: tuple[Json, ...]) -> None:
        """Replace the person's stack of views."""
        with self.changing():
            self._modals[user] = stack

    def home(self, user: str) -> Json | None:
        """Return what the app published on the person's Home tab, if anything yet."""
        with self._bell.still():
            return self._homes.get(user)

    def set_home(self, user: str, view: Json) -> None:
        """Replace the view on the person's Home tab."""
        with self.changing():
            self._homes[user] = view

    def find_view(self, view_id: str = "", external_id: str = "") -> tuple[str, Json] | None:
        """Return who has this view open or on their Home tab, and the view."""
        with self._bell.still():
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
            self._toasts.setdefault(user, []).append({"id": f"toast-{self.next_ts()}", "text": text})

    def toasts(self, user: str) -> list[Json]:
        """Return the person's notes, oldest first."""
        with self._bell.still():
            return list(self._toasts.get(user, ()))

    def clear_toasts(self, user: str) -> None:
        """Take the person's notes away."""
        with self.changing():
            self._toasts.pop(user, None)

    def seen_by(self, user: str, channels: Collection[str]) -> Json:
        """Return what this person's page shows of the board, as far as these channels go; ready for JSON."""
        with self._bell.still():
            replies = self.replies()
            seen = [each for each in self.messages if each.channel in channels and each.seen_by(user)]
            return {
                "version": self._bell.version,
                "messages": [self._shown(each, replies) for each in seen],
                "modal": next(reversed(self.modals(user)), None),
                "home": self.home(user),
                "toasts": self.toasts(user),
            }

    @staticmethod
    def _shown(message: Message, replies: Counter[tuple[str, str | None]]) -> Json:
        return asdict(replace(message, blocks=None, files=())) | {
            "blocks": None if message.blocks is None else list(message.blocks),
            "attachments": list(message.attachments),
            "files": [file.as_json() for file in message.files],
            "reply_count": replies[message.channel, message.ts],
        }
