"""The choice of a destination for what a person did."""

from __future__ import annotations

from dataclasses import dataclass, replace

from capi_bot.slack.button_state import RetryState
from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import Destination, ShareButton, pressed_key
from capi_bot.slack.destinations.modal_and_home import (
    Modal,
    OpenedForm,
    OpenedModal,
    SubmittedForm,
    opened_tab,
    pressed_tab,
)
from capi_bot.slack.destinations.new_message import CommandChannel, MentionThread, SharedToChannel, ShortcutThread
from capi_bot.slack.destinations.pressed_message import (
    EarlierMessage,
    PressedMessage,
    PressedNote,
    PressedThread,
    RetriedNote,
    ThreadFiles,
)
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message, ReplyTarget
from capi_bot.slack.payloads import BlockAction, HomeOpened, Mention, Shortcut, SlashCommand, Submission, Surface


def not_shareable(destination: Destination) -> Destination:
    """Return a destination for one person whose answer says that the bot may not post for everybody."""
    destination.share_once = ShareButton.NOT_ALLOWED
    return destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinations:
    """The destinations of one installation."""

    client: SlackClient
    latest_press: LatestPress
    placeholder: Message
    """What an opened modal shows until the answer is there."""

    def command(self, slash: SlashCommand, *, private: bool) -> Destination:
        """Answer a slash command in its channel, or only to who typed it."""
        return CommandChannel(self.client, self.latest_press, slash, private=private)

    def mention(self, mention: Mention, *, private: bool) -> Destination:
        """Answer a mention in its thread, a direct message below it."""
        return MentionThread(self.client, self.latest_press, mention, private=private)

    def opened_home(self, opened: HomeOpened) -> Destination:
        """Answer on the Home tab that somebody came to."""
        return opened_tab(self.client, self.latest_press, opened)

    def shortcut(self, shortcut: Shortcut, *, on_message: bool) -> Destination:
        """Answer a shortcut on a message in the thread under it, another one in a form."""
        if on_message:
            return ShortcutThread(self.client, self.latest_press, shortcut)
        return OpenedForm(self.client, shortcut.actor, shortcut.trigger_id)

    def submission(self, submission: Submission) -> SubmittedForm:
        """Answer a form where it stood."""
        return SubmittedForm(self.client, self.latest_press, submission)

    def action(self, action: BlockAction, target: ReplyTarget) -> Destination:
        """Answer a press where its kind belongs."""
        match target:
            case ReplyTarget.CHANNEL:
                return SharedToChannel(self.client, self.latest_press, action, self.pressed(action))
            case ReplyTarget.EPHEMERAL:
                return PressedNote(self.pressed(action))
            case ReplyTarget.FILES:
                return ThreadFiles(self.client, action)
            case ReplyTarget.THREAD:
                return self._thread(action)
            case ReplyTarget.MODAL if action.surface is not Surface.MODAL:
                return OpenedForm(self.client, action.actor, action.trigger_id, self.pressed(action))
        return self._replaced(action)

    def pressed(self, action: BlockAction) -> Destination:
        """Answer a press in place of what was pressed."""
        if action.surface is Surface.HOME:
            return pressed_tab(self.client, self.latest_press, action)
        if action.view_id:
            return Modal(self.client, self.latest_press, action)
        return PressedMessage(self.client, self.latest_press, action)

    def beside(self, action: BlockAction) -> Destination:
        """Answer a press on what everybody sees only to the person who pressed."""
        return PressedThread(self.client, action)

    def typed_again(self, note: BlockAction, retry: RetryState) -> Destination:
        """Answer a command anew, from a note about its first try: in the same thread or channel."""
        actor = replace(note.actor, channel=retry.channel or note.actor.channel)
        if thread_ts := retry.thread_ts or (note.thread_ts if note.in_thread else ""):
            mention = Mention(actor=actor, event_id="", text=retry.typed, thread_ts=thread_ts)
            return self.mention(mention, private=False)
        slash = SlashCommand(actor=actor, command="", text=retry.typed, response_url=note.response_url)
        return self.command(slash, private=False)

    def retried(self, note: BlockAction, original: Destination) -> Destination:
        """Answer a second try where the first was meant to be, and take the note away."""
        return RetriedNote(self.client, note, original)

    def earlier_message(self, note: BlockAction, message_ts: str) -> Destination:
        """Answer a second try on the message where the first press failed."""
        self.latest_press.begin(pressed_key(replace(note, message_ts=message_ts)), note.action_ts)
        return EarlierMessage(self.client, self.latest_press, note, message_ts)

    def _thread(self, action: BlockAction) -> Destination:
        # Nothing can be threaded under what only one person sees.
        if action.surface is Surface.MESSAGE and not action.ephemeral:
            return PressedThread(self.client, action)
        otherwise = PressedThread(self.client, action) if action.ephemeral else self.pressed(action)
        return OpenedModal(self.client, self.latest_press, action, self.placeholder, otherwise)

    def _replaced(self, action: BlockAction) -> Destination:
        # Only what will change a message counts as its latest press: a press whose answer goes beside it must not keep
        # an earlier answer from filling in, nor must one that found no worker.
        self.latest_press.begin(pressed_key(action), action.action_ts)
        return self.pressed(action)
