"""How the API says no: RFC 7807 in v1, `code` and `description` in beta and v0.1."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.sandbox.world import Json

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


def invalid(*problems: tuple[str, str]) -> RefusedError:
    """Refuse parameters."""
    detail = "Input validation failure."
    return RefusedError(
        status=400, code="http:error:validation-fail", title="Bad request.", detail=detail, problems=problems
    )


def unauthorized(code: str) -> RefusedError:
    """Refuse a token: `system:error:expired-token` or `system:error:invalid-token`."""
    token = "an expired token" if code.endswith("expired-token") else ""
    detail = f"You provided {token}. Please" if token else "You did not provide a valid token. Please"
    return RefusedError(status=401, code=code, title="Unauthorized.", detail=f"{detail} provide a valid token.")


def forbidden() -> RefusedError:
    """Refuse what this token may not do."""
    detail = "You do not have permission to perform this action."
    return RefusedError(status=403, code="system:error:permission", title="Forbidden.", detail=detail)


def missing(what: str, code: str = "") -> RefusedError:
    """Refuse an id; the API does not tell what is not there from what belongs to somebody else."""
    detail = f"{what.title()} does not exist, or you do not have access."
    return RefusedError(status=404, code=code or f"{what}:error:not-found", title="Not found.", detail=detail)


def unrouted() -> RefusedError:
    """Refuse a path that the gateway does not know."""
    return RefusedError(status=404, code="http:error:not-found", title="Not found.", detail="Endpoint does not exist.")


def unsupported() -> RefusedError:
    """Refuse a method."""
    detail = "Request method not supported."
    return RefusedError(status=405, code="http:error:method-not-allowed", title="Method not allowed.", detail=detail)


def body(path: str, refused: RefusedError, instance: str) -> Json:
    """Write a refusal in the words of the version that was asked."""
    if not path.startswith("/v1/"):
        return _described(refused)
    if path.startswith("/v1/calls"):
        return _voice(refused, instance)
    return _problem(refused, instance)


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
