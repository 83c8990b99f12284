"""Slack's Web API, as far as a bot with messages, files, modals and a Home tab needs it.

https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.sandbox.slack.methods import chat, directory, files, views
from capi_bot.sandbox.slack.methods.method import Method
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


def call(workspace: Workspace, name: str, arguments: Json, token: str) -> Json:
    """Return the body of the answer without `ok`; what is refused comes as RefusedError."""
    method = METHODS.get(name)
    if method is None:
        raise RefusedError("unknown_method", req_method=name)
    if name == "api.test":
        return method.run(workspace, arguments)
    if not token:
        raise RefusedError("not_authed")
    if token != workspace.bot_token:
        raise RefusedError("invalid_auth")
    scopes = workspace.directory.scopes
    if method.scope and method.scope not in scopes:
        raise RefusedError("missing_scope", needed=method.scope, provided=",".join(scopes))
    return method.run(workspace, arguments)


def _api_test(_workspace: Workspace, arguments: Json) -> Json:
    if "error" in arguments:
        raise RefusedError(str(arguments["error"]), args=arguments)
    return {"args": arguments}


def _auth_test(workspace: Workspace, _arguments: Json) -> Json:
    installed = workspace.directory
    bot = installed.person(installed.bot_user)
    return {
        "url": f"https://{installed.team_domain}.slack.com/",
        "team": installed.team_name,
        "user": bot.name if bot else "",
        "team_id": installed.team_id,
        "user_id": installed.bot_user,
        "bot_id": installed.bot_id,
        "is_enterprise_install": False,
    }


METHODS: Mapping[str, Method] = {
    "api.test": Method(run=_api_test),
    "auth.test": Method(run=_auth_test),
    **chat.METHODS,
    **directory.METHODS,
    **files.METHODS,
    **views.METHODS,
}
"""Every method that is answered; all others are `unknown_method`."""
