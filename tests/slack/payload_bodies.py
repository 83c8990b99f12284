"""What Slack sends: one body of each kind, and how they differ by where something was pressed."""

from __future__ import annotations

from typing import Any

HOOK = "https://hooks.slack.com/actions/T1/2/3"

COMMAND: dict[str, Any] = {
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

MENTION: dict[str, Any] = {
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

BUTTON: dict[str, Any] = {
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


def press(*without: str, **differing: object) -> dict[str, Any]:
    return {key: value for key, value in (PRESS | differing).items() if key not in without}


def container(**differing: object) -> dict[str, Any]:
    return {**PRESS["container"], **differing}


IN_THREAD = press(
    container=container(message_ts="1700000002.000200", thread_ts="1700000001.000100"),
    message=PRESS["message"] | {"ts": "1700000002.000200", "thread_ts": "1700000001.000100"},
)
PARENT = press(message=PRESS["message"] | {"thread_ts": "1700000001.000100"})
EPHEMERAL = press("message", container=container(is_ephemeral=True))
EPHEMERAL_IN_THREAD = press(
    "message",
    container=container(is_ephemeral=True, message_ts="1700000002.000200", thread_ts="1700000001.000100"),
)
IN_MODAL = press(
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


def direct_message(**event: object) -> dict[str, Any]:
    message = {
        "type": "message",
        "channel_type": "im",
        "user": "U1",
        "text": "help",
        "ts": "1700000001.1",
        "channel": "D1",
    }
    return MENTION | {"event": message | event}


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

SHORTCUT: dict[str, Any] = {
    "type": "shortcut",
    "token": "t",
    "action_ts": "1700000001.1",
    "team": {"id": "T1", "domain": "acme"},
    "user": {"id": "U1", "username": "ada", "team_id": "T1"},
    "callback_id": "search",
    "trigger_id": "1.2.3",
}
MESSAGE: dict[str, Any] = {"type": "message", "user": "U2", "ts": "1700000001.1", "text": "CON-1"}
MESSAGE_SHORTCUT: dict[str, Any] = SHORTCUT | {
    "type": "message_action",
    "callback_id": "lookup",
    "message_ts": "1700000001.1",
    "channel": {"id": "C1", "name": "calls"},
    "message": MESSAGE,
    "response_url": HOOK,
}

VIEW: dict[str, Any] = IN_MODAL["view"] | {
    "callback_id": "search",
    "state": {"values": {"words": {"value": {"type": "plain_text_input", "value": "x"}}}},
}
SUBMISSION: dict[str, Any] = {
    "type": "view_submission",
    "team": PRESS["team"],
    "user": PRESS["user"],
    "view": VIEW,
}
