"""The error tree: every exception that this program raises deliberately.

    CapiBotError
    ├── SettingsError
    ├── UserError
    │   └── InvalidArgumentError
    ├── ClientClosedError
    ├── RemoteError
    │   ├── NotFoundError
    │   ├── ForbiddenError
    │   ├── UnauthorizedError
    │   ├── RateLimitedError
    │   └── InvalidRequestError
    └── UnreachableError
        └── DeadlineExceededError

The classes differ by who can correct the cause: the operator (`SettingsError`), the person who sent the request
(`UserError`), the owner of the application at Vonage (`RemoteError`), or no person, so the request is to be repeated
later (`UnreachableError`). `InvalidArgumentError` and `ClientClosedError` are for the program that uses the client. Any
other exception is a bug.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

E = TypeVar("E", bound=BaseException)


class CapiBotError(Exception):
    """The base class of all expected errors."""


class SettingsError(CapiBotError):
    """Wrong settings: all problems at once, one sentence each in `problems`."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UserError(CapiBotError):
    """A request that a person must correct; the text is displayed to them unchanged."""


class InvalidArgumentError(UserError, ValueError):
    """An argument of the client that is wrong, whoever wrote it; the text says what would be right."""


class ClientClosedError(CapiBotError, RuntimeError):
    """A call of a client after its `close()`, or after the `with` block that it was opened for."""

    def __init__(
        self, reason: str = "This client is closed: close() was called, or its with block has ended. Create a new one."
    ) -> None:
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDetails:
    """The error document of a response (RFC 7807); fields that it left out are empty."""

    status: int
    code: str = ""
    title: str = ""
    detail: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    """Pairs of (name, reason) for each parameter that the API found invalid."""
    trace_id: str = ""
    retry_after: float | None = None
    """Seconds."""

    def __str__(self) -> str:
        text = self.detail or self.title or self.code or "no reason given"
        reasons = "; ".join(f"{name}: {reason}" for name, reason in self.parameters)
        return f"{self.status} {text.rstrip('.')}: {reasons}" if reasons else f"{self.status} {text}"


class RemoteError(CapiBotError):
    """A request that the API rejected, with its error document in `problem`."""

    def __init__(self, problem: ProblemDetails) -> None:
        super().__init__(str(problem))
        self.problem = problem


class NotFoundError(RemoteError):
    """The requested object ended, belongs to another application or is in another region (404, 410)."""


class ForbiddenError(RemoteError):
    """This application may not read the requested object (403)."""


class UnauthorizedError(RemoteError):
    """The API rejected our token (401)."""


class RateLimitedError(RemoteError):
    """Too many requests (429); `problem.retry_after` is the seconds until the next is accepted, where known."""


class InvalidRequestError(RemoteError):
    """The API rejected the request as malformed (other 4xx)."""


class UnreachableError(CapiBotError):
    """No usable response: connection refused or reset, a redirect, 5xx, or a body that is not the API's."""

    def __init__(self, reason: str, problem: ProblemDetails | None = None) -> None:
        super().__init__(reason)
        self.problem = problem


class DeadlineExceededError(UnreachableError):
    """The response did not arrive before the deadline."""


def copy_error(error: E) -> E:
    """Return an exception that says the same, without the traceback: for one more thread that shares its cause."""
    copy = type(error).__new__(type(error), *error.args)
    vars(copy).update(vars(error))
    return copy
