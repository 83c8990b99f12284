"""Error documents of the API: what they say, which exception they are, and which of them arrive as a success.

https://developer.vonage.com/en/api-errors
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
_STATUS_FIELDS = (
    *("status", "statuscode", "code", "errorcode", "errorstatus", "httpstatus", "httpstatuscode", "httpcode"),
    *("responsecode", "returncode"),
)
_WORD_FIELDS = (
    *("code", "message", "messages", "msg", "title", "detail", "details", "description", "reason", "cause"),
    *("failed", "problem", "invalidparameters"),
)
"""Fields of error documents which, in something that has no id, show that it is one. All are written without `_`."""
_WORDS_IN_NAMES = ("error", "exception", "fault")
"""Parts of the names of fields that only errors have."""
_TEXT_FIELDS = (
    *("detail", "errormessage", "errordescription", "errordetail", "errortext", "message", "msg", "description"),
    *("title", "reason", "errorreason", "error", "cause", "exception", "fault", "faultstring", "problem"),
    *("statusmessage", "statustext", "status", "result"),
)
_NAME_OF_ERROR = re.compile(r"[A-Za-z]{0,60}(?:Error|Exception)")
_STATUSES_OF_ERRORS = ("error", "fail", "failure")  # a call may be "failed"
_TYPES_OF_ERRORS = ("error", "about:blank")  # the second is that of RFC 9457 for errors without a type
_ERROR_OBJECTS = ("error", "errors", "fault")
_OTHER_OBJECTS = ("status", "response", "meta")
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
_STATUS_OF_PHRASE: Mapping[str, int] = {
    status.phrase.casefold(): status.value for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST
}
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


def find_error(document: Json, *, is_resource: bool, has_content: bool = True) -> RemoteError | UnreachableError | None:
    """Return the error that a response with the status of a success holds; None where it holds none.

    A status or code of an error always shows one. A `title`, `message` or the like does so only where nothing shows
    that the response `is_resource`: that it has an id, or is a list. In a resource that has an id and no content, an
    `error` or the like shows one, and words that are known from errors.
    """
    fields = {_plain_name(name): value for name, value in document.items()}
    parts = (fields, *_error_objects(fields, _ERROR_OBJECTS if is_resource else (*_ERROR_OBJECTS, *_OTHER_OBJECTS)))
    code, problem_type = text(document.get("code")), text(document.get("type"))
    name = "" if is_resource else _name_of_error(fields)
    status = next(filter(None, map(_find_status, parts)), None)
    is_coded = bool(_CODE.fullmatch(code) or _TYPE.fullmatch(problem_type))
    # A resource has a type of its own, which may be `custom:token:refreshed`.
    codes = (code, name) if is_resource and not is_coded else (code, problem_type, name)
    phrase = _status_of_words(fields)
    known = _status_of(*codes) or phrase
    is_error = bool(status or is_coded or name)
    if not is_resource:
        is_error = is_error or bool(phrase) or any(map(fields.get, _WORD_FIELDS))
    elif not has_content:
        is_error = is_error or bool(known)
    if not (is_resource and has_content):
        is_error = is_error or _has_fields_of_errors(fields) or _is_denied(fields)
    if not is_error:
        return None
    problem = parse_problem(status or known or 200, {}, document)
    title = problem.title if _title(document) else ""  # the phrase of the status says less than a code
    said = next(filter(None, (text(*map(part.get, _TEXT_FIELDS)) for part in parts)), "")
    words = problem.detail or title or problem.code or _shorten_safely(said) or name or str(problem).partition(" ")[2]
    detail = f"{words.rstrip('.')} (sent with the status of a success)"
    return parse_error(replace(problem, code=problem.code or name, detail=detail))


def _plain_name(name: object) -> str:
    return str(name).lower().replace("_", "").replace("-", "")


def _error_objects(fields: Mapping[str, object], names: Sequence[str]) -> Iterator[Mapping[str, object]]:
    """Yield the objects in fields of these names, where the error is inside of them."""
    for name in names:
        value = fields.get(name)
        for entry in map(mapping, sequence(value) or (value,)):
            yield {_plain_name(key): child for key, child in entry.items()}


def _find_status(fields: Mapping[str, object]) -> int | None:
    return next(filter(_is_status_of_error, map(integer, map(fields.get, _STATUS_FIELDS))), None)


def _is_status_of_error(status: int | None) -> bool:
    return status is not None and HTTPStatus.BAD_REQUEST <= status < 600  # noqa: PLR2004 -- the end of HTTP's statuses


def _has_fields_of_errors(fields: Mapping[str, object]) -> bool:
    """Return whether something stands in a field that only errors have."""
    return any(value for name, value in fields.items() if any(word in name for word in _WORDS_IN_NAMES))


def _is_denied(fields: Mapping[str, object]) -> bool:
    """Return whether the response itself says that it is no success."""
    denied = (False, "false")
    if fields.get("success") in denied or fields.get("ok") in denied:
        return True
    return fields.get("status") in _STATUSES_OF_ERRORS or fields.get("type") in _TYPES_OF_ERRORS


def _name_of_error(fields: Mapping[str, object]) -> str:
    """Return the name of the class of an error, such as `NotFoundError`."""
    return next(filter(_NAME_OF_ERROR.fullmatch, map(text, (fields.get("name"), fields.get("errortype")))), "")


def _status_of(*codes: str) -> int | None:
    """Return the status with which the API sends an error of such a code; None for one that is not known."""
    reasons = [re.split("[:#]error:|#", code)[-1].lower().replace("_", "-").replace(" ", "-") for code in codes]
    return next((status for pattern, status in _STATUS_OF_CODE if any(map(pattern.search, reasons))), None)


def _status_of_words(fields: Mapping[str, object]) -> int | None:
    """Return the status of whose phrase some text consists, such as `Not Found`."""
    words = (re.sub(r"[\s_-]+", " ", text(fields.get(name))[:_MAX_LENGTH]).casefold() for name in _TEXT_FIELDS)
    return next(filter(None, map(_STATUS_OF_PHRASE.get, words)), None)


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
