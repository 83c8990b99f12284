from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from capi_bot.sandbox.slack.directory import partner
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.workspace import Workspace

TinyApp = Any  # conftest's


@pytest.fixture
def page(workspace: Workspace) -> FlaskClient:
    return create_app(workspace).test_client()


def post(page: FlaskClient, path: str, **body: object) -> tuple[int, Any]:
    answer = page.post(path, json=body)
    return answer.status_code, answer.json


def test_another_process_can_break_and_heal(page: FlaskClient) -> None:
    post(page, "/_sandbox/faults", method="api.test", retry_after=9)
    answer = page.get("/api/api.test")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "9")
    post(page, "/_sandbox/faults", method="api.test", status=500, times=2)
    assert page.get("/api/api.test").status_code == 500
    page.delete("/_sandbox/faults")
    assert page.get("/api/api.test").status_code == 200


def test_another_process_can_have_the_last_event_delivered_again(page: FlaskClient, app: TinyApp) -> None:
    assert page.post("/_sandbox/redeliver").status_code == 400
    post(page, "/ui/send?wait=1", user="U0ADA", channel="C0CALLS", text="@capi help")
    assert page.post("/_sandbox/redeliver").json == {"ok": True, "status": 200}
    assert app.got[0].event["event_id"] == app.got[1].event["event_id"]


def test_each_workspace_is_broken_by_itself_and_all_heal_together(make: Callable[..., Workspace]) -> None:
    page = create_app(make(), make(directory=partner())).test_client()
    post(page, "/_sandbox/faults", team="T0PARTNER", method="api.test", status=500)
    assert page.get("/api/api.test").status_code == 200
    post(page, "/_sandbox/faults", method="api.test", status=500)
    page.delete("/_sandbox/faults")
    assert page.get("/api/api.test").status_code == 200
