"""People: users.*.

https://docs.slack.dev/reference/methods?family=users
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.sandbox.slack.faults import TIER_2, TIER_4
from capi_bot.sandbox.slack.methods.method import Method, flag, person, text
from capi_bot.sandbox.slack.methods.paging import metadata, page
from capi_bot.sandbox.slack.people import Person
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

READ = ("users:read",)
EMAIL = "users:read.email"
ALL_AT_ONCE = 1000


def _told(workspace: Workspace, somebody: Person, arguments: Json) -> Json:
    locale = {"locale": "en-US"} if flag(arguments, "include_locale") else {}
    return {
        "id": somebody.id,
        "team_id": somebody.team_id or workspace.directory.team_id,
        "name": somebody.name,
        "real_name": somebody.real_name or somebody.name,
        "deleted": False,
        "tz": somebody.tz,
        "tz_label": somebody.tz_label,
        "tz_offset": somebody.tz_offset,
        "profile": _profile(workspace, somebody),
        "is_admin": somebody.is_admin,
        "is_owner": somebody.is_owner,
        "is_primary_owner": somebody.is_owner,
        "is_restricted": somebody.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": somebody.is_bot,
        "is_stranger": somebody.is_external,
        "is_app_user": False,
        "updated": 0,
        **locale,
    }


def _profile(workspace: Workspace, somebody: Person) -> Json:
    directory = workspace.directory
    email = {"email": somebody.email} if somebody.email and EMAIL in directory.scopes else {}
    mine = somebody.id == directory.bot_user
    bot = {"api_app_id": directory.app_id, "bot_id": directory.bot_id} if mine else {}
    return {
        "title": somebody.title,
        "real_name": somebody.real_name or somebody.name,
        "real_name_normalized": somebody.real_name or somebody.name,
        "display_name": somebody.name,
        "display_name_normalized": somebody.name,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "team": somebody.team_id or directory.team_id,
        **email,
        **bot,
    }


def _info(workspace: Workspace, arguments: Json) -> Json:
    return {"user": _told(workspace, person(workspace, text(arguments, "user")), arguments)}


def _list(workspace: Workspace, arguments: Json) -> Json:
    rows, cursor = page(workspace.directory.people, arguments, ALL_AT_ONCE)
    members = [_told(workspace, each, arguments) for each in rows]
    return {"members": members, "cache_ts": int(workspace.clock()), **metadata(cursor)}


def _presence(workspace: Workspace, arguments: Json) -> Json:
    asked_for = person(workspace, text(arguments, "user") or workspace.directory.bot_user)
    if asked_for.id != workspace.directory.bot_user:
        return {"presence": "active"}
    return {"presence": "active", "online": True, "auto_away": False, "manual_away": False, "connection_count": 1}


def _by_email(workspace: Workspace, arguments: Json) -> Json:
    wanted = text(arguments, "email").lower()
    found = next((each for each in workspace.directory.people if each.email.lower() == wanted), None)
    if found is None:
        raise RefusedError("users_not_found")
    return {"user": _told(workspace, found, arguments)}


def _profile_of(workspace: Workspace, arguments: Json) -> Json:
    asked_for = person(workspace, text(arguments, "user") or workspace.directory.bot_user)
    return {"profile": _profile(workspace, asked_for)}


METHODS: Mapping[str, Method] = {
    "users.info": Method(run=_info, scopes=READ, further=(EMAIL,), tier=TIER_4, needs=("user",)),
    "users.list": Method(run=_list, scopes=READ, further=(EMAIL,), tier=TIER_2),
    "users.getPresence": Method(run=_presence, scopes=READ, lacks="everybody is always active"),
    "users.lookupByEmail": Method(run=_by_email, scopes=(EMAIL,), needs=("email",)),
    "users.profile.get": Method(
        run=_profile_of,
        scopes=("users.profile:read",),
        further=(EMAIL,),
        tier=TIER_4,
        lacks="there are no fields of the workspace's own",
    ),
}
