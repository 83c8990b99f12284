from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.choices import action, held
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.messages import File, Message
from capi_bot.sandbox.slack.people import Channel, Person
from capi_bot.sandbox.slack.register import Register
from capi_bot.sandbox.slack.views import Views
from tests.shared_files import shared

DIRECTORY = Directory()
ADA = Person(id="U0ADA", name="ada")
CALLS = Channel(id="C0CALLS", name="calls")
ISSUED = payloads.Issued(trigger_id="1.2.abc", response_url="http://127.0.0.1:8000/response/secret")
BUTTON = {"type": "button", "action_id": "members", "text": {"type": "plain_text", "text": "Members"}, "value": "v"}
ROW = {"type": "actions", "block_id": "row", "elements": [BUTTON]}
PRESSED = action(BUTTON, "row", {}, "5.000001")


def message(**changes: Any) -> Message:  # noqa: ANN401 - any field of a message
    facts = {"ts": "4.000001", "channel": "C0CALLS", "user": "U0CAPIBOT", "text": "List", "blocks": (ROW,)}
    return Message(**(facts | changes))


def pressed(shown: Message, replies: int = 0) -> dict[str, Any]:
    return payloads.message_press(
        DIRECTORY,
        message=shown,
        action=PRESSED,
        values={},
        person=ADA,
        channel=CALLS,
        issued=ISSUED,
        replies=replies,
    )


def view() -> dict[str, Any]:
    views = Views(Board(lambda: 0.0), Register(DIRECTORY), lambda: "id")
    return views.open("U0ADA", {"type": "modal", "title": {"type": "plain_text", "text": "User"}, "blocks": [ROW]})


def home() -> dict[str, Any]:
    blocks = [{"type": "section", "block_id": "row", "text": {"type": "mrkdwn", "text": "Live"}, "accessory": BUTTON}]
    return Views(Board(lambda: 0.0), Register(DIRECTORY), lambda: "id").publish(
        "U0ADA", {"type": "home", "blocks": blocks}
    )


def used(shown: Message) -> dict[str, Any]:
    return payloads.message_shortcut(
        DIRECTORY,
        callback_id="lookup",
        message=shown,
        person=ADA,
        channel=CALLS,
        issued=ISSUED,
        action_ts="5.000001",
        replies=2,
    )


def command() -> dict[str, str]:
    return payloads.slash_command(
        DIRECTORY,
        command="/capi",
        text="help",
        person=ADA,
        channel=CALLS,
        issued=ISSUED,
    )


def fits(name: str, payload: dict[str, Any]) -> list[str]:
    types = json.loads(shared("schemas/slack-bolt-payloads.schema.json").read_text(encoding="utf-8"))
    known = {
        key: value for key, value in payload.items() if key != "enterprise"
    }  # Slack sends null, its types forget it
    errors = Draft7Validator({**types, "$ref": f"#/definitions/{name}"}).iter_errors(known)
    return [f"{error.json_path} {error.message[:200]}" for error in errors]


def test_a_slash_command_fits_slacks_types() -> None:
    assert fits("SlashCommand", command()) == []


@pytest.mark.parametrize(
    "shown", [message(), message(ephemeral_to="U0ADA"), message(thread_ts="3.000001", edited=True)]
)
def test_a_click_on_a_message_fits_slacks_types(shown: Message) -> None:
    assert fits("BlockAction", pressed(shown)) == []


def test_a_click_in_a_modal_fits_slacks_types_but_for_the_response_url_that_slack_leaves_out() -> None:
    click = payloads.view_press(DIRECTORY, view=view(), action=PRESSED, person=ADA, issued=ISSUED)
    assert "response_url" not in click
    assert fits("BlockAction", {**click, "response_url": ""}) == []


def test_a_click_on_a_home_tab_fits_slacks_types_but_for_the_response_url_and_the_title_that_it_has_not() -> None:
    click = payloads.view_press(DIRECTORY, view=home(), action=PRESSED, person=ADA, issued=ISSUED)
    titled = {**click["view"], "title": {"type": "plain_text", "text": "x"}}
    assert "title" not in click["view"]
    assert fits("BlockAction", {**click, "view": titled, "response_url": ""}) == []


OPTION = {"text": {"type": "plain_text", "text": "Live"}, "value": "live"}
CHOICES = [
    ({"type": "static_select", "options": [OPTION], "initial_option": OPTION}, "live", "StaticSelectAction"),
    ({"type": "radio_buttons", "options": [OPTION]}, "live", "RadioButtonsAction"),
    ({"type": "conversations_select"}, "C0CALLS", "ConversationsSelectAction"),
    ({"type": "datepicker", "initial_date": "2026-11-01"}, "2026-11-02", "DatepickerAction"),
    ({"type": "plain_text_input"}, "words", "PlainTextInputAction"),
]


@pytest.mark.parametrize(("element", "value", "name"), CHOICES)
def test_a_choice_fits_slacks_types(element: dict[str, Any], value: str, name: str) -> None:
    chosen = action({**element, "action_id": "a"}, "row", {"value": value}, "5.000001")
    assert fits(name, chosen) == []
    block = {"type": "actions", "block_id": "row", "elements": [{**element, "action_id": "a"}]}
    for given in ({}, {"row": {"a": {"value": value}}}):
        assert fits("ViewStateValue", held([block], given)["row"]["a"]) == []


def test_a_submitted_view_fits_slacks_types() -> None:
    payload = payloads.view_submission(DIRECTORY, view=view(), person=ADA, issued=ISSUED)
    assert fits("ViewOutput", payload["view"]) == []


def test_the_published_types_are_strict_enough_to_matter() -> None:
    assert fits("SlashCommand", {name: value for name, value in command().items() if name != "trigger_id"})


def test_a_slash_command_has_every_field_that_slack_sends() -> None:
    assert command() == {
        "token": payloads.VERIFICATION_TOKEN,
        "team_id": "T0SANDBOX",
        "team_domain": "sandbox",
        "channel_id": "C0CALLS",
        "channel_name": "calls",
        "user_id": "U0ADA",
        "user_name": "ada",
        "command": "/capi",
        "text": "help",
        "api_app_id": "A0CAPIBOT",
        "is_enterprise_install": "false",
        "response_url": ISSUED.response_url,
        "trigger_id": "1.2.abc",
    }


def test_a_click_holds_the_message_and_where_it_is() -> None:
    body = pressed(message(thread_ts="3.000001"))
    assert body["container"] == {
        "type": "message",
        "message_ts": "4.000001",
        "channel_id": "C0CALLS",
        "is_ephemeral": False,
        "thread_ts": "3.000001",
    }
    assert body["message"]["blocks"] == [ROW]
    assert body["message"]["bot_id"] == "B0CAPIBOT"
    assert body["actions"] == [PRESSED]
    assert body["user"] == {"id": "U0ADA", "username": "ada", "name": "ada", "team_id": "T0SANDBOX"}
    assert body["enterprise"] is None
    assert body["is_enterprise_install"] is False


def test_an_ephemeral_message_is_not_in_its_click() -> None:
    body = pressed(message(ephemeral_to="U0ADA"))
    assert "message" not in body
    assert body["container"]["is_ephemeral"] is True


def test_the_parent_of_a_thread_says_so() -> None:
    told = pressed(message(), replies=2)["message"]
    assert (told["thread_ts"], told["reply_count"]) == ("4.000001", 2)
    assert "thread_ts" not in pressed(message())["message"]


def test_a_person_s_message_has_no_bot_in_it() -> None:
    told = payloads.as_slack(DIRECTORY, message(user="U0ADA", blocks=None))
    assert "bot_id" not in told
    assert "blocks" not in told


def test_direct_messages_all_have_one_name() -> None:
    own = DIRECTORY.direct_message(ADA)
    form = payloads.slash_command(DIRECTORY, command="/capi", text="", person=ADA, channel=own, issued=ISSUED)
    assert (form["channel_id"], form["channel_name"]) == ("D0ADA", "directmessage")


def test_a_global_shortcut_has_neither_channel_nor_response_url() -> None:
    body = payloads.global_shortcut(DIRECTORY, callback_id="search", person=ADA, issued=ISSUED, action_ts="5.000001")
    assert (body["type"], body["callback_id"], body["trigger_id"]) == ("shortcut", "search", "1.2.abc")
    assert body["user"]["id"] == "U0ADA"
    assert body["team"] == {"id": "T0SANDBOX", "domain": "sandbox"}
    assert body["action_ts"] == "5.000001"
    assert not {"channel", "response_url", "message"} & set(body)


def test_a_message_shortcut_brings_its_message_and_a_response_url() -> None:
    body = used(message(user="U0GRACE", text="CON-1", blocks=None))
    assert (body["type"], body["callback_id"], body["message_ts"]) == ("message_action", "lookup", "4.000001")
    assert (body["message"]["text"], body["message"]["reply_count"]) == ("CON-1", 2)
    assert body["channel"] == {"id": "C0CALLS", "name": "calls"}
    assert (body["response_url"], body["trigger_id"]) == (ISSUED.response_url, "1.2.abc")


def test_a_message_shows_its_files_with_where_they_are() -> None:
    file = File(id="F1", name="a b.json", title="Call", mimetype="application/json", size=3)
    [told] = payloads.as_slack(DIRECTORY, message(files=(file,)))["files"]
    assert (told["id"], told["name"], told["title"], told["size"]) == ("F1", "a b.json", "Call", 3)
    assert told["url_private"] == "https://files.slack.com/files-pri/T0SANDBOX-F1/a%20b.json"


def test_a_submission_names_the_response_urls_of_the_channels_chosen_in_it() -> None:
    urls = ({"block_id": "q", "action_id": "a", "channel_id": "C0CALLS", "response_url": "http://x"},)
    body = payloads.view_submission(DIRECTORY, view=view(), person=ADA, issued=ISSUED, response_urls=urls)
    assert body["response_urls"] == list(urls)


def test_a_closed_view_is_told() -> None:
    body = payloads.view_closed(DIRECTORY, view=view(), person=ADA)
    assert (body["type"], body["is_cleared"]) == ("view_closed", False)


KATHERINE = DIRECTORY.human("U0KATHERINE")


def test_somebody_of_another_workspace_acts_in_a_message_of_ours_and_in_a_window_of_theirs() -> None:
    click = payloads.message_press(
        DIRECTORY, message=message(), action=PRESSED, values={}, person=KATHERINE, channel=CALLS, issued=ISSUED
    )
    assert (click["user"]["team_id"], click["team"]["id"]) == ("T0PARTNER", "T0SANDBOX")
    for body in (
        payloads.view_press(DIRECTORY, view=view(), action=PRESSED, person=KATHERINE, issued=ISSUED),
        payloads.view_submission(DIRECTORY, view=view(), person=KATHERINE, issued=ISSUED),
        payloads.view_closed(DIRECTORY, view=view(), person=KATHERINE),
    ):
        assert body["team"] == {"id": "T0PARTNER", "domain": "wheelhouse"}
        assert body["view"]["app_installed_team_id"] == "T0SANDBOX"


def test_what_somebody_of_another_workspace_wrote_is_theirs() -> None:
    assert payloads.as_slack(DIRECTORY, message(user="U0KATHERINE"))["team"] == "T0PARTNER"


def test_a_message_of_slacks_own_kind_says_so() -> None:
    assert payloads.as_slack(DIRECTORY, message(subtype="channel_join"))["subtype"] == "channel_join"
    assert "subtype" not in payloads.as_slack(DIRECTORY, message())


ASKED = {"action_id": "who", "block_id": "row", "value": "ad"}


def test_a_menu_asks_from_a_message_with_it_and_from_a_view_with_that() -> None:
    body = payloads.message_suggestion(DIRECTORY, asked=ASKED, message=message(), person=ADA, channel=CALLS)
    assert (body["type"], body["action_id"], body["block_id"], body["value"]) == (
        "block_suggestion",
        "who",
        "row",
        "ad",
    )
    assert (body["message"]["ts"], body["channel"]["id"], body["container"]["type"]) == (
        "4.000001",
        "C0CALLS",
        "message",
    )
    asked_in = payloads.view_suggestion(DIRECTORY, asked=ASKED, view=view(), person=ADA)
    assert asked_in["container"] == {"type": "view", "view_id": asked_in["view"]["id"]}
    assert not {"message", "trigger_id", "response_url"} & set(asked_in)


def test_a_private_channel_is_called_what_slack_calls_all_of_them() -> None:
    night = DIRECTORY.place("C0NIGHT", "U0ADA")
    form = payloads.slash_command(DIRECTORY, command="/capi", text="", person=ADA, channel=night, issued=ISSUED)
    assert form["channel_name"] == "privategroup"


def test_a_stack_that_was_closed_at_once_says_so() -> None:
    assert payloads.view_closed(DIRECTORY, view=view(), person=ADA, is_cleared=True)["is_cleared"] is True


def test_a_message_shows_its_attachments_and_what_the_bot_put_on() -> None:
    told = payloads.as_slack(DIRECTORY, message(attachments=({"fallback": "x"},), username="Ghost", icon=":ghost:"))
    assert told["attachments"] == [{"fallback": "x"}]
    assert (told["subtype"], told["username"], told["icons"]) == ("bot_message", "Ghost", {"emoji": ":ghost:"})
    pictured = payloads.as_slack(DIRECTORY, message(icon="https://example.com/a.png"))
    assert pictured["icons"] == {"image_48": "https://example.com/a.png"}
    assert "username" not in pictured
