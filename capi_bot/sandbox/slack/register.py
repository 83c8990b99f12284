"""Who is in which channel, as it changes: the directory of this moment, in one place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.people import Channel, Membership


class Register:
    """Hold the directory as it is now; thread-safe. `told` hears of each change, None where nobody came or went."""

    def __init__(self, directory: Directory, told: Callable[[Membership | None], None] = lambda _: None) -> None:
        self._now = directory
        self._told = told
        self._lock = threading.Lock()

    @property
    def now(self) -> Directory:
        """The directory of this moment; ask again rather than keep it."""
        return self._now

    def join(self, channel_id: str, user: str, by: str = "") -> bool:
        """Let somebody, or the app's bot, into a channel; return whether they were not in it before."""
        return self._move(channel_id, user, by, joined=True)

    def leave(self, channel_id: str, user: str, by: str = "") -> bool:
        """Let somebody, or the app's bot, out of a channel; return whether they were in it before."""
        return self._move(channel_id, user, by, joined=False)

    def put(self, channel: Channel) -> None:
        """Add a channel, or replace the one with its id."""
        with self._lock:
            self._now = self._now.with_channel(channel)
        self._told(None)

    def _move(self, channel_id: str, user: str, by: str, *, joined: bool) -> bool:
        with self._lock:
            channel = self._now.channel(channel_id)
            if channel is None or channel.owner or (user in self._now.members(channel)) == joined:
                return False
            channel = _moved(self._now, channel, user, joined=joined)
            self._now = self._now.with_channel(channel)
        self._told(Membership(channel=channel, user=user, joined=joined, by=by if by != user else ""))
        return True


def _moved(directory: Directory, channel: Channel, user: str, *, joined: bool) -> Channel:
    if user == directory.bot_user:
        return replace(channel, has_bot=joined)
    others = tuple(each for each in directory.people_in(channel) if each != user)
    return replace(channel, members=(*others, user) if joined else others)
