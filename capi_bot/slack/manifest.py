"""The Slack app's manifest: its smallest scopes, its events, its one command and its shortcuts.

https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from capi_bot.errors import UserError
from capi_bot.slack import commands
from capi_bot.slack.request_verification import EVENTS_PATH
from capi_bot.slack.routes import SHORTCUTS

SCOPES: Final = ("commands", "chat:write", "app_mentions:read", "im:history")
OPTIONAL_SCOPES: Final = ("files:write",)
"""What an admin may leave out: https://docs.slack.dev/changelog/2026/03/16/optional-scopes."""

EVENTS: Final = ("app_mention", "app_home_opened", "message.im")

Json = Mapping[str, Any]


def build_manifest(url: str = "") -> Json:
    """Build the manifest for Socket Mode, or for HTTP where `url` is the bot's public https address.

    Slack sends commands, clicks and events to the one path `/slack/events`; a `url` may end with it already.
    """
    request_url = _request_url(url) if url else ""
    where = {"request_url": request_url} if request_url else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "CAPI Bot",
            "description": "Watch live Vonage conversations from Slack",
            "background_color": "#131415",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "capi", "always_online": False},
            "shortcuts": _shortcuts(),
            "slash_commands": [_command() | ({"url": request_url} if request_url else {})],
        },
        # An optional scope is asked for like the others, and marked.
        "oauth_config": {"scopes": {"bot": [*SCOPES, *OPTIONAL_SCOPES], "bot_optional": [*OPTIONAL_SCOPES]}},
        "settings": {
            "event_subscriptions": where | {"bot_events": [*EVENTS]},
            "interactivity": {"is_enabled": True} | where,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }


def _command() -> dict[str, object]:
    return {
        "command": commands.COMMAND,
        "description": "Browse live Vonage conversations",
        "usage_hint": commands.USAGE_HINT,
        "should_escape": True,
    }


def _shortcuts() -> list[dict[str, object]]:
    return [
        {
            "name": shortcut.name,
            "type": "message" if shortcut.on_message else "global",
            "callback_id": callback_id,
            "description": shortcut.description,
        }
        for callback_id, shortcut in SHORTCUTS.items()
    ]


def to_yaml(value: Json) -> str:
    """Write mappings, lists, strings, numbers and booleans as YAML; a scalar in JSON is one in YAML too."""
    return "".join(f"{line}\n" for line in _lines(value))


def _request_url(url: str) -> str:
    if not re.fullmatch(r"https://[\w.-]+(:\d+)?(/[\w./~-]*)?", url):
        raise UserError("Slack sends only to https: give the bot's public address, such as https://bot.example.com.")
    return url.rstrip("/").removesuffix(EVENTS_PATH) + EVENTS_PATH


def _lines(value: object) -> list[str]:
    match value:
        case dict():
            return [line for key, item in value.items() for line in _entry(f"{key}:", item)]
        case list():
            return [line for item in value for line in _item(item)]
    return [json.dumps(value, ensure_ascii=False)]


def _entry(key: str, value: object) -> list[str]:
    lines = _lines(value)
    return [key, *_indented(lines)] if isinstance(value, (dict, list)) else [f"{key} {lines[0]}"]


def _item(value: object) -> list[str]:
    first, *others = _lines(value)
    return [f"- {first}", *_indented(others)]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
