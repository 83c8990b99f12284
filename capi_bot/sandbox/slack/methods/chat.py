"""Messages and files: chat.* and files.*.

https://docs.slack.dev/reference/methods?family=chat
https://docs.slack.dev/reference/methods?family=files
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.blocks import MESSAGE_TEXT, UPDATE_TEXT
from capi_bot.sandbox.slack.errors import RefusedError
from capi_bot.sandbox.slack.faults import POSTING, TIER_4
from capi_bot.sandbox.slack.messages import File, Message
from capi_bot.sandbox.slack.methods.method import (
    Method,
    conversation,
    member_of,
    missing,
    names,
    open_to_posts,
    stored_message,
    text,
)
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.posting import Content, decode, thread_parent
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

CUT = "message_truncated"
_IGNORED = (
    "`attachments` are not checked; "
    "`username`, `icon_emoji`, `parse`, `link_names` and `reply_broadcast` change nothing"
)


def _post_message(workspace: Workspace, arguments: Json) -> Json:
    channel = open_to_posts(workspace, text(arguments, "channel"))
    message = workspace.store.put(_new_message(workspace, channel, arguments))
    cut = len(text(arguments, "text")) > MESSAGE_TEXT
    warning = {"warning": CUT, "response_metadata": {"warnings": [CUT]}} if cut else {}
    return {**_posted(workspace, message), **warning}


def _post_ephemeral(workspace: Workspace, arguments: Json) -> Json:
    channel = open_to_posts(workspace, text(arguments, "channel"))
    user = text(arguments, "user")
    if user not in workspace.directory.people_in(channel):
        raise RefusedError("user_not_in_channel")
    message = replace(_new_message(workspace, channel, arguments), ephemeral_to=user)
    return {"message_ts": workspace.store.put(message).ts}


def _new_message(workspace: Workspace, channel: Channel, arguments: Json) -> Message:
    content = _content(workspace, arguments)
    return Message(
        ts=workspace.store.next_ts(),
        channel=channel.id,
        user=workspace.directory.bot_user,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments or (),
        thread_ts=thread_parent(workspace.store, channel.id, arguments.get("thread_ts")),
        metadata=decode(arguments.get("metadata"), "invalid_metadata_format"),
    )


def _content(workspace: Workspace, arguments: Json) -> Content:
    if arguments.get("as_user") is not None:
        raise RefusedError("invalid_arguments", deprecated_argument="as_user")
    return Content(arguments, workspace.new_id)


def _update(workspace: Workspace, arguments: Json) -> Json:
    message = _own_message(workspace, arguments, "cant_update_message")
    content = _content(workspace, arguments)
    if len(content.text) > UPDATE_TEXT:
        raise RefusedError("msg_too_long")
    message = workspace.store.put(content.edit(message))
    return {**_posted(workspace, message), "text": message.text}


def _delete(workspace: Workspace, arguments: Json) -> Json:
    message = _own_message(workspace, arguments, "cant_delete_message")
    workspace.store.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def _own_message(workspace: Workspace, arguments: Json, otherwise: str) -> Message:
    channel = member_of(conversation(workspace, text(arguments, "channel")))
    message = stored_message(workspace, channel, text(arguments, "ts"))
    if message.user != workspace.directory.bot_user:
        raise RefusedError(otherwise)
    return message


def _posted(workspace: Workspace, message: Message) -> Json:
    body = payloads.as_slack(workspace.directory, message)
    return {"channel": message.channel, "ts": message.ts, "message": body}


def _get_upload_url(workspace: Workspace, arguments: Json) -> Json:
    name, length = text(arguments, "filename"), text(arguments, "length")
    if absent := [*(["filename"] if not name else []), *(["length"] if not length.isdecimal() else [])]:
        raise missing(*absent)
    file = workspace.files.announce(name, int(length))
    return {"upload_url": f"{workspace.own_url.rstrip('/')}/upload/{file.id}", "file_id": file.id}


def _complete_upload(workspace: Workspace, arguments: Json) -> Json:
    given = decode(arguments.get("files"))
    rows = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    if not rows:
        raise missing("files")
    places = (text(arguments, "channel_id"), *names(arguments, "channels"))
    channels = [open_to_posts(workspace, place) for place in places if place]
    parents = [thread_parent(workspace.store, each.id, arguments.get("thread_ts")) for each in channels]
    files = workspace.files.complete({text(row, "id"): text(row, "title") for row in rows})
    for channel, parent in zip(channels, parents, strict=True):
        message = Message(
            ts=workspace.store.next_ts(),
            channel=channel.id,
            user=workspace.directory.bot_user,
            text=text(arguments, "initial_comment"),
            thread_ts=parent,
            files=files,
        )
        workspace.store.put(message)
    return {"files": [_file(workspace, file) for file in files]}


def _file(workspace: Workspace, file: File) -> Json:
    channels = dict.fromkeys(each.channel for each in workspace.store.messages if file in each.files)
    return {**payloads.file_json(workspace.directory, file), "channels": list(channels)}


METHODS: Mapping[str, Method] = {
    "chat.postMessage": Method(
        run=_post_message,
        scopes=("chat:write",),
        further=("chat:write.public",),
        tier=POSTING,
        needs=("channel",),
        lacks=f"links are not unfurled, {_IGNORED}",
    ),
    "chat.postEphemeral": Method(
        run=_post_ephemeral,
        scopes=("chat:write",),
        further=("chat:write.public",),
        tier=TIER_4,
        needs=("channel", "user"),
        lacks=_IGNORED,
    ),
    "chat.update": Method(
        run=_update, scopes=("chat:write",), needs=("channel", "ts"), lacks=f"`file_ids`, {_IGNORED}"
    ),
    "chat.delete": Method(
        run=_delete, scopes=("chat:write",), needs=("channel", "ts"), lacks="a message with replies leaves no trace"
    ),
    "files.getUploadURLExternal": Method(
        run=_get_upload_url, scopes=("files:write",), tier=TIER_4, lacks="`alt_txt` and `snippet_type` change nothing"
    ),
    "files.completeUploadExternal": Method(
        run=_complete_upload, scopes=("files:write",), tier=TIER_4, lacks="`blocks` beside the files change nothing"
    ),
}
