"""Who comes and goes: conversations.join, .leave, .invite, .kick, .create and .open.

https://docs.slack.dev/reference/methods?family=conversations
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from capi_bot.sandbox.slack.faults import TIER_2
from capi_bot.sandbox.slack.methods.conversations import told
from capi_bot.sandbox.slack.methods.method import (
    Method,
    conversation,
    family,
    flag,
    member_of,
    names,
    permit,
    person,
    text,
)
from capi_bot.sandbox.slack.people import Channel, Person
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

NAME_LENGTH = 80
MOST_IN_GROUP = 8
MANAGE = ("channels:manage", "groups:write", "im:write", "mpim:write")
_IN_IT = "already_in_channel"


def _join(workspace: Workspace, arguments: Json) -> Json:
    found = _room(workspace, arguments)
    if found.is_private:
        raise RefusedError("method_not_supported_for_channel_type")
    joined = workspace.register.join(found.id, workspace.directory.bot_user)
    now = {"channel": told(workspace, conversation(workspace, found.id))}
    return now if joined else {**now, "warning": _IN_IT, "response_metadata": {"warnings": [_IN_IT]}}


def _leave(workspace: Workspace, arguments: Json) -> Json:
    found = _room(workspace, arguments)
    permit(workspace, *_manage(found))
    if workspace.directory.members(found) == (workspace.directory.bot_user,):
        raise RefusedError("last_member")
    left = workspace.register.leave(found.id, workspace.directory.bot_user)
    return {} if left else {"not_in_channel": True}


def _invite(workspace: Workspace, arguments: Json) -> Json:
    found = member_of(_room(workspace, arguments))
    permit(workspace, *_manage(found), f"{family(found)}:write.invites")
    invited = names(arguments, "users")
    if not invited:
        raise RefusedError("no_user")
    faults = {user: code for user in invited if (code := _uninvitable(workspace, found, user))}
    if faults and not (flag(arguments, "force") and len(faults) < len(invited)):
        raise RefusedError(next(iter(faults.values())), errors=[_fault(user, code) for user, code in faults.items()])
    for user in invited:
        if user not in faults:
            workspace.register.join(found.id, user, by=workspace.directory.bot_user)
    return {"channel": told(workspace, conversation(workspace, found.id))}


def _uninvitable(workspace: Workspace, channel: Channel, user: str) -> str:
    directory, somebody = workspace.directory, workspace.directory.person(user)
    if somebody is None:
        return "user_not_found"
    if user == directory.bot_user:
        return "cant_invite_self"
    if user in directory.people_in(channel):
        return _IN_IT
    strange = somebody.is_external and somebody.team_id not in channel.shared_with
    return "cant_invite" if strange or somebody.is_bot else ""


def _fault(user: str, code: str) -> Json:
    return {"user": user, "ok": False, "error": code}


def _kick(workspace: Workspace, arguments: Json) -> Json:
    found = member_of(_room(workspace, arguments))
    permit(workspace, *_manage(found))
    if not text(arguments, "user"):
        raise RefusedError("no_user")
    user = person(workspace, text(arguments, "user")).id
    if user == workspace.directory.bot_user:
        raise RefusedError("cant_kick_self")
    if not workspace.register.leave(found.id, user, by=workspace.directory.bot_user):
        raise RefusedError("not_in_channel")
    return {"errors": {}}


def _create(workspace: Workspace, arguments: Json) -> Json:
    private, name = flag(arguments, "is_private"), _name(workspace, text(arguments, "name"))
    permit(workspace, "groups:write" if private else "channels:manage")
    made = Channel(
        id=f"C{workspace.new_id().upper()}",
        name=name,
        members=(),
        is_private=private,
        creator=workspace.directory.bot_user,
        created=int(workspace.clock()),
    )
    workspace.register.put(made)
    return {"channel": told(workspace, made)}


def _name(workspace: Workspace, name: str) -> str:
    if not name:
        raise RefusedError("invalid_name_required")
    if len(name) > NAME_LENGTH:
        raise RefusedError("invalid_name_maxlength")
    if not re.search(r"[^\W_]", name):
        raise RefusedError("invalid_name_punctuation")
    if name != name.lower() or re.search(r"[^\w-]", name):
        raise RefusedError("invalid_name_specials")
    if any(each.name == name for each in workspace.directory.channels):
        raise RefusedError("name_taken")
    return name


def _open(workspace: Workspace, arguments: Json) -> Json:
    users = names(arguments, "users")
    found = _of(workspace, users) if users else _resumed(workspace, text(arguments, "channel"))
    whole = flag(arguments, "return_im")
    return {
        "no_op": True,  # the bot's direct messages with everybody are there from the beginning
        "already_open": True,
        "channel": told(workspace, found) if whole else {"id": found.id},
    }


def _resumed(workspace: Workspace, name: str) -> Channel:
    if not name:
        raise RefusedError("users_list_not_supplied")
    found = conversation(workspace, name)
    if not found.owner:
        raise RefusedError("method_not_supported_for_channel_type")
    permit(workspace, "im:write")
    return found


def _of(workspace: Workspace, users: tuple[str, ...]) -> Channel:
    people = [person(workspace, user) for user in users]
    if len(people) > MOST_IN_GROUP:
        raise RefusedError("too_many_users")
    if len(people) > 1:
        permit(workspace, "mpim:write")
        raise RefusedError("method_not_supported_for_channel_type")
    permit(workspace, "im:write")
    return _with(workspace, people[0])


def _with(workspace: Workspace, somebody: Person) -> Channel:
    found = workspace.directory.direct_message(somebody)
    if found not in workspace.directory.direct_messages:
        raise RefusedError("user_not_found" if somebody.is_bot else "user_not_visible")
    return found


def _room(workspace: Workspace, arguments: Json) -> Channel:
    found = conversation(workspace, text(arguments, "channel"))
    if found.owner:
        raise RefusedError("method_not_supported_for_channel_type")
    if found.is_archived:
        raise RefusedError("is_archived")
    return found


def _manage(channel: Channel) -> tuple[str, ...]:
    return ("groups:write",) if channel.is_private else ("channels:manage",)


METHODS: Mapping[str, Method] = {
    "conversations.create": Method(run=_create, scopes=MANAGE, tier=TIER_2),
    "conversations.invite": Method(
        run=_invite,
        scopes=(*MANAGE, "channels:write.invites", "groups:write.invites"),
        needs=("channel",),
    ),
    "conversations.join": Method(run=_join, scopes=("channels:join",), needs=("channel",)),
    "conversations.kick": Method(run=_kick, scopes=("channels:manage", "groups:write"), needs=("channel",)),
    "conversations.leave": Method(run=_leave, scopes=MANAGE, needs=("channel",)),
    "conversations.open": Method(run=_open, scopes=MANAGE, lacks="direct messages of more than two are refused"),
}
