"""Forms: opened at once by a press or a shortcut, and answered where they stood."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from capi_bot.slack.action_ids import Action
from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import (
    BRIEF,
    Destination,
    Later,
    follow,
    pressed_key,
    try_in_order,
)
from capi_bot.slack.destinations.pressed_message import Modal
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.payloads import BlockAction, Submission, Surface
from capi_bot.slack.views.notices import not_delivered
from capi_bot.slack.views.sharing import with_share_button

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedForm:
    """Be a form that opens by a trigger, which lives for 3 s: what it shows must need no read."""

    client: SlackClient
    trigger_id: str
    channel_id: str = ""
    otherwise: Destination | None = None
    """Where it is told that the form could not be opened; a global shortcut comes from nowhere."""

    def show(self, painting: PendingReply) -> None:
        """Open the form."""
        form, _ = painting.look(0)
        if self.client.open_modal(self.trigger_id, form, self.channel_id) is None:
            self.fail(not_delivered())

    def fail(self, failure: Message) -> None:
        """Tell the person who asked, where there is a place for that."""
        if self.otherwise:
            self.otherwise.fail(failure)
        else:
            log.error("A form could not be opened: %s", failure.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedForm:
    """Be a form that was sent off. Slack is answered with `name`, under which the answer will find the view.

    The answer may be quicker than the acknowledgement, which then would undo it; a view with that name is only there
    once Slack has taken the acknowledgement.
    """

    client: SlackClient
    latest_press: LatestPress
    submission: Submission

    @property
    def name(self) -> str:
        """Name the view that is shown meanwhile: its own `external_id`, anew each time that the form is sent off."""
        return f"{self.submission.view_id}.{self.submission.view_hash}"

    def show(self, painting: PendingReply) -> Later | None:
        """Replace what is shown meanwhile, and again where more comes later."""
        modal = self._modal()
        message, finished = painting.look(BRIEF)
        taken = self._put(modal, with_share_button(message, anywhere=not self.submission.channel_id))
        return follow(painting, modal.put) if taken and not finished else None

    def fail(self, failure: Message) -> None:
        """Tell it in place of what is shown meanwhile."""
        self._put(self._modal(), failure)

    def _put(self, modal: Modal, message: Message) -> bool:
        action = modal.action
        with self.latest_press.if_latest(pressed_key(action), action.action_ts) as is_latest:
            return is_latest and try_in_order(
                lambda: self.client.update_named(self.name, message, self.submission.channel_id)
            )

    def _modal(self) -> Modal:
        # Slack tells no time of a submission: it goes on with the turn of the press that brought the form.
        view_id = self.submission.view_id
        action = BlockAction(
            action_id=Action.LIST_SEARCH,
            value="",
            action_ts=self.latest_press.latest(view_id),
            user_id=self.submission.user_id,
            trigger_id="",
            surface=Surface.MODAL,
            channel_id=self.submission.channel_id,
            view_id=view_id,
        )
        return Modal(client=self.client, latest_press=self.latest_press, action=action)
