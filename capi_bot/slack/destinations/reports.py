"""Reports to one person: notes that nobody else sees, and failures that are shown where the answer would be.

A note goes by the response_url, as an ephemeral message, or into the direct conversation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import Destination, SendResult, TryAgainError
from capi_bot.slack.messages import Message
from capi_bot.slack.outcomes import Outcome
from capi_bot.slack.payloads import Actor

MAX_ATTEMPTS: Final = 3
"""Times that a failure is shown in a view, or in place of a note, before it is sent as a note of its own."""


class PrivateNotes:
    """The ways to notify one person. A way of which nobody knows whether it worked is not used again, but for the last.

    So what is sent after a note that may have been shown (that it may have been) takes another way. The last is the
    direct conversation, which refuses nobody: there a note too many is better than none.
    """

    def __init__(self, client: SlackClient, actor: Actor, *, response_url: str = "", thread_ts: str = "") -> None:
        self._by_response_url = partial(client.respond, response_url, private=True, thread_ts=thread_ts)
        ephemeral = partial(client.post_ephemeral, actor.channel, actor.user, thread_ts=thread_ts)
        # A direct conversation comes last: there a note stands far from what it is about.
        self._ways = [
            *([self._by_response_url] if response_url else []),
            *([ephemeral] if actor.channel else []),
            partial(client.post, actor.user),
        ]
        self._late = 0
        """Times in a row that Slack took nothing just then of what a note would say."""
        self._may_be_shown = False
        """Whether what a note would say may be shown in the other way none the less."""
        self._is_given_up = False
        """Whether nothing more is shown in the other way."""

    def avoid_response_url(self) -> None:
        """Use the response_url no more: an answer may have been posted by it."""
        self._ways = [way for way in self._ways if way is not self._by_response_url]

    def send(self, note: Message) -> SendResult:
        """Show a note by the first way that Slack takes."""
        waits = list[float]()
        for way in tuple(self._ways):
            sent = way(message=note)
            match sent.outcome:
                case Outcome.DONE:
                    return SendResult.FINAL
                case Outcome.UNKNOWN:
                    if way is not self._ways[-1]:
                        self._ways.remove(way)
                    return SendResult.UNCERTAIN
                case Outcome.FAILED:
                    waits.append(sent.retry_after)
        if waits:
            raise TryAgainError(min(waits))
        return SendResult.LOST

    def send_unless_shown(self, show: Callable[[], SendResult], note: Message) -> SendResult:
        """Show a failure in another way, such as in a modal; send it as a note where Slack does not take that.

        Where it may be shown there all the same it is not sent: `UNCERTAIN`, and what says so will be a note.
        """
        if self._is_given_up:
            return self.send(note)
        try:
            result = show()
        except TryAgainError as error:
            self._late += 1
            self._may_be_shown |= error.may_be_done
            if self._late < MAX_ATTEMPTS:
                raise
            self._is_given_up = True
            return SendResult.UNCERTAIN if self._may_be_shown else self.send(note)
        self._late, self._may_be_shown = 0, False
        return self.send(note) if result is SendResult.LOST else result


class ReportAsAnswer(Destination):
    """A destination that shows a failure where it would show the answer."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination

    def send(self, message: Message) -> SendResult:
        """Show the answer."""
        return self._destination.send(message)

    def report(self, failure: Message) -> SendResult:
        """Show the failure in place of an answer; where that is not opened, report it as usual."""
        result = self._destination.send(failure)
        return self._destination.report(failure) if result is SendResult.NOT_OPENED else result
