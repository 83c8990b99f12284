"""Which place an answer belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.beside import InChannel, Whispered
from capi_bot.slack.destinations.destination import Destination, pressed_key
from capi_bot.slack.destinations.files import AttachedFiles
from capi_bot.slack.destinations.form import OpenedForm, SubmittedForm
from capi_bot.slack.destinations.home_tab import (
    HomeTab,
    UnopenedModal,
    opened_tab,
    pressed_tab,
)
from capi_bot.slack.destinations.new_message import AskedInChannel, AskedInThread
from capi_bot.slack.destinations.pressed_message import BesideMessage, Modal, PressedMessage
from capi_bot.slack.destinations.under_message import UnderMessage
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import ReplyTarget
from capi_bot.slack.payloads import (
    BlockAction,
    HomeOpened,
    Mention,
    Shortcut,
    SlashCommand,
    Submission,
    Surface,
)
from capi_bot.slack.views import notices


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationChooser:
    """Choose the place for what a person did."""

    client: SlackClient
    latest_press: LatestPress

    def command(self, slash: SlashCommand, *, private: bool) -> Destination:
        """Answer a slash command in its channel, or only to who typed it."""
        return AskedInChannel(
            client=self.client,
            latest_press=self.latest_press,
            channel_id=slash.channel_id,
            user_id=slash.user_id,
            response_url=slash.response_url,
            private=private,
        )

    def mention(self, mention: Mention, *, private: bool) -> Destination:
        """Answer a mention in its thread, a direct message below it."""
        return AskedInThread(
            client=self.client,
            latest_press=self.latest_press,
            channel_id=mention.channel_id,
            user_id=mention.user_id,
            thread_ts=mention.thread_ts,
            private=private,
        )

    def home(self, opened: HomeOpened) -> HomeTab:
        """Answer on the Home tab that somebody came to."""
        return opened_tab(self.client, self.latest_press, opened)

    def under(self, shortcut: Shortcut) -> Destination:
        """Answer a shortcut on a message in the thread under it."""
        return UnderMessage(client=self.client, latest_press=self.latest_press, shortcut=shortcut)

    def form(self, shortcut: Shortcut) -> Destination:
        """Open a form for a shortcut."""
        return OpenedForm(client=self.client, trigger_id=shortcut.trigger_id)

    def submitted(self, submission: Submission) -> SubmittedForm:
        """Answer a form where it stood."""
        return SubmittedForm(client=self.client, latest_press=self.latest_press, submission=submission)

    def pressed(self, action: BlockAction, opened: ReplyTarget) -> Destination:
        """Answer a press where its kind belongs."""
        match opened:
            case ReplyTarget.CHANNEL:
                return InChannel(client=self.client, latest_press=self.latest_press, action=action)
            case ReplyTarget.WHISPER:
                return Whispered(client=self.client, latest_press=self.latest_press, action=action)
            case ReplyTarget.ATTACHED:
                return AttachedFiles(client=self.client, action=action)
            case ReplyTarget.BESIDE:
                return self._beside(action)
            case ReplyTarget.FORM if action.surface is not Surface.MODAL:
                return OpenedForm(
                    client=self.client,
                    trigger_id=action.trigger_id,
                    channel_id=action.channel_id,
                    otherwise=self.here(action),
                )
        return self._turned(action)

    def here(self, action: BlockAction) -> Destination:
        """Answer a press in place of what was pressed."""
        if action.surface is Surface.HOME:
            return pressed_tab(self.client, self.latest_press, action)
        if action.view_id:
            return Modal(client=self.client, latest_press=self.latest_press, action=action)
        return PressedMessage(client=self.client, latest_press=self.latest_press, action=action)

    def _beside(self, action: BlockAction) -> Destination:
        # Nothing can be threaded under what only one person sees. A trigger lives for 3 s: the view opens before any
        # read. Where a modal has no room for one more on top of it, the answer takes its place.
        view_id = self._opened_view(action)
        if view_id:
            return self.here(replace(action, view_id=view_id, surface=Surface.MODAL, behind=()))
        match action.surface:
            case Surface.HOME:
                return UnopenedModal(home=pressed_tab(self.client, self.latest_press, action))
            case Surface.MODAL:
                return self._turned(action)
        return BesideMessage(client=self.client, action=action)

    def _opened_view(self, action: BlockAction) -> str | None:
        if action.surface is Surface.MODAL:
            return self.client.push_modal(action.trigger_id, notices.modal_placeholder(), action.channel_id)
        if action.ephemeral or action.surface is Surface.HOME:
            return self.client.open_modal(action.trigger_id, notices.modal_placeholder(), action.channel_id)
        return None

    def _turned(self, action: BlockAction) -> Destination:
        # Only what will change a message takes a turn: a press whose answer goes beside it must not keep an earlier
        # answer from filling in, nor must one that found no worker.
        self.latest_press.begin(pressed_key(action), action.action_ts)
        return self.here(action)
