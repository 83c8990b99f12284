"""What a message's arguments say before they are a message: Markdown, metadata, and what Slack no longer takes."""

from __future__ import annotations

import json

from capi_bot.sandbox.slack.methods.method import text
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.together import MARKDOWN_TOTAL

METADATA_BYTES = 16_000


def spoken(arguments: Json) -> Json:
    """Return the arguments with `markdown_text` as the block that Slack makes of it."""
    if arguments.get("as_user") is not None:
        raise RefusedError("invalid_arguments", deprecated_argument="as_user")
    markdown = text(arguments, "markdown_text")
    if not markdown:
        return arguments
    if arguments.get("text") or arguments.get("blocks"):
        raise RefusedError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_TOTAL:
        raise RefusedError("msg_too_long")
    return {**arguments, "text": markdown, "blocks": [{"type": "markdown", "text": markdown}]}


def metadata(arguments: Json) -> Json | None:
    """Return the message's metadata, checked; an empty object is none.

    https://docs.slack.dev/messaging/message-metadata
    """
    given = _decoded(arguments.get("metadata"))
    if not given:
        return None
    if not isinstance(given, dict):
        raise RefusedError("invalid_metadata_format")
    if not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise RefusedError("invalid_metadata_schema")
    if len(json.dumps(given)) > METADATA_BYTES:
        raise RefusedError("metadata_too_large")
    return given


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise RefusedError("invalid_metadata_format") from None
