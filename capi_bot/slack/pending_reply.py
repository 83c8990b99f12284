"""Replies that are drawn from reads which may still be running, and every time that anybody waits for them.

`PendingReply.render` is the only place where anything waits for the reads of a reply, also where one read begins only
after another: of a tab, a member, a story. It does not block: it yields `Wait`, and the executor resumes it
(`capi_bot/concurrency.py`), so no thread is held meanwhile. Only a search goes on without its reply: it pauses in the
same way, for as long as its `SearchBudget` lets it. All times are in seconds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from capi_bot.concurrency import Steps, Wait
from capi_bot.slack.messages import Message

T = TypeVar("T")

REPLACE_WAIT: Final = 0.7
"""For a message to be final where an older one still stands: better than one that flickers."""

POST_ONCE_WAIT: Final = 1.5
"""For a message to be final where it cannot be changed later."""

UPDATE_WAIT: Final = 8.0
"""For news, where something is already shown."""

MAX_UPDATES: Final = 3
"""Times that a message is replaced by itself: a response_url may be used five times in all.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

MAX_POLLS: Final = 20
"""Times that a reply is rendered anew, whether there is news or not."""

VIEW_RETRY_WAITS: Final = (0.1, 0.3, 0.9, 2.7)
"""For Slack to take the acknowledgement that shows the view for which an answer is: it may come within 3 s."""

BUSY_WAIT: Final = 0.05
"""For another answer to the same message to be sent."""

RETRY_WAITS: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""For Slack to be there again, or to take what it refused: two minutes in all."""

RETRY_TIME: Final = sum(RETRY_WAITS)
"""For all pauses together, those that Slack asks for included."""

SHORT_RETRY_AFTER: Final = 10.0
"""That Slack may ask us to wait where there is another way to send a message; after more, that way is used."""

LONGEST_RETRY_AFTER: Final = 60.0
"""That Slack may ask us to wait before a message is changed; after more, it stays as it is."""

ROW_DETAILS_WAIT: Final = 0.3
"""For the calls in progress, once a list is there itself: with them the details of its rows need fewer reads."""

TAB_WAIT: Final = 1.5
"""For the events that say more about members, once these are there, and for members whom events name."""

EVENTS_WAIT: Final = 6.0
"""For events that a tab is narrowed to, among the others: its reads then stop where they are."""

CARD_WAIT: Final = 1.5
"""For the calls in progress, and for what the story of a card is made of: a card is posted once."""

USER_WAIT: Final = 3.0
"""For what is shown beside a user."""

NAME_SEARCH_WAIT: Final = 1.5
"""For a search by name, before the person is notified that it goes on."""

CALLS_WAIT: Final = 5.0
"""For the calls in progress, where something can only be found in them."""

FIRST_HIT_WAIT: Final = 7.0
"""For the first hit of a search where it can be shown only once: longer than one run of a search may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message as far as it is known."""

    message: Message
    is_final: bool
    """Whether nothing will be added."""


class PendingReply(ABC):
    """A reply that gets better while its reads run."""

    @abstractmethod
    def render(self, timeout: float) -> Steps[Draft]:
        """Draw what there is: when it is final, when `timeout` seconds have passed, or sooner where there is news.

        What it cannot be drawn without is waited for as long as the client's deadline lets it run; its failure is
        raised.
        """

    def render_once(self, timeout: float, *, is_late: bool) -> Steps[Message | None]:
        """Draw what cannot be changed later.

        Where there is nothing to show after a while, return None, unless `is_late`: the person is then notified, and it
        is called again to wait for longer.
        """
        del is_late
        draft = yield from self.render(timeout)
        return draft.message


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalReply(PendingReply):
    """A reply that waits for nothing."""

    message: Message

    def render(self, timeout: float) -> Steps[Draft]:
        """Return the message."""
        del timeout
        yield from ()
        return Draft(message=self.message, is_final=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedReply(PendingReply):
    """Another reply, each of whose messages is changed before it is shown."""

    reply: PendingReply
    change: Callable[[Message], Message]

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw what there is of the reply, changed."""
        draft = yield from self.reply.render(timeout)
        return replace(draft, message=self.change(draft.message))

    def render_once(self, timeout: float, *, is_late: bool) -> Steps[Message | None]:
        """Draw what cannot be changed later, changed."""
        message = yield from self.reply.render_once(timeout, is_late=is_late)
        return None if message is None else self.change(message)


Reply = Message | PendingReply


@dataclass(slots=True, kw_only=True)
class DeferredReply(PendingReply, Generic[T]):
    """A reply that can begin only once something is done which bounds its time itself; its failure is raised."""

    future: Future[T]
    begin: Callable[[T], Reply]
    _reply: PendingReply | None = None

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw what there is of the reply."""
        reply = yield from self._begun()
        return (yield from reply.render(timeout))

    def render_once(self, timeout: float, *, is_late: bool) -> Steps[Message | None]:
        """Draw the reply as what cannot be changed later."""
        reply = yield from self._begun()
        return (yield from reply.render_once(timeout, is_late=is_late))

    def _begun(self) -> Steps[PendingReply]:
        if self._reply is None:
            yield Wait(futures=(self.future,))
            self._reply = as_pending(self.begin(self.future.result()))
        return self._reply


def as_pending(reply: Reply) -> PendingReply:
    """Return a reply of a listener as a pending one."""
    return reply if isinstance(reply, PendingReply) else FinalReply(message=reply)
