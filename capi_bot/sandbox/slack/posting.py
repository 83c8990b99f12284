"""Message content as Slack checks and completes it, and the answer through a response_url.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from capi_bot.sandbox.slack.blocks import BLOCKS_SIZE, MESSAGE_TEXT, check_message, second_table, size
from capi_bot.sandbox.slack.errors import RefusedError, refuse
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.response_tokens import ResponseUrl
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.store import Store


class Content:
    """The text and blocks of a message that Slack has checked and given the ids they lacked; legacy attachments pass.

    Blocks are None where there are none, attachments where nothing is said of them. `longest` is what the blocks may
    count together, None for a response_url, for which Slack has no such sum.
    """

    __slots__ = ("attachments", "blocks", "text")

    def __init__(self, body: Json, new_id: Callable[[], str], *, longest: int | None = BLOCKS_SIZE) -> None:
        blocks = _list(body, "blocks", "invalid_blocks_format")
        attachments = _list(body, "attachments", "invalid_attachments")
        if not (body.get("text") or blocks or attachments):
            raise RefusedError("no_text")
        refuse("invalid_blocks", check_message(blocks))
        refuse("invalid_attachments", tuple(second_table(blocks, "/blocks")))  # Slack's code for it
        if longest is not None and size(blocks) > longest:
            raise RefusedError("msg_blocks_too_long")
        self.text = str(body.get("text") or "")[:MESSAGE_TEXT]
        self.blocks = with_ids(blocks, new_id) if blocks else None
        self.attachments = tuple(attachments) if "attachments" in body else None

    def edit(self, message: Message) -> Message:
        """Return the message with this as its content; attachments alone leave the rest, and text edits are marked."""
        attachments = message.attachments if self.attachments is None else self.attachments
        if not self.text and self.blocks is None:
            return replace(message, attachments=attachments)
        edited = self.blocks is None
        return replace(message, text=self.text, blocks=self.blocks, attachments=attachments, edited=edited)


def _list(body: Json, name: str, otherwise: str) -> list[Json]:
    value = decode(body.get(name), otherwise) or []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value if name == "attachments"):
        raise RefusedError(otherwise)
    return value


def decode(value: object, otherwise: str = "invalid_blocks_format") -> Any:  # noqa: ANN401 - it is JSON
    """Return the value of a form field's JSON text; other values are already what they are."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise RefusedError(otherwise) from None


def with_ids(blocks: Sequence[Json], new_id: Callable[[], str]) -> tuple[Json, ...]:
    return tuple(_block_with_ids(block, new_id) for block in blocks)


def _block_with_ids(block: Json, new_id: Callable[[], str]) -> Json:
    copy = {**block, "block_id": block.get("block_id") or new_id()}
    if block["type"] == "actions":
        copy["elements"] = [_element_with_id(element, new_id) for element in block["elements"]]
    for name in ("accessory", "element"):
        if name in block:
            copy[name] = _element_with_id(block[name], new_id)
    return copy


def _element_with_id(element: Json, new_id: Callable[[], str]) -> Json:
    return element if element["type"] == "image" or "action_id" in element else {**element, "action_id": new_id()}


def thread_parent(store: Store, channel: str, thread_ts: object) -> str | None:
    """Return the thread's ts if there is such a message that can have replies."""
    if not thread_ts:
        return None
    parent = store.find(channel, str(thread_ts))
    if parent is None:
        raise RefusedError("thread_not_found")
    if parent.thread_ts or parent.ephemeral_to:
        raise RefusedError("cannot_reply_to_message")
    return parent.ts


def respond(store: Store, token: ResponseUrl, body: Json, author: str, new_id: Callable[[], str]) -> None:
    """Do what the app requested through a response_url.

    Only the url of a clicked message can replace or delete, and only that message. Unsaid, an answer that is seen by
    the same people as the clicked message replaces it. Visibility never changes. A command's url always posts anew.
    """
    clicked = store.find(token.channel, token.message_ts) if token.message_ts else None
    if body.get("delete_original"):
        store.remove(_required(clicked))
        return
    content = Content(body, new_id, longest=None)
    public = body.get("response_type", "ephemeral") == "in_channel"
    same_people = clicked is not None and (clicked.ephemeral_to is None) == public
    if token.message_ts and body.get("replace_original", same_people):
        store.put(content.edit(_required(clicked)))
        return
    store.put(
        Message(
            ts=store.next_ts(),
            channel=token.channel,
            user=author,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments or (),
            thread_ts=thread_parent(store, token.channel, body.get("thread_ts")),
            ephemeral_to=None if public else token.user,
        )
    )


def _required(clicked: Message | None) -> Message:
    if clicked is None:
        raise RefusedError("message_not_found")
    return clicked
