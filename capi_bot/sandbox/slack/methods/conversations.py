"""Conversations, who is in them and what was said there: conversations.* and users.conversations.

https://docs.slack.dev/reference/methods?family=conversations
https://docs.slack.dev/reference/objects/conversation-object
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.errors import RefusedError
from capi_bot.sandbox.slack.faults import TIER_2, TIER_4
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.methods.method import (
    Method,
    conversation,
    family,
    flag,
    member_of,
    names,
    next_page,
    page,
    permit,
    person,
    text,
    unix_time,
)
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
MANAGE = ("channels:manage", "groups:write", "im:write", "mpim:write")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
FAMILIES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
REPLIES = 1000
REPLY_USERS = 5
_ALREADY = "already_in_channel"
_UNSUPPORTED = "method_not_supported_for_channel_type"


def _body(workspace: Workspace, channel: Channel, *, counted: bool = False) -> Json:
    if channel.owner:
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "user": channel.owner,
        }
    directory = workspace.directory
    count = {"num_members": len(directory.members(channel))} if counted else {}
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_member": channel.has_bot,
        "is_shared": bool(channel.shared_with),
        "is_ext_shared": bool(channel.shared_with),
        "is_org_shared": False,
        "created": channel.created,
        "context_team_id": directory.team_id,
        "shared_team_ids": [directory.team_id, *channel.shared_with],
        "topic": {"value": channel.topic, "creator": "", "last_set": channel.created},
        "purpose": {"value": "", "creator": "", "last_set": channel.created},
        **count,
    }


def _info(workspace: Workspace, arguments: Json) -> Json:
    channel = conversation(workspace, text(arguments, "channel"))
    permit(workspace, f"{family(channel)}:read")
    locale = {"locale": "en-US"} if flag(arguments, "include_locale") else {}
    return {"channel": {**_body(workspace, channel, counted=flag(arguments, "include_num_members")), **locale}}


def _list(workspace: Workspace, arguments: Json) -> Json:
    directory = workspace.directory
    visible = (each for each in directory.channels if each.has_bot or not each.is_private)
    return _channels(workspace, (*visible, *directory.direct_messages), arguments, counted=True)


def _of_user(workspace: Workspace, arguments: Json) -> Json:
    directory = workspace.directory
    user = person(workspace, text(arguments, "user") or directory.bot_user).id
    joined = (each for each in directory.channels if user in directory.members(each))
    visible = (each for each in joined if each.has_bot or not each.is_private)
    direct = (each for each in directory.direct_messages if user in directory.members(each))
    return _channels(workspace, (*visible, *direct), arguments)


def _channels(workspace: Workspace, channels: Iterable[Channel], arguments: Json, *, counted: bool = False) -> Json:
    types = names(arguments, "types") or ("public_channel",)
    if not set(types) <= FAMILIES.keys():
        raise RefusedError("invalid_types")
    for each in types:
        permit(workspace, f"{FAMILIES[each]}:read")
    families, unarchived = {FAMILIES[each] for each in types}, flag(arguments, "exclude_archived")
    wanted = [each for each in channels if family(each) in families and not (each.is_archived and unarchived)]
    rows, cursor = page(wanted, arguments)
    return {"channels": [_body(workspace, each, counted=counted) for each in rows], **next_page(cursor)}


def _members(workspace: Workspace, arguments: Json) -> Json:
    channel = conversation(workspace, text(arguments, "channel"))
    permit(workspace, f"{family(channel)}:read")
    rows, cursor = page(workspace.directory.members(channel), arguments)
    return {"members": list(rows), **next_page(cursor)}


def _join(workspace: Workspace, arguments: Json) -> Json:
    channel = conversation(workspace, text(arguments, "channel"))
    if channel.owner or channel.is_private:
        raise RefusedError(_UNSUPPORTED)
    if channel.is_archived:
        raise RefusedError("is_archived")
    joined = workspace.memberships.join(channel.id, workspace.directory.bot_user)
    body = {"channel": _body(workspace, conversation(workspace, channel.id))}
    return body if joined else {**body, "warning": _ALREADY, "response_metadata": {"warnings": [_ALREADY]}}


def _open(workspace: Workspace, arguments: Json) -> Json:
    users = names(arguments, "users")
    if len(users) > 1:
        raise RefusedError(_UNSUPPORTED)
    if users:
        somebody = person(workspace, users[0])
        channel = workspace.directory.direct_message(somebody)
        if channel not in workspace.directory.direct_messages:
            raise RefusedError("user_not_found" if somebody.is_bot else "user_not_visible")
    elif name := text(arguments, "channel"):
        channel = conversation(workspace, name)
        if not channel.owner:
            raise RefusedError(_UNSUPPORTED)
    else:
        raise RefusedError("users_list_not_supplied")
    permit(workspace, "im:write")
    return {
        "no_op": True,  # the bot's direct messages with everybody are there from the beginning
        "already_open": True,
        "channel": _body(workspace, channel) if flag(arguments, "return_im") else {"id": channel.id},
    }


def _history(workspace: Workspace, arguments: Json) -> Json:
    channel = _readable(workspace, arguments)
    messages = (each for each in _stored(workspace, channel) if each.thread_ts is None or each.broadcast)
    newest_first = [each for each in sorted(messages, key=_time, reverse=True) if _within(each, arguments)]
    return {**_messages(workspace, channel, newest_first, arguments), "pin_count": 0}


def _replies(workspace: Workspace, arguments: Json) -> Json:
    channel, ts = _readable(workspace, arguments), text(arguments, "ts")
    messages = sorted(_stored(workspace, channel), key=_time)
    named = next((each for each in messages if each.ts == ts), None)
    if named is None:
        raise RefusedError("thread_not_found")
    root = named.thread_ts or named.ts
    parent = [each for each in messages if each.ts == root]
    replies = [each for each in messages if each.thread_ts == root and _within(each, arguments)]
    return _messages(workspace, channel, [*parent, *replies], arguments, REPLIES)


def _readable(workspace: Workspace, arguments: Json) -> Channel:
    channel = conversation(workspace, text(arguments, "channel"))
    permit(workspace, f"{family(channel)}:history")
    return member_of(channel)


def _stored(workspace: Workspace, channel: Channel) -> list[Message]:
    return [each for each in workspace.store.messages if each.channel == channel.id and not each.ephemeral_to]


def _time(message: Message) -> float:
    return float(message.ts)


def _within(message: Message, arguments: Json) -> bool:
    oldest, latest, at = unix_time(arguments, "oldest", 0), unix_time(arguments, "latest"), _time(message)
    return oldest <= at <= latest if flag(arguments, "inclusive") else oldest < at < latest


def _messages(
    workspace: Workspace, channel: Channel, messages: Sequence[Message], arguments: Json, limit: int = 100
) -> Json:
    rows, cursor = page(messages, arguments, limit)
    stored = _stored(workspace, channel)
    bodies = [_with_thread(workspace, each, stored) for each in rows]
    return {"messages": bodies, "has_more": bool(cursor), **(next_page(cursor) if cursor else {})}


def _with_thread(workspace: Workspace, message: Message, stored: Sequence[Message]) -> Json:
    replies = sorted((each for each in stored if each.thread_ts == message.ts), key=_time)
    body = payloads.as_slack(workspace.directory, message, len(replies))
    if not replies:
        return body
    users = list(dict.fromkeys(each.user for each in replies))
    return body | {
        "reply_users": users[:REPLY_USERS],
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


METHODS: Mapping[str, Method] = {
    "conversations.history": Method(run=_history, scopes=HISTORY, needs=("channel",)),
    "conversations.info": Method(run=_info, scopes=READ, needs=("channel",)),
    "conversations.join": Method(run=_join, scopes=("channels:join",), needs=("channel",)),
    "conversations.list": Method(run=_list, scopes=READ, tier=TIER_2),
    "conversations.members": Method(run=_members, scopes=READ, tier=TIER_4, needs=("channel",)),
    "conversations.open": Method(run=_open, scopes=MANAGE, lacks="direct messages of more than two are refused"),
    "conversations.replies": Method(run=_replies, scopes=HISTORY, needs=("channel", "ts")),
    "users.conversations": Method(run=_of_user, scopes=READ),
}
