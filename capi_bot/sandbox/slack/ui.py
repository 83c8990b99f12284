"""What the page and end-to-end tests call: `/ui/*`, and `/_sandbox/*` for what goes wrong on purpose."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from typing import Literal

from flask import Blueprint, Response, jsonify, request, send_from_directory

from capi_bot.sandbox.slack.choices import Press, Values
from capi_bot.sandbox.slack.deliveries import Receipt
from capi_bot.sandbox.slack.faults import Fault
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

STATIC = Path(__file__).parents[1] / "static"
LONGEST_WAIT = 20.0


def page() -> Blueprint:
    """Return the routes of the page's files."""
    routes = Blueprint("page", __name__)

    @routes.get("/")
    def index() -> Response:
        return send_from_directory(STATIC, "index.html", max_age=0)

    @routes.get("/static/<path:name>")
    def file(name: str) -> Response:
        return send_from_directory(STATIC, name, max_age=0)

    return routes


def blueprint(workspace: Workspace) -> Blueprint:
    """Return the routes by which people act in the workspace."""
    routes = Blueprint("ui", __name__, url_prefix="/ui")
    routes.register_error_handler(NotPossibleError, _not_possible)
    routes.register_error_handler(RefusedError, _refused)

    @routes.get("/state")
    def state() -> Response:
        first = next(person.id for person in workspace.directory.people if not person.is_bot)
        person = workspace.directory.human(request.args.get("user") or first)
        seconds = request.args.get("wait", LONGEST_WAIT, type=float)
        workspace.board.wait(request.args.get("after", 0, type=int), min(seconds, LONGEST_WAIT))
        return jsonify(workspace.state(person.id))

    @routes.post("/send")
    def send() -> Response:
        body = _body()
        thread_ts = body.get("thread_ts")
        sent = workspace.composer.send(
            _text(body, "user"),
            _text(body, "channel"),
            _text(body, "text"),
            None if thread_ts is None else str(thread_ts),
        )
        _delivered(sent.delivery)
        return jsonify({"ok": True, "ts": sent.ts})

    @routes.post("/action")
    def action() -> Response:
        body = _body()
        press = Press(
            block_id=_text(body, "block_id"),
            action_id=_text(body, "action_id"),
            given=body,
            beside=_values(body),
        )
        delivery = workspace.press(
            _text(body, "user"),
            press,
            channel=str(body.get("channel") or ""),
            ts=str(body.get("ts") or ""),
            view_id=str(body.get("view_id") or ""),
        )
        return _delivered(delivery)

    @routes.post("/home")
    def home() -> Response:
        body = _body()
        tab: Literal["home", "messages"] = "messages" if body.get("tab") == "messages" else "home"
        return _delivered(workspace.open_home(_text(body, "user"), tab))

    @routes.post("/shortcut")
    def shortcut() -> Response:
        body = _body()
        delivery = workspace.use_shortcut(
            _text(body, "user"),
            _text(body, "callback_id"),
            channel=str(body.get("channel") or ""),
            ts=str(body.get("ts") or ""),
        )
        return _delivered(delivery)

    @routes.post("/view")
    def view() -> Response:
        body = _body()
        if body.get("type") == "close":
            workspace.dismiss(_text(body, "user"), _text(body, "view_id"))
        else:
            workspace.submit(_text(body, "user"), _text(body, "view_id"), _values(body))
        return jsonify({"ok": True})

    @routes.post("/toasts/clear")
    def clear_toasts() -> Response:
        workspace.board.clear_toasts()
        return jsonify({"ok": True})

    return routes


def backstage(workspace: Workspace) -> Blueprint:
    """Return the routes by which a test in another process looks behind the scene and breaks things."""
    routes = Blueprint("backstage", __name__, url_prefix="/_sandbox")
    routes.register_error_handler(NotPossibleError, _not_possible)

    @routes.get("/calls")
    def calls() -> Response:
        return jsonify([asdict(call) for call in workspace.board.calls])

    @routes.post("/redeliver")
    def redeliver() -> Response:
        receipt = workspace.redeliver()
        return jsonify({"ok": not receipt.error, "status": receipt.status})

    @routes.post("/faults")
    def fail() -> Response:
        body = _body()
        method = _text(body, "method")
        if seconds := body.get("retry_after"):
            workspace.faults.rate_limit(method, int(seconds))
        else:
            fault = Fault(status=int(body.get("status", HTTPStatus.OK)), error=str(body.get("error", "internal_error")))
            workspace.faults.fail(method, fault, int(body.get("times", 1)))
        return jsonify({"ok": True})

    @routes.delete("/faults")
    def heal() -> Response:
        workspace.faults.clear()
        return jsonify({"ok": True})

    return routes


def _body() -> Json:
    """Return the JSON object that was sent as JSON: other sites' forms cannot send one."""
    body = request.get_json(silent=True) if request.is_json else None
    if not isinstance(body, dict):
        raise NotPossibleError("Send a JSON object, with its content type.")
    return body


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise NotPossibleError(f"{name} is missing.")
    return value


def _values(body: Json) -> Values:
    """Return what the page says each input holds now."""
    state: Json = body.get("state") or {}
    return dict(state.get("values", state))


def _delivered(delivery: Future[Receipt] | None) -> Response:
    """Say that it was done, once the app has answered where the page waits for that."""
    if delivery and request.args.get("wait") == "1":
        delivery.result()
    return jsonify({"ok": True})


def _not_possible(error: NotPossibleError) -> tuple[Response, int]:
    fields = {"errors": error.fields} if error.fields else {}
    return jsonify({"ok": False, "error": str(error), **fields}), HTTPStatus.BAD_REQUEST


def _refused(error: RefusedError) -> tuple[Response, int]:
    sentence = f"Slack would not take what the app answered: {error.code}."
    return jsonify({"ok": False, "error": sentence}), HTTPStatus.UNPROCESSABLE_ENTITY
