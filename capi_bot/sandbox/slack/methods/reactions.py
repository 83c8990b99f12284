"""Emoji under messages: reactions.*.

https://docs.slack.dev/reference/methods?family=reactions
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.faults import TIER_2
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.methods.method import Method, conversation, lasting, member_of, person, text
from capi_bot.sandbox.slack.methods.paging import metadata, page
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

KINDS_ON_A_MESSAGE = 50
BY_ONE_PERSON = 23
_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")
_TS = re.compile(r"\d+\.\d+")
_ONLY_MESSAGES = "files and their comments have no reactions"


def _add(workspace: Workspace, arguments: Json) -> Json:
    name, message, bot = _name(arguments), _message(workspace, arguments), workspace.directory.bot_user
    if message.reacted(name, bot):
        raise RefusedError("already_reacted")
    if sum(bot in each.users for each in message.reactions) >= BY_ONE_PERSON:
        raise RefusedError("too_many_reactions")
    if len(message.reactions) >= KINDS_ON_A_MESSAGE and name not in {each.name for each in message.reactions}:
        raise RefusedError("too_many_emoji")
    workspace.board.put(message.with_reaction(name, bot))
    return {}


def _remove(workspace: Workspace, arguments: Json) -> Json:
    name, message, bot = _name(arguments), _message(workspace, arguments), workspace.directory.bot_user
    if not message.reacted(name, bot):
        raise RefusedError("no_reaction")
    workspace.board.put(message.without_reaction(name, bot))
    return {}


def _get(workspace: Workspace, arguments: Json) -> Json:
    return _item(workspace, _message(workspace, arguments))


def _list(workspace: Workspace, arguments: Json) -> Json:
    user = person(workspace, text(arguments, "user") or workspace.directory.bot_user).id
    seen = {each.id for each in (*workspace.directory.channels, *workspace.directory.direct_messages) if each.has_bot}
    found = [
        message
        for message in reversed(workspace.board.messages)
        if message.channel in seen and any(user in each.users for each in message.reactions)
    ]
    rows, cursor = page(found, arguments)
    return {"items": [_item(workspace, each) for each in rows], **metadata(cursor)}


def _item(workspace: Workspace, message: Message) -> Json:
    return {"type": "message", "channel": message.channel, "message": payloads.as_slack(workspace.directory, message)}


def _name(arguments: Json) -> str:
    name = text(arguments, "name").strip(":")
    if not _NAME.fullmatch(name):
        raise RefusedError("invalid_name")
    return name


def _message(workspace: Workspace, arguments: Json) -> Message:
    place, ts = text(arguments, "channel"), text(arguments, "timestamp")
    if not place or not ts:
        raise RefusedError("no_item_specified")
    channel = member_of(conversation(workspace, place))
    if not _TS.fullmatch(ts):
        raise RefusedError("bad_timestamp")
    return lasting(workspace, channel, ts)


METHODS: Mapping[str, Method] = {
    "reactions.add": Method(run=_add, scopes=("reactions:write",), lacks="any well-formed name passes for an emoji"),
    "reactions.remove": Method(run=_remove, scopes=("reactions:write",), tier=TIER_2, lacks=_ONLY_MESSAGES),
    "reactions.get": Method(run=_get, scopes=("reactions:read",), lacks=_ONLY_MESSAGES),
    "reactions.list": Method(run=_list, scopes=("reactions:read",), tier=TIER_2, lacks=_ONLY_MESSAGES),
}
