"""Error documents of the API: what they say, which exception they are, and which of them arrive as a success.

https://developer.vonage.com/en/api-errors
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from capi_bot.capi.models import Json
from capi_bot.capi.wire.fields import integer, mapping, sequence, text
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
from capi_bot.secrets_filter import mask_secrets

_ERRORS: Mapping[int, type[RemoteError]] = {
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    410: NotFoundError,
    429: RateLimitedError,
}
_STATUS_FIELDS = ("status", "status_code", "statusCode", "code", "error-code")
_WORD_FIELDS = (
    *("code", "error", "Error", "errors", "error_title", "error-code", "error-code-label"),
    *("title", "detail", "description", "message", "fault", "invalid_parameters"),
)
"""Fields of error documents which, in something that has no id, show that it is one."""
_CODE = re.compile(r"(?:[a-z_-]+:)+error:[a-z_-]+", re.IGNORECASE)
_TYPE = re.compile(r"https?://.{0,100}error.{0,100}", re.IGNORECASE)
"""Matches the types of errors, which are addresses; the type of an event may be `custom:error:printed`."""
_STATUS_OF_CODE = (
    (re.compile("not-?found"), 404),
    (re.compile("rate-?limit|throttl|too-?many"), 429),
    (re.compile("permission|forbidden"), 403),
    (re.compile("token|unauthori[sz]ed|credentials"), 401),
    (re.compile("internal|unavailable|timeout|:db$"), 500),
    (re.compile("invalid|validation|bad-?request|unsupported|method-not-allowed"), 400),
)
_MAX_LENGTH = 500
"""Characters of each text of an error."""
_SECONDS = re.compile(r"[0-9]*\.?[0-9]+|[0-9]+\.")
_MAX_RETRY_AFTER = 86_400.0
"""Seconds; a longer Retry-After is cut to this."""


def parse_error(problem: ProblemDetails) -> RemoteError | UnreachableError:
    """Return the exception for an error document: `RemoteError` for 4xx, `UnreachableError` for every other status."""
    match problem.status // 100:
        case 4:
            return _ERRORS.get(problem.status, InvalidRequestError)(problem)
        case 3:
            reason = f"The answer was a redirect ({problem.status}), which the Conversation API never gives."
            return UnreachableError(reason, problem)
    return UnreachableError(f"The Conversation API failed: {problem}.", problem)


def find_error(document: Json, *, is_resource: bool) -> RemoteError | UnreachableError | None:
    """Return the error that a response with the status of a success holds; None where it holds none.

    A status or code of an error always shows one. A `title`, `message` or the like does so only where nothing shows
    that the response `is_resource`: that it has an id, or is a list.
    """
    code, problem_type = text(document.get("code")), text(document.get("type"))
    is_error = bool(_CODE.fullmatch(code) or _TYPE.fullmatch(problem_type))
    is_error = is_error or (not is_resource and any(map(document.get, _WORD_FIELDS)))
    status = next(filter(_is_status_of_error, map(integer, map(document.get, _STATUS_FIELDS))), None)
    if status is None and not is_error:
        return None
    problem = parse_problem(status or _status_of(code, problem_type), {}, document)
    title = problem.title if _title(document) else ""  # the phrase of the status says less than a code
    words = problem.detail or title or problem.code or problem.title or "no reason given"
    return parse_error(replace(problem, detail=f"{words.rstrip('.')} (sent with the status of a success)"))


def _is_status_of_error(status: int | None) -> bool:
    return status is not None and HTTPStatus.BAD_REQUEST <= status < 600  # noqa: PLR2004 -- the end of HTTP's statuses


def _status_of(*codes: str) -> int:
    """Return the status with which the API sends an error of such a code; 200 for one that is not known."""
    reasons = [re.split("[:#]error:|#", code)[-1].lower() for code in codes]
    return next((status for pattern, status in _STATUS_OF_CODE if any(map(pattern.search, reasons))), 200)


def parse_problem(status: int, headers: Mapping[str, str], document: Json) -> ProblemDetails:
    """Return what a response says about an error, in any of the API's forms; the names of `headers` are lower case."""
    problem_type = document.get("type")
    code = problem_type.partition("#")[2] if isinstance(problem_type, str) else ""
    phrase = HTTPStatus(status).phrase if status in tuple(HTTPStatus) and status // 100 != HTTPStatus.OK // 100 else ""
    reasons = [
        (entry.get("name"), entry.get("reason")) for entry in map(mapping, sequence(document.get("invalid_parameters")))
    ]
    reasons.extend(mapping(document.get("error")).items())  # beta's form
    return ProblemDetails(
        status=status,
        code=_shorten(text(document.get("code"), code)),
        title=_shorten_safely(_title(document) or phrase),
        detail=_shorten_safely(text(document.get("detail"), document.get("description"))),
        parameters=tuple(
            (_shorten(text(name)), _shorten_safely(text(reason))) for name, reason in reasons if text(name, reason)
        ),
        trace_id=_shorten(text(headers.get("x-nexmo-trace-id"), document.get("instance"))),
        retry_after=_parse_retry_after(headers),
    )


def _title(document: Json) -> str:
    return text(*map(document.get, ("title", "Error", "error", "error_title", "error-code-label", "message")))


def _shorten(words: str) -> str:
    return words[:_MAX_LENGTH].encode("utf-8", "replace").decode()


def _shorten_safely(words: str) -> str:
    return _shorten(mask_secrets(words[: 2 * _MAX_LENGTH]))


def _parse_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of a Retry-After header, which holds either seconds or a date (RFC 9110, 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return min(float(value), _MAX_RETRY_AFTER)
    until, now = _parse_http_date(value), _parse_http_date(headers.get("date", ""))
    # Counted from the API's own Date: our clock may be wrong.
    return min(max(0.0, (until - now).total_seconds()), _MAX_RETRY_AFTER) if until and now else None


def _parse_http_date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)  # the oldest of HTTP's three forms names no zone
