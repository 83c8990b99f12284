"""Uploads: files.*.

https://docs.slack.dev/reference/methods?family=files
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.board import Message
from capi_bot.sandbox.slack.directory import Channel
from capi_bot.sandbox.slack.files import File
from capi_bot.sandbox.slack.methods.method import Method, joined, missing, text
from capi_bot.sandbox.slack.posting import decoded, thread_parent
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


def _get_upload_url(workspace: Workspace, arguments: Json) -> Json:
    name, length = text(arguments, "filename"), text(arguments, "length")
    if lacking := [*(["filename"] if not name else []), *(["length"] if not length.isdecimal() else [])]:
        raise missing(*lacking)
    file = workspace.files.promise(name, int(length))
    return {"upload_url": f"{workspace.own_url.rstrip('/')}/upload/{file.id}", "file_id": file.id}


def _complete_upload(workspace: Workspace, arguments: Json) -> Json:
    titles = _titles(decoded(arguments.get("files")))
    channels = [joined(workspace, name) for name in _names(arguments)]
    parents = [thread_parent(workspace.board, each.id, arguments.get("thread_ts")) for each in channels]
    files = workspace.files.complete(titles)
    for channel, parent in zip(channels, parents, strict=True):
        _share(workspace, files, channel, parent, text(arguments, "initial_comment"))
    return {"files": [payloads.file_json(workspace.directory, file) for file in files]}


def _titles(given: object) -> dict[str, str]:
    rows = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    if not rows:
        raise missing("files")
    return {text(row, "id"): text(row, "title") for row in rows}


def _names(arguments: Json) -> list[str]:
    several = text(arguments, "channels").split(",")
    return [name for name in (text(arguments, "channel_id"), *several) if name]


def _share(workspace: Workspace, files: tuple[File, ...], channel: Channel, parent: str | None, comment: str) -> None:
    workspace.board.put(
        Message(
            ts=workspace.board.next_ts(),
            channel=channel.id,
            user=workspace.directory.bot_user,
            text=comment,
            thread_ts=parent,
            files=files,
        ),
    )


METHODS: Mapping[str, Method] = {
    "files.getUploadURLExternal": Method(run=_get_upload_url, scope="files:write"),
    "files.completeUploadExternal": Method(run=_complete_upload, scope="files:write"),
}
