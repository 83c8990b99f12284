"""Long answers in pages.

https://docs.slack.dev/apis/web-api/pagination
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from capi_bot.sandbox.slack.methods.method import text
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json

USUAL = 100
MOST = 999

Item = TypeVar("Item")


def page(items: Sequence[Item], arguments: Json, usual: int = USUAL) -> tuple[Sequence[Item], str]:
    """Return the items from the cursor on, as many as `limit` says, and the next cursor: empty at the end."""
    start, size = _start(text(arguments, "cursor"), len(items)), _size(text(arguments, "limit"), usual)
    end = start + size
    return items[start:end], _cursor(end) if end < len(items) else ""


def metadata(cursor: str) -> Json:
    """Return the part of an answer that tells the next cursor."""
    return {"response_metadata": {"next_cursor": cursor}}


def _size(given: str, usual: int) -> int:
    if given in {"", "0"}:
        return usual
    if not given.isdecimal() or int(given) > MOST + 1:  # Slack's documents say "under 1000" and take 1000
        raise RefusedError("invalid_limit")
    return int(given)


def _cursor(offset: int) -> str:
    return base64.b64encode(f"offset:{offset}".encode()).decode()


def _start(cursor: str, total: int) -> int:
    if not cursor:
        return 0
    try:
        offset = base64.b64decode(cursor, validate=True).removeprefix(b"offset:").decode()
    except (binascii.Error, UnicodeDecodeError):
        offset = ""
    if not offset.isdecimal() or int(offset) > total:
        raise RefusedError("invalid_cursor")
    return int(offset)
