"""What a person does beside messages and modals: open the app's Home tab, press there, use a shortcut."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest

from capi_bot.sandbox.slack.choices import Press
from capi_bot.sandbox.slack.delivery_bodies import Receipt
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.posting import answer
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.workspace import Workspace

TinyApp = Any  # conftest's

BUTTON = {"type": "button", "action_id": "members", "text": {"type": "plain_text", "text": "Members"}, "value": "v"}
ROW = {"type": "actions", "block_id": "row", "elements": [BUTTON]}
MEMBERS = Press(block_id="row", action_id="members", given={})


def home() -> dict[str, Any]:
    return {"type": "home", "blocks": [ROW], "private_metadata": "kept"}


def modal() -> dict[str, Any]:
    return {"type": "modal", "title": {"type": "plain_text", "text": "Search"}, "blocks": [ROW]}


def opened(delivery: Future[Receipt] | None) -> None:
    assert delivery is not None
    delivery.result(10)


def test_the_app_is_told_each_time_somebody_opens_home_with_what_it_shows(workspace: Workspace, app: TinyApp) -> None:
    opened(workspace.interactivity.open_home("U0ADA"))
    view = workspace.views.publish("U0ADA", home())
    opened(workspace.interactivity.open_home("U0ADA"))
    opened(workspace.interactivity.open_home("U0ADA", "messages"))
    opened(workspace.interactivity.open_home("U0GRACE"))
    told = [got.event["event"] for got in app.got]
    assert [(each["user"], each["channel"], each["tab"]) for each in told] == [
        ("U0ADA", "D0ADA", "home"),
        ("U0ADA", "D0ADA", "home"),
        ("U0ADA", "D0ADA", "messages"),
        ("U0GRACE", "D0GRACE", "home"),
    ]
    assert [each.get("view") for each in told] == [None, view, None, None]


def test_an_app_that_does_not_ask_for_it_is_not_told_of_home(make: Callable[..., Workspace], app: TinyApp) -> None:
    assert make(app_url=app.url, directory=replace(Directory(), bot_events=())).interactivity.open_home("U0ADA") is None
    assert app.got == []


def test_a_press_on_home_opens_a_modal_by_its_trigger(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.views.publish("U0ADA", home())
    workspace.interactivity.press("U0ADA", MEMBERS, view_id=view["id"]).result(10)
    payload = app.got[0].payload
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert (payload["view"]["type"], payload["view"]["private_metadata"]) == ("home", "kept")
    assert not {"response_url", "channel", "message"} & set(payload)
    assert workspace.tickets.redeem(payload["trigger_id"]).user == "U0ADA"
    with pytest.raises(NotPossibleError):
        workspace.interactivity.press("U0GRACE", MEMBERS, view_id=view["id"])


def test_a_global_shortcut_works_without_a_place(workspace: Workspace, app: TinyApp) -> None:
    workspace.interactivity.use_shortcut("U0ADA", "search").result(10)
    payload = app.got[0].payload
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "search")
    workspace.views.open(workspace.tickets.redeem(payload["trigger_id"]).user, modal())


def test_a_message_shortcut_answers_in_the_thread_of_a_message_that_it_never_changes(
    workspace: Workspace, app: TinyApp
) -> None:
    ts = workspace.composer.send("U0GRACE", "C0LOBBY", "CON-1").ts or ""
    workspace.interactivity.use_shortcut("U0ADA", "lookup", "C0LOBBY", ts).result(10)
    payload = app.got[0].payload
    assert (payload["message"]["text"], payload["channel"]["name"]) == ("CON-1", "lobby")
    ticket = workspace.tickets.take(payload["response_url"].rpartition("/")[2])
    reply = {"text": "Found", "response_type": "in_channel", "replace_original": True, "thread_ts": ts}
    answer(workspace.board, ticket, reply, "U0CAPIBOT", workspace.new_id)
    answer(workspace.board, ticket, {"text": "psst"}, "U0CAPIBOT", workspace.new_id)
    assert [(each.text, each.thread_ts, each.ephemeral_to) for each in workspace.board.messages] == [
        ("CON-1", None, None),
        ("Found", ts, None),
        ("psst", None, "U0ADA"),
    ]


def test_a_shortcut_that_cannot_be_used_is_refused(workspace: Workspace, app: TinyApp) -> None:
    whispered = workspace.board.put(
        Message(ts=workspace.board.next_ts(), channel="C0CALLS", user="U0CAPIBOT", ephemeral_to="U0ADA"),
    )
    for callback_id, ts in (("lookup", whispered.ts), ("lookup", "1.0"), ("shout", "")):
        with pytest.raises(NotPossibleError):
            workspace.interactivity.use_shortcut("U0ADA", callback_id, "C0CALLS", ts)
    assert app.got == []


def test_the_people_of_other_workspaces_have_neither_shortcuts_nor_home(workspace: Workspace, app: TinyApp) -> None:
    for act in (workspace.interactivity.open_home, lambda user: workspace.interactivity.use_shortcut(user, "search")):
        with pytest.raises(NotPossibleError, match="another workspace"):
            act("U0KATHERINE")
    assert app.got == []
