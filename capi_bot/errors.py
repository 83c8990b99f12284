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

The question that sorts them is whose move it is: the operator's (`SettingsError`), the person's (`UserError`),
Vonage's answer (`RemoteError`) or nobody's for now (`UnreachableError`). Anything else is a bug.
"""

from __future__ import annotations

from dataclasses import dataclass


class CapiBotError(Exception):
    """Be the root of every expected failure."""


class SettingsError(CapiBotError):
    """Say everything that is wrong with the settings at once, one sentence a problem."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UserError(CapiBotError):
    """Tell a person what they asked wrongly; the text is shown to them as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDetails:
    """Hold what an error reply of the API said; what it left out is empty."""

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
    """Carry the API's refusal of a request."""

    def __init__(self, refusal: ProblemDetails) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class NotFoundError(RemoteError):
    """Say that the thing ended, belongs to another application or lives in another region (404)."""


class ForbiddenError(RemoteError):
    """Say that this application may not read the thing (403)."""


class UnauthorizedError(RemoteError):
    """Say that the API does not accept our token (401)."""


class RateLimitedError(RemoteError):
    """Say that we asked too often (429); `refusal.retry_after` tells when to ask again, where known."""


class InvalidRequestError(RemoteError):
    """Say that the API found the request malformed (other 4xx)."""


class UnreachableError(CapiBotError):
    """Say that no usable answer came: refused, reset, 5xx, or a body that is not the API's."""

    def __init__(self, reason: str, refusal: ProblemDetails | None = None) -> None:
        super().__init__(reason)
        self.refusal = refusal


class DeadlineExceededError(UnreachableError):
    """Say that the answer did not come in time."""
