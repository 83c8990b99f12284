"""Slack's Web API: who may call which method how often, and the answer.

https://docs.slack.dev/apis/web-api
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from capi_bot.sandbox.slack.arguments import Asked
from capi_bot.sandbox.slack.faults import Fault
from capi_bot.sandbox.slack.methods.method import Method, text
from capi_bot.sandbox.slack.methods.table import METHODS
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

SCOPES = tuple(sorted({scope for row in METHODS.values() if row.caller == "bot" for scope in row.all_scopes}))
"""Every scope that some method asks of a bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Be what goes back over HTTP."""

    body: Json
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


def answered(workspace: Workspace, name: str, asked: Asked) -> Answer:
    """Return the answer to a call, whatever it is: Slack says 200 to nearly everything."""
    if fault := workspace.faults.verdict(name):
        return failing(fault)
    try:
        method = _allowed(workspace, name, asked.token)
        if fault := workspace.faults.spend(name, method.tier, _place(workspace, text(asked.arguments, "channel"))):
            return failing(fault)
        method.check(asked.arguments)
        body = {"ok": True, **method.run(workspace, asked.arguments)}
    except RefusedError as refused:
        body = refused.as_json()
    return Answer(body=warned(body, asked.warnings), headers=_headers(workspace, name))


def failing(fault: Fault) -> Answer:
    """Return the answer that goes wrong on purpose, or says that it was a call too many."""
    wait = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return Answer(body={"ok": False, "error": fault.error}, status=fault.status, headers=wait)


def warned(body: Json, warnings: tuple[str, ...]) -> Json:
    """Return the body with these warnings beside those that it has."""
    if not warnings:
        return body
    metadata = dict(body.get("response_metadata") or {})
    whole = [*metadata.get("warnings", ()), *warnings]
    return {**body, "warning": ",".join(whole), "response_metadata": {**metadata, "warnings": whole}}


def _allowed(workspace: Workspace, name: str, token: str) -> Method:
    method = METHODS.get(name)
    if method is None:
        raise RefusedError("unknown_method", req_method=name)
    if method.caller == "anybody":
        return method
    scopes = _scopes(workspace, method, token)
    if method.scopes and not set(method.scopes) & set(scopes):
        raise RefusedError("missing_scope", needed=",".join(method.scopes), provided=",".join(scopes))
    return method


def _place(workspace: Workspace, name: str) -> str:
    """Return the id of the channel that is meant, however it is named, so that each is counted once."""
    person = workspace.directory.person(name)
    found = workspace.directory.direct_message(person) if person else workspace.directory.channel(name)
    return found.id if found else name


def _scopes(workspace: Workspace, method: Method, token: str) -> tuple[str, ...]:
    if not token:
        raise RefusedError("not_authed")
    granted = {
        workspace.app_token: ("app", workspace.app_scopes),
        workspace.bot_token: ("bot", workspace.directory.scopes),
    }
    if token not in granted:
        raise RefusedError("invalid_auth")
    kind, scopes = granted[token]
    if kind != method.caller:
        raise RefusedError("not_allowed_token_type")
    return scopes


def _headers(workspace: Workspace, name: str) -> Mapping[str, str]:
    accepted = METHODS[name].scopes if name in METHODS else ()
    return {
        "x-oauth-scopes": ",".join(workspace.directory.scopes),
        **({"x-accepted-oauth-scopes": ",".join(accepted)} if accepted else {}),
    }
