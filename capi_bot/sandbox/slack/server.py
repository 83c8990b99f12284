"""The workspaces as a WSGI application: the app's side, the page, and its API for what people do (`/ui/*`).

Pages of other sites on this computer cannot use it.

The `Host` must name this computer, or a site whose name is made to lead here (DNS rebinding) could read the page. What
people do is taken from our own page alone; programs that are no browser send neither `Origin` nor `Sec-Fetch-Site`.
https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, jsonify, request, send_from_directory

from capi_bot.sandbox.slack import inspection, web_api
from capi_bot.sandbox.slack.deliveries import DeliveryResult
from capi_bot.sandbox.slack.element_values import Press, Values
from capi_bot.sandbox.slack.errors import AppFailedError, NotPossibleError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace, Workspaces
from capi_bot.sandbox.switches import Switchboard

LARGEST_BODY = 1_000_000
STATIC = Path(__file__).parents[1] / "page"
LONGEST_WAIT = 20.0
PRIVATE = "/ui/"
_LOCAL_HOSTS = {"127.0.0.1", "::1", "localhost"}
_OWN_SITE = {None, "same-origin", "none"}

Act = Callable[[Workspace, Json], Json]


def create_app(first: Workspace, *others: Workspace, switches: Switchboard | None = None) -> Flask:
    """Return the application; serve it with threads to spare, since each open page holds one while it waits.

    The first workspace is the one that the page shows at first, and its journal the one that the page shows.
    """
    workspaces = Workspaces(first, *others)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["PROPAGATE_EXCEPTIONS"] = True  # a dropped connection must reach the server
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it, its base class does not
    _check_origin(app)
    app.register_blueprint(web_api.blueprint(workspaces))
    app.register_blueprint(_page_files())
    app.register_blueprint(_page_actions(workspaces))
    app.register_blueprint(inspection.blueprint(first.journal, switches, first.sockets))

    @app.before_request
    def learn_own_url() -> None:
        workspaces.learn_url(request.host_url.rstrip("/"))

    return app


def _check_origin(app: Flask) -> None:
    """Refuse other sites' requests before anything else, and let no other site show the page in a frame."""

    @app.before_request
    def refuse() -> tuple[Response, int] | None:
        sentence = refusal(
            path=request.path,
            site=f"{request.scheme}://{request.host}",
            origin=request.headers.get("Origin"),
            fetched_by=request.headers.get("Sec-Fetch-Site"),
        )
        return (jsonify({"ok": False, "error": sentence}), HTTPStatus.FORBIDDEN) if sentence else None

    @app.after_request
    def forbid_frames(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def refusal(*, path: str, site: str, origin: str | None = None, fetched_by: str | None = None) -> str | None:
    """Return why a request for this `path` of this `site` (scheme, host and port) is refused, if it is.

    `origin` and `fetched_by` are the headers `Origin` and `Sec-Fetch-Site`. Browsers look `*.localhost` up nowhere
    but on this computer.
    """
    try:
        host = urlsplit(site).hostname or ""
    except ValueError:
        host = ""
    if host not in _LOCAL_HOSTS and not host.endswith(".localhost"):
        return "The sandbox answers on this computer only: open it as 127.0.0.1 or localhost."
    if path.startswith(PRIVATE) and (origin not in {None, site} or fetched_by not in _OWN_SITE):
        return "The sandbox takes this from its own page only."
    return None


def _page_files() -> Blueprint:
    routes = Blueprint("page", __name__)

    @routes.get("/")
    def index() -> Response:
        return send_from_directory(STATIC, "index.html", max_age=0)

    @routes.get("/static/<path:name>")
    def file(name: str) -> Response:
        return send_from_directory(STATIC, name, max_age=0)

    return routes


def _page_actions(workspaces: Workspaces) -> Blueprint:
    """Return the routes by which people act: `team` names the workspace, the first one where it is left out."""
    routes = Blueprint("ui", __name__, url_prefix="/ui")
    routes.register_error_handler(NotPossibleError, not_possible)

    @routes.get("/state")
    def state() -> Response:
        team = request.args.get("team", "")
        workspace = workspaces.named(team)
        first = next(person.id for person in workspace.directory.people if not person.is_bot)
        person = workspace.directory.require_person(request.args.get("user") or first)
        seconds = request.args.get("wait", LONGEST_WAIT, type=float)
        workspace.store.wait(request.args.get("after", 0, type=int), min(seconds, LONGEST_WAIT))
        return jsonify(workspaces.page_state(team, person.id))

    @routes.post("/toasts/clear")
    def clear_toasts() -> Response:
        _, body = _request(workspaces)
        for workspace in workspaces.all:
            workspace.store.clear_toasts(_text(body, "user"))
        return jsonify({"ok": True})

    def run(act: Act) -> Response:
        workspace, body = _request(workspaces)
        workspace.store.set_client(str(body.get("user")), str(body.get("client") or ""))
        return jsonify({"ok": True, **act(workspace, body)})

    for name, act in _ACTS.items():
        routes.add_url_rule(f"/{name}", name, partial(run, act), methods=["POST"])
    return routes


def not_possible(error: NotPossibleError) -> tuple[Response, int]:
    """Return the answer to what a person cannot do, and developers' reason where the app is at fault."""
    fields = {"errors": error.fields} if error.fields else {}
    why = {"why": error.why} if isinstance(error, AppFailedError) else {}
    return jsonify({"ok": False, "error": str(error), **fields, **why}), HTTPStatus.BAD_REQUEST


def _send(workspace: Workspace, body: Json) -> Json:
    thread_ts = body.get("thread_ts")
    sent = workspace.composer.send(
        _text(body, "user"), _text(body, "channel"), _text(body, "text"), None if thread_ts is None else str(thread_ts)
    )
    return {"ts": sent.ts, **_delivered(sent.delivery)}


def _change(workspace: Workspace, body: Json) -> Json:
    text = _text(body, "text") if "text" in body else None
    workspace.composer.change(_text(body, "user"), _text(body, "channel"), _text(body, "ts"), text)
    return {}


def _press(workspace: Workspace, body: Json) -> Json:
    press = Press(
        block_id=_text(body, "block_id"), action_id=_text(body, "action_id"), given=body, others=_values(body)
    )
    where = _where(body, "channel", "ts", "view_id")
    return _delivered(workspace.interactivity.press(_text(body, "user"), press, **where))


def _suggest(workspace: Workspace, body: Json) -> Json:
    menu = {name: _text(body, name) for name in ("action_id", "block_id", "value")}
    return workspace.interactivity.suggest(_text(body, "user"), menu, **_where(body, "channel", "ts", "view_id"))


def _open_home(workspace: Workspace, body: Json) -> Json:
    tab: Literal["home", "messages"] = "messages" if body.get("tab") == "messages" else "home"
    return _delivered(workspace.interactivity.open_home(_text(body, "user"), tab))


def _use_shortcut(workspace: Workspace, body: Json) -> Json:
    user, callback_id = _text(body, "user"), _text(body, "callback_id")
    return _delivered(workspace.interactivity.use_shortcut(user, callback_id, **_where(body, "channel", "ts")))


def _leave_view(workspace: Workspace, body: Json) -> Json:
    user, view_id = _text(body, "user"), _text(body, "view_id")
    if body.get("type") == "close":
        workspace.interactivity.close_view(user, view_id, everything=body.get("everything") is True)
    else:
        workspace.interactivity.submit(user, view_id, _values(body))
    return {}


def _request(workspaces: Workspaces) -> tuple[Workspace, Json]:
    """Return the workspace that is meant, and the object that was sent as JSON: other sites' forms cannot send one."""
    body = request.get_json(silent=True) if request.is_json else None
    if not isinstance(body, dict):
        raise NotPossibleError("Send a JSON object, with its content type.")
    return workspaces.acted_in(str(body.get("team") or ""), **_where(body, "channel", "view_id")), body


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise NotPossibleError(f"{name} is missing.")
    return value


def _values(body: Json) -> Values:
    state: Json = body.get("state") or {}
    return dict(state.get("values", state))


def _where(body: Json, *names: str) -> dict[str, str]:
    return {name: str(body.get(name) or "") for name in names}


def _delivered(delivery: Future[DeliveryResult] | None) -> Json:
    """Return nothing, once the app has answered where the page waits for that."""
    if delivery and request.args.get("wait") == "1":
        delivery.result()
    return {}


_ACTS: Mapping[str, Act] = {
    "send": _send,
    "change": _change,
    "action": _press,
    "options": _suggest,
    "home": _open_home,
    "shortcut": _use_shortcut,
    "view": _leave_view,
}
"""What people do, by the last part of its path."""
