"""A call of the Web API without HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capi_bot.sandbox.slack.web_api import MethodCall, answer_call
from capi_bot.sandbox.slack.workspace import Workspace

TOKEN = "xoxb-made-up"


def call(workspace: Workspace, method: str, arguments: Mapping[str, Any], token: str = TOKEN) -> Any:  # noqa: ANN401 - JSON
    """Return the answer's body without `ok`, or the error's code."""
    body = dict(answer_call(workspace, method, MethodCall(arguments=dict(arguments), token=token)).body)
    return body if body.pop("ok") else body["error"]
