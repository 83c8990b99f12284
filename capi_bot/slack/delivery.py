"""The delivery loop: render a reply, send it, and replace it while more arrives. Nothing else loops."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Final, TypeVar

from capi_bot.concurrency import Steps, Wait
from capi_bot.errors import DeadlineExceededError
from capi_bot.slack.destinations.destination import Destination, SendResult, ShareButton
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import MAX_POLLS, MAX_UPDATES, UPDATE_WAIT, VIEW_RETRY_WAITS, PendingReply
from capi_bot.slack.views import downloads, notices, sharing

R = TypeVar("R")

log = logging.getLogger(__name__)

REPORTS: Final[Mapping[SendResult, Callable[[], Message]]] = {
    SendResult.LOST: notices.not_delivered,
    SendResult.SHARED: sharing.shared_note,
    SendResult.NOT_SHARED: sharing.not_shared_note,
    SendResult.NO_UPLOAD_SCOPE: downloads.missing_scope,
    SendResult.NOT_IN_CHANNEL: downloads.not_in_channel,
    SendResult.UPLOAD_LOST: downloads.not_uploaded,
}
"""What is reported of a result that the person cannot see."""


def deliver(reply: PendingReply, destination: Destination) -> Steps[None]:
    """Send a reply to its destination, and replace it until it is final or nobody takes it any more.

    Of the updates that a message can have, the last one is kept for what is final. What a reply raises is the caller's
    to report.
    """
    if not destination.is_open:
        report_result(SendResult.LOST, destination)
        return
    result = SendResult.SEND_ONCE
    if destination.first_wait is not None:
        draft = yield from reply.render(destination.first_wait)
        message = with_share_button(draft.message, destination.share)
        result = yield from _send_until_there(partial(destination.send, message))
        report_result(result, destination)
    if result is SendResult.SEND_ONCE:
        message = yield from reply.render_once(
            destination.once_wait, lambda: destination.report_wait(notices.searching())
        )
        report_result(destination.send_once(with_share_button(message, destination.share_once)), destination)
        return
    sent, updates, polls = draft.message, 0, 0
    while result.is_replaceable and not draft.is_final:
        if polls == MAX_POLLS:
            raise DeadlineExceededError("The answer was not complete in time.")
        draft, polls = (yield from reply.render(UPDATE_WAIT)), polls + 1
        is_kept_back = updates == MAX_UPDATES - 1 and not draft.is_final
        if draft.message != sent and not is_kept_back:
            result = destination.replace(with_share_button(draft.message, destination.share))
            report_result(result, destination)
            sent, updates = draft.message, updates + 1


def deliver_failure(failure: Message, destination: Destination) -> Steps[None]:
    """Report what went wrong to the person who asked."""
    yield from _send_until_there(partial(destination.report, failure))


def with_share_button(message: Message, button: ShareButton | None) -> Message:
    """Return a message with the button that shares it, where its destination has one."""
    if button is None:
        return message
    return sharing.with_share_button(message, anywhere=button is ShareButton.TO_ANY_CHANNEL)


def report_result(result: SendResult, destination: Destination) -> None:
    """Report to the person who asked a result that they cannot see."""
    if words := REPORTS.get(result):
        destination.report(words())


def _send_until_there(send: Callable[[], R]) -> Steps[R]:
    """Send, and send again while Slack does not show yet what it is to stand in."""
    result = send()
    for pause in VIEW_RETRY_WAITS:
        if result is not SendResult.NOT_YET:
            return result
        yield Wait(futures=(Future(),), timeout=pause)  # nothing completes that future: the time passes
        result = send()
    if result is SendResult.NOT_YET:
        log.error("An answer reached nobody: the view that it was for never appeared.")
    return result
