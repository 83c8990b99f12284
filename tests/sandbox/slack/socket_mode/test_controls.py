from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.socket_mode.controls import blueprint

Hand = Any  # the folder's
Dial = Callable[[str], Hand]


def page(sockets: SocketMode | None) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(blueprint(sockets))
    return app.test_client()


def test_the_page_shows_the_connections_and_what_can_be_done(sockets: SocketMode, dial: Dial) -> None:
    dial(sockets.ticket_url()).hears()
    shown = page(sockets).get("/ui/sockets").get_json()

    assert shown["on"] is True
    assert shown["connections"] == [{"id": "applink-1", "since": 1_540_459_680.0, "leaving": False}]
    assert all(control["name"] and control["label"] and control["hint"] for control in shown["controls"])


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
def test_each_disconnect_frame_can_be_sent(sockets: SocketMode, dial: Dial, reason: str) -> None:
    hand = dial(sockets.ticket_url())
    hand.hears()
    done = page(sockets).post("/ui/sockets", json={"do": reason})

    assert done.get_json() == {"ok": True, "connections": 1}
    assert hand.hears()["reason"] == reason


def test_the_network_can_fail(sockets: SocketMode, dial: Dial) -> None:
    dial(sockets.ticket_url()).hears()

    assert page(sockets).post("/ui/sockets", json={"do": "drop"}).get_json() == {"ok": True, "connections": 1}


def test_what_was_turned_off_can_be_turned_on(sockets: SocketMode) -> None:
    for name, is_on in (("link_disabled", False), ("link_enabled", True)):
        page(sockets).post("/ui/sockets", json={"do": name})
        assert page(sockets).get("/ui/sockets").get_json()["on"] is is_on


@pytest.mark.parametrize("sent", [{"json": {"do": "explode"}}, {"json": []}, {"data": {"do": "drop"}}])
def test_anything_else_is_refused(sockets: SocketMode, sent: dict[str, Any]) -> None:
    reply = page(sockets).post("/ui/sockets", **sent)

    assert (reply.status_code, reply.get_json()["error"]) == (400, "There is no such control.")


def test_an_app_without_socket_mode_has_no_controls() -> None:
    refused = page(None).post("/ui/sockets", json={"do": "drop"})

    assert page(None).get("/ui/sockets").get_json() == {"on": False, "connections": [], "controls": []}
    assert (refused.status_code, "HTTP" in refused.get_json()["error"]) == (404, True)
