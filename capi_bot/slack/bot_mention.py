"""Who the bot itself is in what it is told: only its own mention is how somebody talks to it, not what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_FIRST = re.compile(r"\s*<@(\w+)")
_LAST = re.compile(r"<@(\w+)(?:\|[^<>]*)?>\s*$")


def bot_user_id(body: Mapping[str, Any]) -> str:
    """Return the bot's user id in an event: https://docs.slack.dev/apis/events-api#authorizations.

    Where Slack tells none, whoever an app_mention begins or ends with must be the bot; `""` where nothing tells.
    """
    for told in body.get("authorizations") or ():
        if told.get("is_bot") and told.get("user_id"):
            return str(told["user_id"])
    event = body["event"]
    text = event.get("text") or ""
    named = _FIRST.match(text) or _LAST.search(text) if event.get("type") == "app_mention" else None
    return named[1] if named else ""
