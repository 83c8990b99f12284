from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.inspection import blueprint, journal_changes
from capi_bot.sandbox.switches import Switch


class TwoSwitches:
    def __init__(self, *names: str) -> None:
        self._switches = {name: Switch(name=name, label=name.title(), group="Vonage") for name in names}

    def switches(self) -> Sequence[Switch]:
        return tuple(self._switches.values())

    def turn(self, name: str, *, on: bool) -> bool:
        if name in self._switches:
            self._switches[name] = replace(self._switches[name], on=on)
        return name in self._switches


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def page(journal: Journal) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(blueprint(journal, TwoSwitches("slow", "broken")))
    return app.test_client()


def on(answer: TestResponse) -> list[str]:
    body: Any = answer.json
    return [switch["name"] for switch in body["switches"] if switch["on"]]


def test_rows_are_sent_without_payloads(page: FlaskClient, journal: Journal) -> None:
    begun = journal.begin("method", "chat.update", at=5.0, sent={"ts": "1.2"}, summary="a list")
    journal.end(begun, status="ok", ms=1.5, answered={"ok": True})
    row = {"number": 1, "kind": "method", "title": "chat.update", "at": 5.0, "summary": "a list"}
    row |= {"status": "ok", "failed": False, "ms": 1.5, "version": 2}
    assert page.get("/ui/journal").json == {"id": journal.id, "version": 2, "fresh": True, "entries": [row]}
    assert page.get(f"/ui/journal?journal={journal.id}&after=2").json["entries"] == []


def test_payloads_are_sent_one_by_one(page: FlaskClient, journal: Journal) -> None:
    journal.end(journal.begin("method", "a", at=1, sent={"x": 1}), status="ok", ms=1, answered={"ok": True})
    assert page.get("/ui/journal/1").json == {"ok": True, "sent": {"x": 1}, "answered": {"ok": True}}
    missing = page.get("/ui/journal/2")
    assert (missing.status_code, missing.json["ok"]) == (404, False)


def test_a_page_that_waits_is_woken(journal: Journal) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(journal_changes, journal, 0, 20, journal.id)
        journal.begin("webhook", "voice", at=1)
        assert [entry["title"] for entry in waiting.result(20)["entries"]] == ["voice"]


def test_the_page_of_an_earlier_sandbox_begins_again(page: FlaskClient, journal: Journal) -> None:
    earlier = Journal()
    for version, after in ((0, 900), (1, 900), (2, 1)):  # this one may have more entries than the earlier one
        answer = page.get(f"/ui/journal?journal={earlier.id}&after={after}&wait=20").json
        assert (answer["version"], answer["fresh"], len(answer["entries"])) == (version, True, version)
        journal.begin("webhook", "voice", at=1)


def test_a_switch_is_turned_on_and_off(page: FlaskClient) -> None:
    assert on(page.get("/ui/switches")) == []
    assert on(page.post("/ui/switches", json={"name": "slow", "on": True})) == ["slow"]
    assert on(page.get("/ui/switches")) == ["slow"]
    assert on(page.post("/ui/switches", json={"name": "slow", "on": False})) == []


def test_all_switches_are_turned_off_at_once(page: FlaskClient) -> None:
    page.post("/ui/switches", json={"name": "broken", "on": True})
    assert on(page.post("/ui/switches/off", json={})) == []


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("/ui/switches", {"json": {"name": "nothing", "on": True}}, 404),
        ("/ui/switches", {"json": {"name": "slow", "on": "yes"}}, 400),
        ("/ui/switches", {"json": ["slow"]}, 400),
        ("/ui/switches", {"data": '{"name": "slow", "on": true}', "content_type": "text/plain"}, 400),
        ("/ui/switches/off", {"data": "{}", "content_type": "text/plain"}, 400),
    ],
)
def test_what_cannot_be_turned_is_refused_in_a_sentence(
    page: FlaskClient, path: str, sent: dict[str, Any], status: int
) -> None:
    answer = page.post(path, **sent)
    assert (answer.status_code, answer.json["ok"]) == (status, False)
    assert answer.json["error"].endswith(".")
    assert on(page.get("/ui/switches")) == []


def test_without_a_switchboard_there_are_no_switches(journal: Journal) -> None:
    app = Flask(__name__)
    app.register_blueprint(blueprint(journal))
    assert app.test_client().get("/ui/switches").json == {"ok": True, "switches": []}


def test_an_app_without_socket_mode_has_no_controls(page: FlaskClient) -> None:
    refused = page.post("/ui/sockets", json={"do": "drop"})
    assert page.get("/ui/sockets").get_json() == {"on": False, "connections": [], "controls": []}
    assert (refused.status_code, "HTTP" in refused.get_json()["error"]) == (404, True)
