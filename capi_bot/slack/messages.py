"""The values that listeners answer with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

Block = dict[str, Any]  # Block Kit is Slack's schema, checked by limits.py rather than by types


SHARING = 230
"""Characters of JSON in the row that shares a message, beside what it carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Be a file to attach: UTF-8 text under a name."""

    name: str
    title: str
    text: str = field(repr=False)


class AccessibleBlock(NamedTuple):
    """Be a block that only eyes can read, and the words that a screen reader says instead: empty for none."""

    block: Block
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Be what is posted: blocks, and the same in full as text, which screen readers and notifications use instead."""

    text: str
    blocks: tuple[Block, ...]
    title: str = "Vonage"
    """The title where the message is shown in a modal, 24 characters at most."""
    share: str = ""
    """What it takes to show the same to a whole channel: `KIND:STATE`; empty where that makes no sense."""
    submit: str = ""
    """What the button says that sends it off, where it is a form; a form is shown in a modal only."""
    documents: tuple[Document, ...] = ()
    """What is attached; then `text` introduces them, and blocks are not posted."""

    @property
    def size(self) -> int:
        """Count the characters of the blocks as JSON.

        Slack takes about 13,200 and says so nowhere: https://github.com/slackapi/bolt-js/issues/2509.
        """
        return len(json.dumps(self.blocks, ensure_ascii=False, separators=(",", ":")))

    @property
    def size_to_share(self) -> int:
        """Count the same with the row that shares it, which is added once it is known that only one person sees it."""
        return self.size + (len(self.share) + SHARING if self.share else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingReply:
    """Be a message that gets better while we wait.

    `look(patience)` returns the message as far as it is known, and whether that is all, after at most that many
    seconds, or sooner where there is news that is worth showing.
    """

    look: Callable[[float], tuple[Message, bool]]
    once: Callable[[float, Callable[[], object]], Message] | None = None
    """How to draw it where it can be shown only once, if not by looking at it.

    `once(patience, meanwhile)` takes about that many seconds, longer only where there is nothing to show by then:
    `meanwhile` then says so.
    """


Reply = Message | PendingReply


def as_pending(reply: Reply) -> PendingReply:
    """Return a reply as a painting; a message is one that was finished from the start."""
    return reply if isinstance(reply, PendingReply) else PendingReply(look=lambda _patience: (reply, True))


class ReplyTarget(Enum):
    """Name where an answer to a press belongs."""

    HERE = "in place of what was pressed"
    BESIDE = "in its thread or, in private, in a modal"
    CHANNEL = "in its channel, for everybody"
    WHISPER = "beside it, for nobody but who pressed"
    ATTACHED = "in its thread, as files"
    FORM = "in a form that opens at once"


def body_of(message: Message) -> dict[str, Any]:
    """Return the part of a Web API or response_url call that every message shares: never unfurled, never linked."""
    return {
        "text": message.text,
        "blocks": message.blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }
