"""What a message in Slack says, whoever posted it and however it is drawn."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from capi_bot.slack.commands.text import plain
from capi_bot.slack.payloads import Body

PARTS = ("text", "blocks", "attachments", "files")
"""Where a message says something: https://docs.slack.dev/reference/events/message."""

UNSEEN = frozenset(
    {"action_id", "app_id", "block_id", "bot_id", "callback_id", "channel_id", "color", "id", "mimetype", "team_id"}
    | {"timestamp", "ts", "type", "user", "user_id", "usergroup_id"}
)
"""What nobody sees of a message: keys of Slack's machinery, some of which look like numbers."""

MARKUP = re.compile(r"<![^<>]*+>")
"""Dates and mentions of groups: https://docs.slack.dev/messaging/formatting-message-text."""


def message_text(message: Body) -> tuple[str, ...]:
    """Return everything that a message says or links to, line by line in its order, without Slack's escaping."""
    texts = (html.unescape(text) for part in PARTS for text in _strings(message.get(part)))
    return tuple(plain(line) for text in texts for line in text.splitlines())


def _strings(node: object) -> Iterator[str]:
    match node:
        case str():
            yield node
        case list():
            for item in node:
                yield from _strings(item)
        case dict():
            for key, item in node.items():
                if key not in UNSEEN and not (key == "value" and "action_id" in node):
                    yield from _strings(item)
