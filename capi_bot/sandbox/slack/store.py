"""The state of a workspace, thread-safe: messages and views with a version, memberships, and uploaded files.

https://docs.slack.dev/messaging/working-with-files#upload
"""

from __future__ import annotations

import mimetypes
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.errors import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.messages import File, Message
from capi_bot.sandbox.slack.people import SLACKBOT
from capi_bot.sandbox.slack.response_tokens import ResponseTokens
from capi_bot.sandbox.slack.rules import Json

OnChange = Callable[[Message | None, Message | None], None]
"""Called with each message that changed: what it was, None for a new one, and what it is, None for a removed one."""
OnMembership = Callable[[str, str, bool], None]
"""Called with the channel's id, who moved, and whether they joined or left."""


class VersionCounter:
    """A count of changes that pages wait for, and the lock that lets one thread at a time read or change."""

    def __init__(self) -> None:
        self._condition = threading.Condition(threading.RLock())
        self._version = 1

    @property
    def version(self) -> int:
        with self._condition:
            return self._version

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._condition:
            yield

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock for one change and notify every waiting thread."""
        with self._condition:
            yield
            self._version += 1
            self._condition.notify_all()

    def wait(self, after: int, seconds: float) -> int:
        """Return the version once it is above `after`, or whatever it is when the seconds are over."""
        with self._condition:
            self._condition.wait_for(lambda: self._version > after, seconds)
            return self._version


class Store:
    """Messages, modals, Home tabs and toasts; every change is a new version of the counter's."""

    def __init__(
        self,
        clock: Callable[[], float],
        on_change: OnChange = lambda _old, _new: None,
        versions: VersionCounter | None = None,
    ) -> None:
        self._clock = clock
        self._on_change = on_change
        self._versions = versions or VersionCounter()
        self.changing, self.wait = self._versions.changing, self._versions.wait
        self._last_ts = 0
        self._messages: dict[tuple[str, str], Message] = {}
        self._modals: dict[str, tuple[Json, ...]] = {}
        self._homes: dict[str, Json] = {}
        self._toasts: dict[str, list[Json]] = {}
        self._clients: dict[str, str] = {}
        self._modal_clients: dict[str, str] = {}

    def next_ts(self) -> str:
        """Return a new message's ts: the time in microseconds, never the same twice."""
        with self._versions.reading():
            self._last_ts = max(self._last_ts + 1, int(self._clock() * 1_000_000))
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def put(self, message: Message) -> Message:
        with self.changing():
            old = self._messages.get((message.channel, message.ts))
            self._messages[message.channel, message.ts] = message
        self._on_change(old, message)
        return message

    def remove(self, message: Message) -> None:
        with self.changing():
            old = self._messages.pop((message.channel, message.ts), None)
        self._on_change(old, None)

    def find(self, channel: str, ts: str) -> Message | None:
        with self._versions.reading():
            return self._messages.get((channel, ts))

    def require_message(self, user: str, channel: str, ts: str) -> Message:
        message = self.find(channel, ts)
        if message is None or not message.visible_to(user):
            raise NotPossibleError("This message is no longer there.")
        return message

    def post_as_slackbot(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> None:
        ts = self.next_ts()
        self.put(Message(ts=ts, channel=channel, user=SLACKBOT, text=text, thread_ts=thread_ts, ephemeral_to=user))

    @property
    def messages(self) -> tuple[Message, ...]:
        with self._versions.reading():
            return tuple(self._messages.values())

    def replies(self) -> Counter[tuple[str, str | None]]:
        return Counter((each.channel, each.thread_ts) for each in self.messages if each.ephemeral_to is None)

    def modals(self, user: str) -> tuple[Json, ...]:
        with self._versions.reading():
            return self._modals.get(user, ())

    def set_client(self, user: str, client: str) -> None:
        """Remember on which page somebody acts: a modal that opens next is on this one, and on no other."""
        self._clients[user] = client

    def set_modals(self, user: str, stack: tuple[Json, ...]) -> None:
        with self.changing():
            if not self._modals.get(user):
                self._modal_clients[user] = self._clients.get(user, "")
            self._modals[user] = stack

    def home(self, user: str) -> Json | None:
        with self._versions.reading():
            return self._homes.get(user)

    def set_home(self, user: str, view: Json) -> None:
        with self.changing():
            self._homes[user] = view

    def find_view(self, view_id: str = "", external_id: str = "") -> tuple[str, Json] | None:
        with self._versions.reading():
            stacks = [*self._modals.items(), *((user, (view,)) for user, view in self._homes.items())]
        for user, stack in stacks:
            for view in stack:
                if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                    return user, view
        return None

    def require_view(self, user: str, view_id: str) -> Json:
        found = self.find_view(view_id)
        if found is None or found[0] != user:
            raise NotPossibleError("This window is no longer open.")
        return found[1]

    def add_toast(self, user: str, text: str) -> None:
        with self.changing():
            self._toasts.setdefault(user, []).append({"id": f"toast-{self.next_ts()}", "text": text})

    def toasts(self, user: str) -> list[Json]:
        with self._versions.reading():
            return list(self._toasts.get(user, ()))

    def clear_toasts(self, user: str) -> None:
        with self.changing():
            self._toasts.pop(user, None)

    def page_state(self, user: str, channels: Collection[str]) -> Json:
        """Return what this person's page shows of the store, as far as these channels go; ready for JSON."""
        with self._versions.reading():
            replies = self.replies()
            visible = [each for each in self.messages if each.channel in channels and each.visible_to(user)]
            return {
                "version": self._versions.version,
                "messages": [_page_message(each, replies[each.channel, each.ts]) for each in visible],
                "modal": next((view | {"client": self._modal_clients[user]} for view in self.modals(user)[::-1]), None),
                "home": self.home(user),
                "toasts": self.toasts(user),
            }


def _page_message(message: Message, replies: int) -> Json:
    fields = asdict(replace(message, blocks=None, files=(), metadata=None))
    del fields["metadata"]  # nobody sees it
    return fields | {
        "blocks": None if message.blocks is None else list(message.blocks),
        "files": [file.as_json() for file in message.files],
        "reply_count": replies,
    }


class Memberships:
    """The directory as it is now; thread-safe. `on_change` is called with each change of who is in which channel."""

    def __init__(self, directory: Directory, on_change: OnMembership = lambda _channel, _user, _joined: None) -> None:
        self._directory = directory
        self._on_change = on_change
        self._lock = threading.Lock()

    @property
    def directory(self) -> Directory:
        """The directory of this moment; read it again rather than keep it."""
        return self._directory

    def join(self, channel_id: str, user: str) -> bool:
        return self._move(channel_id, user, joined=True)

    def leave(self, channel_id: str, user: str) -> bool:
        return self._move(channel_id, user, joined=False)

    def _move(self, channel_id: str, user: str, *, joined: bool) -> bool:
        with self._lock:
            directory = self._directory
            channel = directory.channel(channel_id)
            if channel is None or channel.owner or (user in directory.members(channel)) == joined:
                return False
            if user == directory.bot_user:
                channel = replace(channel, has_bot=joined)
            else:
                others = tuple(each for each in directory.people_in(channel) if each != user)
                channel = replace(channel, members=(*others, user) if joined else others)
            self._directory = directory.with_channel(channel)
        self._on_change(channel.id, user, joined)
        return True


class Files:
    """Uploaded files; thread-safe. A file is announced, then filled, then complete."""

    def __init__(self, new_id: Callable[[], str], clock: Callable[[], float]) -> None:
        self._new_id = new_id
        self._clock = clock
        self._lock = threading.Lock()
        self._announced: dict[str, File] = {}
        self._bytes: dict[str, bytes] = {}
        self._complete: dict[str, File] = {}

    def announce(self, name: str, size: int) -> File:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        file_id, created = f"F{self._new_id().upper()}", int(self._clock())
        file = File(id=file_id, name=name, title=name, mimetype=kind, size=size, created=created)
        with self._lock:
            self._announced[file.id] = file
        return file

    def fill(self, file_id: str, content: bytes) -> None:
        """Keep the bytes of an announced file; they must be as many as were announced."""
        with self._lock:
            file = self._announced.get(file_id)
            if file is None:
                raise RefusedError("file_not_found")
            if len(content) != file.size:
                raise RefusedError("length_mismatch")
            self._bytes[file_id] = content

    def is_known(self, file_id: str) -> bool:
        with self._lock:
            return file_id in self._announced or file_id in self._complete

    def complete(self, titles: dict[str, str]) -> tuple[File, ...]:
        """Return the files with these ids, whole and with their titles; all of them or none."""
        with self._lock:
            if any(each not in self._bytes or each not in self._announced for each in titles):
                raise RefusedError("file_not_found")
            files = {file_id: self._announced.pop(file_id) for file_id in titles}
            done = {file_id: replace(file, title=titles[file_id] or file.name) for file_id, file in files.items()}
            self._complete |= done
        return tuple(done.values())

    def find(self, file_id: str) -> File | None:
        with self._lock:
            return self._complete.get(file_id)

    def content(self, file: File) -> bytes:
        with self._lock:
            return self._bytes[file.id]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceState:
    """What one workspace holds, and its clock, ids and journal."""

    clock: Callable[[], float]
    new_id: Callable[[], str]
    journal: Journal
    memberships: Memberships
    store: Store
    tokens: ResponseTokens

    @property
    def directory(self) -> Directory:
        return self.memberships.directory
