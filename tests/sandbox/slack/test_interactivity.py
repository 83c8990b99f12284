from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from capi_bot.sandbox.slack.choices import Press
from capi_bot.sandbox.slack.failure_messages import AppFailedError
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.refusals import NotPossibleError
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


def posted(workspace: Workspace, **changes: Any) -> Message:  # noqa: ANN401 - any field of a message
    facts = {"ts": workspace.board.next_ts(), "channel": "C0CALLS", "user": "U0CAPIBOT", "blocks": (ROW,)}
    return workspace.board.put(Message(**(facts | changes)))


def press(workspace: Workspace, message: Message, action_id: str = "members", **where: str) -> None:
    pressed = Press(block_id="row", action_id=action_id, given={})
    workspace.interactivity.press("U0ADA", pressed, **{"channel": message.channel, "ts": message.ts, **where}).result(
        10
    )


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
    assert [toast["text"] for toast in workspace.board.toasts("U0ADA")] == ["This app responded with Status Code 500."]


def test_a_press_in_a_modal_reaches_the_app_with_the_view(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.views.open("U0ADA", modal())
    workspace.interactivity.press("U0ADA", MEMBERS, view_id=view["id"]).result(10)
    payload = app.got[0].payload
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert "response_url" not in payload
    workspace.views.push(workspace.tickets.redeem(payload["trigger_id"]).user, modal())


def test_a_submitted_form_reaches_the_app_and_closes(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.views.open("U0ADA", form())
    workspace.interactivity.submit("U0ADA", view["id"], {"q": {"a": {"value": "Ada"}}})
    assert app.got[0].payload["view"]["state"]["values"]["q"]["a"]["value"] == "Ada"
    assert workspace.board.modals("U0ADA") == ()


def test_a_form_that_is_not_filled_in_does_not_leave_the_page(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.views.open("U0ADA", form())
    with pytest.raises(NotPossibleError) as caught:
        workspace.interactivity.submit("U0ADA", view["id"])
    assert caught.value.fields == {"q": "Please complete this required field."}
    assert app.got == []


def test_a_form_that_the_app_does_not_take_stays_open(workspace: Workspace, app: TinyApp, reply: Reply) -> None:
    app.replies = [reply(500), reply(200, '{"response_action": "push", "view": {}}')]
    view = workspace.views.open("U0ADA", modal())
    for why in ("dispatch_failed", "invalid_arguments"):
        with pytest.raises(AppFailedError, match=r"^We had some trouble connecting\. Try again\?$") as caught:
            workspace.interactivity.submit("U0ADA", view["id"])
        assert caught.value.why == why
    assert len(workspace.board.modals("U0ADA")) == 1


def test_a_closed_modal_is_told_only_where_the_view_asks_for_it(make: Callable[..., Workspace], app: TinyApp) -> None:
    workspace = make(app_url=app.url)
    workspace.interactivity.dismiss("U0ADA", workspace.views.open("U0ADA", modal())["id"])
    workspace.views.open("U0ADA", modal())
    view = workspace.views.push("U0ADA", modal(notify_on_close=True, clear_on_close=True))
    workspace.interactivity.dismiss("U0ADA", view["id"])
    workspace.close()
    assert [got.payload["type"] for got in app.got] == ["view_closed"]
    assert workspace.board.modals("U0ADA") == ()


def test_a_press_says_what_the_other_inputs_hold(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.views.publish("U0ADA", {"type": "home", "blocks": [{**ASKS, "dispatch_action": True}, ROW]})
    beside = {"q": {"a": {"value": "Grace"}}}
    pressed = Press(block_id="row", action_id="members", given={}, beside=beside)
    workspace.interactivity.press("U0ADA", pressed, view_id=view["id"]).result(10)
    assert app.got[0].payload["view"]["state"]["values"]["q"]["a"]["value"] == "Grace"


def test_a_modal_opened_from_a_channel_starts_at_that_channel(workspace: Workspace, app: TinyApp) -> None:
    press(workspace, posted(workspace))
    trigger = workspace.tickets.redeem(app.got[0].payload["trigger_id"])
    assert (trigger.user, trigger.channel) == ("U0ADA", "C0CALLS")


def test_a_form_lets_the_app_answer_in_the_channel_that_was_chosen(workspace: Workspace, app: TinyApp) -> None:
    menu = {"type": "conversations_select", "action_id": "a", "response_url_enabled": True}
    view = workspace.views.open("U0ADA", form() | {"blocks": [{**ASKS, "element": menu}]})
    workspace.interactivity.submit("U0ADA", view["id"], {"q": {"a": {"value": "C0CALLS"}}})
    [url] = app.got[0].payload["response_urls"]
    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("q", "a", "C0CALLS")
    assert workspace.tickets.take(url["response_url"].rpartition("/")[2]).channel == "C0CALLS"


def test_a_stack_that_is_closed_at_once_is_told_from_the_top(make: Callable[..., Workspace], app: TinyApp) -> None:
    workspace = make(app_url=app.url)
    first = workspace.views.open("U0ADA", modal(notify_on_close=True))
    workspace.views.push("U0ADA", modal())
    top = workspace.views.push("U0ADA", modal(notify_on_close=True))
    workspace.interactivity.dismiss("U0ADA", top["id"], everything=True)
    workspace.close()
    assert {(got.payload["view"]["id"], got.payload["is_cleared"]) for got in app.got} == {
        (top["id"], True),
        (first["id"], True),
    }
    assert workspace.board.modals("U0ADA") == ()


def test_somebody_of_another_workspace_presses_what_they_see(workspace: Workspace, app: TinyApp) -> None:
    shown = posted(workspace, channel="C0SHARED")
    workspace.interactivity.press("U0KATHERINE", MEMBERS, channel="C0SHARED", ts=shown.ts).result(10)
    payload = app.got[0].payload
    assert (payload["user"]["team_id"], payload["team"]["id"]) == ("T0PARTNER", "T0SANDBOX")
    view = workspace.views.open("U0KATHERINE", modal())
    workspace.interactivity.press("U0KATHERINE", MEMBERS, view_id=view["id"]).result(10)
    payload = app.got[1].payload
    assert (payload["team"]["id"], payload["view"]["app_installed_team_id"]) == ("T0PARTNER", "T0SANDBOX")
    with pytest.raises(NotPossibleError, match="C0CALLS"):
        workspace.interactivity.press("U0KATHERINE", MEMBERS, channel="C0CALLS", ts=posted(workspace).ts)


MENU = {"type": "external_select", "action_id": "who"}
ASKED = {"block_id": "row", "action_id": "who", "value": "ad"}
OFFER = {"options": [{"text": {"type": "plain_text", "text": "Ada"}, "value": "ada"}]}


def test_a_menu_asks_the_app_for_its_options(workspace: Workspace, app: TinyApp, reply: Reply) -> None:
    app.replies = [reply(200, json.dumps(OFFER)), reply(200, json.dumps(OFFER))]
    row = {**ROW, "elements": [MENU]}
    shown = posted(workspace, blocks=(row,))
    assert workspace.interactivity.suggest("U0ADA", ASKED, channel="C0CALLS", ts=shown.ts) == OFFER
    view = workspace.views.open("U0ADA", modal(blocks=[row]))
    assert workspace.interactivity.suggest("U0ADA", ASKED, view_id=view["id"]) == OFFER
    on_message, in_modal = (got.payload for got in app.got)
    assert (on_message["type"], on_message["value"], on_message["message"]["ts"]) == (
        "block_suggestion",
        "ad",
        shown.ts,
    )
    assert (in_modal["action_id"], in_modal["view"]["id"]) == ("who", view["id"])
    assert not {"message", "channel"} & set(in_modal)


def test_a_menu_that_is_not_there_asks_nobody(workspace: Workspace, app: TinyApp) -> None:
    with pytest.raises(NotPossibleError, match="who"):
        workspace.interactivity.suggest("U0ADA", ASKED, channel="C0CALLS", ts=posted(workspace).ts)
    assert app.got == []


def test_an_emoji_goes_under_a_message_and_comes_away_again(workspace: Workspace) -> None:
    place = {"channel": "C0CALLS", "ts": posted(workspace).ts}
    workspace.interactivity.react("U0ADA", ":eyes:", **place)
    assert workspace.board.messages[0].reacted("eyes", "U0ADA")
    workspace.interactivity.react("U0ADA", "eyes", **place)
    assert workspace.board.messages[0].reactions == ()


def test_what_one_person_sees_takes_no_emoji(workspace: Workspace) -> None:
    whispered = posted(workspace, ephemeral_to="U0ADA")
    with pytest.raises(NotPossibleError, match="everybody sees"):
        workspace.interactivity.react("U0ADA", "eyes", channel="C0CALLS", ts=whispered.ts)
