"""What the page may do to an app's connections: `/ui/sockets`, to see whether the app comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.socket_mode.server import SocketMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Be one button of the page: `do` returns how many connections it was about."""

    name: str
    label: str
    hint: str
    do: Callable[[SocketMode], int]

    def as_json(self) -> Json:
        """Return what the page shows of it."""
        return {"name": self.name, "label": self.label, "hint": self.hint}


def _turn(sockets: SocketMode, *, on: bool) -> int:
    connections = len(sockets.links)
    sockets.turn(on=on)
    return connections


CONTROLS = (
    Control(
        name="warning",
        label="Warn",
        hint="Slack says that the connections end soon. The app connects anew at once, or waits.",
        do=lambda sockets: sockets.disconnect("warning"),
    ),
    Control(
        name="refresh_requested",
        label="Refresh",
        hint="Slack asks the app to connect anew, as it does every few hours, and closes the connections soon.",
        do=lambda sockets: sockets.disconnect("refresh_requested"),
    ),
    Control(
        name="drop",
        label="Cut",
        hint="The network fails: the connections end without a word.",
        do=lambda sockets: sockets.drop(),
    ),
    Control(
        name="link_disabled",
        label="Turn Socket Mode off",
        hint="The app's settings say HTTP: the connections end, and no new one is given.",
        do=lambda sockets: _turn(sockets, on=False),
    ),
    Control(
        name="link_enabled",
        label="Turn Socket Mode on",
        hint="The app's settings say Socket Mode again: the app can connect.",
        do=lambda sockets: _turn(sockets, on=True),
    ),
)

_NOTHING: Json = {"on": False, "connections": [], "controls": []}


def blueprint(sockets: SocketMode | None) -> Blueprint:
    """Return the routes; without Socket Mode there is nothing to see, and nothing that can be done."""
    routes = Blueprint("sockets", __name__, url_prefix="/ui/sockets")
    if sockets:
        routes.add_url_rule("", view_func=lambda: jsonify(_shown(sockets)), endpoint="shown")
        routes.add_url_rule("", view_func=lambda: _done(sockets), endpoint="done", methods=["POST"])
    else:
        routes.add_url_rule("", view_func=lambda: jsonify(_NOTHING), endpoint="shown")
        routes.add_url_rule("", view_func=_absent, endpoint="done", methods=["POST"])
    return routes


def _shown(sockets: SocketMode) -> Json:
    links = [{"id": link.host, "since": link.since, "leaving": link.is_leaving} for link in sockets.links]
    return {"on": sockets.is_on, "connections": links, "controls": [control.as_json() for control in CONTROLS]}


def _done(sockets: SocketMode) -> Response:
    body = request.get_json(silent=True) if request.is_json else None
    name = body.get("do") if isinstance(body, dict) else None
    control = next((each for each in CONTROLS if each.name == name), None)
    if control is None:
        return _no("There is no such control.", HTTPStatus.BAD_REQUEST)
    return jsonify({"ok": True, "connections": control.do(sockets)})


def _absent() -> Response:
    return _no("This app is told of things over HTTP, not over Socket Mode.", HTTPStatus.NOT_FOUND)


def _no(sentence: str, status: HTTPStatus) -> Response:
    reply = jsonify({"ok": False, "error": sentence})
    reply.status_code = status
    return reply
