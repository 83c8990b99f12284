"""How words get on the board: a new message, an edit, and the answer through a response_url."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from capi_bot.sandbox.slack import attachments as boxes
from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.limits import BLOCKS_SIZE, MESSAGE_TEXT, check_attachments, check_message
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.refusals import RefusedError, refuse
from capi_bot.sandbox.slack.response_tokens import ResponseUrl
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.together import NESTED, second_table, size

_NO_PREVIEW = "[no preview available]"


class Content:
    """Be the text, blocks and attachments of a message that Slack has checked and given the ids it lacked.

    Blocks are None where there are none, attachments where nothing is said of them. `longest` is what the blocks may
    count together, None for a response_url, for which Slack has no such sum.
    """

    __slots__ = ("attachments", "blocks", "text")

    def __init__(self, body: Json, new_id: Callable[[], str], *, longest: int | None = BLOCKS_SIZE) -> None:
        blocks = _listed(body, "blocks", "invalid_blocks_format")
        attachments = _listed(body, "attachments", "invalid_attachments")
        if not (body.get("text") or blocks or attachments):
            raise RefusedError("no_text")
        _check(blocks, attachments)
        if longest is not None and size(blocks) > longest:
            raise RefusedError("msg_blocks_too_long")
        self.text = str(body.get("text") or "")[:MESSAGE_TEXT]
        self.blocks = with_ids(blocks, new_id) if blocks else None
        self.attachments = with_numbers(attachments, new_id) if "attachments" in body else None

    def on(self, message: Message) -> Message:
        """Return the message with this as what it says; attachments of which nothing is said stay.

        Where the app speaks of attachments only, text and blocks stay too.
        """
        attachments = message.attachments if self.attachments is None else self.attachments
        if not self.text and self.blocks is None:
            return replace(message, attachments=attachments)
        return replace(message, text=self.text, blocks=self.blocks, attachments=attachments)


def _listed(body: Json, name: str, otherwise: str) -> list[Json]:
    value = decoded(body.get(name), otherwise) or []
    if not isinstance(value, list):
        raise RefusedError(otherwise)
    return value


def _check(blocks: list[Json], attachments: list[Json]) -> None:
    refuse("invalid_blocks", check_message(blocks))
    if len(attachments) > boxes.MOST:
        raise RefusedError("too_many_attachments")
    refuse("invalid_attachments", check_attachments(attachments))
    refuse("invalid_attachments", tuple(second_table(blocks, "/blocks")))


def decoded(value: object, otherwise: str = "invalid_blocks_format") -> Any:  # noqa: ANN401 - it is JSON
    """Return what a form field's JSON text says; other values are already what they are."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise RefusedError(otherwise) from None


def with_numbers(attachments: Sequence[Json], new_id: Callable[[], str]) -> tuple[Json, ...]:
    """Return the attachments numbered from 1, with ids in their blocks and words for where those cannot be shown."""
    return tuple(
        {"fallback": _NO_PREVIEW, **each, "id": number, "blocks": list(with_ids(each["blocks"], new_id))}
        if "blocks" in each
        else {**each, "id": number}
        for number, each in enumerate(attachments, 1)
    )


def with_ids(blocks: Sequence[Json], new_id: Callable[[], str]) -> tuple[Json, ...]:
    """Return the blocks with a block_id and action_ids where the app gave none, as Slack does."""
    return tuple(_block_with_ids(block, new_id) for block in blocks)


def _block_with_ids(block: Json, new_id: Callable[[], str]) -> Json:
    whole = {**block, "block_id": block.get("block_id") or new_id()}
    rows = "elements" if block["type"] in {"actions", "context_actions"} else "actions"
    if rows in block:
        whole[rows] = [_named(element, new_id) for element in block[rows]]
    for name in ("accessory", "element"):
        if name in block:
            whole[name] = _named(block[name], new_id)
    if nested := NESTED.get(block["type"]):
        whole[nested] = list(with_ids(block[nested], new_id))
    if block["type"] == "data_table":
        whole["rows"] = [[_cell_with_ids(cell, new_id) for cell in row] for row in block["rows"]]
    return whole


def _cell_with_ids(cell: Json, new_id: Callable[[], str]) -> Json:
    return {**cell, "element": _named(cell["element"], new_id)} if cell["type"] == "action" else cell


def _named(element: Json, new_id: Callable[[], str]) -> Json:
    return element if element["type"] == "image" or "action_id" in element else {**element, "action_id": new_id()}


def thread_parent(board: Board, channel: str, thread_ts: object) -> str | None:
    """Return the thread's ts if there is such a message that can have replies."""
    if not thread_ts:
        return None
    parent = board.find(channel, str(thread_ts))
    if parent is None:
        raise RefusedError("thread_not_found")
    if parent.thread_ts or parent.ephemeral_to:
        raise RefusedError("cannot_reply_to_message")
    return parent.ts


def answer(board: Board, ticket: ResponseUrl, body: Json, author: str, new_id: Callable[[], str]) -> None:
    """Do what the app asked for through a response_url.

    Only the url of a clicked message can replace or delete, and only that message. Unsaid, an answer that is seen by
    the same people as the clicked message replaces it. Visibility never changes. A command's url always posts anew.
    https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
    """
    clicked = board.find(ticket.channel, ticket.message_ts) if ticket.message_ts else None
    if body.get("delete_original"):
        _delete(board, clicked)
        return
    content = Content(body, new_id, longest=None)
    public = body.get("response_type", "ephemeral") == "in_channel"
    if ticket.message_ts and _replaces(body, clicked, public=public):
        _replace(board, clicked, content)
        return
    board.put(
        Message(
            ts=board.next_ts(),
            channel=ticket.channel,
            user=author,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments or (),
            thread_ts=thread_parent(board, ticket.channel, body.get("thread_ts")),
            ephemeral_to=None if public else ticket.user,
        ),
    )


def _replaces(body: Json, clicked: Message | None, *, public: bool) -> bool:
    same_eyes = clicked is not None and (clicked.ephemeral_to is None) == public
    return bool(body.get("replace_original", same_eyes))


def _replace(board: Board, clicked: Message | None, content: Content) -> None:
    if clicked is None:
        raise RefusedError("message_not_found")
    board.put(edited(clicked, content))


def _delete(board: Board, clicked: Message | None) -> None:
    if clicked is None:
        raise RefusedError("message_not_found")
    board.remove(clicked)


def edited(message: Message, content: Content) -> Message:
    """Return the message with new content; Slack marks text edits, not edits of blocks."""
    return replace(content.on(message), edited=content.blocks is None)
