from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from capi_bot.sandbox.slack.board import Message
from capi_bot.sandbox.slack.choices import Press
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.workspace import Workspace

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


MEMBERS = Press(block_id="row", action_id="members", given={})


def modal(**changes: object) -> dict[str, Any]:
    title = {"type": "plain_text", "text": "User"}
    return {"type": "modal", "title": title, "blocks": [ROW], "callback_id": "user", **changes}


def form() -> dict[str, Any]:
    return modal(blocks=[ASKS], submit={"type": "plain_text", "text": "Save"})


def home() -> dict[str, Any]:
    return {"type": "home", "blocks": [ROW], "private_metadata": "kept"}


def posted(workspace: Workspace, **changes: Any) -> Message:  # noqa: ANN401 - any field of a message
    facts = {"ts": workspace.board.next_ts(), "channel": "C0CALLS", "user": "U0CAPIBOT", "blocks": (ROW,)}
    return workspace.board.put(Message(**(facts | changes)))


def press(workspace: Workspace, message: Message, action_id: str = "members", **where: str) -> None:
    pressed = Press(block_id="row", action_id=action_id, given={})
    workspace.press("U0ADA", pressed, **{"channel": message.channel, "ts": message.ts, **where}).result(10)


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
    view = workspace.views.open("U0ADA", modal())
    workspace.press("U0ADA", MEMBERS, view_id=view["id"]).result(10)
    payload = app.got[0].payload
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert "response_url" not in payload
    workspace.views.push(workspace.tickets.redeem(payload["trigger_id"]).user, modal())


def test_a_submitted_form_reaches_the_app_and_closes(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.views.open("U0ADA", form())
    workspace.submit("U0ADA", view["id"], {"q": {"a": {"value": "Ada"}}})
    assert app.got[0].payload["view"]["state"]["values"]["q"]["a"]["value"] == "Ada"
    assert workspace.board.modals("U0ADA") == ()


def test_a_form_that_is_not_filled_in_does_not_leave_the_page(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.views.open("U0ADA", form())
    with pytest.raises(NotPossibleError) as caught:
        workspace.submit("U0ADA", view["id"])
    assert caught.value.fields == {"q": "Please complete this required field."}
    assert app.got == []


def test_a_form_that_the_app_does_not_take_stays_open(workspace: Workspace, app: TinyApp, reply: Reply) -> None:
    app.replies = [reply(500), reply(200, '{"response_action": "push", "view": {}}')]
    view = workspace.views.open("U0ADA", modal())
    with pytest.raises(NotPossibleError, match="dispatch_failed"):
        workspace.submit("U0ADA", view["id"])
    with pytest.raises(RefusedError, match="invalid_arguments"):
        workspace.submit("U0ADA", view["id"])
    assert len(workspace.board.modals("U0ADA")) == 1


def test_a_closed_modal_is_told_only_where_the_view_asks_for_it(make: Callable[..., Workspace], app: TinyApp) -> None:
    workspace = make(app_url=app.url)
    workspace.dismiss("U0ADA", workspace.views.open("U0ADA", modal())["id"])
    workspace.views.open("U0ADA", modal())
    view = workspace.views.push("U0ADA", modal(notify_on_close=True, clear_on_close=True))
    workspace.dismiss("U0ADA", view["id"])
    workspace.close()
    assert [got.payload["type"] for got in app.got] == ["view_closed"]
    assert workspace.board.modals("U0ADA") == ()


def test_a_press_says_what_the_other_inputs_hold(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.views.publish("U0ADA", {"type": "home", "blocks": [{**ASKS, "dispatch_action": True}, ROW]})
    beside = {"q": {"a": {"value": "Grace"}}}
    pressed = Press(block_id="row", action_id="members", given={}, beside=beside)
    workspace.press("U0ADA", pressed, view_id=view["id"]).result(10)
    assert app.got[0].payload["view"]["state"]["values"]["q"]["a"]["value"] == "Grace"


def test_a_modal_opened_from_a_channel_starts_at_that_channel(workspace: Workspace, app: TinyApp) -> None:
    press(workspace, posted(workspace))
    trigger = workspace.tickets.redeem(app.got[0].payload["trigger_id"])
    assert (trigger.user, trigger.channel) == ("U0ADA", "C0CALLS")


def test_a_form_lets_the_app_answer_in_the_channel_that_was_chosen(workspace: Workspace, app: TinyApp) -> None:
    menu = {"type": "conversations_select", "action_id": "a", "response_url_enabled": True}
    view = workspace.views.open("U0ADA", form() | {"blocks": [{**ASKS, "element": menu}]})
    workspace.submit("U0ADA", view["id"], {"q": {"a": {"value": "C0CALLS"}}})
    [url] = app.got[0].payload["response_urls"]
    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("q", "a", "C0CALLS")
    assert workspace.tickets.take(url["response_url"].rpartition("/")[2]).channel == "C0CALLS"


def test_where_things_are_may_be_learnt_later(make: Callable[..., Workspace], app: TinyApp) -> None:
    workspace = make(app_url=None, own_url="")
    workspace.app_url, workspace.own_url = app.url, "http://127.0.0.1:8"
    press(workspace, posted(workspace))
    assert app.got[0].payload["response_url"].startswith(f"{workspace.own_url}/response/")
    assert workspace.app_url == app.url


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
        "home",
        "toasts",
        "commands",
        "shortcuts",
        "deliveries",
    }
    assert state["team"] == {"id": "T0SANDBOX", "name": "Sandbox"}
    assert {"id": "C0LOBBY", "name": "lobby", "is_im": False, "has_bot": False} in state["channels"]
    assert {"id": "U0CAPIBOT", "name": "capi", "is_bot": True} in state["people"]
    assert [command["command"] for command in state["commands"]] == ["/capi"]
    assert {shortcut["callback_id"]: shortcut["type"] for shortcut in state["shortcuts"]} == {
        "lookup": "message",
        "search": "global",
    }


def test_each_person_sees_only_their_own_direct_messages(workspace: Workspace) -> None:
    posted(workspace, channel="D0ADA")
    state = workspace.state("U0ADA")
    assert [each for each in state["channels"] if each["is_im"]] == [
        {"id": "D0ADA", "name": "capi", "is_im": True, "has_bot": True},
    ]
    assert len(state["messages"]) == 1
    assert workspace.state("U0GRACE")["messages"] == []
    with pytest.raises(NotPossibleError):
        workspace.press("U0GRACE", MEMBERS, channel="D0ADA", ts=state["messages"][0]["ts"])


def test_each_person_has_their_own_home(workspace: Workspace) -> None:
    view = workspace.views.publish("U0ADA", home())
    assert workspace.state("U0ADA")["home"] == view
    assert workspace.state("U0GRACE")["home"] is None


def test_the_bot_hears_what_it_changes_in_direct_messages_but_that_is_not_the_last_event(
    workspace: Workspace, app: TinyApp
) -> None:
    message = posted(workspace, channel="D0ADA")
    with pytest.raises(NotPossibleError):
        workspace.redeliver()
    workspace.board.remove(message)
    workspace.close()
    told = {got.event["event"].get("subtype"): got.event["event"] for got in app.got}
    assert told[None]["bot_id"] == "B0CAPIBOT"
    assert told["message_deleted"]["deleted_ts"] == message.ts
