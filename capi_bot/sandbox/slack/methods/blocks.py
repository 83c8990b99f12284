"""Block Kit put to the test without sending it: blocks.validate.

https://docs.slack.dev/reference/methods/blocks.validate
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from capi_bot.sandbox.slack import limits
from capi_bot.sandbox.slack.faults import SPECIAL
from capi_bot.sandbox.slack.methods.method import Method, wrong
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

_CODES = {"blocks": "invalid_blocks", "view": "invalid_view", "message": "invalid_message"}


def _validate(_workspace: Workspace, arguments: Json) -> Json:
    given = {name: _decoded(name, arguments[name]) for name in _CODES if arguments.get(name)}
    if len(given) != 1:
        raise RefusedError(
            "invalid_arguments",
            response_metadata={"messages": ["must provide exactly one of `blocks`, `view`, or `message`"]},
        )
    [name] = given
    if problems := limits.validated(**given):
        raise RefusedError(_CODES[name], errors=[problem.as_json() for problem in problems])
    return {}


def _decoded(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise wrong(f"must be valid JSON [json-pointer:/{name}]") from None


METHODS: Mapping[str, Method] = {
    "blocks.validate": Method(run=_validate, tier=SPECIAL, caller="anybody"),
}
