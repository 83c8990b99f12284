"""The text of a message that mentions the bot: its own, or where that lacks the mention, the part of its blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from capi_bot.slack.commands.text import to_slack
from capi_bot.slack.payload_fields import Body, text

RICH_TEXT_LINES: Final = frozenset({"rich_text_preformatted", "rich_text_quote", "rich_text_section"})
"""Elements whose parts stand beside each other: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block."""

TEXT_OBJECTS: Final = frozenset({"markdown", "mrkdwn"})
"""Objects in whose `text` a mention is one: https://docs.slack.dev/reference/block-kit/composition-objects/text-object."""


def mention_text(event: Body, bot_user_id: str) -> str:
    """Return the text that mentions the bot, as Slack escapes what people type.

    Other apps often write in blocks alone, and put something else into the text, or nothing.
    """
    own = text(event, "text")
    if not bot_user_id or f"<@{bot_user_id}" in own:
        return own
    parts = _texts([event.get("blocks"), event.get("attachments")])
    return next((part for part in parts if f"<@{bot_user_id}" in part), own)


def _texts(node: object) -> Iterator[str]:
    """Yield what each part of blocks says, in their order."""
    rest = [node]
    while rest:
        match rest.pop():
            case list() as items:
                rest.extend(reversed(items))
            case {"type": str() as kind, "elements": list() as elements} if kind in RICH_TEXT_LINES:
                yield "".join(map(_inline, elements))
            case {"type": str() as kind, "text": str() as said} if kind in TEXT_OBJECTS:
                yield said
            case dict() as fields:
                rest.extend(reversed(list(fields.values())))


def _inline(element: object) -> str:
    if not isinstance(element, Mapping):
        return ""
    match element:
        case {"type": "user", "user_id": str() as user}:
            return f"<@{user}>"
        case {"text": str() as said}:
            return to_slack(said)
        case {"url": str() as url}:
            return to_slack(url)
    return ""
