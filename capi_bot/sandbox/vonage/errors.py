"""Error answers of the API: RFC 7807 in v1, `code` and `description` in beta.

https://developer.vonage.com/en/api/conversation and https://developer.vonage.com/en/api-errors
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from capi_bot.sandbox.world.records import Json

_CONVERSATION = "https://developer.nexmo.com/api/conversation#"
_PLATFORM = "https://developer.nexmo.com/api-errors#"


@dataclass(slots=True, kw_only=True, eq=False)
class ApiError(Exception):
    """An answer other than success; `problems` are pairs of a parameter's name and what is wrong with it."""

    status: int
    code: str
    title: str
    detail: str
    problems: tuple[tuple[str, str], ...] = ()


_ABSENT = "does not exist, or you do not have access."
"""The API does not tell what is not there from what belongs to somebody else."""

CODES: Mapping[str, tuple[int, str]] = {
    "http:error:validation-fail": (400, "Input validation failure."),
    "conversation:error:member-already-joined": (400, "Member has already joined the conversation."),
    "conversation:error:invalid-member-state": (400, "The member's state does not allow this."),
    "system:error:invalid-token": (401, "You did not provide a valid token. Please provide a valid token."),
    "system:error:expired-token": (401, "You provided an expired token. Please provide a valid token."),
    "system:error:permission": (403, "You do not have permission to perform this action."),
    "conversation:error:not-allowed": (403, "The conversation is INACTIVE. Only GET and DELETE actions are allowed."),
    "conversation:error:not-found": (404, f"Conversation {_ABSENT}"),
    "conversation:error:member-not-found": (404, f"Member {_ABSENT}"),
    "member:error:not-found": (404, f"Member {_ABSENT}"),
    "user:error:not-found": (404, f"User {_ABSENT}"),
    "event:error:not-found": (404, f"Event {_ABSENT}"),
    "http:error:not-found": (404, "Endpoint does not exist."),
    "http:error:method-not-allowed": (405, "Request method not supported."),
    "http:error:unsupported-media-type": (415, "Content type not supported. Please send application/json."),
    "conversation:error:duplicate-name": (409, "A conversation of this name exists already."),
    "user:error:duplicate-name": (409, "A user of this name exists already."),
    "system:error:internal-error": (500, "There was an internal server error."),
    "conversation:error:db": (500, "There was an error in the database."),
}
"""Each code with its status and detail."""

_TITLES = {
    400: "Bad request.",
    401: "Unauthorized.",
    403: "Forbidden.",
    404: "Not found.",
    405: "Method not allowed.",
    409: "Conflict.",
    415: "Unsupported media type.",
    500: "Internal error.",
}


def api_error(code: str, *problems: tuple[str, str]) -> ApiError:
    """Make the error of a code; KeyError where there is no such code."""
    status, detail = CODES[code]
    return ApiError(status=status, code=code, title=_TITLES[status], detail=detail, problems=problems)


def validation_error(*problems: tuple[str, str]) -> ApiError:
    return api_error("http:error:validation-fail", *problems)


def forbidden() -> ApiError:
    """Make the error for what a token does not permit."""
    return api_error("system:error:permission")


def not_found(kind: str) -> ApiError:
    """Make the error for an id of a `conversation`, `user`, `member` or `event` that is not there."""
    return api_error(f"{kind}:error:not-found")


def is_v1(path: str) -> bool:
    """Return whether errors of this path are problem details (RFC 7807)."""
    return path.startswith("/v1/")


def error_json(path: str, error: ApiError, instance: str) -> Json:
    """Write an error as the requested version does."""
    if not is_v1(path):
        fields = {"error": dict(error.problems)} if error.problems else {}
        return {"code": error.code, "description": error.detail, **fields}
    problem: dict[str, object] = {"title": error.title, "type": f"{_CONVERSATION}{error.code}"}
    if error.code != "user:error:not-found":  # this one alone comes without its code
        problem["code"] = error.code
    problem |= {"detail": error.detail, "instance": instance}
    if error.problems:
        problem["invalid_parameters"] = [{"name": name, "reason": reason} for name, reason in error.problems]
        if path.startswith("/v1/calls"):
            problem["type"] = error.status  # as the Voice API does
    return problem


def platform_error_json(status: int, instance: str) -> Json:
    """Write an error of the platform in front of the API."""
    titles = {
        403: ("forbidden", "Forbidden", "Your account does not have permission to perform this action."),
        429: ("rate-limit", "Rate Limit Hit", "Please wait, then retry your request"),
    }
    fragment, title, detail = titles.get(status, ("internal-error", "Internal Error", "Please retry your request"))
    return {"type": f"{_PLATFORM}{fragment}", "title": title, "detail": detail, "instance": instance}
