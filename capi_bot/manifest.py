"""The Slack app's manifest: its smallest scopes, its one event, its one command.

https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from capi_bot.errors import UserError
from capi_bot.slack import commands
from capi_bot.slack.gate import EVENTS_PATH

SCOPES: Final = ("commands", "chat:write", "app_mentions:read")
EVENTS: Final = ("app_mention",)

Tree = Mapping[str, object]


def manifest(url: str = "") -> Tree:
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
            "bot_user": {"display_name": "capi", "always_online": False},
            "slash_commands": [_command() | ({"url": request_url} if request_url else {})],
        },
        "oauth_config": {"scopes": {"bot": [*SCOPES]}},
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
        "usage_hint": " | ".join(commands.usage(row) for row in commands.SUBCOMMANDS),
        "should_escape": True,
    }


def to_yaml(tree: Tree) -> str:
    """Write mappings, lists, strings, numbers and booleans as YAML; a scalar in JSON is one in YAML too."""
    return "".join(f"{line}\n" for line in _lines(tree))


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
