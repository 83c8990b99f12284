"""Messages: chat.*.

https://docs.slack.dev/reference/methods?family=chat
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.board import Message
from capi_bot.sandbox.slack.limits import MESSAGE_TEXT, UPDATE_TEXT
from capi_bot.sandbox.slack.methods.method import Method, joined, text
from capi_bot.sandbox.slack.posting import Content, edited, thread_parent
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


def _post_message(workspace: Workspace, arguments: Json) -> Json:
    channel = joined(workspace, text(arguments, "channel"))
    content = Content(arguments, workspace.new_id)
    parent = thread_parent(workspace.board, channel.id, arguments.get("thread_ts"))
    message = workspace.board.put(
        Message(
            ts=workspace.board.next_ts(),
            channel=channel.id,
            user=workspace.directory.bot_user,
            text=content.text,
            blocks=content.blocks,
            thread_ts=parent,
            broadcast=parent is not None and _yes(arguments.get("reply_broadcast")),
        ),
    )
    cut = len(str(arguments.get("text") or "")) > MESSAGE_TEXT
    warning = {"response_metadata": {"warnings": ["message_truncated"]}, "warning": "message_truncated"} if cut else {}
    return {**_told(workspace, message), **warning}


def _post_ephemeral(workspace: Workspace, arguments: Json) -> Json:
    channel = joined(workspace, text(arguments, "channel"))
    person = workspace.directory.person(str(arguments.get("user", "")))
    if person is None or person.is_bot:
        raise RefusedError("user_not_in_channel")
    content = Content(arguments, workspace.new_id)
    message = workspace.board.put(
        Message(
            ts=workspace.board.next_ts(),
            channel=channel.id,
            user=workspace.directory.bot_user,
            text=content.text,
            blocks=content.blocks,
            thread_ts=thread_parent(workspace.board, channel.id, arguments.get("thread_ts")),
            ephemeral_to=person.id,
        ),
    )
    return {"message_ts": message.ts}


def _update(workspace: Workspace, arguments: Json) -> Json:
    message = _own(workspace, arguments, "cant_update_message")
    content = Content(arguments, workspace.new_id)
    if len(content.text) > UPDATE_TEXT:
        raise RefusedError("msg_too_long")
    message = workspace.board.put(edited(message, content))
    return {**_told(workspace, message), "text": message.text}


def _delete(workspace: Workspace, arguments: Json) -> Json:
    message = _own(workspace, arguments, "cant_delete_message")
    workspace.board.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def _own(workspace: Workspace, arguments: Json, otherwise: str) -> Message:
    channel = joined(workspace, text(arguments, "channel"))
    message = workspace.board.find(channel.id, str(arguments.get("ts", "")))
    if message is None:
        raise RefusedError("message_not_found")
    if message.user != workspace.directory.bot_user or message.ephemeral_to:
        raise RefusedError(otherwise)
    return message


def _told(workspace: Workspace, message: Message) -> Json:
    shown = payloads.as_slack(workspace.directory, message)
    return {"channel": message.channel, "ts": message.ts, "message": shown}


def _yes(value: object) -> bool:
    return value is True or str(value).lower() in {"true", "1"}


METHODS: Mapping[str, Method] = {
    "chat.postMessage": Method(run=_post_message, scope="chat:write"),
    "chat.postEphemeral": Method(run=_post_ephemeral, scope="chat:write"),
    "chat.update": Method(run=_update, scope="chat:write"),
    "chat.delete": Method(run=_delete, scope="chat:write"),
}
