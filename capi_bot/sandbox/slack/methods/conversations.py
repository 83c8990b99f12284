"""Which conversations there are, and who is in them: conversations.info, .list, .members and users.conversations.

https://docs.slack.dev/reference/methods?family=conversations
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from capi_bot.sandbox.slack.faults import TIER_2, TIER_4
from capi_bot.sandbox.slack.methods.method import Method, conversation, family, flag, names, permit, person, text
from capi_bot.sandbox.slack.methods.paging import metadata, page
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
FAMILIES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


def told(workspace: Workspace, channel: Channel, *, counted: bool = False) -> Json:
    """Return the channel as Slack's own answers hold it; `counted` adds how many members it has.

    https://docs.slack.dev/reference/objects/conversation-object
    """
    return _direct(channel) if channel.owner else _named(workspace, channel, counted=counted)


def _direct(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "created": channel.created,
        "is_archived": False,
        "is_im": True,
        "is_org_shared": False,
        "user": channel.owner,
        "is_user_deleted": False,
        "priority": 0,
        "is_open": True,
    }


def _named(workspace: Workspace, channel: Channel, *, counted: bool) -> Json:
    directory = workspace.directory
    count = {"num_members": len(directory.members(channel))} if counted else {}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_member": channel.has_bot,
        "is_shared": bool(channel.shared_with),
        "is_ext_shared": bool(channel.shared_with),
        "is_org_shared": False,
        "created": channel.created,
        "creator": channel.creator,
        "context_team_id": directory.team_id,
        "shared_team_ids": [directory.team_id, *channel.shared_with],
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": channel.created},
        "purpose": {"value": channel.purpose, "creator": channel.creator, "last_set": channel.created},
        "previous_names": [],
        **count,
    }


def _info(workspace: Workspace, arguments: Json) -> Json:
    found = conversation(workspace, text(arguments, "channel"))
    permit(workspace, f"{family(found)}:read")
    locale = {"locale": "en-US"} if flag(arguments, "include_locale") else {}
    return {"channel": {**told(workspace, found, counted=flag(arguments, "include_num_members")), **locale}}


def _list(workspace: Workspace, arguments: Json) -> Json:
    directory = workspace.directory
    every = (each for each in directory.channels if each.has_bot or not each.is_private)
    found = _wanted(workspace, (*every, *directory.direct_messages), arguments)
    return _paged(workspace, found, arguments, counted=True)


def _of_user(workspace: Workspace, arguments: Json) -> Json:
    directory = workspace.directory
    user = person(workspace, text(arguments, "user") or directory.bot_user).id
    theirs = (each for each in directory.channels if user in directory.members(each))
    shown = (each for each in theirs if each.has_bot or not each.is_private)
    direct = (each for each in directory.direct_messages if user in directory.members(each))
    return _paged(workspace, _wanted(workspace, (*shown, *direct), arguments), arguments)


def _wanted(workspace: Workspace, channels: Iterable[Channel], arguments: Json) -> list[Channel]:
    types = names(arguments, "types") or ("public_channel",)
    if not set(types) <= FAMILIES.keys():
        raise RefusedError("invalid_types")
    for each in types:
        permit(workspace, f"{FAMILIES[each]}:read")
    families, unarchived = {FAMILIES[each] for each in types}, flag(arguments, "exclude_archived")
    return [each for each in channels if family(each) in families and not (each.is_archived and unarchived)]


def _paged(workspace: Workspace, found: list[Channel], arguments: Json, *, counted: bool = False) -> Json:
    rows, cursor = page(found, arguments)
    return {"channels": [told(workspace, each, counted=counted) for each in rows], **metadata(cursor)}


def _members(workspace: Workspace, arguments: Json) -> Json:
    found = conversation(workspace, text(arguments, "channel"))
    permit(workspace, f"{family(found)}:read")
    rows, cursor = page(workspace.directory.members(found), arguments)
    return {"members": list(rows), **metadata(cursor)}


METHODS: Mapping[str, Method] = {
    "conversations.info": Method(run=_info, scopes=READ, needs=("channel",)),
    "conversations.list": Method(run=_list, scopes=READ, tier=TIER_2),
    "conversations.members": Method(run=_members, scopes=READ, tier=TIER_4, needs=("channel",)),
    "users.conversations": Method(run=_of_user, scopes=READ),
}
