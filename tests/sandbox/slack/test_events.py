from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from capi_bot.sandbox.slack import events
from capi_bot.sandbox.slack.board import Message
from capi_bot.sandbox.slack.directory import Directory, Person
from capi_bot.sandbox.slack.files import File

SCHEMA = Path(__file__).parents[4] / "shared/schemas/slack-bolt-payloads.schema.json"
DIRECTORY = Directory()
OWN = DIRECTORY.direct_message(Person(id="U0ADA", name="ada"))
HOME = {"id": "V1", "type": "home", "blocks": [], "hash": "1.2", "state": {"values": {}}}


def message(**changes: Any) -> Message:  # noqa: ANN401 - any field of a message
    facts = {"ts": "4.000001", "channel": "D0ADA", "user": "U0ADA", "text": "help"}
    return Message(**(facts | changes))


def heard(old: Message | None, new: Message | None, directory: Directory = DIRECTORY) -> dict[str, Any] | None:
    return events.own_voice(directory, old, new, lambda: "5.000001")


def test_a_mention_is_wrapped_with_its_event_id() -> None:
    mention = message(channel="C0CALLS", text="<@U0CAPIBOT> help", thread_ts="3.000001")
    event = events.callback(DIRECTORY, events.app_mention(DIRECTORY, mention), "Ev1")
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
    assert "thread_ts" not in events.app_mention(DIRECTORY, message())


def test_a_direct_message_says_that_it_is_one() -> None:
    assert events.direct_message(DIRECTORY, message(thread_ts="3.000001")) == {
        "type": "message",
        "channel_type": "im",
        "channel": "D0ADA",
        "user": "U0ADA",
        "text": "help",
        "ts": "4.000001",
        "event_ts": "4.000001",
        "team": "T0SANDBOX",
        "thread_ts": "3.000001",
    }


def test_the_bots_own_message_is_told_by_its_bot_id() -> None:
    event = heard(None, message(user="U0CAPIBOT"))
    assert event is not None
    assert (event["user"], event["bot_id"], event["channel_type"]) == ("U0CAPIBOT", "B0CAPIBOT", "im")
    assert "subtype" not in event


def test_a_shared_file_has_a_subtype() -> None:
    file = File(id="F1", name="a.json", title="a", mimetype="application/json", size=1)
    event = heard(None, message(user="U0CAPIBOT", files=(file,)))
    assert event is not None
    assert (event["subtype"], event["files"][0]["id"]) == ("file_share", "F1")


def test_an_edit_holds_both_messages_and_no_user_of_its_own() -> None:
    old = message(user="U0CAPIBOT", text="Looking…")
    event = heard(old, replace(old, text="Found"))
    assert event is not None
    assert (event["subtype"], event["ts"], event["event_ts"], event["hidden"]) == (
        "message_changed",
        "5.000001",
        "5.000001",
        True,
    )
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("Looking…", "Found")
    assert "user" not in event


def test_a_removal_names_what_is_gone() -> None:
    event = heard(message(user="U0CAPIBOT"), None)
    assert event is not None
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", "4.000001")


@pytest.mark.parametrize(
    "new",
    [
        None,
        message(),
        message(user="U0CAPIBOT", ephemeral_to="U0ADA"),
        message(user="U0CAPIBOT", channel="C0CALLS"),
        message(user="U0CAPIBOT", channel="C0NOWHERE"),
    ],
)
def test_only_what_the_bot_says_to_all_eyes_in_direct_messages_is_its_own_voice(new: Message | None) -> None:
    assert heard(None, new) is None


@pytest.mark.parametrize("changes", [{"scopes": ("commands",)}, {"bot_events": ("app_mention",)}])
def test_an_app_that_does_not_ask_for_direct_messages_hears_none(changes: dict[str, Any]) -> None:
    assert heard(None, message(user="U0CAPIBOT"), replace(DIRECTORY, **changes)) is None


def test_the_first_opening_of_home_has_no_view() -> None:
    assert events.app_home_opened(OWN, "home", None, "5.000001") == {
        "type": "app_home_opened",
        "user": "U0ADA",
        "channel": "D0ADA",
        "tab": "home",
        "event_ts": "5.000001",
    }
    assert events.app_home_opened(OWN, "home", HOME, "5.000001")["view"] == HOME


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's published types are not beside this repository")
@pytest.mark.parametrize("tab", ["home", "messages"])
def test_an_opened_home_fits_slacks_types(tab: str) -> None:
    types = json.loads(SCHEMA.read_text())
    validator = Draft7Validator({**types, "$ref": "#/definitions/AppHomeOpenedEvent"})
    assert validator.is_valid(events.app_home_opened(OWN, tab, None, "5.000001"))
    assert not validator.is_valid(events.app_home_opened(OWN, "about", None, "5.000001"))
