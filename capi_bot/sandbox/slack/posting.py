"""How words get on the board: a new message, an edit, and the answer through a response_url."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from capi_bot.sandbox.slack.board import Board, Message
from capi_bot.sandbox.slack.limits import MESSAGE_TEXT, check_message
from capi_bot.sandbox.slack.refusals import RefusedError, refuse
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.tickets import ResponseUrl


class Content:
    """Be the text and blocks of a message that Slack has checked and given the ids it lacked."""

    __slots__ = ("blocks", "text")

    def __init__(self, body: Json, new_id: Callable[[], str]) -> None:
        text, blocks = body.get("text"), decoded(body.get("blocks"))
        if not text and not blocks:
            raise RefusedError("no_text")
        refuse("invalid_blocks", check_message(text[:MESSAGE_TEXT] if isinstance(text, str) else text, blocks))
        self.text = str(text or "")[:MESSAGE_TEXT]
        self.blocks = with_ids(blocks, new_id) if blocks else None


def decoded(value: object) -> object:
    """Return what a form field's JSON text says; other values are already what they are."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise RefusedError("invalid_blocks_format") from None


def with_ids(blocks: object, new_id: Callable[[], str]) -> tuple[Json, ...]:
    """Return the blocks with a block_id and action_ids where the app gave none, as Slack does."""
    return tuple(_block_with_ids(block, new_id) for block in blocks) if isinstance(blocks, Sequence) else ()


def _block_with_ids(block: Json, new_id: Callable[[], str]) -> Json:
    whole = {**block, "block_id": block.get("block_id") or new_id()}
    rows = "elements" if block["type"] in {"actions", "context_actions"} else "actions"
    if rows in block:
        whole[rows] = [_named(element, new_id) for element in block[rows]]
    for name in ("accessory", "element"):
        if name in block:
            whole[name] = _named(block[name], new_id)
    nested = "elements" if block["type"] == "carousel" else "child_blocks"
    if nested in block:
        whole[nested] = list(with_ids(block[nested], new_id))
    return whole


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
    content = Content(body, new_id)
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
    return replace(message, text=content.text, blocks=content.blocks, edited=content.blocks is None)
