"""Which place an answer belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from capi_bot.slack.courier import Courier
from capi_bot.slack.payloads import Click, HomeOpened, Mention, Shortcut, SlashCommand, Submission, Surface
from capi_bot.slack.places.asked import AskedInChannel, AskedInThread
from capi_bot.slack.places.attached import AttachedFiles
from capi_bot.slack.places.forms import OpenedForm, SubmittedForm
from capi_bot.slack.places.home import HomeTab, UnopenedModal, opened_tab, pressed_tab
from capi_bot.slack.places.place import Place, pressed_key
from capi_bot.slack.places.pressed import BesideMessage, Modal, PressedMessage
from capi_bot.slack.places.shared import InChannel, Whispered
from capi_bot.slack.places.under import UnderMessage
from capi_bot.slack.replies import Opened
from capi_bot.slack.turns import Turns
from capi_bot.slack.views import loading


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Choose the place for what a person did."""

    courier: Courier
    turns: Turns

    def command(self, slash: SlashCommand, *, private: bool) -> Place:
        """Answer a slash command in its channel, or only to who typed it."""
        return AskedInChannel(
            courier=self.courier,
            turns=self.turns,
            channel_id=slash.channel_id,
            user_id=slash.user_id,
            response_url=slash.response_url,
            private=private,
        )

    def mention(self, mention: Mention, *, private: bool) -> Place:
        """Answer a mention in its thread, a direct message below it."""
        return AskedInThread(
            courier=self.courier,
            turns=self.turns,
            channel_id=mention.channel_id,
            user_id=mention.user_id,
            thread_ts=mention.thread_ts,
            private=private,
        )

    def home(self, opened: HomeOpened) -> HomeTab:
        """Answer on the Home tab that somebody came to."""
        return opened_tab(self.courier, self.turns, opened)

    def under(self, shortcut: Shortcut) -> Place:
        """Answer a shortcut on a message in the thread under it."""
        return UnderMessage(courier=self.courier, turns=self.turns, shortcut=shortcut)

    def form(self, shortcut: Shortcut) -> Place:
        """Open a form for a shortcut."""
        return OpenedForm(courier=self.courier, trigger_id=shortcut.trigger_id)

    def submitted(self, submission: Submission) -> SubmittedForm:
        """Answer a form where it stood."""
        return SubmittedForm(courier=self.courier, turns=self.turns, submission=submission)

    def pressed(self, click: Click, opened: Opened) -> Place:
        """Answer a press where its kind belongs."""
        match opened:
            case Opened.CHANNEL:
                return InChannel(courier=self.courier, turns=self.turns, click=click)
            case Opened.WHISPER:
                return Whispered(courier=self.courier, turns=self.turns, click=click)
            case Opened.ATTACHED:
                return AttachedFiles(courier=self.courier, click=click)
            case Opened.BESIDE:
                return self._beside(click)
            case Opened.FORM if click.surface is not Surface.MODAL:
                return OpenedForm(
                    courier=self.courier,
                    trigger_id=click.trigger_id,
                    channel_id=click.channel_id,
                    otherwise=self.here(click),
                )
        return self._turned(click)

    def here(self, click: Click) -> Place:
        """Answer a press in place of what was pressed."""
        if click.surface is Surface.HOME:
            return pressed_tab(self.courier, self.turns, click)
        if click.view_id:
            return Modal(courier=self.courier, turns=self.turns, click=click)
        return PressedMessage(courier=self.courier, turns=self.turns, click=click)

    def _beside(self, click: Click) -> Place:
        # Nothing can be threaded under what only one person sees. A trigger lives for 3 s: the view opens before any
        # read. Where a modal has no room for one more on top of it, the answer takes its place.
        view_id = self._opened_view(click)
        if view_id:
            return self.here(replace(click, view_id=view_id, surface=Surface.MODAL, behind=()))
        match click.surface:
            case Surface.HOME:
                return UnopenedModal(home=pressed_tab(self.courier, self.turns, click))
            case Surface.MODAL:
                return self._turned(click)
        return BesideMessage(courier=self.courier, click=click)

    def _opened_view(self, click: Click) -> str | None:
        if click.surface is Surface.MODAL:
            return self.courier.push_modal(click.trigger_id, loading.skeleton(), click.channel_id)
        if click.ephemeral or click.surface is Surface.HOME:
            return self.courier.open_modal(click.trigger_id, loading.skeleton(), click.channel_id)
        return None

    def _turned(self, click: Click) -> Place:
        # Only what will change a message takes a turn: a press whose answer goes beside it must not keep an earlier
        # answer from filling in, nor must one that found no worker.
        self.turns.begin(pressed_key(click), click.action_ts)
        return self.here(click)
