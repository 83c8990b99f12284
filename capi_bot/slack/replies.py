"""The values that listeners answer with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]  # Block Kit is Slack's schema, checked by limits.py rather than by types


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Be what is posted: blocks, and the same in full as text, which screen readers and notifications use instead."""

    text: str
    blocks: tuple[Block, ...]
    title: str = "Vonage"
    """The title where the message is shown in a modal, 24 characters at most."""

    @property
    def size(self) -> int:
        """Count the characters of the message as JSON."""
        body = {"text": self.text, "blocks": self.blocks}
        return len(json.dumps(body, ensure_ascii=False, separators=(",", ":")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Painting:
    """Be a message that gets better while we wait.

    `look(patience)` returns the message as far as it is known after at most that many seconds, and whether that is all.
    """

    look: Callable[[float], tuple[Message, bool]]


Reply = Message | Painting


def painting(reply: Reply) -> Painting:
    """Return a reply as a painting; a message is one that was finished from the start."""
    return reply if isinstance(reply, Painting) else Painting(look=lambda _patience: (reply, True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Name where an answer to a press belongs: in the message itself, or beside it (its thread, or a modal)."""

    beside: bool


HERE = Opened(beside=False)
BESIDE = Opened(beside=True)


def body_of(message: Message) -> dict[str, Any]:
    """Return the part of a Web API or response_url call that every message shares: never unfurled, never linked."""
    return {
        "text": message.text,
        "blocks": message.blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }
