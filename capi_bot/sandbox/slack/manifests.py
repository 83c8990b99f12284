"""What an app's manifest asks of a workspace: its commands, shortcuts, scopes, events and Home tab.

https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from capi_bot.sandbox.slack.directory import Command, Directory, Shortcut

Manifest = Mapping[str, Any]


def installed(manifest: Manifest, directory: Directory) -> Directory:
    """Return the directory with the app of this manifest in the place of whichever app was installed before."""
    features = _at(manifest, "features")
    named = tuple(filter(None, (_at(features, "bot_user").get("display_name"), *directory.bot_nicknames)))
    return replace(
        directory,
        commands=tuple(map(_command, features.get("slash_commands", ()))),
        shortcuts=tuple(map(_shortcut, features.get("shortcuts", ()))),
        scopes=tuple(_at(manifest, "oauth_config", "scopes").get("bot", ())),
        bot_events=tuple(_at(manifest, "settings", "event_subscriptions").get("bot_events", ())),
        home_tab=bool(_at(features, "app_home").get("home_tab_enabled")),
        bot_nicknames=tuple(dict.fromkeys(named)),
    )


def _at(tree: Manifest, *names: str) -> Manifest:
    for name in names:
        tree = tree.get(name) or {}
    return tree


def _command(told: Manifest) -> Command:
    return Command(
        command=told["command"],
        usage_hint=told.get("usage_hint", ""),
        description=told.get("description", ""),
    )


def _shortcut(told: Manifest) -> Shortcut:
    return Shortcut(
        name=told["name"],
        type=told["type"],
        callback_id=told["callback_id"],
        description=told.get("description", ""),
    )
