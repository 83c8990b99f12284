"""All text of a Slack message, whoever posted it and in whichever of its parts the text stands."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from capi_bot.slack.commands.text import normalise
from capi_bot.slack.payloads import Body

TEXT_KEYS = ("text", "blocks", "attachments", "files")
"""Parts of a message that hold text: https://docs.slack.dev/reference/events/message."""

HIDDEN_KEYS = frozenset(
    {"action_id", "app_id", "block_id", "bot_id", "callback_id", "channel_id", "color", "id", "mimetype", "team_id"}
    | {"timestamp", "ts", "type", "user", "user_id", "usergroup_id"}
)
"""Keys of values that nobody sees, some of which look like phone numbers."""

MARKUP = re.compile(r"<![^<>]*+>")
"""Dates and mentions of groups: https://docs.slack.dev/messaging/formatting-message-text."""


def message_text(message: Body) -> tuple[str, ...]:
    """Return the lines of everything that a message says or links to, in their order, without Slack's escaping."""
    texts = (html.unescape(text) for part in TEXT_KEYS for text in _strings(message.get(part)))
    return tuple(normalise(line) for text in texts for line in text.splitlines())


def _strings(node: object) -> Iterator[str]:
    match node:
        case str():
            yield node
        case list():
            for item in node:
                yield from _strings(item)
        case dict():
            for key, item in node.items():
                if key not in HIDDEN_KEYS and not (key == "value" and "action_id" in node):
                    yield from _strings(item)
