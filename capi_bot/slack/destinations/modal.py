"""Modals: open ones, forms that a press or a shortcut opens, and forms that were sent off."""

from __future__ import annotations

import logging

from capi_bot.slack.action_ids import Action
from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import (
    Destination,
    SendResult,
    ShareButton,
    pressed_key,
)
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message, with_note
from capi_bot.slack.payloads import BlockAction, Submission, Surface
from capi_bot.slack.pending_reply import REPLACE_WAIT

log = logging.getLogger(__name__)


class Modal(Destination):
    """A modal that is open: the answer replaces what it shows, unless something was pressed in it meanwhile."""

    first_wait = REPLACE_WAIT

    def __init__(self, client: SlackClient, latest_press: LatestPress, action: BlockAction) -> None:
        self._client = client
        self._latest_press = latest_press
        self._action = action
        self.share = ShareButton.TO_CHANNEL if action.actor.channel else ShareButton.TO_ANY_CHANNEL

    def send(self, message: Message) -> SendResult:
        """Replace what the modal shows; where it was closed or pressed, nothing more is shown."""
        action = self._action
        with self._latest_press.if_latest(pressed_key(action), action.action_ts) as is_latest:
            is_shown = is_latest and self._client.update_modal(action.view_id, message, action.actor.channel)
        return SendResult.REPLACEABLE if is_shown else SendResult.FINAL

    def report(self, failure: Message) -> None:
        """Show it above what the modal shows, so that this is not lost."""
        self.send(with_note(failure, self._action.view_blocks))


class OpenedForm(Destination):
    """A form that opens by a trigger, which lives for 3 s: what it shows must need no read."""

    def __init__(
        self, client: SlackClient, trigger_id: str, channel_id: str = "", pressed: Destination | None = None
    ) -> None:
        self._client = client
        self._trigger_id = trigger_id
        self._channel_id = channel_id
        self._pressed = pressed
        """Where it is reported that the form could not be opened; a global shortcut comes from nowhere."""

    def send(self, message: Message) -> SendResult:
        """Open the form."""
        view_id = self._client.open_modal(self._trigger_id, message, self._channel_id)
        return SendResult.FINAL if view_id else SendResult.LOST

    def report(self, failure: Message) -> None:
        """Report it to the person who asked, where there is a place for that."""
        if self._pressed:
            self._pressed.report(failure)
        else:
            log.error("A form could not be opened: %s", failure.text)


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
        self.share = self._modal.share

    def send(self, message: Message) -> SendResult:
        """Replace what is shown meanwhile, once Slack shows it."""
        press = self._press
        with self._latest_press.if_latest(pressed_key(press), press.action_ts) as is_latest:
            if not is_latest:
                return SendResult.FINAL
            is_shown = self._client.update_modal_by_external_id(self.external_id, message, press.actor.channel)
        return SendResult.REPLACEABLE if is_shown else SendResult.NOT_YET

    def replace(self, message: Message) -> SendResult:
        """Replace the answer, as in any modal that is open."""
        return self._modal.send(message)

    def report(self, failure: Message) -> SendResult:
        """Show it in place of what is shown meanwhile."""
        return self.send(failure)
