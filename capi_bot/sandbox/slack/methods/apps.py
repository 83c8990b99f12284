"""Connections of Socket Mode: apps.*.

https://docs.slack.dev/reference/methods/apps.connections.open
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.sandbox.slack.faults import TIER_3
from capi_bot.sandbox.slack.methods.method import Method
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


def _open(workspace: Workspace, _arguments: Json) -> Json:
    sockets = workspace.sockets
    if sockets is None or not sockets.is_on:
        raise RefusedError("socket_mode_disabled")
    return {"url": sockets.ticket_url()}


METHODS: Mapping[str, Method] = {
    "apps.connections.open": Method(run=_open, scopes=("connections:write",), tier=TIER_3, caller="app"),
}
