"""What was pressed: the message or modal itself, what stands beside it, and second tries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from capi_bot.slack.courier import Courier
from capi_bot.slack.payloads import Click
from capi_bot.slack.places.place import (
    BRIEF,
    LONG,
    Later,
    Place,
    Way,
    first_way,
    follow,
    message_key,
    once,
    pressed_key,
)
from capi_bot.slack.replies import Block, Message, Painting
from capi_bot.slack.turns import Turns
from capi_bot.slack.views import kit
from capi_bot.slack.views.errors import lost
from capi_bot.slack.views.sharing import shareable

NOTE = "note."
"""How the ids of blocks begin that tell a failure in a modal or on Home: the next answer takes them away."""


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
        first_way(*to_presser(self.courier, self.click, failure))

    def _replace(self, message: Message) -> bool:
        click, courier = self.click, self.courier
        message = shareable(message) if click.ephemeral else message
        with self.turns.holding(pressed_key(click), click.action_ts) as is_latest:
            return is_latest and first_way(
                lambda: courier.respond(click.response_url, message, private=click.ephemeral, replace=True),
                lambda: not click.ephemeral and courier.update(click.channel_id, click.message_ts, message),
                sorry=to_presser(courier, click, lost()),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideMessage:
    """Be the thread under the message that was pressed; beside an ephemeral one, which has none, a new one like it."""

    courier: Courier
    click: Click

    def show(self, painting: Painting) -> None:
        """Post once; the press's own response_url works even where the bot is no member."""
        click, message = self.click, once(painting)
        courier, thread = self.courier, "" if click.ephemeral else click.thread_ts
        message = shareable(message) if click.ephemeral else message
        first_way(
            lambda: courier.respond(click.response_url, message, private=click.ephemeral, thread_ts=thread),
            lambda: not click.ephemeral and courier.post(click.channel_id, message, thread) is not None,
            sorry=to_presser(courier, click, lost()),
        )

    def fail(self, failure: Message) -> None:
        """Tell only the person who pressed."""
        first_way(*to_presser(self.courier, self.click, failure))


@dataclass(frozen=True, slots=True, kw_only=True)
class Modal:
    """Be a modal that is open: the answer replaces what it shows, unless something was pressed in it meanwhile."""

    courier: Courier
    turns: Turns
    click: Click

    def show(self, painting: Painting) -> Later | None:
        """Replace what the modal shows, and again where more comes later."""
        return _replace(self.put, painting)

    def fail(self, failure: Message) -> None:
        """Tell it above what the modal shows, so that this is not lost."""
        self._put(with_note(failure, self.click.behind))

    def put(self, message: Message) -> bool:
        """Replace what the modal shows, and tell whether it is still there and nothing was pressed meanwhile."""
        return self._put(shareable(message, anywhere=not self.click.channel_id))

    def _put(self, message: Message) -> bool:
        with self.turns.holding(pressed_key(self.click), self.click.action_ts) as is_latest:
            return is_latest and self.courier.update_modal(self.click.view_id, message, self.click.channel_id)


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
        _replace_note(self.courier, self.note, failure)


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
        with self.turns.holding(message_key(note.channel_id, self.message_ts), note.action_ts) as is_latest:
            changed = is_latest and self.courier.update(note.channel_id, self.message_ts, message)
        if changed:
            self.courier.delete(note.response_url)
        else:
            _replace_note(self.courier, note, shareable(message))

    def fail(self, failure: Message) -> None:
        """Replace the note."""
        _replace_note(self.courier, self.note, failure)


def with_note(failure: Message, behind: Sequence[Block]) -> Message:
    """Return what a view shows with a failure above it, in place of an earlier one."""
    notes = tuple(block | {"block_id": f"{NOTE}{number}"} for number, block in enumerate(failure.blocks))
    kept = [block for block in behind if not block.get("block_id", "").startswith(NOTE)]
    return replace(failure, blocks=(*notes, *kept[: kit.MODAL_BLOCKS - len(notes)]))


def _replace(put: Callable[[Message], bool], painting: Painting) -> Later | None:
    # What stands there already is better than one that flickers, so it is worth a little patience.
    message, finished = painting.look(BRIEF)
    return follow(painting, put) if put(message) and not finished else None


def _replace_note(courier: Courier, note: Click, message: Message) -> None:
    first_way(
        lambda: courier.respond(note.response_url, message, private=True, replace=True),
        sorry=to_presser(courier, note, lost()),
    )


def to_presser(courier: Courier, click: Click, message: Message) -> Sequence[Way]:
    """List the ways to tell nobody but who pressed."""
    thread = click.thread_ts if click.in_thread else ""
    return (
        lambda: courier.respond(click.response_url, message, private=True, thread_ts=thread),
        lambda: courier.whisper(click.channel_id, click.user_id, message, thread),
    )
