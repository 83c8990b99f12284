from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from capi_bot.sandbox.slack.board import Message
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.workspace import Sent, Workspace

TinyApp = Any  # conftest's
Reply = Any  # conftest's

BUTTON = {"type": "button", "action_id": "members", "text": {"type": "plain_text", "text": "Members"}, "value": "v"}
ROW = {"type": "actions", "block_id": "row", "elements": [BUTTON]}
ASKS = {
    "type": "input",
    "block_id": "q",
    "label": {"type": "plain_text", "text": "Name"},
    "element": {"type": "plain_text_input", "action_id": "a"},
}


def modal(**changes: object) -> dict[str, Any]:
    title = {"type": "plain_text", "text": "User"}
    return {"type": "modal", "title": title, "blocks": [ROW], "callback_id": "user", **changes}


def form() -> dict[str, Any]:
    return modal(blocks=[ASKS], submit={"type": "plain_text", "text": "Save"})


def posted(workspace: Workspace, **changes: Any) -> Message:  # noqa: ANN401 - any field of a message
    facts = {"ts": workspace.board.next_ts(), "channel": "C0CALLS", "user": "U0CAPIBOT", "blocks": (ROW,)}
    return workspace.board.put(Message(**(facts | changes)))


def acked(sent: Sent) -> None:
    assert sent.delivery is not None
    sent.delivery.result(10)


def said(workspace: Workspace) -> list[tuple[str, str, str | None]]:
    return [(each.user, each.text, each.ephemeral_to) for each in workspace.board.messages]


def press(workspace: Workspace, message: Message, **more: Any) -> None:  # noqa: ANN401 - any argument of press
    ids = {"channel": message.channel, "ts": message.ts, "block_id": "row", "action_id": "members"}
    workspace.press("U0ADA", **(ids | more)).result(10)


def test_a_slash_command_reaches_the_app_as_slack_sends_it(workspace: Workspace, app: TinyApp) -> None:
    acked(workspace.send("U0ADA", "C0PAYLOAD", "/capi user @grace & payload"))
    form = app.got[0].form
    assert form["command"] == "/capi"
    assert form["text"] == "user <@U0GRACE|grace> &amp; payload"
    assert (form["channel_name"], form["user_name"]) == ("team-payload", "ada")
    assert form["response_url"].startswith("http://127.0.0.1:9/response/")
    assert said(workspace) == []


def test_a_command_without_words_has_an_empty_text(workspace: Workspace, app: TinyApp) -> None:
    acked(workspace.send("U0ADA", "C0LOBBY", "/capi"))
    assert app.got[0].form["text"] == ""


def test_what_the_app_acks_with_is_seen(workspace: Workspace, app: TinyApp, reply: Reply) -> None:
    app.replies = [
        reply(200, "plain"),
        reply(200, '{"text": "json"}'),
        reply(200, '{"response_type": "in_channel"}'),
        reply(200, "{}"),
    ]
    for _ in range(4):
        acked(workspace.send("U0ADA", "C0CALLS", "/capi help"))
    assert said(workspace) == [
        ("U0CAPIBOT", "plain", "U0ADA"),
        ("U0CAPIBOT", "json", "U0ADA"),
        ("U0ADA", "/capi help", None),
    ]


def test_a_public_ack_also_shows_what_was_typed(workspace: Workspace, app: TinyApp, reply: Reply) -> None:
    app.replies = [reply(200, '{"response_type": "in_channel", "text": "All"}')]
    acked(workspace.send("U0ADA", "C0CALLS", "/capi help"))
    assert said(workspace) == [("U0ADA", "/capi help", None), ("U0CAPIBOT", "All", None)]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [(404, "", "dispatch_failed"), (200, '{"blocks": [{"type": "marquee"}]}', "invalid_blocks")],
)
def test_a_failed_command_is_told_by_slackbot(
    workspace: Workspace,
    app: TinyApp,
    reply: Reply,
    status: int,
    body: str,
    error: str,
) -> None:
    app.replies = [reply(status, body)]
    acked(workspace.send("U0ADA", "C0CALLS", "/capi help"))
    assert said(workspace) == [("USLACKBOT", f'/capi failed with the error "{error}"', "U0ADA")]


def test_a_slow_command_is_an_operation_timeout(make: Callable[..., Workspace], app: TinyApp, reply: Reply) -> None:
    hold = threading.Event()
    app.replies = [reply(hold=hold)]
    slow = make(app_url=app.url, patience=0.05)
    acked(slow.send("U0ADA", "C0CALLS", "/capi help"))
    hold.set()
    assert said(slow) == [("USLACKBOT", '/capi failed with the error "operation_timeout"', "U0ADA")]


def test_commands_do_not_work_in_threads(workspace: Workspace, app: TinyApp) -> None:
    parent = posted(workspace)
    assert workspace.send("U0ADA", "C0CALLS", "/capi help", parent.ts) == Sent()
    assert [toast["text"] for toast in workspace.board.toasts("U0ADA")] == ["/capi is not supported in threads. Sorry!"]
    assert app.got == []


def test_an_unknown_command_is_told_by_slackbot(workspace: Workspace, app: TinyApp) -> None:
    assert workspace.send("U0ADA", "C0CALLS", "/cpai<b help") == Sent()
    assert said(workspace) == [("USLACKBOT", "`/cpai&lt;b` is not a valid command.", "U0ADA")]
    assert app.got == []


def test_a_message_is_posted_and_not_told_to_the_app(workspace: Workspace, app: TinyApp) -> None:
    sent = workspace.send("U0ADA", "C0CALLS", "hello <all>")
    assert sent.delivery is None
    assert said(workspace) == [("U0ADA", "hello &lt;all&gt;", None)]
    assert sent.ts == workspace.board.messages[0].ts
    assert app.got == []


def test_a_mention_reaches_the_app_with_its_thread(workspace: Workspace, app: TinyApp) -> None:
    parent = posted(workspace)
    acked(workspace.send("U0ADA", "C0CALLS", "@capi user NAM-1", parent.ts))
    event = app.got[0].event
    assert event["event"]["text"] == "<@U0CAPIBOT> user NAM-1"
    assert event["event"]["thread_ts"] == parent.ts


def test_a_mention_where_the_bot_is_not_is_told_by_slackbot(workspace: Workspace, app: TinyApp) -> None:
    assert workspace.send("U0ADA", "C0LOBBY", "@capi help").delivery is None
    assert said(workspace)[1] == ("USLACKBOT", "<@U0CAPIBOT> is not in this channel.", "U0ADA")
    assert app.got == []


def test_a_mention_needs_its_scope(make: Callable[..., Workspace], app: TinyApp) -> None:
    deaf = make(app_url=app.url, directory=replace(Directory(), scopes=("commands",)))
    assert deaf.send("U0ADA", "C0CALLS", "@capi help").delivery is None


def test_an_event_can_be_delivered_twice(workspace: Workspace, app: TinyApp) -> None:
    with pytest.raises(NotPossibleError):
        workspace.redeliver()
    acked(workspace.send("U0ADA", "C0CALLS", "@capi help"))
    workspace.redeliver()
    first, second = app.got
    assert first.body == second.body
    assert second.headers["x-slack-retry-num"] == "1"


@pytest.mark.parametrize(
    ("user", "channel", "text", "thread_ts"),
    [
        ("U0NOBODY", "C0CALLS", "hello", None),
        ("U0ADA", "C0NOWHERE", "hello", None),
        ("U0ADA", "C0CALLS", "  ", None),
        ("U0ADA", "C0CALLS", "hello", "1.0"),
    ],
)
def test_what_cannot_be_sent_is_refused(
    workspace: Workspace, user: str, channel: str, text: str, thread_ts: str | None
) -> None:
    with pytest.raises(NotPossibleError):
        workspace.send(user, channel, text, thread_ts)
    assert said(workspace) == []


def test_a_press_reaches_the_app_with_a_response_url_of_its_message(workspace: Workspace, app: TinyApp) -> None:
    message = posted(workspace)
    press(workspace, message)
    payload = app.got[0].payload
    assert payload["actions"][0]["value"] == "v"
    assert payload["message"]["ts"] == message.ts
    assert workspace.tickets.take(payload["response_url"].rpartition("/")[2]).message_ts == message.ts


def test_a_dead_button_is_refused(workspace: Workspace, app: TinyApp) -> None:
    message = posted(workspace)
    for changes in ({"action_id": "events"}, {"ts": "1.0"}, {"view_id": "V1"}):
        with pytest.raises(NotPossibleError):
            press(workspace, message, **changes)
    with pytest.raises(NotPossibleError):
        press(workspace, posted(workspace, ephemeral_to="U0GRACE"))
    with pytest.raises(NotPossibleError):
        press(workspace, posted(workspace, blocks=None))
    assert app.got == []


def test_a_press_on_an_ephemeral_message_reaches_the_app_without_it(workspace: Workspace, app: TinyApp) -> None:
    press(workspace, posted(workspace, ephemeral_to="U0ADA"))
    assert "message" not in app.got[0].payload


def test_a_press_that_the_app_does_not_take_is_a_toast(workspace: Workspace, app: TinyApp, reply: Reply) -> None:
    app.replies = [reply(500)]
    press(workspace, posted(workspace))
    assert [toast["text"] for toast in workspace.board.toasts("U0ADA")] == [
        "The app did not take that (dispatch_failed). Try again?",
    ]


def test_a_press_in_a_modal_reaches_the_app_with_the_view(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.modals.open("U0ADA", modal())
    workspace.press("U0ADA", view_id=view["id"], block_id="row", action_id="members").result(10)
    payload = app.got[0].payload
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert "response_url" not in payload
    workspace.modals.push(workspace.tickets.redeem(payload["trigger_id"]), modal())


def test_a_submitted_form_reaches_the_app_and_closes(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.modals.open("U0ADA", form())
    workspace.submit("U0ADA", view["id"], {"q": {"a": {"value": "Ada"}}})
    assert app.got[0].payload["view"]["state"]["values"]["q"]["a"]["value"] == "Ada"
    assert workspace.board.modals("U0ADA") == ()


def test_a_form_that_is_not_filled_in_does_not_leave_the_page(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.modals.open("U0ADA", form())
    with pytest.raises(NotPossibleError) as caught:
        workspace.submit("U0ADA", view["id"])
    assert caught.value.fields == {"q": "Please complete this required field."}
    assert app.got == []


def test_a_form_that_the_app_does_not_take_stays_open(workspace: Workspace, app: TinyApp, reply: Reply) -> None:
    app.replies = [reply(500), reply(200, '{"response_action": "push", "view": {}}')]
    view = workspace.modals.open("U0ADA", modal())
    with pytest.raises(NotPossibleError, match="dispatch_failed"):
        workspace.submit("U0ADA", view["id"])
    with pytest.raises(RefusedError, match="invalid_arguments"):
        workspace.submit("U0ADA", view["id"])
    assert len(workspace.board.modals("U0ADA")) == 1


def test_a_closed_modal_is_told_only_where_the_view_asks_for_it(make: Callable[..., Workspace], app: TinyApp) -> None:
    workspace = make(app_url=app.url)
    workspace.dismiss("U0ADA", workspace.modals.open("U0ADA", modal())["id"])
    workspace.modals.open("U0ADA", modal())
    view = workspace.modals.push("U0ADA", modal(notify_on_close=True, clear_on_close=True))
    workspace.dismiss("U0ADA", view["id"])
    workspace.close()
    assert [got.payload["type"] for got in app.got] == ["view_closed"]
    assert workspace.board.modals("U0ADA") == ()


def test_a_state_has_exactly_the_fields_of_the_page(workspace: Workspace) -> None:
    state = workspace.state("U0ADA")
    assert set(state) == {
        "version",
        "team",
        "me",
        "people",
        "channels",
        "messages",
        "modal",
        "toasts",
        "commands",
        "deliveries",
    }
    assert state["team"] == {"id": "T0SANDBOX", "name": "Sandbox"}
    assert {"id": "C0LOBBY", "name": "lobby", "has_bot": False} in state["channels"]
    assert {"id": "U0CAPIBOT", "name": "capi", "is_bot": True} in state["people"]
    assert [command["command"] for command in state["commands"]] == ["/capi"]
