"""Every error this program raises on purpose.

    CapiBotError
    ├── SettingsError
    ├── UserError
    ├── RemoteError
    │   ├── NotFoundError
    │   ├── ForbiddenError
    │   ├── UnauthorizedError
    │   ├── RateLimitedError
    │   └── InvalidRequestError
    └── UnreachableError
        └── DeadlineExceededError

They are sorted by who can do something about them: the operator (`SettingsError`), the person who asked (`UserError`),
whoever owns the thing at Vonage (`RemoteError`), or nobody, so try again later (`UnreachableError`). Anything else is a
bug.
"""

from __future__ import annotations

from dataclasses import dataclass


class CapiBotError(Exception):
    """The root of every expected failure."""


class SettingsError(CapiBotError):
    """Wrong settings: all problems at once, one sentence each in `problems`."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UserError(CapiBotError):
    """A request that a person must correct; the text is shown to them as it is."""


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
        words = self.detail or self.title or self.code or "no reason given"
        reasons = "; ".join(f"{name}: {reason}" for name, reason in self.parameters)
        return f"{self.status} {words.rstrip('.')}: {reasons}" if reasons else f"{self.status} {words}"


class RemoteError(CapiBotError):
    """A request that the API refused, with its error document in `refusal`."""

    def __init__(self, refusal: ProblemDetails) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class NotFoundError(RemoteError):
    """The thing ended, belongs to another application or is in another region (404, 410)."""


class ForbiddenError(RemoteError):
    """This application may not read the thing (403)."""


class UnauthorizedError(RemoteError):
    """The API does not accept our token (401)."""


class RateLimitedError(RemoteError):
    """Too many requests (429); `refusal.retry_after` is the seconds until the next is accepted, where known."""


class InvalidRequestError(RemoteError):
    """The API found the request malformed (other 4xx)."""


class UnreachableError(CapiBotError):
    """No usable response came: refused, reset, redirected, 5xx, or a body that is not the API's."""

    def __init__(self, reason: str, refusal: ProblemDetails | None = None) -> None:
        super().__init__(reason)
        self.refusal = refusal


class DeadlineExceededError(UnreachableError):
    """The response did not come in time."""
