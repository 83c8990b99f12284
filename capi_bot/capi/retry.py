"""When to ask again: a decision, taken from values."""

from __future__ import annotations

from capi_bot.errors import ProblemDetails, RemoteError, UnreachableError

ATTEMPTS = 4
"""How often one thing is asked for at most."""
LONGEST_PAUSE = 5.0
"""Seconds. Who is told to wait longer is better told so at once."""
_FIRST_PAUSE = 0.2
_TRANSIENT = frozenset({429, 502, 503, 504})


def pause(attempt: int, failure: Exception, *, left: float, jitter: float) -> float | None:
    """Tell how many seconds to wait before the next attempt; None to give up.

    `attempt` counts from 0, `left` is what remains of the deadline in seconds, `jitter` lies in 0..1. A lost connection
    is a `ConnectionResetError`. The API's own Retry-After is kept to the second: never earlier, and not at all where it
    is more than `LONGEST_PAUSE`.
    """
    refusal = _refusal(failure)
    lost = isinstance(failure, ConnectionResetError)
    if attempt + 1 >= ATTEMPTS or not (lost or (refusal and refusal.status in _TRANSIENT)):
        return None
    wanted = refusal.retry_after if refusal else None
    wait = _FIRST_PAUSE * 2**attempt * (0.5 + jitter) if wanted is None else wanted
    return wait if wait <= LONGEST_PAUSE and wait < left else None


def _refusal(failure: Exception) -> ProblemDetails | None:
    return failure.refusal if isinstance(failure, (RemoteError, UnreachableError)) else None
