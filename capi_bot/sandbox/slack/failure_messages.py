"""What Slack tells a person when the app failed them, as far as people have quoted it.

https://docs.slack.dev/interactivity/implementing-slash-commands#responding-with-errors
"""

from __future__ import annotations

from capi_bot.sandbox.slack.delivery_bodies import TIMEOUT, Receipt
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.wording import escaped

TROUBLE = "We had some trouble connecting. Try again?"
"""What a form says when the app did not take it; it stays open with all that was filled in."""

UNREACHED = "Darn – that didn't work. Feel free to give it another go."  # noqa: RUF001 - the dash is Slack's
"""What stands beside a button whose app could not be reached at all."""

NOTHING = "No results found"
"""What a menu says that is filled by the app, whether the app has nothing to offer or failed."""


class AppFailedError(NotPossibleError):
    """Tell a person in Slack's words that the app failed, and developers `why` in Slack's code."""

    def __init__(self, sentence: str, why: str) -> None:
        super().__init__(sentence)
        self.why = why


def for_command(command: str, error: str) -> str:
    """Return what Slackbot says of a slash command that the app did not take."""
    return f'{command} failed with the error "{error}"'


def for_press(receipt: Receipt) -> str:
    """Return what stands beside a button, menu or shortcut whose use the app did not take."""
    if receipt.error == TIMEOUT:
        return "Operation timed out. Apps need to respond within 3 seconds."
    if receipt.status:
        return f"This app responded with Status Code {receipt.status}."
    return UNREACHED


def for_unknown_command(name: str) -> str:
    """Return what Slackbot says of a command that nothing in the workspace answers, in mrkdwn."""
    return (
        f'`{escaped(name)}` is not a valid command. In Slack, all messages that start with the "/" character are '
        "interpreted as commands.\nIf you are trying to send a message and not run a command, try preceding the "
        '"/" with an empty space.'
    )
