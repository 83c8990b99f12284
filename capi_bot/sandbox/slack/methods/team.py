"""The workspace and the app in it: api.test, auth.test, bots.info, team.info, emoji.list.

https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.sandbox.slack.faults import SPECIAL, TIER_2, TIER_4
from capi_bot.sandbox.slack.methods.method import Method, missing, text
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


def _api_test(_workspace: Workspace, arguments: Json) -> Json:
    if "error" in arguments:
        raise RefusedError(str(arguments["error"]), args=arguments)
    return {"args": arguments}


def _auth_test(workspace: Workspace, _arguments: Json) -> Json:
    installed = workspace.directory
    bot = installed.person(installed.bot_user)
    return {
        "url": f"https://{installed.team_domain}.slack.com/",
        "team": installed.team_name,
        "user": bot.name if bot else "",
        "team_id": installed.team_id,
        "user_id": installed.bot_user,
        "bot_id": installed.bot_id,
        "is_enterprise_install": False,
    }


def _bots_info(workspace: Workspace, arguments: Json) -> Json:
    installed = workspace.directory
    if not arguments.get("bot"):
        raise missing("bot")
    if arguments["bot"] != installed.bot_id:
        raise RefusedError("bot_not_found")
    bot = installed.person(installed.bot_user)
    return {
        "bot": {
            "id": installed.bot_id,
            "deleted": False,
            "name": bot.name if bot else "",
            "updated": 0,
            "app_id": installed.app_id,
            "user_id": installed.bot_user,
            "icons": {},
        },
    }


def _team_info(workspace: Workspace, arguments: Json) -> Json:
    directory = workspace.directory
    wanted = text(arguments, "team") or directory.team_id
    team = next((each for each in (directory.team, *directory.partners) if each.id == wanted), None)
    if team is None:
        raise RefusedError("team_not_found")
    url = f"https://{team.domain}.slack.com/"
    return {"team": {"id": team.id, "name": team.name, "url": url, "domain": team.domain, "email_domain": ""}}


def _emoji_list(workspace: Workspace, _arguments: Json) -> Json:
    return {"emoji": {}, "cache_ts": f"{workspace.clock():.6f}"}


METHODS: Mapping[str, Method] = {
    "api.test": Method(run=_api_test, tier=TIER_4, caller="anybody"),
    "auth.test": Method(run=_auth_test, tier=SPECIAL),
    "bots.info": Method(run=_bots_info, scopes=("users:read",), lacks="only the app's own bot is known"),
    "team.info": Method(run=_team_info, scopes=("team:read",), lacks="there is no icon"),
    "emoji.list": Method(
        run=_emoji_list, scopes=("emoji:read",), tier=TIER_2, lacks="there are no emoji of the workspace's own"
    ),
}
