"""What people do in messages, modals and on the Home tab, and the payloads that the app gets, against Slack's types."""

from __future__ import annotations

import json
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft7Validator

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.deliveries import DeliveryResult
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.element_values import Press, state_values
from capi_bot.sandbox.slack.errors import AppFailedError, NotPossibleError
from capi_bot.sandbox.slack.messages import File, Message
from capi_bot.sandbox.slack.posting import respond
from capi_bot.sandbox.slack.workspace import Workspace
from tests.shared_files import shared

TinyApp = Any  # conftest's
Reply = Any  # conftest's
Json = dict[str, Any]

DIRECTORY = Directory()
BUTTON = {"type": "button", "action_id": "members", "text": {"type": "plain_text", "text": "Members"}, "value": "v"}
ROW = {"type": "actions", "block_id": "row", "elements": [BUTTON]}
FIELD = {
    "type": "input",
    "block_id": "q",
    "label": {"type": "plain_text", "text": "Name"},
    "element": {"type": "plain_text_input", "action_id": "a"},
}
MENU = {"type": "external_select", "action_id": "who"}
TYPED = {"block_id": "row", "action_id": "who", "value": "ad"}
OPTIONS = {"options": [{"text": {"type": "plain_text", "text": "Ada"}, "value": "ada"}]}
MEMBERS = Press(block_id="row", action_id="members", given={})


def modal(**changes: object) -> Json:
    title = {"type": "plain_text", "text": "User"}
    return {"type": "modal", "title": title, "blocks": [ROW], "callback_id": "user", **changes}


def form(**changes: object) -> Json:
    return modal(blocks=[FIELD], submit={"type": "plain_text", "text": "Save"}, **changes)


def home() -> Json:
    return {"type": "home", "blocks": [ROW], "private_metadata": "kept"}


def posted(workspace: Workspace, **changes: Any) -> Message:  # noqa: ANN401 - any field of a message
    facts = {"ts": workspace.store.next_ts(), "channel": "C0CALLS", "user": "U0CAPIBOT", "blocks": (ROW,)}
    return workspace.store.put(Message(**(facts | changes)))


def press(
    workspace: Workspace, message: Message, action_id: str = "members", *, user: str = "U0ADA", **where: str
) -> None:
    pressed = Press(block_id="row", action_id=action_id, given={})
    place = {"channel": message.channel, "ts": message.ts, **where}
    workspace.interactivity.press(user, pressed, **place).result(10)


def done(delivery: Future[DeliveryResult] | None) -> None:
    assert delivery is not None
    delivery.result(10)


def schema_errors(name: str, payload: Json) -> list[str]:
    types = json.loads(shared("schemas/slack-bolt-payloads.schema.json").read_text())
    known = {
        key: value for key, value in payload.items() if key != "enterprise"
    }  # Slack sends null, its types forget it
    errors = Draft7Validator({**types, "$ref": f"#/definitions/{name}"}).iter_errors(known)
    return [f"{error.json_path} {error.message[:200]}" for error in errors]


@pytest.mark.parametrize("changes", [{}, {"ephemeral_to": "U0ADA"}, {"thread_ts": "3.000001", "edited": True}])
def test_a_press_in_a_message_fits_slacks_types(workspace: Workspace, app: TinyApp, changes: Json) -> None:
    press(workspace, posted(workspace, **changes))
    assert schema_errors("BlockAction", app.got[0].payload) == []


@pytest.mark.parametrize("surface", ["modal", "home"])
def test_a_press_in_a_view_fits_slacks_types_but_for_what_slack_leaves_out(
    workspace: Workspace, app: TinyApp, surface: str
) -> None:
    view = workspace.views.open("U0ADA", modal()) if surface == "modal" else workspace.views.publish("U0ADA", home())
    done(workspace.interactivity.press("U0ADA", MEMBERS, view_id=view["id"]))
    payload = app.got[0].payload
    titled = {"title": {"type": "plain_text", "text": "x"}, **payload["view"]}  # a Home tab has none
    assert "response_url" not in payload
    assert schema_errors("BlockAction", {**payload, "view": titled, "response_url": ""}) == []


@pytest.mark.parametrize(
    ("element", "value", "name"),
    [
        ({"type": "static_select", **OPTIONS, "initial_option": OPTIONS["options"][0]}, "ada", "StaticSelectAction"),
        ({"type": "radio_buttons", **OPTIONS}, "ada", "RadioButtonsAction"),
        ({"type": "conversations_select"}, "C0CALLS", "ConversationsSelectAction"),
        ({"type": "datepicker", "initial_date": "2026-11-01"}, "2026-11-02", "DatepickerAction"),
        ({"type": "plain_text_input"}, "words", "PlainTextInputAction"),
    ],
)
def test_a_choice_fits_slacks_types(element: Json, value: str, name: str) -> None:
    block = {"type": "actions", "block_id": "row", "elements": [{**element, "action_id": "a"}]}
    chosen = Press(block_id="row", action_id="a", given={"value": value}).action([block], "5.000001")
    assert schema_errors(name, chosen) == []
    for given in ({}, {"row": {"a": {"value": value}}}):
        assert schema_errors("ViewStateValue", state_values([block], given)["row"]["a"]) == []


def test_a_submitted_view_and_a_command_fit_slacks_types_which_are_strict(workspace: Workspace, app: TinyApp) -> None:
    workspace.interactivity.submit("U0ADA", workspace.views.open("U0ADA", modal())["id"])
    done(workspace.composer.send("U0ADA", "C0CALLS", "/capi help").delivery)
    submission, command = app.got
    assert schema_errors("ViewOutput", submission.payload["view"]) == []
    fields = command.form
    assert schema_errors("SlashCommand", fields) == []
    assert schema_errors("SlashCommand", {name: value for name, value in fields.items() if name != "trigger_id"})


def test_a_press_has_the_message_where_it_is_and_a_response_url_of_it(workspace: Workspace, app: TinyApp) -> None:
    message = posted(workspace, thread_ts="3.000001")
    press(workspace, message)
    payload = app.got[0].payload
    assert payload["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": "C0CALLS",
        "is_ephemeral": False,
        "thread_ts": "3.000001",
    }
    assert payload["actions"][0]["value"] == "v"
    assert (payload["message"]["ts"], payload["message"]["blocks"]) == (message.ts, [ROW])
    assert payload["message"]["bot_id"] == "B0CAPIBOT"
    assert payload["channel"] == {"id": "C0CALLS", "name": "calls"}
    assert payload["user"] == {"id": "U0ADA", "username": "ada", "name": "ada", "team_id": "T0SANDBOX"}
    assert (payload["enterprise"], payload["is_enterprise_install"]) == (None, False)
    assert workspace.tokens.use_response_url(payload["response_url"].rpartition("/")[2]).message_ts == message.ts
    assert workspace.tokens.use_trigger(payload["trigger_id"]).user == "U0ADA"


def test_an_ephemeral_message_is_not_in_its_press(workspace: Workspace, app: TinyApp) -> None:
    press(workspace, posted(workspace, ephemeral_to="U0ADA"))
    assert "message" not in app.got[0].payload
    assert app.got[0].payload["container"]["is_ephemeral"] is True


def test_a_message_is_written_as_slack_writes_it() -> None:
    file = File(id="F1", name="a b.json", title="Call", mimetype="application/json", size=3)
    message = Message(ts="4.000001", channel="C0CALLS", user="U0CAPIBOT", files=(file,), subtype="channel_join")
    body = payloads.as_slack(DIRECTORY, message, replies=2)
    assert (body["thread_ts"], body["reply_count"], body["subtype"]) == ("4.000001", 2, "channel_join")
    assert body["files"][0]["url_private"] == "https://files.slack.com/files-pri/T0SANDBOX-F1/a%20b.json"
    plain = payloads.as_slack(DIRECTORY, Message(ts="4.000001", channel="C0CALLS", user="U0KATHERINE", text="x"))
    assert plain == {"type": "message", "user": "U0KATHERINE", "ts": "4.000001", "text": "x", "team": "T0PARTNER"}


def test_a_dead_button_is_refused(workspace: Workspace, app: TinyApp) -> None:
    message = posted(workspace)
    for changes in ({"action_id": "events"}, {"ts": "1.0"}, {"view_id": "V1"}):
        with pytest.raises(NotPossibleError):
            press(workspace, message, **changes)
    for hidden in (posted(workspace, ephemeral_to="U0GRACE"), posted(workspace, blocks=None)):
        with pytest.raises(NotPossibleError):
            press(workspace, hidden)
    assert app.got == []


def test_a_press_that_the_app_does_not_accept_is_a_toast(workspace: Workspace, app: TinyApp, reply: Reply) -> None:
    app.replies = [reply(500)]
    press(workspace, posted(workspace))
    assert [toast["text"] for toast in workspace.store.toasts("U0ADA")] == ["This app responded with Status Code 500."]


def test_a_press_in_a_view_has_the_view_and_what_the_other_inputs_hold(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.views.publish("U0ADA", {**home(), "blocks": [{**FIELD, "dispatch_action": True}, ROW]})
    pressed = replace(MEMBERS, others={"q": {"a": {"value": "Grace"}}})
    done(workspace.interactivity.press("U0ADA", pressed, view_id=view["id"]))
    payload = app.got[0].payload
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert (payload["view"]["type"], payload["view"]["private_metadata"]) == ("home", "kept")
    assert payload["view"]["state"]["values"]["q"]["a"]["value"] == "Grace"
    assert not {"response_url", "channel", "message"} & set(payload)
    workspace.views.open(workspace.tokens.use_trigger(payload["trigger_id"]).user, modal())
    with pytest.raises(NotPossibleError):
        workspace.interactivity.press("U0GRACE", MEMBERS, view_id=view["id"])


def test_a_submitted_form_reaches_the_app_and_closes(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.views.open("U0ADA", form())
    workspace.interactivity.submit("U0ADA", view["id"], {"q": {"a": {"value": "Ada"}}})
    assert app.got[0].payload["view"]["state"]["values"]["q"]["a"]["value"] == "Ada"
    assert workspace.store.modals("U0ADA") == ()


def test_a_form_that_is_not_filled_in_does_not_leave_the_page(workspace: Workspace, app: TinyApp) -> None:
    view = workspace.views.open("U0ADA", form())
    with pytest.raises(NotPossibleError) as caught:
        workspace.interactivity.submit("U0ADA", view["id"])
    assert caught.value.fields == {"q": "Please complete this required field."}
    assert app.got == []


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (500, "", "dispatch_failed"),
        (200, "thanks", "must be empty or a JSON object"),
        (200, '{"response_action": "push", "view": {}}', "invalid_arguments"),
        (200, '{"response_action": "close"}', "must be one of: errors, update, push, clear"),
        (200, '{"response_action": "errors", "errors": {}}', "must name at least one input"),
        (200, '{"response_action": "errors", "errors": {"row": "No."}}', "invalid additional property: row"),
        (200, '{"response_action": "errors"}', "missing required field: errors"),
    ],
)
def test_a_form_that_the_app_does_not_accept_stays_open(
    workspace: Workspace, app: TinyApp, reply: Reply, status: int, body: str, why: str
) -> None:
    app.replies = [reply(status, body)]
    view = workspace.views.open("U0ADA", form())
    with pytest.raises(AppFailedError, match=r"^We had some trouble connecting\. Try again\?$") as caught:
        workspace.interactivity.submit("U0ADA", view["id"], {"q": {"a": {"value": "Ada"}}})
    assert caught.value.why.startswith(why)
    assert len(workspace.store.modals("U0ADA")) == 1


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": modal(callback_id="new")}, ["user", "new"]),
        ({}, ["user"]),
    ],
)
def test_the_app_says_what_happens_to_a_submitted_view(
    workspace: Workspace, app: TinyApp, reply: Reply, answer: Json, titles: list[str]
) -> None:
    app.replies = [reply(200, json.dumps(answer))]
    workspace.views.open("U0ADA", modal())
    workspace.interactivity.submit("U0ADA", workspace.views.push("U0ADA", modal())["id"])
    assert [view["callback_id"] for view in workspace.store.modals("U0ADA")] == titles


def test_a_closed_modal_is_reported_only_where_the_view_asks_for_it(workspace: Workspace, app: TinyApp) -> None:
    workspace.interactivity.close_view("U0ADA", workspace.views.open("U0ADA", modal())["id"])
    first = workspace.views.open("U0ADA", modal(notify_on_close=True))
    workspace.views.push("U0ADA", modal())
    top = workspace.views.push("U0ADA", modal(notify_on_close=True))
    workspace.interactivity.close_view("U0ADA", top["id"], everything=True)
    clearing = workspace.views.open("U0ADA", modal(notify_on_close=True, clear_on_close=True))
    workspace.interactivity.close_view("U0ADA", clearing["id"])
    single = workspace.views.open("U0ADA", modal(notify_on_close=True))
    workspace.interactivity.close_view("U0ADA", single["id"])
    workspace.close()
    assert {(got.payload["view"]["id"], got.payload["is_cleared"]) for got in app.got} == {
        (top["id"], True),
        (first["id"], True),
        (clearing["id"], True),
        (single["id"], False),
    }
    assert {got.payload["type"] for got in app.got} == {"view_closed"}
    assert workspace.store.modals("U0ADA") == ()


def test_a_form_lets_the_app_answer_in_the_channel_that_was_chosen(workspace: Workspace, app: TinyApp) -> None:
    menu = {"type": "conversations_select", "action_id": "a", "response_url_enabled": True}
    view = workspace.views.open("U0ADA", form() | {"blocks": [{**FIELD, "element": menu}]})
    workspace.interactivity.submit("U0ADA", view["id"], {"q": {"a": {"value": "C0CALLS"}}})
    [url] = app.got[0].payload["response_urls"]
    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("q", "a", "C0CALLS")
    assert workspace.tokens.use_response_url(url["response_url"].rpartition("/")[2]).channel == "C0CALLS"


def test_somebody_of_another_workspace_acts_in_a_message_of_ours_and_in_a_view_of_theirs(
    workspace: Workspace, app: TinyApp
) -> None:
    press(workspace, posted(workspace, channel="C0SHARED"), user="U0KATHERINE")
    view = workspace.views.open("U0KATHERINE", modal(notify_on_close=True))
    done(workspace.interactivity.press("U0KATHERINE", MEMBERS, view_id=view["id"]))
    workspace.interactivity.submit("U0KATHERINE", view["id"])
    in_message, *in_view = (got.payload for got in app.got)
    assert (in_message["user"]["team_id"], in_message["team"]["id"]) == ("T0PARTNER", "T0SANDBOX")
    for payload in in_view:
        assert payload["team"] == {"id": "T0PARTNER", "domain": "wheelhouse"}
        assert payload["view"]["app_installed_team_id"] == "T0SANDBOX"
    with pytest.raises(NotPossibleError, match="C0CALLS"):
        press(workspace, posted(workspace), user="U0KATHERINE")


def test_a_menu_asks_the_app_for_its_options(workspace: Workspace, app: TinyApp, reply: Reply) -> None:
    app.replies = [reply(200, json.dumps(OPTIONS)), reply(200, json.dumps(OPTIONS))]
    row = {**ROW, "elements": [MENU]}
    message = posted(workspace, blocks=(row,))
    assert workspace.interactivity.suggest("U0ADA", TYPED, channel="C0CALLS", ts=message.ts) == OPTIONS
    view = workspace.views.open("U0ADA", modal(blocks=[row]))
    assert workspace.interactivity.suggest("U0ADA", TYPED, view_id=view["id"]) == OPTIONS
    in_message, in_modal = (got.payload for got in app.got)
    assert (in_message["type"], in_message["value"]) == ("block_suggestion", "ad")
    assert (in_message["message"]["ts"], in_message["channel"]["id"]) == (message.ts, "C0CALLS")
    assert (in_modal["action_id"], in_modal["container"]) == ("who", {"type": "view", "view_id": view["id"]})
    assert not {"message", "channel", "trigger_id", "response_url"} & set(in_modal)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{}", "must define either `options` or `option_groups`"),
        (json.dumps({"options": OPTIONS["options"] * 101}), "no more than 100 items allowed"),
        ('{"option_groups": [{"options": []}]}', "missing required field: label"),
    ],
)
def test_options_that_slack_would_refuse_are_no_results(
    workspace: Workspace, app: TinyApp, reply: Reply, body: str, why: str
) -> None:
    app.replies = [reply(200, body)]
    message = posted(workspace, blocks=({**ROW, "elements": [MENU]},))
    with pytest.raises(AppFailedError, match="No results found") as caught:
        workspace.interactivity.suggest("U0ADA", TYPED, channel="C0CALLS", ts=message.ts)
    assert caught.value.why.startswith(why)


def test_a_menu_that_is_not_there_asks_nobody(workspace: Workspace, app: TinyApp) -> None:
    with pytest.raises(NotPossibleError, match="who"):
        workspace.interactivity.suggest("U0ADA", TYPED, channel="C0CALLS", ts=posted(workspace).ts)
    assert app.got == []


def test_the_app_is_notified_each_time_somebody_opens_home_with_what_it_shows(
    workspace: Workspace, app: TinyApp
) -> None:
    done(workspace.interactivity.open_home("U0ADA"))
    view = workspace.views.publish("U0ADA", home())
    for user, tab in (("U0ADA", "home"), ("U0ADA", "messages"), ("U0GRACE", "home")):
        done(workspace.interactivity.open_home(user, tab))
    events = [got.event["event"] for got in app.got]
    assert [(each["user"], each["channel"], each["tab"], each.get("view")) for each in events] == [
        ("U0ADA", "D0ADA", "home", None),
        ("U0ADA", "D0ADA", "home", view),
        ("U0ADA", "D0ADA", "messages", None),
        ("U0GRACE", "D0GRACE", "home", None),
    ]


def test_a_global_shortcut_has_neither_channel_nor_response_url(workspace: Workspace, app: TinyApp) -> None:
    done(workspace.interactivity.use_shortcut("U0ADA", "search"))
    payload = app.got[0].payload
    assert (payload["type"], payload["callback_id"], payload["user"]["id"]) == ("shortcut", "search", "U0ADA")
    assert payload["team"] == {"id": "T0SANDBOX", "domain": "sandbox"}
    assert payload["action_ts"]
    assert not {"channel", "response_url", "message"} & set(payload)
    workspace.views.open(workspace.tokens.use_trigger(payload["trigger_id"]).user, modal())


def test_a_message_shortcut_answers_in_the_thread_of_a_message_that_it_never_changes(
    workspace: Workspace, app: TinyApp
) -> None:
    ts = workspace.composer.send("U0GRACE", "C0LOBBY", "CON-1").ts or ""
    done(workspace.interactivity.use_shortcut("U0ADA", "lookup", "C0LOBBY", ts))
    payload = app.got[0].payload
    assert (payload["type"], payload["callback_id"], payload["message_ts"]) == ("message_action", "lookup", ts)
    assert (payload["message"]["text"], payload["channel"]["name"]) == ("CON-1", "lobby")
    token = workspace.tokens.use_response_url(payload["response_url"].rpartition("/")[2])
    reply = {"text": "Found", "response_type": "in_channel", "replace_original": True, "thread_ts": ts}
    respond(workspace.store, token, reply, "U0CAPIBOT", workspace.new_id)
    respond(workspace.store, token, {"text": "psst"}, "U0CAPIBOT", workspace.new_id)
    assert [(each.text, each.thread_ts, each.ephemeral_to) for each in workspace.store.messages] == [
        ("CON-1", None, None),
        ("Found", ts, None),
        ("psst", None, "U0ADA"),
    ]


def test_a_shortcut_that_cannot_be_used_is_refused(workspace: Workspace, app: TinyApp) -> None:
    hidden = posted(workspace, ephemeral_to="U0ADA")
    for callback_id, ts in (("lookup", hidden.ts), ("lookup", "1.0"), ("shout", "")):
        with pytest.raises(NotPossibleError):
            workspace.interactivity.use_shortcut("U0ADA", callback_id, "C0CALLS", ts)
    assert app.got == []
