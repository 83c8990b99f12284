"""Modals and the Home tab: open ones, forms that a press or a shortcut opens, and forms that were sent off."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from capi_bot.slack.action_ids import Action
from capi_bot.slack.client import VIEW_CLOSED, SlackClient
from capi_bot.slack.destinations.destination import (
    Destination,
    SendResult,
    ShareButton,
    TryAgainError,
    as_result,
    home_key,
    pressed_key,
    try_in_order,
)
from capi_bot.slack.destinations.reports import PrivateNotes
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Block, Message, with_note
from capi_bot.slack.outcomes import Outcome, Sent
from capi_bot.slack.payloads import Actor, BlockAction, HomeOpened, Submission, Surface
from capi_bot.slack.pending_reply import REPLACE_WAIT


class Modal(Destination):
    """A modal that is open: the answer replaces what it shows, unless something was pressed in it meanwhile."""

    first_wait = REPLACE_WAIT

    def __init__(self, client: SlackClient, latest_press: LatestPress, action: BlockAction) -> None:
        self._client = client
        self._latest_press = latest_press
        self._action = action
        self._notes = PrivateNotes(client, action.actor)
        self.share = ShareButton.TO_CHANNEL if action.actor.channel else ShareButton.TO_ANY_CHANNEL

    def send(self, message: Message) -> SendResult:
        """Replace what the modal shows; where it was closed or pressed, nothing more is shown."""
        action = self._action
        with self._latest_press.if_latest(pressed_key(action), action.action_ts) as is_latest:
            if not is_latest:
                return SendResult.FINAL
            sent = try_in_order(lambda: self._client.update_modal(action.view_id, message, action.actor.channel))
        return SendResult.FINAL if sent.error == VIEW_CLOSED else as_result(sent, SendResult.REPLACEABLE)

    def report(self, failure: Message) -> SendResult:
        """Show it above what the modal shows, so that this is not lost; else beside it."""
        noted = with_note(failure, self._action.view_blocks)
        return self._notes.send_unless_shown(lambda: self.send(noted), failure)


@dataclass(slots=True, kw_only=True)
class TriggeredView:
    """A modal that a trigger opens, which lives for 3 s.

    Where nobody knows whether it opened, it is looked for by its `external_id`: by showing the same in it.
    """

    client: SlackClient
    trigger_id: str
    channel_id: str
    is_pushed: bool = False
    """Whether it opens on top of another one."""
    may_be_open: bool = field(default=False, init=False)
    """Whether nobody knows if it is open."""
    _external_id: str = field(default_factory=lambda: secrets.token_hex(8), init=False)

    def open(self, message: Message) -> Sent:
        """Open it; the answer has its id. Raise `TryAgainError` where it has to be looked for, and cannot be yet."""
        if not self.may_be_open:
            opens = self.client.push_modal if self.is_pushed else self.client.open_modal
            sent = opens(self.trigger_id, message, self.channel_id, self._external_id)
            self.may_be_open = sent.outcome is Outcome.UNKNOWN
            if not self.may_be_open:
                return sent
        sent = self.client.update_modal_by_external_id(self._external_id, message, self.channel_id)
        if sent.outcome is Outcome.FAILED:
            raise TryAgainError(sent.retry_after, SendResult.UNCERTAIN)
        self.may_be_open = False
        return sent


class OpenedModal(Destination):
    """A modal that a press opens. Its trigger lives for 3 s: a placeholder opens it before anything else is waited for.

    Where Slack does not open it, the answer is shown another way: pressed in a modal, which has no room for one more on
    top of it, in its place; pressed in a message, once; on Home not at all.
    """

    first_wait = REPLACE_WAIT

    def __init__(
        self,
        client: SlackClient,
        latest_press: LatestPress,
        action: BlockAction,
        placeholder: Message,
        otherwise: Destination,
    ) -> None:
        self._client = client
        self._latest_press = latest_press
        self._action = action
        self._otherwise = otherwise
        self._view = TriggeredView(
            client=client,
            trigger_id=action.trigger_id,
            channel_id=action.actor.channel,
            is_pushed=action.surface is Surface.MODAL,
        )
        self._shown_in: Destination | None = None
        """The modal that was opened or, where Slack did not open it, `otherwise`."""
        self.placeholder = placeholder
        self.share = ShareButton.TO_CHANNEL if action.actor.channel else ShareButton.TO_ANY_CHANNEL
        self.share_once = otherwise.share_once

    def send(self, message: Message) -> SendResult:
        """Open the modal; replace what it shows, once it is open."""
        if self._shown_in:
            return self._shown_in.send(message)
        if self._open(message):
            return SendResult.REPLACEABLE
        match self._action.surface:
            case Surface.HOME:
                return SendResult.LOST
            case Surface.MODAL:
                self._latest_press.begin(pressed_key(self._action), self._action.action_ts)
                return SendResult.REPLACEABLE
        return SendResult.SEND_ONCE

    def send_once(self, message: Message) -> SendResult:
        """Show it where the modal could not be opened."""
        return self._otherwise.send_once(message)

    def report(self, failure: Message) -> SendResult:
        """Show it in the modal, which it opens where nothing else has."""
        if self._view.may_be_open:
            return self._otherwise.report(failure)
        if not self._shown_in and self._open(failure):
            return SendResult.FINAL
        return (self._shown_in or self._otherwise).report(failure)

    def _open(self, message: Message) -> bool:
        sent = self._view.open(message)
        self._shown_in = self._otherwise
        if sent.id:
            opened = replace(self._action, view_id=sent.id, surface=Surface.MODAL, view_blocks=())
            self._shown_in = Modal(self._client, self._latest_press, opened)
        return bool(sent.id)


class OpenedForm(Destination):
    """A form that opens by a trigger, which lives for 3 s: what it shows must need no read."""

    def __init__(self, client: SlackClient, actor: Actor, trigger_id: str, pressed: Destination | None = None) -> None:
        self._view = TriggeredView(client=client, trigger_id=trigger_id, channel_id=actor.channel)
        self._report = pressed.report if pressed else PrivateNotes(client, actor).send
        """Reports that the form could not be opened; a global shortcut was chosen nowhere."""

    def send(self, message: Message) -> SendResult:
        """Open the form."""
        return SendResult.FINAL if self._view.open(message).is_done else SendResult.NOT_OPENED

    def report(self, failure: Message) -> SendResult:
        """Report it to the person who asked."""
        return self._report(failure)


class SubmittedForm(Destination):
    """A form that was sent off. Slack is answered with `external_id`, under which the answer will find the view.

    The answer may be quicker than the acknowledgement, which then would undo it; a view with that id is only there once
    Slack has taken the acknowledgement.
    """

    first_wait = REPLACE_WAIT

    def __init__(self, client: SlackClient, latest_press: LatestPress, submission: Submission) -> None:
        self._client = client
        self._latest_press = latest_press
        # Slack tells no time of a submission: it goes on with the latest press in the form.
        self._press = BlockAction(
            actor=submission.actor,
            action_id=Action.LIST_SEARCH,
            value="",
            action_ts=latest_press.latest(submission.view_id),
            trigger_id="",
            surface=Surface.MODAL,
            view_id=submission.view_id,
        )
        self._modal = Modal(client, latest_press, self._press)
        self.external_id = f"{submission.view_id}.{submission.view_hash}"
        """The `external_id` of the view that is shown meanwhile, another one each time that the form is sent off."""
        self._notes = PrivateNotes(client, submission.actor)
        self.share = self._modal.share

    def send(self, message: Message) -> SendResult:
        """Replace what is shown meanwhile, once Slack shows it."""
        press = self._press
        with self._latest_press.if_latest(pressed_key(press), press.action_ts) as is_latest:
            if not is_latest:
                return SendResult.FINAL
            sent = try_in_order(
                lambda: self._client.update_modal_by_external_id(self.external_id, message, press.actor.channel)
            )
        return SendResult.NOT_YET if sent.error == VIEW_CLOSED else as_result(sent, SendResult.REPLACEABLE)

    def replace(self, message: Message) -> SendResult:
        """Replace the answer, as in any modal that is open."""
        return self._modal.send(message)

    def report(self, failure: Message) -> SendResult:
        """Show it in place of what is shown meanwhile; else beside it."""
        return self._notes.send_unless_shown(lambda: self.send(failure), failure)


class HomeTab(Destination):
    """A Home tab that was opened or pressed: the answer replaces it, unless that happened again meanwhile."""

    def __init__(
        self, client: SlackClient, latest_press: LatestPress, actor: Actor, ts: str, view_blocks: tuple[Block, ...] = ()
    ) -> None:
        self._client = client
        self._latest_press = latest_press
        self._actor = actor
        self._ts = ts
        """When it was opened or pressed."""
        self._view_blocks = view_blocks
        """What it shows, where that is known."""
        self._notes = PrivateNotes(client, actor)

    def send(self, message: Message) -> SendResult:
        """Publish the answer."""
        with self._latest_press.if_latest(home_key(self._actor), self._ts) as is_latest:
            if not is_latest:
                return SendResult.FINAL
            sent = try_in_order(lambda: self._client.publish_home(self._actor.user, message))
        return as_result(sent, SendResult.REPLACEABLE)

    def report(self, failure: Message) -> SendResult:
        """Show it above what the tab shows; else in the direct conversation."""
        noted = with_note(failure, self._view_blocks)
        return self._notes.send_unless_shown(lambda: self.send(noted), failure)


def opened_tab(client: SlackClient, latest_press: LatestPress, opened: HomeOpened) -> HomeTab:
    """Return the tab that somebody came to."""
    return HomeTab(client, latest_press, opened.actor, opened.opened_ts)


def pressed_tab(client: SlackClient, latest_press: LatestPress, action: BlockAction) -> HomeTab:
    """Return the tab that was pressed: what stands there is worth a short wait."""
    tab = HomeTab(client, latest_press, action.actor, action.action_ts, action.view_blocks)
    tab.first_wait = REPLACE_WAIT
    return tab
