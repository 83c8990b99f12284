"""Where an answer goes, and where a failure is told: one class a kind of place, chosen by what the person did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from capi_bot.slack.courier import Courier
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message, Painting
from capi_bot.slack.turns import Turns

SHORT = 1.5
"""Seconds to wait for a message to be finished where it cannot be changed later, or where an older one still stands."""

LONG = 8.0
"""Seconds to wait where something is already shown."""


Later = Callable[[], None]
"""What is left to do once more is known; it waits, so it is not a worker's."""


class Place(Protocol):
    """Take an answer, or the failure to find one."""

    def show(self, painting: Painting) -> Later | None:
        """Show the answer, and return how to finish it where there is more to come."""

    def fail(self, failure: Message) -> None:
        """Tell the person who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInChannel:
    """Be a slash command: answered in the channel or, in private, only to who typed it."""

    courier: Courier
    turns: Turns
    channel_id: str
    user_id: str
    response_url: str
    private: bool

    def show(self, painting: Painting) -> Later | None:
        """Post at once and fill in; where the bot is no member, wait a little: that cannot be replaced."""
        posted, later = (False, None) if self.private else _post(self, painting)
        if not posted:
            self._respond(painting.look(SHORT)[0])
        return later

    def fail(self, failure: Message) -> None:
        """Tell only the person who typed."""
        sent = self.courier.respond(self.response_url, failure, private=True)
        _ = sent or self.courier.whisper(self.channel_id, self.user_id, failure)

    def _respond(self, message: Message) -> None:
        sent = self.courier.respond(self.response_url, message, private=self.private)
        _ = sent or self.courier.whisper(self.channel_id, self.user_id, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInThread:
    """Be a mention: answered in its thread, failures too; in private only to who wrote it."""

    courier: Courier
    turns: Turns
    channel_id: str
    user_id: str
    thread_ts: str
    private: bool

    def show(self, painting: Painting) -> Later | None:
        """Post in the thread and fill in."""
        if not self.private:
            return _post(self, painting, self.thread_ts)[1]
        self.courier.whisper(self.channel_id, self.user_id, painting.look(SHORT)[0], self.thread_ts)
        return None

    def fail(self, failure: Message) -> None:
        """Tell the thread, because an ephemeral message may not appear in one that has only just begun.

        Not so in private: anybody could press a public note's Try again and see what is meant for one person.
        """
        if self.private:
            self.courier.whisper(self.channel_id, self.user_id, failure, self.thread_ts)
        else:
            self.courier.post(self.channel_id, failure, self.thread_ts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PressedMessage:
    """Be the message that was pressed: the answer replaces it, unless somebody pressed again meanwhile."""

    courier: Courier
    turns: Turns
    click: Click

    def show(self, painting: Painting) -> Later | None:
        """Replace the message, and again where more comes later."""
        return _replace(self._replace, painting)

    def fail(self, failure: Message) -> None:
        """Tell only the person who pressed, in the same place; what was shown stays."""
        _tell_presser(self.courier, self.click, failure)

    def _replace(self, message: Message) -> None:
        click = self.click
        if not self.turns.is_latest(_key(click.channel_id, click.message_ts), click.action_ts):
            return
        sent = self.courier.respond(click.response_url, message, private=click.ephemeral, replace=True)
        if not sent and not click.ephemeral:
            self.courier.update(click.channel_id, click.message_ts, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderMessage:
    """Be the thread under the message that was pressed."""

    courier: Courier
    click: Click

    def show(self, painting: Painting) -> None:
        """Post once in the thread; the press's own response_url works even where the bot is no member."""
        click, (message, _) = self.click, painting.look(SHORT)
        sent = self.courier.respond(click.response_url, message, private=False, thread_ts=click.thread_ts)
        _ = sent or self.courier.post(click.channel_id, message, click.thread_ts)

    def fail(self, failure: Message) -> None:
        """Tell only the person who pressed."""
        _tell_presser(self.courier, self.click, failure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Modal:
    """Be a modal that is open: the answer replaces what it shows, unless something was pressed in it meanwhile."""

    courier: Courier
    turns: Turns
    click: Click

    def show(self, painting: Painting) -> Later | None:
        """Replace what the modal shows, and again where more comes later."""
        return _replace(self._replace, painting)

    def fail(self, failure: Message) -> None:
        """Tell it in the modal."""
        self._replace(failure)

    def _replace(self, message: Message) -> None:
        if self.turns.is_latest(pressed_key(self.click), self.click.action_ts):
            self.courier.update_modal(self.click.view_id, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedAgain:
    """Be a second try from a note that only the presser sees: the answer goes where it was meant to, the note away."""

    courier: Courier
    note: Click
    meant: Place

    def show(self, painting: Painting) -> Later | None:
        """Show the answer where it was meant to be and delete the note."""
        later = self.meant.show(painting)
        self.courier.delete(self.note.response_url)
        return later

    def fail(self, failure: Message) -> None:
        """Replace the note."""
        self.courier.respond(self.note.response_url, failure, private=True, replace=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierMessage:
    """Be the message on which a press failed before; where the bot may not change it, the note shows the answer."""

    courier: Courier
    turns: Turns
    note: Click
    message_ts: str

    def show(self, painting: Painting) -> None:
        """Change the message and delete the note, or show the answer in the note."""
        note, (message, _) = self.note, painting.look(LONG)
        is_latest = self.turns.is_latest(_key(note.channel_id, self.message_ts), note.action_ts)
        if is_latest and self.courier.update(note.channel_id, self.message_ts, message):
            self.courier.delete(note.response_url)
        else:
            self.courier.respond(note.response_url, message, private=True, replace=True)

    def fail(self, failure: Message) -> None:
        """Replace the note."""
        self.courier.respond(self.note.response_url, failure, private=True, replace=True)


def pressed_key(click: Click) -> str:
    """Return the name under which presses on a message, or in a modal, are told apart from those on others."""
    return click.view_id or _key(click.channel_id, click.message_ts)


def _post(place: AskedInChannel | AskedInThread, painting: Painting, thread_ts: str = "") -> tuple[bool, Later | None]:
    first, finished = painting.look(0)
    ts = place.courier.post(place.channel_id, first, thread_ts)

    def finish() -> None:
        message, _ = painting.look(LONG)
        if ts and place.turns.is_latest(_key(place.channel_id, ts), ""):
            place.courier.update(place.channel_id, ts, message)

    return ts is not None, finish if ts and not finished else None


def _replace(replace: Callable[[Message], None], painting: Painting) -> Later | None:
    # What stands there already is better than one that flickers, so it is worth a little patience.
    message, finished = painting.look(SHORT)
    replace(message)
    return None if finished else lambda: replace(painting.look(LONG)[0])


def _tell_presser(courier: Courier, click: Click, failure: Message) -> None:
    thread = click.thread_ts if click.in_thread else ""
    sent = courier.respond(click.response_url, failure, private=True, thread_ts=thread)
    _ = sent or courier.whisper(click.channel_id, click.user_id, failure, thread)


def _key(channel_id: str, ts: str) -> str:
    return f"{channel_id} {ts}"
