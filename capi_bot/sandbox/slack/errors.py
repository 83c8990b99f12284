"""The errors of the workspace: to the app in Slack's codes, to a person in a sentence, as far as people have quoted it.

https://docs.slack.dev/interactivity/implementing-slash-commands#responding-with-errors
"""

from __future__ import annotations

import html

from capi_bot.sandbox.slack.rules import Json, Problem

TIMEOUT = "operation_timeout"
FAILED = "dispatch_failed"

TROUBLE = "We had some trouble connecting. Try again?"
"""What a form says when the app did not take it; it stays open with all that was filled in."""
UNREACHED = "Darn – that didn't work. Feel free to give it another go."  # noqa: RUF001 - the dash is Slack's
"""What stands beside a button whose app could not be reached at all."""
NOTHING = "No results found"
"""What a menu says that is filled by the app, whether the app has nothing to offer or failed."""


class RefusedError(Exception):
    """A refusal of the app's request: Slack's error code and whatever Slack adds to it."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def as_json(self) -> Json:
        return {"ok": False, "error": self.code, **self.details}


class NotPossibleError(Exception):
    """Something that a person cannot do; `fields` says it for each input of a form."""

    def __init__(self, sentence: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.fields = fields or {}


class AppFailedError(NotPossibleError):
    """A failure of the app, for a person in Slack's words, and for developers in Slack's code as `why`."""

    def __init__(self, sentence: str, why: str) -> None:
        super().__init__(sentence)
        self.why = why


def refuse(code: str, problems: tuple[Problem, ...]) -> None:
    """Raise RefusedError with where each problem is, if there is any.

    Slack lists them twice for messages, and once where `invalid_arguments` says that a view is wrong.
    """
    if problems:
        words = [str(problem) for problem in problems]
        details = {"response_metadata": {"messages": [f"[ERROR] {each}" for each in words]}}
        raise RefusedError(code, **details if code == "invalid_arguments" else {"errors": words, **details})


def for_command(command: str, error: str) -> str:
    return f'{command} failed with the error "{error}"'


def for_press(error: str, status: int) -> str:
    """Return what stands beside a button, menu or shortcut whose use the app did not take; status 0 is no answer."""
    if error == TIMEOUT:
        return "Operation timed out. Apps need to respond within 3 seconds."
    return f"This app responded with Status Code {status}." if status else UNREACHED


def for_unknown_command(name: str) -> str:
    return (
        f'`{html.escape(name, quote=False)}` is not a valid command. In Slack, all messages that start with the "/" '
        "character are interpreted as commands.\nIf you are trying to send a message and not run a command, try "
        'preceding the "/" with an empty space.'
    )
