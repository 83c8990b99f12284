"""How a test in another process looks behind the scene and breaks things: `/_sandbox/*`."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from capi_bot.sandbox.slack.faults import Fault
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.ui import asked, not_possible, text
from capi_bot.sandbox.slack.workspace import Workspace
from capi_bot.sandbox.slack.workspaces import Workspaces


def blueprint(workspaces: Workspaces) -> Blueprint:
    """Return the routes; `team` names the workspace, the first one where it is left out."""
    routes = Blueprint("backstage", __name__, url_prefix="/_sandbox")
    routes.register_error_handler(NotPossibleError, not_possible)

    def meant() -> Workspace:
        return workspaces.named(request.args.get("team", ""))

    @routes.post("/redeliver")
    def redeliver() -> Response:
        receipt = meant().redeliver()
        return jsonify({"ok": not receipt.error, "status": receipt.status})

    @routes.post("/faults")
    def fail() -> Response:
        workspace, body = asked(workspaces)
        method = text(body, "method")
        if seconds := body.get("retry_after"):
            workspace.faults.rate_limit(method, int(seconds))
        else:
            fault = Fault(status=int(body.get("status", HTTPStatus.OK)), error=str(body.get("error", "internal_error")))
            workspace.faults.fail(method, fault, int(body.get("times", 1)))
        return jsonify({"ok": True})

    @routes.delete("/faults")
    def heal() -> Response:
        for workspace in workspaces.all:
            workspace.faults.clear()
        return jsonify({"ok": True})

    return routes
