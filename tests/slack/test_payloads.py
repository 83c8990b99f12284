from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from capi_bot.slack import payloads
from capi_bot.slack.payloads import (
    BlockAction,
    HomeOpened,
    Mention,
    Shortcut,
    SlashCommand,
    Submission,
    Surface,
)
from tests.shared_files import shared

HOOK = "https://hooks.slack.com/actions/T1/2/3"

COMMAND = {
    "token": "t",
    "team_id": "T1",
    "team_domain": "acme",
    "channel_id": "C1",
    "channel_name": "support",
    "user_id": "U1",
    "user_name": "ada",
    "command": "/capi",
    "text": "user &lt;x&gt;",
    "api_app_id": "A1",
    "is_enterprise_install": "false",
    "response_url": "https://hooks.slack.com/commands/T1/2/3",
    "trigger_id": "1.2.3",
}

MENTION = {
    "token": "t",
    "team_id": "T1",
    "api_app_id": "A1",
    "event": {
        "type": "app_mention",
        "user": "U1",
        "text": "<@U0CAPIBOT> help",
        "ts": "1700000001.000100",
        "channel": "C1",
        "event_ts": "1700000001.000100",
    },
    "type": "event_callback",
    "event_id": "Ev1",
    "event_time": 1700000001,
    "authorizations": [{"team_id": "T1", "user_id": "U0CAPIBOT", "is_bot": True}],
}

BUTTON = {
    "type": "button",
    "action_id": "list.next",
    "block_id": "b1",
    "text": {"type": "plain_text", "text": "Next", "emoji": True},
    "value": "n=2&c=x",
    "action_ts": "1700000009.000900",
}

PRESS: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U1", "username": "ada", "name": "ada", "team_id": "T1"},
    "api_app_id": "A1",
    "token": "t",
    "container": {
        "type": "message",
        "message_ts": "1700000001.000100",
        "channel_id": "C1",
        "is_ephemeral": False,
    },
    "trigger_id": "1.2.3",
    "team": {"id": "T1", "domain": "acme"},
    "enterprise": None,
    "is_enterprise_install": False,
    "channel": {"id": "C1", "name": "support"},
    "message": {"type": "message", "user": "U0CAPIBOT", "bot_id": "B1", "ts": "1700000001.000100", "text": "x"},
    "state": {"values": {}},
    "response_url": HOOK,
    "actions": [BUTTON],
}

CLICK = BlockAction(
    action_id="list.next",
    value="n=2&c=x",
    action_ts="1700000009.000900",
    user_id="U1",
    trigger_id="1.2.3",
    channel_id="C1",
    message_ts="1700000001.000100",
    thread_ts="1700000001.000100",
    response_url=HOOK,
    team_id="T1",
)


def _press(*without: str, **differing: object) -> dict[str, Any]:
    return {key: value for key, value in (PRESS | differing).items() if key not in without}


def _container(**differing: object) -> dict[str, object]:
    return {**PRESS["container"], **differing}


IN_THREAD = _press(
    container=_container(message_ts="1700000002.000200", thread_ts="1700000001.000100"),
    message=PRESS["message"] | {"ts": "1700000002.000200", "thread_ts": "1700000001.000100"},
)
PARENT = _press(message=PRESS["message"] | {"thread_ts": "1700000001.000100"})
EPHEMERAL = _press("message", container=_container(is_ephemeral=True))
EPHEMERAL_IN_THREAD = _press(
    "message",
    container=_container(is_ephemeral=True, message_ts="1700000002.000200", thread_ts="1700000001.000100"),
)
IN_MODAL = _press(
    "message",
    "channel",
    "response_url",
    container={"type": "view", "view_id": "V1"},
    view={
        "id": "V1",
        "team_id": "T1",
        "app_id": "A1",
        "app_installed_team_id": "T1",
        "bot_id": "B1",
        "type": "modal",
        "callback_id": "detail",
        "private_metadata": "C1",
        "external_id": "",
        "title": {"type": "plain_text", "text": "User", "emoji": True},
        "submit": None,
        "close": None,
        "blocks": [],
        "state": {"values": {}},
        "hash": "h",
        "clear_on_close": False,
        "notify_on_close": False,
        "previous_view_id": None,
        "root_view_id": "V1",
    },
)

PRESSES = {
    "message": PRESS,
    "reply in a thread": IN_THREAD,
    "parent of a thread": PARENT,
    "ephemeral": EPHEMERAL,
    "ephemeral in a thread": EPHEMERAL_IN_THREAD,
    "modal": IN_MODAL,
}


def test_a_press_on_a_message_in_the_channel() -> None:
    assert payloads.block_action(PRESS) == CLICK


def test_a_press_on_a_reply_answers_in_the_thread_of_its_parent() -> None:
    action = payloads.block_action(IN_THREAD)

    assert (action.message_ts, action.thread_ts, action.in_thread) == ("1700000002.000200", "1700000001.000100", True)


def test_the_parent_of_a_thread_does_not_stand_in_it() -> None:
    action = payloads.block_action(PARENT)

    assert (action.thread_ts, action.in_thread) == ("1700000001.000100", False)


def test_a_press_on_an_ephemeral_message_which_slack_does_not_send_along() -> None:
    action = payloads.block_action(EPHEMERAL)

    assert (action.ephemeral, action.message_ts, action.in_thread) == (True, "1700000001.000100", False)


def test_a_press_on_an_ephemeral_message_in_a_thread() -> None:
    action = payloads.block_action(EPHEMERAL_IN_THREAD)

    assert (action.ephemeral, action.thread_ts, action.in_thread) == (True, "1700000001.000100", True)


def test_a_press_in_a_modal_has_no_message_and_no_response_url() -> None:
    assert payloads.block_action(IN_MODAL) == BlockAction(
        action_id="list.next",
        value="n=2&c=x",
        action_ts="1700000009.000900",
        user_id="U1",
        trigger_id="1.2.3",
        view_id="V1",
        surface=Surface.MODAL,
        team_id="T1",
        channel_id="C1",
        metadata="C1",
    )


def test_a_press_on_home_belongs_to_no_channel() -> None:
    home = IN_MODAL | {"view": IN_MODAL["view"] | {"type": "home", "private_metadata": "p=2"}}

    action = payloads.block_action(home)

    assert (action.surface, action.channel_id, action.metadata, action.view_id) == (Surface.HOME, "", "p=2", "V1")


def test_a_press_in_a_modal_brings_what_its_list_shows() -> None:
    refresh = BUTTON | {"action_id": "list.refresh", "value": "n=4"}
    view = IN_MODAL["view"] | {"blocks": [{"type": "actions", "elements": [refresh]}]}

    assert payloads.block_action(IN_MODAL | {"view": view}).shown == "n=4"


def test_a_press_brings_what_the_list_shows_which_its_refresh_button_carries() -> None:
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "n=9"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "n=8"}]},
        {
            "type": "actions",
            "block_id": "n=7",
            "elements": [BUTTON, BUTTON | {"action_id": "list.refresh", "value": "n=4&c=y"}],
        },
    ]

    assert payloads.block_action(_press(message=PRESS["message"] | {"blocks": blocks})).shown == "n=4&c=y"
    assert payloads.block_action(_press(message=PRESS["message"] | {"blocks": blocks[:2]})).shown == ""
    assert payloads.block_action(_press(message=PRESS["message"] | {"blocks": None})).shown == ""
    assert payloads.block_action(EPHEMERAL).shown == ""


def test_a_press_in_a_modal_brings_what_the_modal_shows() -> None:
    blocks = [{"type": "section", "block_id": "b1", "text": {"type": "mrkdwn", "text": "x"}}]

    assert payloads.block_action(IN_MODAL | {"view": IN_MODAL["view"] | {"blocks": blocks}}).behind == tuple(blocks)
    assert payloads.block_action(IN_MODAL | {"view": None}).behind == ()
    assert payloads.block_action(PRESS).behind == ()


@pytest.mark.parametrize(
    ("button", "value"),
    [
        (BUTTON, "n=2&c=x"),
        (BUTTON | {"value": ""}, "b1"),
        (BUTTON | {"value": None}, "b1"),
        ({key: value for key, value in BUTTON.items() if key != "value"}, "b1"),
    ],
)
def test_a_button_without_a_value_carries_its_blocks_id(button: dict[str, object], value: str) -> None:
    assert payloads.block_action(_press(actions=[button])).value == value


def test_a_mention_in_the_channel_begins_a_thread() -> None:
    assert payloads.mention(MENTION) == Mention(
        event_id="Ev1",
        text="<@U0CAPIBOT> help",
        user_id="U1",
        channel_id="C1",
        thread_ts="1700000001.000100",
        team_id="T1",
        bot_user_id="U0CAPIBOT",
    )


def test_a_mention_in_a_thread_stays_there() -> None:
    event = {"type": "app_mention", "ts": "1700000002.000200", "thread_ts": "1700000001.000100", "channel": "C1"}
    mention = payloads.mention(MENTION | {"event": event | {"user": None, "text": None}})

    assert mention == Mention(
        event_id="Ev1",
        text="",
        user_id="",
        channel_id="C1",
        thread_ts="1700000001.000100",
        team_id="T1",
        bot_user_id="U0CAPIBOT",
    )


def _direct(**event: object) -> dict[str, Any]:
    said = {
        "type": "message",
        "channel_type": "im",
        "user": "U1",
        "text": "help",
        "ts": "1700000001.1",
        "channel": "D1",
    }
    return MENTION | {"event": said | event}


def test_a_direct_message_is_answered_below_it_or_in_its_thread() -> None:
    said = replace(payloads.mention(MENTION), text="help", channel_id="D1", thread_ts="")

    assert payloads.direct(_direct()) == said
    assert payloads.direct(_direct(subtype="file_share")) == said
    assert payloads.direct(_direct(thread_ts="1700000000.1")) == replace(said, thread_ts="1700000000.1")


@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B1"},
        {"subtype": "bot_message"},
        {"subtype": "message_changed", "message": {"user": "U1", "text": "help"}},
        {"subtype": "message_deleted", "previous_message": {"user": "U1"}},
        {"subtype": "channel_join"},
        {"user": None},
        {"channel_type": "channel"},
        {"channel_type": "mpim"},
        {"channel_type": None},
    ],
)
def test_what_no_person_said_to_the_bot_alone_is_no_direct_message(event: dict[str, object]) -> None:
    assert payloads.direct(_direct(**event)) is None


OPENED: dict[str, Any] = MENTION | {
    "event": {
        "type": "app_home_opened",
        "user": "U1",
        "channel": "D1",
        "tab": "home",
        "event_ts": "1700000001.1",
        "view": IN_MODAL["view"] | {"type": "home"},
    }
}


def test_somebody_came_to_their_home_tab() -> None:
    opened = HomeOpened(
        event_id="Ev1", user_id="U1", channel_id="D1", tab="home", opened_ts="1700000001.1", team_id="T1", view_id="V1"
    )

    assert payloads.home_opened(OPENED) == opened
    bare = {"type": "app_home_opened", "user": "U1"}
    assert payloads.home_opened(MENTION | {"event": bare}) == HomeOpened(
        event_id="Ev1", user_id="U1", channel_id="", tab="", opened_ts="", team_id="T1"
    )


SHORTCUT: dict[str, Any] = {
    "type": "shortcut",
    "token": "t",
    "action_ts": "1700000001.1",
    "team": {"id": "T1", "domain": "acme"},
    "user": {"id": "U1", "username": "ada", "team_id": "T1"},
    "callback_id": "search",
    "trigger_id": "1.2.3",
}
SAID: dict[str, Any] = {"type": "message", "user": "U2", "ts": "1700000001.1", "text": "CON-1"}
MESSAGE_SHORTCUT: dict[str, Any] = SHORTCUT | {
    "type": "message_action",
    "callback_id": "lookup",
    "message_ts": "1700000001.1",
    "channel": {"id": "C1", "name": "calls"},
    "message": SAID,
    "response_url": HOOK,
}


def test_a_global_shortcut_comes_from_nowhere() -> None:
    assert payloads.shortcut(SHORTCUT) == Shortcut(callback_id="search", user_id="U1", trigger_id="1.2.3", team_id="T1")


def test_a_shortcut_on_a_message_brings_the_message() -> None:
    assert payloads.shortcut(MESSAGE_SHORTCUT) == Shortcut(
        callback_id="lookup",
        user_id="U1",
        trigger_id="1.2.3",
        team_id="T1",
        channel_id="C1",
        message_ts="1700000001.1",
        thread_ts="1700000001.1",
        response_url=HOOK,
        said=SAID,
    )


def test_a_shortcut_on_a_reply_is_answered_in_the_thread_of_its_parent() -> None:
    parent = payloads.shortcut(MESSAGE_SHORTCUT | {"message": SAID | {"thread_ts": "1700000001.1"}})
    reply = payloads.shortcut(MESSAGE_SHORTCUT | {"message": SAID | {"thread_ts": "1700000000.1"}})

    assert (parent.thread_ts, parent.in_thread) == ("1700000001.1", False)
    assert (reply.thread_ts, reply.in_thread) == ("1700000000.1", True)


def test_a_form_that_was_sent_off() -> None:
    values = {"words": {"value": {"type": "plain_text_input", "value": "x"}}}
    view = IN_MODAL["view"] | {"callback_id": "search", "state": {"values": values}}
    sent = {"type": "view_submission", "team": PRESS["team"], "user": PRESS["user"], "view": view}

    assert payloads.submission(sent) == Submission(
        callback_id="search",
        user_id="U1",
        view_id="V1",
        team_id="T1",
        channel_id="C1",
        view_hash="h",
        values=values,
    )


def test_a_slash_command() -> None:
    assert payloads.slash_command(COMMAND) == SlashCommand(
        command="/capi",
        text="user &lt;x&gt;",
        user_id="U1",
        channel_id="C1",
        response_url="https://hooks.slack.com/commands/T1/2/3",
        team_id="T1",
    )


@pytest.mark.parametrize("text", [{}, {"text": None}])
def test_a_slash_command_without_words(text: dict[str, None]) -> None:
    bare = {key: value for key, value in COMMAND.items() if key != "text"}

    assert payloads.slash_command(bare | text).text == ""


@pytest.fixture(scope="module")
def bolts_own() -> Callable[[str], jsonschema.Draft7Validator]:
    """Read Bolt's own types of what Slack sends, where they are at hand."""
    definitions: dict[str, Any] = json.loads(
        shared("schemas/slack-bolt-payloads.schema.json").read_text(encoding="utf-8")
    )
    return lambda name: jsonschema.Draft7Validator(definitions | {"$ref": f"#/definitions/{name}"})


@pytest.mark.parametrize("kind", PRESSES)
def test_our_presses_have_the_shape_of_slacks(
    kind: str, bolts_own: Callable[[str], jsonschema.Draft7Validator]
) -> None:
    # Bolt's types do not know that a press in a modal has no response_url, nor that there may be no enterprise.
    press = {"response_url": ""} | {key: value for key, value in PRESSES[kind].items() if key != "enterprise"}

    assert [error.message for error in bolts_own("BlockAction").iter_errors(press)] == []


def test_our_slash_command_has_the_shape_of_slacks(bolts_own: Callable[[str], jsonschema.Draft7Validator]) -> None:
    assert [error.message for error in bolts_own("SlashCommand").iter_errors(COMMAND)] == []


def test_our_opening_of_home_has_the_shape_of_slacks(bolts_own: Callable[[str], jsonschema.Draft7Validator]) -> None:
    assert [error.message for error in bolts_own("AppHomeOpenedEvent").iter_errors(OPENED["event"])] == []
