"""What was pressed: the message or modal itself, what stands beside it, and second tries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import (
    BRIEF,
    LONG,
    Attempt,
    Destination,
    Later,
    follow,
    message_key,
    once,
    pressed_key,
    try_in_order,
)
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Block, Message, PendingReply
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.notices import not_delivered
from capi_bot.slack.views.sharing import with_share_button

NOTE = "note."
"""How the ids of blocks begin that tell a failure in a modal or on Home: the next answer takes them away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressedMessage:
    """Be the message that was pressed: the answer replaces it, unless somebody pressed again meanwhile."""

    client: SlackClient
    latest_press: LatestPress
    action: BlockAction

    def show(self, painting: PendingReply) -> Later | None:
        """Replace the message, and again where more comes later."""
        return _replace(self._replace, painting)

    def fail(self, failure: Message) -> None:
        """Tell only the person who pressed, in the same place; what was shown stays."""
        try_in_order(*to_presser(self.client, self.action, failure))

    def _replace(self, message: Message) -> bool:
        action, client = self.action, self.client
        message = with_share_button(message) if action.ephemeral else message
        with self.latest_press.if_latest(pressed_key(action), action.action_ts) as is_latest:
            return is_latest and try_in_order(
                lambda: client.respond(action.response_url, message, private=action.ephemeral, replace=True),
                lambda: not action.ephemeral and client.update(action.channel_id, action.message_ts, message),
                sorry=to_presser(client, action, not_delivered()),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideMessage:
    """Be the thread under the message that was pressed; beside an ephemeral one, which has none, a new one like it."""

    client: SlackClient
    action: BlockAction

    def show(self, painting: PendingReply) -> None:
        """Post once; the press's own response_url works even where the bot is no member."""
        action, message = self.action, once(painting)
        client, thread = self.client, "" if action.ephemeral else action.thread_ts
        message = with_share_button(message) if action.ephemeral else message
        try_in_order(
            lambda: client.respond(action.response_url, message, private=action.ephemeral, thread_ts=thread),
            lambda: not action.ephemeral and client.post(action.channel_id, message, thread) is not None,
            sorry=to_presser(client, action, not_delivered()),
        )

    def fail(self, failure: Message) -> None:
        """Tell only the person who pressed."""
        try_in_order(*to_presser(self.client, self.action, failure))


@dataclass(frozen=True, slots=True, kw_only=True)
class Modal:
    """Be a modal that is open: the answer replaces what it shows, unless something was pressed in it meanwhile."""

    client: SlackClient
    latest_press: LatestPress
    action: BlockAction

    def show(self, painting: PendingReply) -> Later | None:
        """Replace what the modal shows, and again where more comes later."""
        return _replace(self.put, painting)

    def fail(self, failure: Message) -> None:
        """Tell it above what the modal shows, so that this is not lost."""
        self._put(with_note(failure, self.action.behind))

    def put(self, message: Message) -> bool:
        """Replace what the modal shows, and tell whether it is still there and nothing was pressed meanwhile."""
        return self._put(with_share_button(message, anywhere=not self.action.channel_id))

    def _put(self, message: Message) -> bool:
        with self.latest_press.if_latest(pressed_key(self.action), self.action.action_ts) as is_latest:
            return is_latest and self.client.update_modal(self.action.view_id, message, self.action.channel_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedAgain:
    """Be a second try from a note that only the presser sees: the answer goes where it was meant to, the note away."""

    client: SlackClient
    note: BlockAction
    meant: Destination

    def show(self, painting: PendingReply) -> Later | None:
        """Show the answer where it was meant to be and delete the note."""
        later = self.meant.show(painting)
        self.client.delete(self.note.response_url)
        return later

    def fail(self, failure: Message) -> None:
        """Replace the note."""
        _replace_note(self.client, self.note, failure)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierMessage:
    """Be the message on which a press failed before; where the bot may not change it, the note shows the answer."""

    client: SlackClient
    latest_press: LatestPress
    note: BlockAction
    message_ts: str

    def show(self, painting: PendingReply) -> None:
        """Change the message and delete the note, or show the answer in the note."""
        note, (message, _) = self.note, painting.look(LONG)
        with self.latest_press.if_latest(message_key(note.channel_id, self.message_ts), note.action_ts) as is_latest:
            changed = is_latest and self.client.update(note.channel_id, self.message_ts, message)
        if changed:
            self.client.delete(note.response_url)
        else:
            _replace_note(self.client, note, with_share_button(message))

    def fail(self, failure: Message) -> None:
        """Replace the note."""
        _replace_note(self.client, self.note, failure)


def with_note(failure: Message, behind: Sequence[Block]) -> Message:
    """Return what a view shows with a failure above it, in place of an earlier one."""
    notes = tuple(block | {"block_id": f"{NOTE}{number}"} for number, block in enumerate(failure.blocks))
    kept = [block for block in behind if not block.get("block_id", "").startswith(NOTE)]
    return replace(failure, blocks=(*notes, *kept[: block_kit.MAX_MODAL_BLOCKS - len(notes)]))


def _replace(put: Callable[[Message], bool], painting: PendingReply) -> Later | None:
    # What stands there already is better than one that flickers, so it is worth a little patience.
    message, finished = painting.look(BRIEF)
    return follow(painting, put) if put(message) and not finished else None


def _replace_note(client: SlackClient, note: BlockAction, message: Message) -> None:
    try_in_order(
        lambda: client.respond(note.response_url, message, private=True, replace=True),
        sorry=to_presser(client, note, not_delivered()),
    )


def to_presser(client: SlackClient, action: BlockAction, message: Message) -> Sequence[Attempt]:
    """List the ways to tell nobody but who pressed."""
    thread = action.thread_ts if action.in_thread else ""
    return (
        lambda: client.respond(action.response_url, message, private=True, thread_ts=thread),
        lambda: client.post_ephemeral(action.channel_id, action.user_id, message, thread),
    )
