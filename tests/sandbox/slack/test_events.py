from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft7Validator

from capi_bot.sandbox.slack import events
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.messages import File, Message
from capi_bot.sandbox.slack.people import Person
from tests.shared_files import shared

DIRECTORY = Directory()
OWN = DIRECTORY.direct_message(Person(id="U0ADA", name="ada"))
HOME = {"id": "V1", "type": "home", "blocks": [], "hash": "1.2", "state": {"values": {}}}
SUBSCRIBED = replace(
    DIRECTORY,
    bot_events=(*DIRECTORY.bot_events, "message.channels", "message.groups"),
    scopes=(*DIRECTORY.scopes, "channels:history", "groups:history"),
)


def message(**changes: Any) -> Message:  # noqa: ANN401 - any field of a message
    facts = {"ts": "4.000001", "channel": "D0ADA", "user": "U0ADA", "text": "help"}
    return Message(**(facts | changes))


def changed(old: Message | None, new: Message | None, directory: Directory = DIRECTORY) -> list[dict[str, Any]]:
    return list(events.changed(directory, old, new, lambda: "5.000001"))


def written(directory: Directory = DIRECTORY, **changes: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - as above
    return list(events.written(directory, message(**changes)))


def test_a_mention_is_wrapped_with_its_event_id() -> None:
    mention = message(channel="C0CALLS", text="<@U0CAPIBOT> help", thread_ts="3.000001")
    event = events.callback(DIRECTORY, events.app_mention(DIRECTORY, mention), "Ev1")
    assert (event["type"], event["event_id"], event["event_time"]) == ("event_callback", "Ev1", 4)
    assert (event["team_id"], event["context_team_id"]) == ("T0SANDBOX", "T0SANDBOX")
    assert event["authorizations"][0]["user_id"] == "U0CAPIBOT"
    assert event["is_ext_shared_channel"] is False
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


def test_somebody_of_another_workspace_has_their_team_and_profile() -> None:
    mention = message(channel="C0SHARED", user="U0KATHERINE", text="<@U0CAPIBOT> live")
    [event] = events.written(DIRECTORY, mention)
    assert (event["team"], event["user_team"], event["source_team"]) == ("T0PARTNER", "T0PARTNER", "T0PARTNER")
    assert event["user_profile"] == {
        "name": "katherine",
        "display_name": "katherine",
        "real_name": "Katherine Johnson",
        "team": "T0PARTNER",
    }
    whole = events.callback(DIRECTORY, event, "Ev1")
    assert (whole["is_ext_shared_channel"], whole["team_id"]) == (True, "T0SANDBOX")
    assert whole["authorizations"][0]["team_id"] == "T0SANDBOX"


def test_a_direct_message_says_that_it_is_one() -> None:
    assert written(thread_ts="3.000001") == [
        {
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
    ]


def test_a_mention_in_direct_messages_is_a_message_like_others() -> None:
    assert [event["type"] for event in written(text="<@U0CAPIBOT> help")] == ["message"]


@pytest.mark.parametrize(
    ("channel", "kind", "subscribed"),
    [("C0CALLS", "channel", "message.channels"), ("C0NIGHT", "group", "message.groups")],
)
def test_a_message_in_a_channel_is_an_event_where_the_app_asks_for_it(channel: str, kind: str, subscribed: str) -> None:
    [event] = written(SUBSCRIBED, channel=channel)
    assert (event["type"], event["channel_type"]) == ("message", kind)
    others = tuple(each for each in SUBSCRIBED.bot_events if each != subscribed)
    assert written(replace(SUBSCRIBED, bot_events=others), channel=channel) == []
    assert written(replace(SUBSCRIBED, scopes=()), channel=channel) == []


@pytest.mark.parametrize("channel", ["C0LOBBY", "C0NOWHERE"])
def test_where_the_bot_is_not_it_gets_nothing(channel: str) -> None:
    assert written(SUBSCRIBED, channel=channel, text="<@U0CAPIBOT> help") == []
    assert changed(None, message(channel=channel, user="U0CAPIBOT"), SUBSCRIBED) == []


def test_the_bots_own_message_is_an_event_with_its_bot_id() -> None:
    [event] = changed(None, message(user="U0CAPIBOT"))
    assert (event["user"], event["bot_id"], event["channel_type"]) == ("U0CAPIBOT", "B0CAPIBOT", "im")
    assert "subtype" not in event


def test_a_shared_file_has_a_subtype() -> None:
    file = File(id="F1", name="a.json", title="a", mimetype="application/json", size=1)
    [event] = changed(None, message(user="U0CAPIBOT", files=(file,)))
    assert (event["subtype"], event["files"][0]["id"]) == ("file_share", "F1")


@pytest.mark.parametrize("user", ["U0CAPIBOT", "U0ADA"])
def test_an_edit_holds_both_messages_and_no_user_of_its_own(user: str) -> None:
    old = message(user=user, text="Looking…")
    [event] = changed(old, replace(old, text="Found"))
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert event["ts"] == event["event_ts"] == "5.000001"
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("Looking…", "Found")
    assert "user" not in event


def test_a_removal_names_what_is_gone() -> None:
    [event] = changed(message(user="U0CAPIBOT"), None)
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
def test_only_what_the_bot_posts_publicly_where_it_gets_messages_is_an_event(new: Message | None) -> None:
    assert changed(None, new) == []


def test_the_first_opening_of_home_has_no_view() -> None:
    assert events.app_home_opened(OWN, "home", None, "5.000001") == {
        "type": "app_home_opened",
        "user": "U0ADA",
        "channel": "D0ADA",
        "tab": "home",
        "event_ts": "5.000001",
    }
    assert events.app_home_opened(OWN, "home", HOME, "5.000001")["view"] == HOME


@pytest.mark.parametrize("tab", ["home", "messages"])
def test_an_opened_home_fits_slacks_types(tab: str) -> None:
    types = json.loads(shared("schemas/slack-bolt-payloads.schema.json").read_text())
    validator = Draft7Validator({**types, "$ref": "#/definitions/AppHomeOpenedEvent"})
    assert validator.is_valid(events.app_home_opened(OWN, tab, None, "5.000001"))
    assert not validator.is_valid(events.app_home_opened(OWN, "about", None, "5.000001"))
