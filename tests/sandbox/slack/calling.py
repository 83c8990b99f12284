"""A call of the Web API without HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capi_bot.sandbox.slack.arguments import Asked
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.web_api import answered
from capi_bot.sandbox.slack.workspace import Workspace


def call(workspace: Workspace, name: str, arguments: Mapping[str, Any], token: str) -> dict[str, Any]:
    """Return the answer's body without `ok`; what is refused comes as RefusedError."""
    body = dict(answered(workspace, name, Asked(arguments=dict(arguments), token=token)).body)
    if not body.pop("ok"):
        raise RefusedError(body.pop("error"), **body)
    return body
