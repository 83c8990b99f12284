from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.people import Person
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.workspace import Workspace

TinyApp = Any  # conftest's
Reply = Any  # conftest's

ADA = Person(id="U0ADA", name="ada")


def test_what_is_issued_belongs_to_the_person_and_the_place(workspace: Workspace) -> None:
    ticket = workspace.tickets.response_url("U0ADA", "C0CALLS")
    issued = workspace.dispatch.issued(ADA, ticket)
    assert issued.response_url == f"http://127.0.0.1:9/response/{ticket.secret}"
    assert workspace.tickets.redeem(issued.trigger_id).channel == "C0CALLS"
    assert workspace.dispatch.issued(ADA).response_url == ""


def test_an_event_can_be_delivered_twice(workspace: Workspace, app: TinyApp) -> None:
    with pytest.raises(NotPossibleError):
        workspace.redeliver()
    workspace.dispatch.event({"type": "app_mention", "event_ts": "4.000001"}).result(10)
    workspace.redeliver()
    first, second = app.got
    assert first.body == second.body
    assert second.headers["x-slack-retry-num"] == "1"
    assert second.headers["x-slack-retry-reason"] == "http_timeout"


def test_an_interaction_that_the_app_does_not_take_is_a_toast(workspace: Workspace, app: TinyApp, reply: Reply) -> None:
    app.replies = [reply(500)]
    workspace.dispatch.interaction(ADA, {"type": "shortcut"}, "Search").result(10)
    [toast] = workspace.board.toasts("U0ADA")
    assert "500" in toast["text"]
