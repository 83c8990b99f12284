"""The two ways in which the workspace says no: to the app in Slack's codes, to a person in a sentence."""

from __future__ import annotations

from capi_bot.sandbox.slack.rules import Json, Problem


class RefusedError(Exception):
    """Tell the app no, with Slack's error code and whatever Slack adds to it."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def as_json(self) -> Json:
        """Return the body of the answer."""
        return {"ok": False, "error": self.code, **self.details}


class NotPossibleError(Exception):
    """Tell a person on the page what they cannot do; `fields` says it for each input of a form."""

    def __init__(self, sentence: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.fields = fields or {}


def refuse(code: str, problems: tuple[Problem, ...]) -> None:
    """Raise Slack's error with where each problem is, if there is any.

    Slack lists them twice for messages, and once where `invalid_arguments` says that a view is wrong.
    """
    if problems:
        words = [str(problem) for problem in problems]
        listed = {"response_metadata": {"messages": [f"[ERROR] {each}" for each in words]}}
        raise RefusedError(code, **listed if code == "invalid_arguments" else {"errors": words, **listed})
