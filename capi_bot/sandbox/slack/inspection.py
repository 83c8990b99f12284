"""What the page's inspector and its switches call: `/ui/journal` and `/ui/switches`."""

from __future__ import annotations

from dataclasses import asdict, replace
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.switches import Boards, Switchboard

LONGEST_WAIT = 20.0
_PAYLOADS = {"sent", "answered"}

Answer = tuple[Response, HTTPStatus]


def blueprint(journal: Journal, switches: Switchboard | None = None) -> Blueprint:
    """Return the routes; without `switches` there are none to turn."""
    routes = Blueprint("inspection", __name__, url_prefix="/ui")
    _show_journal(routes, journal)
    _show_switches(routes, switches or Boards())
    return routes


def _show_journal(routes: Blueprint, journal: Journal) -> None:
    @routes.get("/journal")
    def news() -> Response:
        after = request.args.get("after", 0, type=int)
        seconds = min(request.args.get("wait", 0.0, type=float), LONGEST_WAIT)
        return jsonify(told(journal, after, seconds))

    @routes.get("/journal/<int:number>")
    def entry(number: int) -> Answer:
        for each in journal.news(0):
            if each.number == number:
                return jsonify({"ok": True, "sent": each.sent, "answered": each.answered}), HTTPStatus.OK
        return _refused("The journal has forgotten this one: it keeps the newest only.", HTTPStatus.NOT_FOUND)


def _show_switches(routes: Blueprint, board: Switchboard) -> None:
    @routes.get("/switches")
    def listed() -> Answer:
        return _shown(board)

    @routes.post("/switches")
    def turn() -> Answer:
        match request.get_json(silent=True) if request.is_json else None:
            case {"name": str(name), "on": bool(on)}:
                return _shown(board) if board.turn(name, on=on) else _unknown(name)
        return _refused("Send the switch's name, and whether it is on.", HTTPStatus.BAD_REQUEST)

    @routes.post("/switches/off")
    def turn_all_off() -> Answer:
        if not request.is_json:
            return _refused("Send a JSON object, with its content type.", HTTPStatus.BAD_REQUEST)
        for switch in board.switches():
            if switch.on:
                board.turn(switch.name, on=False)
        return _shown(board)


def told(journal: Journal, after: int, seconds: float = 0) -> Json:
    """Return what changed after a version, without payloads: they are asked for one by one.

    A version that is still to come is another sandbox's: then all is told, and `fresh` says so.
    """
    fresh = after > journal.version
    known = 0 if fresh else after
    entries = journal.news(known, 0 if fresh else seconds)
    version = max((each.version for each in entries), default=known)
    return {"version": version, "fresh": fresh, "entries": [_row(each) for each in entries]}


def _row(entry: Entry) -> Json:
    slim = asdict(replace(entry, sent=None, answered=None))
    return {name: value for name, value in slim.items() if name not in _PAYLOADS}


def _shown(board: Switchboard) -> Answer:
    return jsonify({"ok": True, "switches": [asdict(switch) for switch in board.switches()]}), HTTPStatus.OK


def _unknown(name: str) -> Answer:
    return _refused(f"There is no switch {name} here.", HTTPStatus.NOT_FOUND)


def _refused(sentence: str, status: HTTPStatus) -> Answer:
    return jsonify({"ok": False, "error": sentence}), status
