"""The page, and what it calls: `/ui/*`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Literal

from flask import Blueprint, Response, jsonify, request, send_from_directory

from capi_bot.sandbox.slack.choices import Press, Values
from capi_bot.sandbox.slack.delivery_bodies import Receipt
from capi_bot.sandbox.slack.failure_messages import AppFailedError
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace
from capi_bot.sandbox.slack.workspaces import Workspaces

STATIC = Path(__file__).parents[1] / "page"
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


def blueprint(workspaces: Workspaces) -> Blueprint:
    """Return the routes by which people act: `team` names the workspace, the first one where it is left out."""
    routes = Blueprint("ui", __name__, url_prefix="/ui")
    routes.register_error_handler(NotPossibleError, not_possible)
    _looking(routes, workspaces)
    for name, act in _ACTS.items():
        routes.add_url_rule(f"/{name}", name, partial(_acted, workspaces, act), methods=["POST"])
    return routes


def _looking(routes: Blueprint, workspaces: Workspaces) -> None:
    @routes.get("/state")
    def state() -> Response:
        team = request.args.get("team", "")
        workspace = workspaces.named(team)
        first = next(person.id for person in workspace.directory.people if not person.is_bot)
        person = workspace.directory.human(request.args.get("user") or first)
        seconds = request.args.get("wait", LONGEST_WAIT, type=float)
        workspace.board.wait(request.args.get("after", 0, type=int), min(seconds, LONGEST_WAIT))
        return jsonify(workspaces.state(team, person.id))

    @routes.post("/toasts/clear")
    def clear_toasts() -> Response:
        _, body = asked(workspaces)
        for workspace in workspaces.all:
            workspace.board.clear_toasts(text(body, "user"))
        return jsonify({"ok": True})


def _acted(workspaces: Workspaces, act: Callable[[Workspace, Json], Json]) -> Response:
    workspace, body = asked(workspaces)
    return jsonify({"ok": True, **act(workspace, body)})


def _send(workspace: Workspace, body: Json) -> Json:
    thread_ts = body.get("thread_ts")
    sent = workspace.composer.send(
        text(body, "user"),
        text(body, "channel"),
        text(body, "text"),
        None if thread_ts is None else str(thread_ts),
    )
    return {"ts": sent.ts, **_delivered(sent.delivery)}


def _press(workspace: Workspace, body: Json) -> Json:
    press = Press(
        block_id=text(body, "block_id"),
        action_id=text(body, "action_id"),
        given=body,
        beside=_values(body),
    )
    where = _where(body, "channel", "ts", "view_id")
    return _delivered(workspace.interactivity.press(text(body, "user"), press, **where))


def _suggest(workspace: Workspace, body: Json) -> Json:
    menu = {name: text(body, name) for name in ("action_id", "block_id", "value")}
    where = _where(body, "channel", "ts", "view_id")
    return workspace.interactivity.suggest(text(body, "user"), menu, **where)


def _open_home(workspace: Workspace, body: Json) -> Json:
    tab: Literal["home", "messages"] = "messages" if body.get("tab") == "messages" else "home"
    return _delivered(workspace.interactivity.open_home(text(body, "user"), tab))


def _use_shortcut(workspace: Workspace, body: Json) -> Json:
    user, callback_id = text(body, "user"), text(body, "callback_id")
    return _delivered(workspace.interactivity.use_shortcut(user, callback_id, **_where(body, "channel", "ts")))


def _leave_view(workspace: Workspace, body: Json) -> Json:
    user, view_id = text(body, "user"), text(body, "view_id")
    if body.get("type") == "close":
        workspace.interactivity.dismiss(user, view_id, everything=body.get("everything") is True)
    else:
        workspace.interactivity.submit(user, view_id, _values(body))
    return {}


def asked(workspaces: Workspaces) -> tuple[Workspace, Json]:
    """Return the workspace that is meant, and the JSON object that was sent."""
    body = _body()
    return workspaces.acted_in(str(body.get("team") or ""), **_where(body, "channel", "view_id")), body


def _body() -> Json:
    """Return the JSON object that was sent as JSON: other sites' forms cannot send one."""
    body = request.get_json(silent=True) if request.is_json else None
    if not isinstance(body, dict):
        raise NotPossibleError("Send a JSON object, with its content type.")
    return body


def text(body: Json, name: str) -> str:
    """Return a text of what was sent, or say that it is missing."""
    value = body.get(name)
    if not isinstance(value, str):
        raise NotPossibleError(f"{name} is missing.")
    return value


def _values(body: Json) -> Values:
    """Return what the page says each input holds now."""
    state: Json = body.get("state") or {}
    return dict(state.get("values", state))


def _where(body: Json, *names: str) -> dict[str, str]:
    """Return what was sent under these names, empty where nothing was."""
    return {name: str(body.get(name) or "") for name in names}


def _delivered(delivery: Future[Receipt] | None) -> Json:
    """Return nothing, once the app has answered where the page waits for that."""
    if delivery and request.args.get("wait") == "1":
        delivery.result()
    return {}


def not_possible(error: NotPossibleError) -> tuple[Response, int]:
    """Return the answer to what a person cannot do, and developers' reason where the app is at fault."""
    fields = {"errors": error.fields} if error.fields else {}
    why = {"why": error.why} if isinstance(error, AppFailedError) else {}
    return jsonify({"ok": False, "error": str(error), **fields, **why}), HTTPStatus.BAD_REQUEST


_ACTS: Mapping[str, Callable[[Workspace, Json], Json]] = {
    "send": _send,
    "action": _press,
    "options": _suggest,
    "home": _open_home,
    "shortcut": _use_shortcut,
    "view": _leave_view,
}
"""What people do, by the last part of its path."""
