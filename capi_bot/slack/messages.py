"""Messages as values: what listeners answer with and destinations send."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final, NamedTuple

Block = dict[str, Any]  # Block Kit is Slack's schema: tests hold every view to it, types do not

SHARE_ROW_SIZE: Final = 230
"""Characters of JSON in the row that shares a message, beside what it carries."""

MODAL_BLOCKS: Final = 100
"""Blocks of a view at most: https://docs.slack.dev/reference/block-kit/blocks."""

NOTE_ID: Final = "note."
"""How the ids of blocks begin that show a failure in a modal or on Home: the next answer takes them away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file to attach: UTF-8 text under a name."""

    name: str
    title: str
    text: str = field(repr=False)


class AccessibleBlock(NamedTuple):
    """A block that only eyes can read, and the words that a screen reader says instead: empty for none."""

    block: Block
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message: blocks, and the same in full as text, which screen readers and notifications use instead."""

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
        return self.size + (len(self.share) + SHARE_ROW_SIZE if self.share else 0)


class ReplyTarget(Enum):
    """Where the answer to a press belongs."""

    REPLACE = "in place of what was pressed"
    THREAD = "in its thread or, in private, in a modal"
    CHANNEL = "in its channel, for everybody"
    EPHEMERAL = "beside it, for nobody but who pressed"
    FILES = "in its thread, as files"
    MODAL = "in a form that opens at once"


def with_note(failure: Message, view_blocks: Sequence[Block]) -> Message:
    """Return what a view shows with a failure above it, in place of an earlier one."""
    notes = tuple(block | {"block_id": f"{NOTE_ID}{number}"} for number, block in enumerate(failure.blocks))
    others = [block for block in view_blocks if not str(block.get("block_id") or "").startswith(NOTE_ID)]
    return replace(failure, blocks=(*notes, *others[: MODAL_BLOCKS - len(notes)]))


def message_body(message: Message) -> dict[str, Any]:
    """Return the part of a Web API or response_url call that every message shares: never unfurled, never linked."""
    return {
        "text": message.text,
        "blocks": message.blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }
