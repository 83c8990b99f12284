"""Uploads and files: files.*.

https://docs.slack.dev/reference/methods?family=files
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import replace

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.faults import TIER_4
from capi_bot.sandbox.slack.messages import File, Message
from capi_bot.sandbox.slack.methods.method import Method, missing, names, open_to_posts, person, text, wrong
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.posting import decoded, thread_parent
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

KINDS: Mapping[str, tuple[str, ...]] = {
    "all": ("",),
    "spaces": (),
    "snippets": ("text/",),
    "images": ("image/",),
    "gdocs": (),
    "zips": ("application/zip",),
    "pdfs": ("application/pdf",),
}
"""How the media types begin of each kind that `types` may ask for."""

ON_A_PAGE = 100


def _get_upload_url(workspace: Workspace, arguments: Json) -> Json:
    name, length = text(arguments, "filename"), text(arguments, "length")
    if lacking := [*(["filename"] if not name else []), *(["length"] if not length.isdecimal() else [])]:
        raise missing(*lacking)
    file = workspace.files.promise(name, int(length))
    return {"upload_url": f"{workspace.own_url.rstrip('/')}/upload/{file.id}", "file_id": file.id}


def _complete_upload(workspace: Workspace, arguments: Json) -> Json:
    titles = _titles(decoded(arguments.get("files")))
    places = (text(arguments, "channel_id"), *names(arguments, "channels"))
    channels = [open_to_posts(workspace, place) for place in places if place]
    parents = [thread_parent(workspace.board, each.id, arguments.get("thread_ts")) for each in channels]
    files = workspace.files.complete(titles)
    for channel, parent in zip(channels, parents, strict=True):
        _share(workspace, files, channel, parent, text(arguments, "initial_comment"))
    return {"files": [_told(workspace, file) for file in files]}


def _titles(given: object) -> dict[str, str]:
    rows = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    if not rows:
        raise missing("files")
    return {text(row, "id"): text(row, "title") for row in rows}


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


def _info(workspace: Workspace, arguments: Json) -> Json:
    file = _found(workspace, arguments)
    return {"file": _told(workspace, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def _list(workspace: Workspace, arguments: Json) -> Json:
    wanted = _wanted(workspace, arguments)
    size, number = _whole(arguments, "count", ON_A_PAGE), _whole(arguments, "page", 1)
    shown = wanted[(number - 1) * size : number * size]
    return {
        "files": [_told(workspace, file) for file in shown],
        "paging": {"count": size, "total": len(wanted), "page": number, "pages": math.ceil(len(wanted) / size)},
    }


def _wanted(workspace: Workspace, arguments: Json) -> list[File]:
    place, user = text(arguments, "channel"), text(arguments, "user")
    if not set(names(arguments, "types")) <= KINDS.keys():
        raise RefusedError("unknown_type")
    if user and person(workspace, user).id != workspace.directory.bot_user:
        return []  # nobody but the bot uploads anything here
    since, until = _whole(arguments, "ts_from", 0), _whole(arguments, "ts_to", sys.maxsize)
    kinds = [KINDS[each] for each in names(arguments, "types") or ("all",)]
    return [
        file
        for file in reversed(workspace.files.all())
        if since <= file.created <= until
        and any(file.mimetype.startswith(each) for kind in kinds for each in kind)
        and (not place or place in _shared_in(workspace, file))
    ]


def _whole(arguments: Json, name: str, usual: int) -> int:
    given = text(arguments, name)
    if not given:
        return usual
    if not given.isdecimal() or (name in {"count", "page"} and int(given) < 1):
        raise wrong(f"must be a positive number [json-pointer:/{name}]")
    return int(given)


def _delete(workspace: Workspace, arguments: Json) -> Json:
    file = _found(workspace, arguments)
    workspace.files.delete(file)
    for message in workspace.board.messages:
        if file in message.files:
            left = tuple(each for each in message.files if each != file)
            workspace.board.put(replace(message, files=left))
    return {}


def _found(workspace: Workspace, arguments: Json) -> File:
    file = workspace.files.find(text(arguments, "file"))
    if file is None:
        raise RefusedError("file_not_found")
    return file


def _told(workspace: Workspace, file: File) -> Json:
    return {**payloads.file_json(workspace.directory, file), "channels": _shared_in(workspace, file)}


def _shared_in(workspace: Workspace, file: File) -> list[str]:
    every = (each.channel for each in workspace.board.messages if file in each.files)
    return list(dict.fromkeys(every))


METHODS: Mapping[str, Method] = {
    "files.getUploadURLExternal": Method(
        run=_get_upload_url, scopes=("files:write",), tier=TIER_4, lacks="`alt_txt` and `snippet_type` change nothing"
    ),
    "files.completeUploadExternal": Method(
        run=_complete_upload, scopes=("files:write",), tier=TIER_4, lacks="`blocks` beside the files change nothing"
    ),
    "files.info": Method(
        run=_info, scopes=("files:read",), tier=TIER_4, needs=("file",), lacks="there are no comments"
    ),
    "files.list": Method(run=_list, scopes=("files:read",), lacks="people's own uploads are not there"),
    "files.delete": Method(run=_delete, scopes=("files:write",), needs=("file",)),
}
