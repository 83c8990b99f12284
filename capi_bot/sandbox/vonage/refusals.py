"""How the API says no: RFC 7807 in v1 and v0.3, `code` and `description` in the older ones.

https://developer.vonage.com/en/api/conversation and https://developer.vonage.com/en/api-errors
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from capi_bot.sandbox.world.records import Json

_CONVERSATION = "https://developer.nexmo.com/api/conversation#"
_PLATFORM = "https://developer.nexmo.com/api-errors#"


@dataclass(slots=True, kw_only=True, eq=False)
class RefusedError(Exception):
    """Stop a request; `problems` are pairs of a parameter's name and what is wrong with it."""

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
    "conversation:error:not-allowed": (
        403,
        "The conversation is INACTIVE. Only GET and DELETE actions are allowed.",
    ),
    "conversation:error:not-found": (404, f"Conversation {_ABSENT}"),
    "conversation:error:member-not-found": (404, f"Member {_ABSENT}"),
    "member:error:not-found": (404, f"Member {_ABSENT}"),
    "user:error:not-found": (404, f"User {_ABSENT}"),
    "event:error:not-found": (404, f"Event {_ABSENT}"),
    "call:error:not-found": (404, f"Call {_ABSENT}"),
    "leg:error:not-found": (404, f"Leg {_ABSENT}"),
    "http:error:not-found": (404, "Endpoint does not exist."),
    "http:error:method-not-allowed": (405, "Request method not supported."),
    "http:error:unsupported-media-type": (415, "Content type not supported. Please send application/json."),
    "conversation:error:duplicate-name": (409, "A conversation of this name exists already."),
    "user:error:duplicate-name": (409, "A user of this name exists already."),
    "system:error:internal-error": (500, "There was an internal server error."),
    "conversation:error:db": (500, "There was an error in the database."),
}
"""Each code with its status and what it says."""

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


def refused(code: str, *problems: tuple[str, str]) -> RefusedError:
    """Refuse with one of the codes; KeyError where there is no such code."""
    status, detail = CODES[code]
    return RefusedError(status=status, code=code, title=_TITLES[status], detail=detail, problems=problems)


def invalid(*problems: tuple[str, str]) -> RefusedError:
    """Refuse parameters."""
    return refused("http:error:validation-fail", *problems)


def forbidden() -> RefusedError:
    """Refuse what this token may not do."""
    return refused("system:error:permission")


def missing(what: str) -> RefusedError:
    """Refuse an id of a `conversation`, a `user`, a `member`, an `event`, a `call` or a `leg`."""
    return refused(f"{what}:error:not-found")


def body(path: str, refused: RefusedError, instance: str) -> Json:
    """Write a refusal in the words of the version that was asked."""
    if not is_problem(path):
        return _described(refused)
    if path.startswith("/v1/calls"):
        return _voice(refused, instance)
    return _problem(refused, instance)


def is_problem(path: str) -> bool:
    """Tell whether the version of a path refuses as RFC 7807 says."""
    return path.startswith(("/v1/", "/v0.3/"))


def platform(status: int, instance: str) -> Json:
    """Write what the platform in front of the API says of a status."""
    titles = {
        403: ("forbidden", "Forbidden", "Your account does not have permission to perform this action."),
        429: ("rate-limit", "Rate Limit Hit", "Please wait, then retry your request"),
    }
    fragment, title, detail = titles.get(status, ("internal-error", "Internal Error", "Please retry your request"))
    return {"type": f"{_PLATFORM}{fragment}", "title": title, "detail": detail, "instance": instance}


def _described(refused: RefusedError) -> Json:
    told = {"code": refused.code, "description": refused.detail}
    return {**told, "error": dict(refused.problems)} if refused.problems else told


def _problem(refused: RefusedError, instance: str) -> Json:
    told: dict[str, object] = {"title": refused.title, "type": f"{_CONVERSATION}{refused.code}"}
    if refused.code != "user:error:not-found":  # this one alone comes without its code
        told["code"] = refused.code
    told |= {"detail": refused.detail, "instance": instance}
    return told | _listed(refused)


def _voice(refused: RefusedError, instance: str) -> Json:
    """Write what the Voice API would: its `type` is the status itself when parameters are wrong."""
    told = dict(_problem(refused, instance))
    return {**told, "type": refused.status} if refused.problems else told


def _listed(refused: RefusedError) -> dict[str, object]:
    if not refused.problems:
        return {}
    return {"invalid_parameters": [{"name": name, "reason": reason} for name, reason in refused.problems]}
