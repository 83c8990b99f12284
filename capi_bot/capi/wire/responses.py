"""HTTP responses of the API: what a status means, and the envelopes of lists.

https://developer.vonage.com/en/api-errors
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Literal
from urllib.parse import parse_qs

from capi_bot.capi.models import Json
from capi_bot.capi.wire.fields import integer, mapping, nested, sequence, text
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
_MAX_LENGTH = 500
"""Characters of each text of an error."""
_MAX_RETRY_AFTER = 86_400.0
"""Seconds; a longer Retry-After is cut to this."""
_WRONG_SHAPE = "The answer was JSON of the wrong shape, so it was not the Conversation API's."


def parse_response(status: int, headers: Mapping[str, str], body: bytes) -> object:
    """Return the JSON of a successful (2xx) response; raise `RemoteError` for 4xx and `UnreachableError` for the rest.

    Parsed are both forms of error that the API has (RFC 7807 with and without `code`, and beta's `code` and
    `description`), those of the platform in front of it, and bodies that are not JSON.
    https://developer.vonage.com/en/api-errors
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if status // 100 == HTTPStatus.OK // 100:
        if document is None:
            raise UnreachableError("The answer was not JSON, so it was not the Conversation API that gave it.")
        return document
    problem = _parse_problem(status, {name.lower(): value for name, value in headers.items()}, mapping(document))
    if status // 100 == HTTPStatus.BAD_REQUEST // 100:
        raise _ERRORS.get(status, InvalidRequestError)(problem)
    if status // 100 == HTTPStatus.MULTIPLE_CHOICES // 100:
        raise UnreachableError(
            f"The answer was a redirect ({status}), which the Conversation API never gives.", problem
        )
    raise UnreachableError(f"The Conversation API failed: {problem}.", problem)


def parse_object(document: object) -> Json:
    """Return a response that must be one JSON object; `UnreachableError` where it is anything else."""
    if not isinstance(document, Mapping):
        raise UnreachableError(_WRONG_SHAPE)
    return document


def parse_items(document: object, name: str) -> tuple[Json, ...]:
    """Return the JSON objects of a list, such as `name="events"`, in any of its envelopes.

    They are a bare array, `_embedded` itself, `_embedded.<name>`, `_embedded.data` or `_embedded.data.<name>`. An
    application that has none may leave out any part. `UnreachableError` where there is no envelope at all.
    """
    if not isinstance(document, (Mapping, list)):
        raise UnreachableError(_WRONG_SHAPE)
    embedded = mapping(document).get("_embedded")
    data = mapping(embedded).get("data")
    envelopes = (document, embedded, mapping(embedded).get(name), data, mapping(data).get(name))
    return tuple(item for envelope in envelopes for item in map(mapping, sequence(envelope)) if item)


def parse_cursor(document: object, relation: Literal["next", "prev"], parameter: str = "cursor") -> str | None:
    """Return the cursor of the next or previous page out of its link; None where there is no such page.

    Only the cursor: the link itself names another host, where our token must not go.
    """
    link = nested(document, "_links").get(relation)
    _, _, query = text(mapping(link).get("href"), link).partition("?")
    return parse_qs(query.partition("#")[0]).get(parameter, [None])[0]


def parse_count(document: object) -> int:
    """Return the number of items of the whole list; 0 where the API does not give it, as in v1."""
    return integer(mapping(document).get("count")) or 0


def _parse_problem(status: int, headers: Mapping[str, str], document: Json) -> ProblemDetails:
    problem_type = document.get("type")
    code = problem_type.partition("#")[2] if isinstance(problem_type, str) else ""
    phrase = HTTPStatus(status).phrase if status in tuple(HTTPStatus) else ""
    reasons = [
        (entry.get("name"), entry.get("reason")) for entry in map(mapping, sequence(document.get("invalid_parameters")))
    ]
    reasons.extend(mapping(document.get("error")).items())  # beta's form
    return ProblemDetails(
        status=status,
        code=_shorten(text(document.get("code"), code)),
        title=_shorten_safely(text(document.get("title"), document.get("Error"), document.get("error"), phrase)),
        detail=_shorten_safely(text(document.get("detail"), document.get("description"))),
        parameters=tuple(
            (_shorten(text(name)), _shorten_safely(text(reason))) for name, reason in reasons if text(name, reason)
        ),
        trace_id=_shorten(text(headers.get("x-nexmo-trace-id"), document.get("instance"))),
        retry_after=_parse_retry_after(headers),
    )


def _shorten(words: str) -> str:
    return words[:_MAX_LENGTH].encode("utf-8", "replace").decode()


def _shorten_safely(words: str) -> str:
    return _shorten(mask_secrets(words[: 2 * _MAX_LENGTH]))


def _parse_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of a Retry-After header, which holds either seconds or a date (RFC 9110, 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return min(float(value), _MAX_RETRY_AFTER)
    until, now = _parse_http_date(value), _parse_http_date(headers.get("date", ""))
    # Counted from the API's own Date: our clock may be wrong.
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _parse_http_date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else None
