"""What the app calls: `/api/<method>` and `/response/<secret>`, over HTTP; each call is written to the journal."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from capi_bot.sandbox.slack.arguments import asked
from capi_bot.sandbox.slack.faults import RESPONSE_URL
from capi_bot.sandbox.slack.posting import answer
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.web_api import Answer, answered, failing
from capi_bot.sandbox.slack.workspace import Workspace
from capi_bot.sandbox.slack.workspaces import Workspaces

_GONE = {"used_url", "expired_url", "message_not_found"}
_FEW_WORDS = 80

Reply = tuple[Response, Json]
"""What goes back, and the same as JSON for the journal."""


def blueprint(workspaces: Workspaces) -> Blueprint:
    """Return the routes of the app's side: a token, or the secret in a response_url, tells the workspace."""
    routes = Blueprint("app_side", __name__)

    @routes.route("/api/<method>", methods=["GET", "POST"])
    def web_api(method: str) -> Response:
        try:
            call = asked(request)
        except RefusedError as refused:
            unread = Answer(body=refused.as_json())
            return _written(workspaces.first, method, {}, lambda: _sent(unread))
        workspace = workspaces.of_token(call.token)
        return _written(workspace, method, call.arguments, lambda: _sent(answered(workspace, method, call)))

    @routes.post("/response/<secret>")
    def response_url(secret: str) -> Response:
        workspace, body = workspaces.of_response_url(secret), request.get_json(force=True, silent=True)
        arguments = body if isinstance(body, dict) else {}
        return _written(workspace, RESPONSE_URL, arguments, lambda: _response_url(workspace, secret, body))

    return routes


def _written(workspace: Workspace, title: str, arguments: Json, act: Callable[[], Reply]) -> Response:
    sent = {name: _readable(value) for name, value in arguments.items()}
    summary = str(arguments.get("text") or "")[:_FEW_WORDS]
    entry = workspace.journal.begin("method", title, at=workspace.clock(), sent=sent, summary=summary)
    began = time.monotonic()
    reply, told = act()
    error = "" if told["ok"] else str(told["error"])
    ms = (time.monotonic() - began) * 1000
    workspace.journal.end(entry, status=error or "ok", ms=ms, answered=told, failed=bool(error))
    return reply


def _readable(value: object) -> object:
    """Return what a form field's JSON text says, as people want to read it; other values are as they are."""
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _response_url(workspace: Workspace, secret: str, body: object) -> Reply:
    if fault := workspace.faults.verdict(RESPONSE_URL):
        return _sent(failing(fault))
    try:
        _use(workspace, secret, body)
    except RefusedError as refused:
        return _refused_url(refused), refused.as_json()
    return _sent(Answer(body={"ok": True}))


def _use(workspace: Workspace, secret: str, body: object) -> None:
    if not isinstance(body, dict):
        raise RefusedError("invalid_payload")
    ticket = workspace.tickets.take(secret)
    try:
        answer(workspace.board, ticket, body, workspace.directory.bot_user, workspace.new_id)
    except RefusedError:
        workspace.tickets.give_back(secret)
        raise


def _refused_url(refused: RefusedError) -> Response:
    """Return Slack's answer: JSON where the url is good no more, else the code as plain text."""
    if refused.code in _GONE:
        reply = jsonify({"ok": False, "error": refused.code})
        reply.status_code = HTTPStatus.NOT_FOUND
        return reply
    no_text = refused.code == "no_text"
    status = HTTPStatus.INTERNAL_SERVER_ERROR if no_text else HTTPStatus.BAD_REQUEST
    return Response(refused.code, status=status, mimetype="text/plain")


def _sent(told: Answer) -> Reply:
    reply = jsonify(told.body)
    reply.status_code = told.status
    reply.headers.update(told.headers)
    return reply, told.body
