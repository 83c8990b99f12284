"""Modals and Home tabs: views.*.

https://docs.slack.dev/reference/methods?family=views
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.sandbox.slack.faults import TIER_4
from capi_bot.sandbox.slack.methods.method import Method, missing, text
from capi_bot.sandbox.slack.posting import decoded
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


def _open(workspace: Workspace, arguments: Json) -> Json:
    trigger = workspace.tickets.redeem(text(arguments, "trigger_id"))
    return {"view": workspace.views.open(trigger.user, _view(arguments), trigger.channel)}


def _push(workspace: Workspace, arguments: Json) -> Json:
    trigger = workspace.tickets.redeem(text(arguments, "trigger_id"))
    return {"view": workspace.views.push(trigger.user, _view(arguments), trigger.channel)}


def _publish(workspace: Workspace, arguments: Json) -> Json:
    if not workspace.directory.home_tab:
        raise RefusedError("not_enabled")
    person = workspace.directory.person(text(arguments, "user_id"))
    if person is None or person.is_bot:
        raise missing("user_id")
    return {"view": workspace.views.publish(person.id, _view(arguments), text(arguments, "hash"))}


def _update(workspace: Workspace, arguments: Json) -> Json:
    return {
        "view": workspace.views.update(
            _view(arguments),
            view_id=text(arguments, "view_id"),
            external_id=text(arguments, "external_id"),
            seen_hash=text(arguments, "hash"),
        ),
    }


def _view(arguments: Json) -> object:
    return decoded(arguments.get("view"))


METHODS: Mapping[str, Method] = {
    "views.open": Method(run=_open, tier=TIER_4, needs=("trigger_id", "view")),
    "views.push": Method(run=_push, tier=TIER_4, needs=("trigger_id", "view")),
    "views.publish": Method(run=_publish, tier=TIER_4, needs=("user_id", "view")),
    "views.update": Method(run=_update, tier=TIER_4, needs=("view",)),
}
