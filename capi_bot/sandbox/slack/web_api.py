"""What the app calls: `/api/<method>`, `/response/<secret>` and `/upload/<file>`; each call is written to the journal.

https://docs.slack.dev/apis/web-api
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, Response, abort, jsonify, request, send_file
from werkzeug.wrappers import Request

from capi_bot.sandbox.slack.deliveries import FORM, JSON
from capi_bot.sandbox.slack.errors import RefusedError
from capi_bot.sandbox.slack.faults import RESPONSE_URL, Fault
from capi_bot.sandbox.slack.methods.method import Method, text
from capi_bot.sandbox.slack.methods.table import METHODS
from capi_bot.sandbox.slack.posting import respond
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace, Workspaces

SCOPES = tuple(
    sorted({scope for row in METHODS.values() if row.caller == "bot" for scope in (*row.scopes, *row.further)})
)
"""Every scope that some method asks of a bot."""
UPLOAD = "upload"
LARGEST_UPLOAD = 50_000_000
_FORMS = {FORM, "multipart/form-data"}
_GONE = {"used_url", "expired_url", "message_not_found"}
_SUMMARY_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCall:
    """A call of a method: the arguments without the token, and the token."""

    arguments: Json
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back over HTTP."""

    body: Json
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        response = jsonify(self.body)
        response.status_code = self.status
        response.headers.update(self.headers)
        return response


def parse_request(request: Request) -> MethodCall:
    """Return the call that a request makes, or raise RefusedError.

    A token is taken from the Authorization header or from a form; in a JSON body it is not looked for, as in Slack.
    """
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    arguments: Json = request.args.to_dict()
    if request.mimetype == JSON:
        return MethodCall(arguments=arguments | _json_object(request.get_data()), token=bearer)
    if request.mimetype in _FORMS:
        arguments |= request.form.to_dict()
    elif request.get_data():
        raise RefusedError("invalid_post_type" if request.mimetype else "missing_post_type")
    token = arguments.pop("token", "")
    return MethodCall(arguments=arguments, token=bearer or token)


def _json_object(body: bytes) -> Json:
    try:
        value = json.loads(body or b"{}")  # the SDK calls a method without arguments so
    except ValueError:
        raise RefusedError("invalid_json") from None
    if not isinstance(value, dict):
        raise RefusedError("json_not_object")
    return {name: each for name, each in value.items() if name != "token"}


def answer_call(workspace: Workspace, name: str, call: MethodCall) -> Answer:
    """Return the answer to a call, whatever it is: Slack says 200 to nearly everything."""
    if fault := workspace.faults.next_fault(name):
        if fault.is_done:
            _true_answer(workspace, name, call)
        return failing(fault)
    return _true_answer(workspace, name, call)


def _true_answer(workspace: Workspace, name: str, call: MethodCall) -> Answer:
    try:
        method = _allowed(workspace, name, call.token)
        channel = _channel_id(workspace, text(call.arguments, "channel"))
        if fault := workspace.faults.count_call(name, method.tier, channel):
            return failing(fault)
        method.check(call.arguments)
        body = {"ok": True, **method.run(workspace, call.arguments)}
    except RefusedError as refused:
        body = refused.as_json()
    headers = {"x-oauth-scopes": ",".join(workspace.directory.scopes)}
    if name in METHODS and METHODS[name].scopes:
        headers["x-accepted-oauth-scopes"] = ",".join(METHODS[name].scopes)
    return Answer(body=body, headers=headers)


def failing(fault: Fault) -> Answer:
    """Return the answer that a fault gives, or raise ConnectionAbortedError where it gives none."""
    time.sleep(fault.delay)
    if fault.is_dropped:
        raise ConnectionAbortedError("A fault closes this connection.")
    wait = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return Answer(body={"ok": False, "error": fault.error}, status=fault.status, headers=wait)


def _allowed(workspace: Workspace, name: str, token: str) -> Method:
    method = METHODS.get(name)
    if method is None:
        raise RefusedError("unknown_method", req_method=name)
    if not token:
        raise RefusedError("not_authed")
    granted = {workspace.bot_token: ("bot", workspace.directory.scopes)}
    if workspace.sockets:
        granted[workspace.sockets.token] = "app", workspace.sockets.scopes
    if token not in granted:
        raise RefusedError("invalid_auth")
    kind, scopes = granted[token]
    if kind != method.caller:
        raise RefusedError("not_allowed_token_type")
    if method.scopes and not set(method.scopes) & set(scopes):
        raise RefusedError("missing_scope", needed=",".join(method.scopes), provided=",".join(scopes))
    return method


def _channel_id(workspace: Workspace, name: str) -> str:
    """Return the id of the channel that is meant, however it is named, so that each is counted once."""
    person = workspace.directory.person(name)
    found = workspace.directory.direct_message(person) if person else workspace.directory.channel(name)
    return found.id if found else name


def blueprint(workspaces: Workspaces) -> Blueprint:
    """Return the routes of the app's side: a token, or the secret in a response_url, says which workspace is meant."""
    routes = Blueprint("web_api", __name__)

    @routes.route("/api/<method>", methods=["GET", "POST"])
    def web_api(method: str) -> Response:
        try:
            call = parse_request(request)
        except RefusedError as refused:
            unread = Answer(body=refused.as_json())
            return _journaled(workspaces.first, method, {}, lambda: (unread.response(), unread.body))
        workspace = workspaces.with_token(call.token)

        def act() -> tuple[Response, Json]:
            answer = answer_call(workspace, method, call)
            return answer.response(), answer.body

        return _journaled(workspace, method, call.arguments, act)

    @routes.post("/response/<secret>")
    def response_url(secret: str) -> Response:
        workspace, body = workspaces.with_response_url(secret), request.get_json(force=True, silent=True)
        arguments = body if isinstance(body, dict) else {}
        return _journaled(workspace, RESPONSE_URL, arguments, lambda: _respond(workspace, secret, body))

    @routes.post("/upload/<file_id>")
    def upload(file_id: str) -> tuple[str, int]:
        request.max_content_length = LARGEST_UPLOAD
        workspace = workspaces.with_file(file_id)
        if fault := workspace.faults.next_fault(UPLOAD):
            return fault.error, fault.status
        try:
            workspace.files.fill(file_id, request.get_data())  # whatever its content type says
        except RefusedError as refused:
            return refused.code, HTTPStatus.BAD_REQUEST
        return "OK", HTTPStatus.OK

    @routes.get("/files/<file_id>/<path:name>")
    def download(file_id: str, name: str) -> Response:
        # Always a file to keep, never a page of ours.
        files = workspaces.with_file(file_id).files
        file = files.find(file_id)
        if file is None or file.name != name:
            abort(HTTPStatus.NOT_FOUND)
        return send_file(BytesIO(files.content(file)), file.mimetype, as_attachment=True, download_name=name)

    return routes


def _journaled(workspace: Workspace, title: str, arguments: Json, act: Callable[[], tuple[Response, Json]]) -> Response:
    """Run `act`, which returns the response and its JSON, and write to the journal what came of it."""
    sent = {name: _readable(value) for name, value in arguments.items()}
    summary = str(arguments.get("text") or "")[:_SUMMARY_LENGTH]
    entry = workspace.journal.begin("method", title, at=workspace.clock(), sent=sent, summary=summary)
    began = time.monotonic()
    try:
        response, body = act()
    except ConnectionAbortedError:
        ms = (time.monotonic() - began) * 1000
        workspace.journal.end(entry, status="dropped", ms=ms, answered=None, failed=True)
        raise
    error = "" if body["ok"] else str(body["error"])
    ms = (time.monotonic() - began) * 1000
    workspace.journal.end(entry, status=error or "ok", ms=ms, answered=body, failed=bool(error))
    return response


def _readable(value: object) -> object:
    """Return the value of a form field's JSON text, as people want to read it; other values are as they are."""
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _respond(workspace: Workspace, secret: str, body: object) -> tuple[Response, Json]:
    if fault := workspace.faults.next_fault(RESPONSE_URL):
        if fault.is_done:
            _truly_respond(workspace, secret, body)
        answer = failing(fault)
        return answer.response(), answer.body
    return _truly_respond(workspace, secret, body)


def _truly_respond(workspace: Workspace, secret: str, body: object) -> tuple[Response, Json]:
    try:
        if not isinstance(body, dict):
            raise RefusedError("invalid_payload")  # noqa: TRY301 - answered as every refusal is
        token = workspace.tokens.use_response_url(secret)
        try:
            respond(workspace.store, token, body, workspace.directory.bot_user, workspace.new_id)
        except RefusedError:
            workspace.tokens.undo_use(secret)
            raise
    except RefusedError as refused:
        return _refused_response_url(refused.code), refused.as_json()
    return jsonify({"ok": True}), {"ok": True}


def _refused_response_url(code: str) -> Response:
    """Return Slack's answer: JSON where the url is good no more, else the code as plain text."""
    if code in _GONE:
        return Answer(body={"ok": False, "error": code}, status=HTTPStatus.NOT_FOUND).response()
    status = HTTPStatus.INTERNAL_SERVER_ERROR if code == "no_text" else HTTPStatus.BAD_REQUEST
    return Response(code, status=status, mimetype="text/plain")
