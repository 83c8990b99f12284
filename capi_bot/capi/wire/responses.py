"""Replies: the one place that knows what a status means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from capi_bot.capi.models import Json
from capi_bot.capi.wire.fields import mapping, sequence, text
from capi_bot.errors import (
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    ProblemDetails,
    RateLimitedError,
    RemoteError,
    UnauthorizedError,
    UnreachableError,
)
from capi_bot.secrets_filter import masked

_ERRORS: Mapping[int, type[RemoteError]] = {
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    410: NotFoundError,
    429: RateLimitedError,
}
_LONGEST = 500
_A_DAY = 86_400.0
"""Seconds: nobody is asked to wait longer, whatever the API says."""


def decipher(status: int, headers: Mapping[str, str], body: bytes) -> object:
    """Turn a reply into its JSON, or raise what it means: `RemoteError` (4xx) or `UnreachableError` (all else).

    Understood are both forms of error that the API has (RFC 7807 with and without `code`, and beta's `code` and
    `description`), those of the platform in front of it, and bodies that are no JSON at all.
    https://developer.vonage.com/en/api-errors
    """
    document = _json(body)
    if status // 100 == HTTPStatus.OK // 100:
        if document is None:
            raise UnreachableError("The answer was not JSON, so it was not the Conversation API that gave it.")
        return document
    refusal = _refusal(status, {name.lower(): value for name, value in headers.items()}, mapping(document))
    if status // 100 == HTTPStatus.BAD_REQUEST // 100:
        raise _ERRORS.get(status, InvalidRequestError)(refusal)
    if status // 100 == HTTPStatus.MULTIPLE_CHOICES // 100:
        raise UnreachableError(
            f"The answer was a redirect ({status}), which the Conversation API never gives.", refusal
        )
    raise UnreachableError(f"The Conversation API failed: {refusal}.", refusal)


def thing(document: object) -> Json:
    """Take a reply that must be one object; `UnreachableError` where it is anything else."""
    if not isinstance(document, Mapping):
        raise UnreachableError("The answer was JSON of the wrong shape, so it was not the Conversation API's.")
    return document


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _refusal(status: int, headers: Mapping[str, str], document: Json) -> ProblemDetails:
    kind = document.get("type")
    return ProblemDetails(
        status=status,
        code=_cut(text(document.get("code")) or (kind.partition("#")[2] if isinstance(kind, str) else "")),
        title=_said(text(document.get("title"), document.get("Error"), document.get("error")) or _phrase(status)),
        detail=_said(text(document.get("detail"), document.get("description"))),
        parameters=_parameters(document),
        trace_id=_cut(text(headers.get("x-nexmo-trace-id"), document.get("instance"))),
        retry_after=_retry_after(headers),
    )


def _cut(words: str) -> str:
    return words[:_LONGEST].encode("utf-8", "replace").decode()


def _said(words: str) -> str:
    return _cut(masked(words[: 2 * _LONGEST]))


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in tuple(HTTPStatus) else ""


def _parameters(document: Json) -> tuple[tuple[str, str], ...]:
    listed = (mapping(entry) for entry in sequence(document.get("invalid_parameters")))
    pairs = [(entry.get("name"), entry.get("reason")) for entry in listed]
    pairs.extend(mapping(document.get("error")).items())  # beta's form
    return tuple((_cut(text(name)), _said(text(reason))) for name, reason in pairs if text(name, reason))


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return min(float(value), _A_DAY)
    until, now = _http_date(value), _http_date(headers.get("date", ""))
    # The API's own clock says how far off that is; ours may be wrong.
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _http_date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else None
