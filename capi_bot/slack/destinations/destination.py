"""What every destination can do, and what came of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import Enum

from capi_bot.slack.messages import Message
from capi_bot.slack.outcomes import Outcome, Sent
from capi_bot.slack.payloads import Actor, BlockAction, Surface
from capi_bot.slack.pending_reply import LONGEST_RETRY_AFTER, POST_ONCE_WAIT, SHORT_RETRY_AFTER

Attempt = Callable[[], Sent]
"""One way to send a message."""


class SendResult(Enum):
    """What became of a message that was sent. Where the person has to be notified of it, `delivery` has the text."""

    REPLACEABLE = "it stands there, and what comes later may replace it"
    FINAL = "it stands there for good, or something newer does"
    SEND_ONCE = "it cannot stand there as a message that changes, perhaps as one that does not"
    NOT_YET = "Slack does not show yet what it is to stand in: it can be sent again in a moment"
    UNCERTAIN = "it may have been posted: sent again, it might stand there twice"
    NOT_ALLOWED = "the bot may not post there; only the person who asked can be shown it"
    UNFINISHED = "what was sent stands there, but Slack takes no change of it for now"
    NOT_OPENED = "Slack did not let the bot open it in time"
    LOST = "Slack took it in no way"
    REPORTED = "the same, and the person who asked knows"
    SHARED = "it stands in the channel, which is not where the person looks"
    NOT_SHARED = "the bot may not post in the channel"
    NO_UPLOAD_SCOPE = "the app may not upload files"
    NOT_IN_CHANNEL = "the bot is not in the channel into which files were to go"
    UPLOAD_UNCERTAIN = "the files may be there"
    UPLOAD_LOST = "Slack did not take the files"

    @property
    def is_replaceable(self) -> bool:
        """Return whether what comes later may replace it."""
        return self in {SendResult.REPLACEABLE, SendResult.SHARED}


class TryAgainError(Exception):
    """Slack takes nothing just now: what was to be sent can be sent again after `seconds`; 0 where nobody knows."""

    def __init__(
        self, seconds: float = 0.0, otherwise: SendResult = SendResult.LOST, *, may_be_done: bool = False
    ) -> None:
        super().__init__(f"Slack is to be asked again after {seconds} s.")
        self.seconds = seconds
        self.otherwise = otherwise
        """The result where it is not sent again."""
        self.may_be_done = may_be_done
        """Whether it may be shown all the same: sent in another way, it might stand there twice."""


class ShareButton(Enum):
    """The button with which an answer that one person sees gets one that goes to everybody."""

    TO_CHANNEL = "to the channel in which it was asked"
    TO_ANY_CHANNEL = "to a channel that is chosen: it was asked in none"
    NOT_ALLOWED = "none: the bot may not post there, and the answer says so"


class Destination(ABC):
    """A place where an answer is shown, and where its failure is reported.

    Each method raises `TryAgainError` where Slack takes nothing just now; it can then be called again.
    """

    placeholder: Message | None = None
    """What is sent first, before anything is read, where the place has to be opened in time."""
    first_wait: float | None = 0.0
    """Seconds to wait for an answer to be final before it is sent; None where it can only be sent once."""
    once_wait: float = POST_ONCE_WAIT
    """Seconds to wait for an answer to be final where it can only be sent once."""
    share: ShareButton | None = None
    share_once: ShareButton | None = None
    """The same for what is sent once."""
    shown: Message | None = None
    """What stands there: `delivery` notes what Slack took last."""

    @property
    def thread(self) -> str:
        """Return the `message_key` of the message whose thread shows the answer; empty where nobody can write in it."""
        return ""

    @abstractmethod
    def send(self, message: Message) -> SendResult:
        """Show an answer that may be replaced later."""

    def send_once(self, message: Message) -> SendResult:
        """Show an answer that is never replaced."""
        return self.send(message)

    def replace(self, message: Message) -> SendResult:
        """Show an answer in place of the one that was sent."""
        return self.send(message)

    def report_wait(self, notice: Message) -> None:  # noqa: B027 - most destinations show something meanwhile
        """Report to the person who asked that it takes longer, where nothing else shows it."""

    @abstractmethod
    def report(self, failure: Message) -> SendResult:
        """Report to the person who asked what went wrong; `NOT_YET` and `LOST` ask to be called again."""


def message_key(channel_id: str, ts: str) -> str:
    """Return the name of a message among all of Slack's, for `LatestPress`."""
    return f"{channel_id} {ts}"


def home_key(actor: Actor) -> str:
    """Return the name of somebody's Home tab, which has no view's id until it is first published."""
    return f"home {actor.team or actor.enterprise} {actor.user}"


def pressed_key(action: BlockAction) -> str:
    """Return the name under which presses on a message, or in a modal, are distinguished from those on others."""
    if action.surface is Surface.HOME:
        return home_key(action.actor)
    return action.view_id or message_key(action.actor.channel, action.message_ts)


def try_in_order(*attempts: Attempt) -> Sent:
    """Return what became of the first attempt that Slack took, or may have taken: none is made after that one.

    A short Retry-After is obeyed rather than evaded. Raise `TryAgainError` where none was taken and one may be later.
    """
    sent, waits, may_be_done = Sent(outcome=Outcome.REFUSED), list[float](), False
    for attempt in attempts:
        sent = attempt()
        if sent.outcome in {Outcome.DONE, Outcome.UNKNOWN}:
            return sent
        if sent.outcome is Outcome.FAILED:
            if 0 < sent.retry_after <= SHORT_RETRY_AFTER:
                raise TryAgainError(sent.retry_after, may_be_done=may_be_done)
            waits.append(sent.retry_after)
            may_be_done |= sent.may_be_done
    if any(wait <= LONGEST_RETRY_AFTER for wait in waits):
        raise TryAgainError(min(waits), may_be_done=may_be_done)
    return sent


def as_result(sent: Sent, done: SendResult = SendResult.FINAL) -> SendResult:
    """Return what the outcome of a call means for a message; `done` where Slack took it."""
    match sent.outcome:
        case Outcome.DONE:
            return done
        case Outcome.UNKNOWN:
            return SendResult.UNCERTAIN
    return SendResult.LOST
