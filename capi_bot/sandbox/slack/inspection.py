"""The routes of the page's inspector: `/ui/journal`, `/ui/switches` and, for Socket Mode, `/ui/sockets`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.switches import Boards, Switchboard

LONGEST_WAIT = 20.0
_PAYLOADS = {"sent", "answered"}

Answer = tuple[Response, HTTPStatus]

SOCKET_CONTROLS: Mapping[str, tuple[str, str, Callable[[SocketMode], None]]] = {
    "refresh_requested": (
        "Refresh",
        "Slack asks the app to connect anew, as it does every few hours, and closes the connections soon.",
        lambda sockets: sockets.refresh(),
    ),
    "drop": ("Cut", "The network fails: the connections end without a word.", lambda sockets: sockets.drop()),
    "link_disabled": (
        "Turn Socket Mode off",
        "The app's settings say HTTP: the connections end, and no new one is given.",
        lambda sockets: sockets.turn(on=False),
    ),
    "link_enabled": (
        "Turn Socket Mode on",
        "The app's settings say Socket Mode again: the app can connect.",
        lambda sockets: sockets.turn(on=True),
    ),
}
"""By name: a button's label, a sentence, and what it does."""


def blueprint(journal: Journal, switches: Switchboard | None = None, sockets: SocketMode | None = None) -> Blueprint:
    """Return the routes; without `switches` there are none to turn, without `sockets` nothing to control."""
    routes = Blueprint("inspection", __name__, url_prefix="/ui")
    _add_journal(routes, journal)
    _add_switches(routes, switches or Boards())
    _add_sockets(routes, sockets)
    return routes


def journal_changes(journal: Journal, after: int, seconds: float = 0, known: str = "") -> Json:
    """Return what changed after a version, without payloads: they are requested one by one.

    Where the `known` id is another journal's, an earlier sandbox's, all is returned, and `fresh` says so.
    """
    fresh = known != journal.id
    after = 0 if fresh else after
    entries = journal.news(after, 0 if fresh else seconds)
    version = max((each.version for each in entries), default=after)
    return {"id": journal.id, "version": version, "fresh": fresh, "entries": [_row(each) for each in entries]}


def _row(entry: Entry) -> Json:
    row = asdict(replace(entry, sent=None, answered=None))
    return {name: value for name, value in row.items() if name not in _PAYLOADS}


def _add_journal(routes: Blueprint, journal: Journal) -> None:
    @routes.get("/journal")
    def changes() -> Response:
        after = request.args.get("after", 0, type=int)
        seconds = min(request.args.get("wait", 0.0, type=float), LONGEST_WAIT)
        return jsonify(journal_changes(journal, after, seconds, request.args.get("journal", "")))

    @routes.get("/journal/<int:number>")
    def entry(number: int) -> Answer:
        for each in journal.news(0):
            if each.number == number:
                return jsonify({"ok": True, "sent": each.sent, "answered": each.answered}), HTTPStatus.OK
        return _refused("The journal has forgotten this one: it keeps the newest only.", HTTPStatus.NOT_FOUND)


def _add_switches(routes: Blueprint, switchboard: Switchboard) -> None:
    def rows() -> Answer:
        return jsonify({"ok": True, "switches": [asdict(switch) for switch in switchboard.switches()]}), HTTPStatus.OK

    @routes.get("/switches")
    def switches() -> Answer:
        return rows()

    @routes.post("/switches")
    def turn() -> Answer:
        match request.get_json(silent=True) if request.is_json else None:
            case {"name": str(name), "on": bool(on)}:
                unknown = _refused(f"There is no switch {name} here.", HTTPStatus.NOT_FOUND)
                return rows() if switchboard.turn(name, on=on) else unknown
        return _refused("Send the switch's name, and whether it is on.", HTTPStatus.BAD_REQUEST)

    @routes.post("/switches/off")
    def turn_all_off() -> Answer:
        if not request.is_json:
            return _refused("Send a JSON object, with its content type.", HTTPStatus.BAD_REQUEST)
        for switch in switchboard.switches():
            if switch.on:
                switchboard.turn(switch.name, on=False)
        return rows()


def _add_sockets(routes: Blueprint, sockets: SocketMode | None) -> None:
    @routes.get("/sockets")
    def connections() -> Response:
        if sockets is None:
            return jsonify({"on": False, "connections": [], "controls": []})
        rows = [{"id": each.host, "since": each.since, "leaving": each.is_leaving} for each in sockets.connections]
        controls = [{"name": name, "label": row[0], "hint": row[1]} for name, row in SOCKET_CONTROLS.items()]
        return jsonify({"on": sockets.is_on, "connections": rows, "controls": controls})

    @routes.post("/sockets")
    def control() -> Answer:
        if sockets is None:
            sentence = "This app is told of things over HTTP, not over Socket Mode."
            return _refused(sentence, HTTPStatus.NOT_FOUND)
        body = request.get_json(silent=True) if request.is_json else None
        row = SOCKET_CONTROLS.get(str(body.get("do"))) if isinstance(body, dict) else None
        if row is None:
            return _refused("There is no such control.", HTTPStatus.BAD_REQUEST)
        connections = len(sockets.connections)
        row[2](sockets)
        return jsonify({"ok": True, "connections": connections}), HTTPStatus.OK


def _refused(sentence: str, status: HTTPStatus) -> Answer:
    return jsonify({"ok": False, "error": sentence}), status
