from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.board import Board, Message
from capi_bot.sandbox.slack.choices import action
from capi_bot.sandbox.slack.directory import Channel, Directory, Person
from capi_bot.sandbox.slack.views import Modals

SCHEMA = Path(__file__).parents[4] / "shared/schemas/slack-bolt-payloads.schema.json"
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
    return payloads.message_action(
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
    modals = Modals(Board(lambda: 0.0), DIRECTORY, lambda: "id")
    return modals.open("U0ADA", {"type": "modal", "title": {"type": "plain_text", "text": "User"}, "blocks": [ROW]})


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
    types = json.loads(SCHEMA.read_text())
    known = {
        key: value for key, value in payload.items() if key != "enterprise"
    }  # Slack sends null, its types forget it
    errors = Draft7Validator({**types, "$ref": f"#/definitions/{name}"}).iter_errors(known)
    return [f"{error.json_path} {error.message[:200]}" for error in errors]


published = pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's published types are not beside this repository")


@published
def test_a_slash_command_fits_slacks_types() -> None:
    assert fits("SlashCommand", command()) == []


@published
@pytest.mark.parametrize(
    "shown", [message(), message(ephemeral_to="U0ADA"), message(thread_ts="3.000001", edited=True)]
)
def test_a_click_on_a_message_fits_slacks_types(shown: Message) -> None:
    assert fits("BlockAction", pressed(shown)) == []


@published
def test_a_click_in_a_modal_fits_slacks_types_but_for_the_response_url_that_slack_leaves_out() -> None:
    click = payloads.view_action(DIRECTORY, view=view(), action=PRESSED, person=ADA, issued=ISSUED)
    assert "response_url" not in click
    assert fits("BlockAction", {**click, "response_url": ""}) == []


@published
def test_a_submitted_view_fits_slacks_types() -> None:
    payload = payloads.view_submission(DIRECTORY, view=view(), person=ADA, issued=ISSUED)
    assert fits("ViewOutput", payload["view"]) == []


@published
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


def test_a_mention_is_wrapped_with_its_event_id() -> None:
    mention = message(user="U0ADA", text="<@U0CAPIBOT> help", thread_ts="3.000001")
    event = payloads.app_mention(DIRECTORY, mention, "Ev1")
    assert (event["type"], event["event_id"], event["event_time"]) == ("event_callback", "Ev1", 4)
    assert event["authorizations"][0]["user_id"] == "U0CAPIBOT"
    assert event["event"] == {
        "type": "app_mention",
        "user": "U0ADA",
        "text": "<@U0CAPIBOT> help",
        "ts": "4.000001",
        "channel": "C0CALLS",
        "event_ts": "4.000001",
        "team": "T0SANDBOX",
        "thread_ts": "3.000001",
    }
    assert "thread_ts" not in payloads.app_mention(DIRECTORY, message(), "Ev2")["event"]


def test_a_closed_view_is_told() -> None:
    body = payloads.view_closed(DIRECTORY, view=view(), person=ADA)
    assert (body["type"], body["is_cleared"]) == ("view_closed", False)
