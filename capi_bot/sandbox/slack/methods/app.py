"""The app itself, the people of its workspace, and views.

https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.sandbox.slack.errors import RefusedError
from capi_bot.sandbox.slack.faults import SPECIAL, TIER_4
from capi_bot.sandbox.slack.methods.method import Method, flag, missing, text
from capi_bot.sandbox.slack.posting import decode
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

EMAIL = "users:read.email"


def _connections_open(workspace: Workspace, _arguments: Json) -> Json:
    sockets = workspace.sockets
    if sockets is None or not sockets.is_on:
        raise RefusedError("socket_mode_disabled")
    return {"url": sockets.connection_url()}


def _auth_test(workspace: Workspace, _arguments: Json) -> Json:
    directory = workspace.directory
    bot = directory.person(directory.bot_user)
    return {
        "url": f"https://{directory.team_domain}.slack.com/",
        "team": directory.team_name,
        "user": bot.name if bot else "",
        "team_id": directory.team_id,
        "user_id": directory.bot_user,
        "bot_id": directory.bot_id,
        "is_enterprise_install": False,
    }


def _users_info(workspace: Workspace, arguments: Json) -> Json:
    directory = workspace.directory
    somebody = directory.person(text(arguments, "user"))
    if somebody is None:
        raise RefusedError("user_not_found")
    team, real_name = somebody.team_id or directory.team_id, somebody.real_name or somebody.name
    profile = {"real_name": real_name, "display_name": somebody.name, "team": team}
    if somebody.email and EMAIL in directory.scopes:
        profile["email"] = somebody.email
    if somebody.id == directory.bot_user:
        profile |= {"api_app_id": directory.app_id, "bot_id": directory.bot_id}
    user = {
        "id": somebody.id,
        "team_id": team,
        "name": somebody.name,
        "real_name": real_name,
        "deleted": False,
        "tz": somebody.tz,
        "tz_offset": somebody.tz_offset,
        "profile": profile,
        "is_admin": somebody.is_admin,
        "is_owner": somebody.is_owner,
        "is_restricted": somebody.is_restricted,
        "is_bot": somebody.is_bot,
        "is_stranger": somebody.is_external,
    }
    return {"user": user | ({"locale": "en-US"} if flag(arguments, "include_locale") else {})}


def _views_open(workspace: Workspace, arguments: Json) -> Json:
    user = workspace.tokens.use_trigger(text(arguments, "trigger_id")).user
    return {"view": workspace.views.open(user, decode(arguments["view"]))}


def _views_push(workspace: Workspace, arguments: Json) -> Json:
    user = workspace.tokens.use_trigger(text(arguments, "trigger_id")).user
    return {"view": workspace.views.push(user, decode(arguments["view"]))}


def _views_publish(workspace: Workspace, arguments: Json) -> Json:
    if not workspace.directory.home_tab:
        raise RefusedError("not_enabled")
    user = workspace.directory.person(text(arguments, "user_id"))
    if user is None or user.is_bot:
        raise missing("user_id")
    return {"view": workspace.views.publish(user.id, decode(arguments["view"]), text(arguments, "hash"))}


def _views_update(workspace: Workspace, arguments: Json) -> Json:
    view = workspace.views.update(
        decode(arguments["view"]),
        view_id=text(arguments, "view_id"),
        external_id=text(arguments, "external_id"),
        seen_hash=text(arguments, "hash"),
    )
    return {"view": view}


_DEFAULT = "`default_to_current_conversation` chooses nothing"
METHODS: Mapping[str, Method] = {
    "apps.connections.open": Method(run=_connections_open, scopes=("connections:write",), caller="app"),
    "auth.test": Method(run=_auth_test, tier=SPECIAL),
    "users.info": Method(run=_users_info, scopes=("users:read",), further=(EMAIL,), tier=TIER_4, needs=("user",)),
    "views.open": Method(run=_views_open, tier=TIER_4, needs=("trigger_id", "view"), lacks=_DEFAULT),
    "views.publish": Method(run=_views_publish, tier=TIER_4, needs=("user_id", "view")),
    "views.push": Method(run=_views_push, tier=TIER_4, needs=("trigger_id", "view"), lacks=_DEFAULT),
    "views.update": Method(run=_views_update, tier=TIER_4, needs=("view",)),
}
