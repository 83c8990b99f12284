"""Judge what the bot posted by two parties: Slack's own types, and our limits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema

from capi_bot.sandbox.slack.board import Call
from capi_bot.slack import limits
from capi_bot.slack.replies import Message

SCHEMA = Path(__file__).parents[3] / "shared" / "schemas" / "slack-types.schema.json"


def refusals(calls: Iterable[Call]) -> list[str]:
    """Say what is wrong with any message or view among the calls that the bot made."""
    wrong: list[str] = []
    for call in calls:
        body = call.arguments.get("view", call.arguments)
        if isinstance(body, str):
            body = json.loads(body)
        if "blocks" in body:
            blocks = body["blocks"] if isinstance(body["blocks"], list) else json.loads(body["blocks"])
            # A view has no fallback text of its own: its title tells.
            text = body.get("text") or "a view"
            wrong += limits.problems(Message(text=text, blocks=tuple(blocks)))
            wrong += _schema_problems(blocks)
    return wrong


def _schema_problems(blocks: list[Any]) -> list[str]:
    if not SCHEMA.exists():
        return []
    schema = json.loads(SCHEMA.read_text())
    known = {"$ref": "#/definitions/KnownBlock", "definitions": schema["definitions"]}
    validator = jsonschema.Draft7Validator({"type": "array", "items": known, "definitions": schema["definitions"]})
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(blocks)]
