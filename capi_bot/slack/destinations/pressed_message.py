"""What was pressed: the message itself, the thread under it, files in that, a note beside it, and second tries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import (
    Destination,
    SendResult,
    ShareButton,
    TryAgainError,
    as_result,
    message_key,
    pressed_key,
    try_in_order,
)
from capi_bot.slack.destinations.reports import PrivateNotes
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message
from capi_bot.slack.outcomes import CHANNEL_REFUSES, Outcome
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import REPLACE_WAIT, UPDATE_WAIT


def notes_beside(client: SlackClient, action: BlockAction) -> PrivateNotes:
    """Return the ways to show a note that only the person who pressed sees."""
    thread_ts = action.thread_ts if action.in_thread else ""
    return PrivateNotes(client, action.actor, response_url=action.response_url, thread_ts=thread_ts)


class PressedMessage(Destination):
    """The message that was pressed: the answer replaces it, unless somebody pressed again meanwhile."""

    first_wait = REPLACE_WAIT

    def __init__(self, client: SlackClient, latest_press: LatestPress, action: BlockAction) -> None:
        self._client = client
        self._latest_press = latest_press
        self._action = action
        self._notes = notes_beside(client, action)
        self.share = ShareButton.TO_CHANNEL if action.ephemeral else None

    @property
    def thread(self) -> str:
        """Return the thread of the pressed message."""
        action = self._action
        return "" if action.ephemeral else message_key(action.actor.channel, action.thread_ts)

    def send(self, message: Message) -> SendResult:
        """Replace the message."""
        action, client = self._action, self._client
        with self._latest_press.if_latest(pressed_key(action), action.action_ts) as is_latest:
            if not is_latest:
                return SendResult.FINAL
            attempts = [partial(client.respond, action.response_url, message, private=action.ephemeral, replace=True)]
            if not action.ephemeral:
                attempts.append(partial(client.update, action.actor.channel, action.message_ts, message))
            sent = try_in_order(*attempts)
        return as_result(sent, SendResult.REPLACEABLE)

    def report(self, failure: Message) -> SendResult:
        """Report it only to the person who pressed, in the same place; what was shown stays."""
        return self._notes.send(failure)


class PressedThread(Destination):
    """The thread under the message that was pressed; beside an ephemeral one, which has none, a new one like it."""

    first_wait = None

    def __init__(self, client: SlackClient, action: BlockAction) -> None:
        self._client = client
        self._action = action
        self._notes = notes_beside(client, action)
        self.share_once = ShareButton.TO_CHANNEL if action.ephemeral else None

    @property
    def thread(self) -> str:
        """Return the thread of the pressed message."""
        action = self._action
        return "" if action.ephemeral else message_key(action.actor.channel, action.thread_ts)

    def send(self, message: Message) -> SendResult:
        """Post once; the press's own response_url works even where the bot is no member."""
        action, client = self._action, self._client
        if action.ephemeral:
            return self._notes.send(message)
        sent = client.respond(action.response_url, message, private=False, thread_ts=action.thread_ts)
        if sent.outcome is Outcome.UNKNOWN:
            self._notes.avoid_response_url()
            return SendResult.UNCERTAIN
        if not sent.is_done:
            sent = try_in_order(lambda: sent, lambda: client.post(action.actor.channel, message, action.thread_ts))
        return SendResult.NOT_ALLOWED if sent.error in CHANNEL_REFUSES else as_result(sent)

    def report(self, failure: Message) -> SendResult:
        """Report it only to the person who pressed."""
        return self._notes.send(failure)


class PressedNote(Destination):
    """A note beside what was pressed, which only the person who pressed sees."""

    first_wait = None

    def __init__(self, pressed: Destination) -> None:
        self._pressed = pressed

    def send(self, message: Message) -> SendResult:
        """Report it once."""
        return self._pressed.report(message)

    def report(self, failure: Message) -> SendResult:
        """Report it only to the person who pressed."""
        return self._pressed.report(failure)


class RetriedNote(Destination):
    """A second try from an ephemeral note: the answer is shown where it was meant to be, and the note deleted."""

    def __init__(self, client: SlackClient, note: BlockAction, original: Destination) -> None:
        self._client = client
        self._note = note
        self._original = original
        self._notes = notes_beside(client, note)
        self._is_note_deleted = False
        self.placeholder = original.placeholder
        self.first_wait = original.first_wait
        self.once_wait = original.once_wait
        self.share = original.share
        self.share_once = original.share_once

    @property
    def thread(self) -> str:
        """Return the thread of the answer."""
        return self._original.thread

    def send(self, message: Message) -> SendResult:
        """Show the answer where it was meant to be and delete the note."""
        return self._delete_note(self._original.send(message))

    def send_once(self, message: Message) -> SendResult:
        """Show the answer where it was meant to be and delete the note."""
        return self._delete_note(self._original.send_once(message))

    def replace(self, message: Message) -> SendResult:
        """Replace the answer."""
        return self._original.replace(message)

    def report_wait(self, notice: Message) -> None:
        """Report it where the answer was meant to be."""
        self._original.report_wait(notice)

    def report(self, failure: Message) -> SendResult:
        """Replace the note or, where it is gone already, report the failure where the answer was meant to be."""
        if self._is_note_deleted:
            return self._original.report(failure)
        return self._notes.send_unless_shown(partial(replace_note, self._client, self._note, failure), failure)

    def _delete_note(self, result: SendResult) -> SendResult:
        # Where nothing is shown, the note is needed: what came of the answer is shown in its place.
        if result in {SendResult.REPLACEABLE, SendResult.FINAL}:
            self._client.delete_original(self._note.response_url)
            self._is_note_deleted = True
        return result


class EarlierMessage(Destination):
    """The message on which a press failed before; where the bot may not change it, the note shows the answer."""

    first_wait = UPDATE_WAIT
    share_once = ShareButton.TO_CHANNEL

    def __init__(self, client: SlackClient, latest_press: LatestPress, note: BlockAction, message_ts: str) -> None:
        self._client = client
        self._latest_press = latest_press
        self._note = note
        self._notes = notes_beside(client, note)
        self._message_ts = message_ts

    def send(self, message: Message) -> SendResult:
        """Change the message and delete the note."""
        note, channel_id = self._note, self._note.actor.channel
        key = message_key(channel_id, self._message_ts)
        with self._latest_press.if_latest(key, note.action_ts) as is_latest:
            is_changed = (
                is_latest and try_in_order(lambda: self._client.update(channel_id, self._message_ts, message)).is_done
            )
        if not is_changed:
            return SendResult.SEND_ONCE
        self._client.delete_original(note.response_url)
        return SendResult.FINAL

    def send_once(self, message: Message) -> SendResult:
        """Show the answer in the note; where that is gone, in another."""
        result = replace_note(self._client, self._note, message)
        return self._notes.send(message) if result is SendResult.LOST else result

    def report(self, failure: Message) -> SendResult:
        """Replace the note."""
        return self._notes.send_unless_shown(partial(replace_note, self._client, self._note, failure), failure)


def replace_note(client: SlackClient, note: BlockAction, message: Message) -> SendResult:
    """Replace a note. Raise `TryAgainError` where nobody knows whether that was done: it is done again."""
    return as_result(
        try_in_order(lambda: client.respond(note.response_url, message, private=note.ephemeral, replace=True))
    )


REFUSALS: Final[Mapping[str, SendResult]] = {
    "missing_scope": SendResult.NO_UPLOAD_SCOPE,
    "not_allowed_token_type": SendResult.NO_UPLOAD_SCOPE,
    "channel_not_found": SendResult.NOT_IN_CHANNEL,
    "not_in_channel": SendResult.NOT_IN_CHANNEL,
}
"""What Slack's errors mean for files: https://docs.slack.dev/reference/methods/files.completeUploadExternal."""


class ThreadFiles(Destination):
    """The thread in which the documents of a message are attached; a message without any is a note meanwhile."""

    first_wait = REPLACE_WAIT

    def __init__(self, client: SlackClient, action: BlockAction) -> None:
        self._client = client
        self._action = action
        self._notes = notes_beside(client, action)

    def send(self, message: Message) -> SendResult:
        """Attach the documents, or notify the person who pressed that it takes a while."""
        if not message.documents:
            self.report(message)
            return SendResult.REPLACEABLE
        action = self._action
        sent = self._client.upload_files(action.actor.channel, action.thread_ts, message)
        if sent.outcome is Outcome.FAILED:
            raise TryAgainError(sent.retry_after, SendResult.UPLOAD_LOST)
        match sent.outcome:
            case Outcome.DONE:
                return SendResult.FINAL
            case Outcome.UNKNOWN:
                return SendResult.UPLOAD_UNCERTAIN
        return REFUSALS.get(sent.error, SendResult.UPLOAD_LOST)

    def report(self, failure: Message) -> SendResult:
        """Report it only to the person who pressed."""
        return self._notes.send(failure)
