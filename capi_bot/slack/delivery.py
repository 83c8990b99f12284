"""The delivery loop: render a reply, send it, and replace it while more arrives. Nothing else loops.

What Slack does not take is sent again here, after a pause that holds no thread; what it may have taken never is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Final

from capi_bot.concurrency import Steps, Wait
from capi_bot.errors import DeadlineExceededError
from capi_bot.slack.button_state import RetryState
from capi_bot.slack.destinations.destination import Destination, SendResult, ShareButton, TryAgainError
from capi_bot.slack.memory import MessageBusyError
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import (
    BUSY_WAIT,
    MAX_POLLS,
    MAX_UPDATES,
    RETRY_TIME,
    RETRY_WAITS,
    UPDATE_WAIT,
    VIEW_RETRY_WAITS,
    PendingReply,
)
from capi_bot.slack.views import notices, sharing

log = logging.getLogger(__name__)

MAX_WAYS: Final = 3
"""Ways in which one note may have been shown, none of them for certain, until it is counted as lost."""

SHOWN: Final = frozenset({SendResult.REPLACEABLE, SendResult.FINAL, SendResult.SHARED})

REPORTS: Final[Mapping[SendResult, Callable[[RetryState | None], Message]]] = {
    SendResult.LOST: lambda _: notices.not_delivered(),
    SendResult.UNCERTAIN: notices.may_be_posted,
    SendResult.UNFINISHED: lambda _: notices.unfinished(),
    SendResult.NOT_OPENED: lambda _: notices.not_opened(),
    SendResult.SHARED: lambda _: sharing.shared_note(),
    SendResult.NOT_SHARED: lambda _: sharing.not_shared_note(),
    SendResult.NO_UPLOAD_SCOPE: lambda _: sharing.missing_scope(),
    SendResult.NOT_IN_CHANNEL: lambda _: sharing.not_in_channel(),
    SendResult.UPLOAD_UNCERTAIN: sharing.may_be_uploaded,
    SendResult.UPLOAD_LOST: lambda _: sharing.not_uploaded(),
}
"""What is reported of a result that the person cannot see."""


def deliver(reply: PendingReply, destination: Destination, retry: RetryState | None = None) -> Steps[SendResult]:
    """Send a reply to its destination, and replace it until it is final or nobody takes it any more.

    Of the updates that a message can have, the last one is kept for what is final. Return what became of it, which the
    person knows; `LOST` where even that could not be reported, and `NOT_ALLOWED` where they know nothing yet. What a
    reply raises is the caller's to report.
    """
    send = partial(_send, destination, retry)
    result = SendResult.REPLACEABLE
    if destination.placeholder is not None:
        result = yield from send(destination.send, destination.placeholder)
    if result.is_replaceable and destination.first_wait is not None:
        draft = yield from reply.render(destination.first_wait)
        result = yield from send(destination.send, with_share_button(draft.message, destination.share))
    elif result.is_replaceable:
        result = SendResult.SEND_ONCE
    if result is SendResult.SEND_ONCE:
        message = yield from _render_once(reply, destination)
        return (yield from send(destination.send_once, with_share_button(message, destination.share_once)))
    if not result.is_replaceable:
        return result
    sent, updates, polls = draft.message, 0, 0
    while result.is_replaceable and not draft.is_final:
        if polls == MAX_POLLS:
            raise DeadlineExceededError("The answer was not complete in time.")
        draft, polls = (yield from reply.render(UPDATE_WAIT)), polls + 1
        is_kept_back = updates == MAX_UPDATES - 1 and not draft.is_final
        if draft.message != sent and not is_kept_back:
            result = yield from send(destination.replace, with_share_button(draft.message, destination.share))
            sent, updates = draft.message, updates + 1
    return result


def deliver_failure(failure: Message, destination: Destination, retry: RetryState | None = None) -> Steps[SendResult]:
    """Report what went wrong to the person who asked; return `LOST` where Slack does not take that for two minutes.

    Where it may have been shown, what follows says so, another way; where it may have been in `MAX_WAYS`, it is lost.
    """
    result = yield from _until_taken(partial(destination.report, failure), is_note=True)
    for _ in range(MAX_WAYS - 1):
        if result is SendResult.UNCERTAIN:
            may_be_posted = partial(destination.report, notices.may_be_posted(retry))
            result = yield from _until_taken(may_be_posted, is_note=True)
    return SendResult.LOST if result is SendResult.UNCERTAIN else result


def with_share_button(message: Message, button: ShareButton | None) -> Message:
    """Return a message with the button that shares it, where its destination has one, or why it has none."""
    match button:
        case None:
            return message
        case ShareButton.NOT_ALLOWED:
            return sharing.with_refusal(message)
    return sharing.with_share_button(message, anywhere=button is ShareButton.TO_ANY_CHANNEL)


def _render_once(reply: PendingReply, destination: Destination) -> Steps[Message]:
    """Render what cannot be changed later; notify the person who asked where that takes a while."""
    message = yield from reply.render_once(destination.once_wait, is_late=False)
    if message is None:
        destination.report_wait(notices.searching())
        message = yield from reply.render_once(destination.once_wait, is_late=True)
    if message is None:
        raise DeadlineExceededError("There was nothing to show in time.")
    return message


def _send(
    destination: Destination,
    retry: RetryState | None,
    method: Callable[[Message], SendResult],
    message: Message,
) -> Steps[SendResult]:
    """Send a message; report to the person who asked a result that they cannot see."""
    result = yield from _until_taken(partial(method, message))
    if result in SHOWN:
        destination.shown = message
    words = REPORTS.get(result)
    if words is None:
        return result
    reported = yield from deliver_failure(words(retry), destination, retry)
    if reported is SendResult.LOST:
        return SendResult.LOST
    return SendResult.REPORTED if result is SendResult.LOST else result


def _until_taken(send: Callable[[], SendResult], *, is_note: bool = False) -> Steps[SendResult]:
    """Send; send again where Slack takes nothing just now, or does not show yet what it is to stand in.

    A note is sent again where Slack refuses it, too: nothing else would be shown.
    """
    waits, view_waits, left = list(RETRY_WAITS), list(VIEW_RETRY_WAITS), RETRY_TIME
    while True:
        seconds = 0.0
        try:
            result = send()
        except MessageBusyError:
            yield Wait(futures=(Future(),), timeout=BUSY_WAIT)
            continue
        except TryAgainError as error:
            result, seconds, is_late = error.otherwise, error.seconds, True
        else:
            is_late = is_note and result is SendResult.LOST
        if result is SendResult.NOT_YET:
            if not view_waits:
                log.warning("An answer is not shown: the view that it is for was closed, or never appeared.")
                return SendResult.FINAL
            pause = view_waits.pop(0)
        elif is_late and waits and (pause := max(waits.pop(0), seconds)) <= left:
            left -= pause
        else:
            return result
        yield Wait(futures=(Future(),), timeout=pause)  # nothing completes that future: the time passes
