"""Reports that are shown as an answer is: in a modal of their own, where what was done comes from nowhere."""

from __future__ import annotations

from capi_bot.slack.destinations.destination import Destination, SendResult
from capi_bot.slack.messages import Message


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
