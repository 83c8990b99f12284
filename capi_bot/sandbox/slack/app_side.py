"""What the app calls: `/api/<method>` and `/response/<secret>`, over HTTP."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from capi_bot.sandbox.slack.board import Call, Delivery
from capi_bot.sandbox.slack.faults import Fault
from capi_bot.sandbox.slack.posting import answer
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.web_api import call
from capi_bot.sandbox.slack.workspace import Workspace

RESPONSE_URL = "response_url"
_GONE = {"used_url", "expired_url", "message_not_found"}


def blueprint(workspace: Workspace) -> Blueprint:
    """Return the routes of the app's side."""
    routes = Blueprint("app_side", __name__)

    @routes.route("/api/<method>", methods=["GET", "POST"])
    def web_api(method: str) -> Response:
        arguments = _arguments()
        token = str(arguments.pop("token", "") or request.headers.get("Authorization", "").removeprefix("Bearer "))
        workspace.board.record(Call(method=method, arguments=arguments))
        if fault := workspace.faults.verdict(method):
            return _failing(workspace, method, fault)
        try:
            reply = jsonify({"ok": True, **call(workspace, method, arguments, token)})
        except RefusedError as refused:
            _noted(workspace, method, refused)
            reply = jsonify(refused.as_json())
        reply.headers["x-oauth-scopes"] = ",".join(workspace.directory.scopes)
        return reply

    @routes.post("/response/<secret>")
    def response_url(secret: str) -> Response:
        body = request.get_json(force=True, silent=True)
        if not isinstance(body, dict):
            return _plain("invalid_payload", HTTPStatus.BAD_REQUEST)
        workspace.board.record(Call(method=RESPONSE_URL, arguments=body))
        if fault := workspace.faults.verdict(RESPONSE_URL):
            return _failing(workspace, RESPONSE_URL, fault)
        try:
            _answered(workspace, secret, body)
        except RefusedError as refused:
            _noted(workspace, RESPONSE_URL, refused)
            return _refused_url(refused)
        return jsonify({"ok": True})

    return routes


def _arguments() -> Json:
    body = request.get_json(silent=True) if request.is_json else None
    return {**request.args, **request.form, **(body if isinstance(body, dict) else {})}


def _answered(workspace: Workspace, secret: str, body: Json) -> None:
    ticket = workspace.tickets.take(secret)
    try:
        answer(workspace.board, ticket, body, workspace.directory.bot_user, workspace.new_id)
    except RefusedError:
        workspace.tickets.give_back(secret)
        raise


def _refused_url(refused: RefusedError) -> Response:
    if refused.code in _GONE:
        reply = jsonify({"ok": False, "error": refused.code})
        reply.status_code = HTTPStatus.NOT_FOUND
        return reply
    no_text = refused.code == "no_text"
    return _plain(refused.code, HTTPStatus.INTERNAL_SERVER_ERROR if no_text else HTTPStatus.BAD_REQUEST)


def _plain(words: str, status: HTTPStatus) -> Response:
    return Response(words, status=status, mimetype="text/plain")


def _failing(workspace: Workspace, method: str, fault: Fault) -> Response:
    _noted(workspace, method, RefusedError(fault.error))
    reply = jsonify({"ok": False, "error": fault.error})
    reply.status_code = fault.status
    if fault.retry_after is not None:
        reply.headers["Retry-After"] = str(fault.retry_after)
    return reply


def _noted(workspace: Workspace, method: str, refused: RefusedError) -> None:
    reasons = refused.details.get("errors")
    summary = "; ".join(reasons) if isinstance(reasons, list) else ""
    workspace.board.note(Delivery(id=workspace.new_id(), kind=method, status=refused.code, summary=summary))
