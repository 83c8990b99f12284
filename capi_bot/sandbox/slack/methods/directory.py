"""People and channels: users.*, conversations.*.

https://docs.slack.dev/reference/methods?family=conversations
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.sandbox.slack.methods.method import Method, channel, text
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


def _users_info(workspace: Workspace, arguments: Json) -> Json:
    person = workspace.directory.person(str(arguments.get("user", "")))
    if person is None:
        raise RefusedError("user_not_found")
    profile = {"display_name": person.name, "real_name": person.name}
    return {
        "user": {
            "id": person.id,
            "team_id": workspace.directory.team_id,
            "name": person.name,
            "real_name": person.name,
            "is_bot": person.is_bot,
            "deleted": False,
            "tz": "Etc/UTC",
            "tz_offset": 0,
            "profile": profile,
        },
    }


def _conversations_info(workspace: Workspace, arguments: Json) -> Json:
    found = channel(workspace, text(arguments, "channel"))
    return {
        "channel": {
            "id": found.id,
            "name": found.name,
            "is_channel": found.owner is None,
            "is_im": found.owner is not None,
            "is_private": False,
            "is_archived": False,
            "is_member": found.has_bot,
        },
    }


def _conversations_members(workspace: Workspace, arguments: Json) -> Json:
    found, directory = channel(workspace, text(arguments, "channel")), workspace.directory
    bots = [directory.bot_user] if found.has_bot else []
    people = [person.id for person in directory.people if not person.is_bot and found.open_to(person.id)]
    return {"members": [*people, *bots], "response_metadata": {"next_cursor": ""}}


METHODS: Mapping[str, Method] = {
    "users.info": Method(run=_users_info, scope="users:read"),
    "conversations.info": Method(run=_conversations_info, scope="channels:read"),
    "conversations.members": Method(run=_conversations_members, scope="channels:read"),
}
