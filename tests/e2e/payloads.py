"""Judge what the bot posted by two parties: Slack's own types, and our limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from capi_bot.sandbox.slack.calls import Call
from capi_bot.slack.messages import Message
from tests import block_kit

VIEWS = {"modal": "SlackModal", "home": "SlackHome"}
WHOLE = 100_000
"""A journal of so many entries forgets nothing that the bot asked for in a test."""
SCHEMA = Path(__file__).parents[3] / "shared" / "schemas" / "slack-types.schema.json"


def refusals(calls: Iterable[Call]) -> list[str]:
    """Say what is wrong with any message or view among the calls that the bot made."""
    return [problem for call in calls for problem in _problems(call.arguments)]


def _problems(arguments: Mapping[str, Any]) -> Iterator[str]:
    if "view" in arguments:
        view = _parsed(arguments["view"])
        # A view has no fallback text; its type tells what it is.
        submit = view.get("submit", {}).get("text", "")
        yield from block_kit.problems(Message(text=view["type"], blocks=tuple(view["blocks"]), submit=submit))
        yield from _schema_problems(VIEWS[view["type"]], view)
    elif "blocks" in arguments:
        blocks = _parsed(arguments["blocks"])
        yield from block_kit.problems(Message(text=arguments.get("text", ""), blocks=tuple(blocks)))
        yield from _schema_problems("SlackMessage", {"text": arguments.get("text"), "blocks": blocks})


def _parsed(value: Any) -> Any:  # noqa: ANN401 - JSON, or what it says
    return json.loads(value) if isinstance(value, str) else value


def _schema_problems(definition: str, thing: dict[str, Any]) -> Iterator[str]:
    if SCHEMA.exists():
        errors = _validator(definition).iter_errors(thing)
        yield from (f"{error.json_path}: {error.message[:200]}" for error in errors)


@cache
def _validator(definition: str) -> jsonschema.Draft7Validator:
    schema = json.loads(SCHEMA.read_text())
    whole = {"$ref": f"#/definitions/{definition}", "definitions": schema["definitions"]}
    return jsonschema.Draft7Validator(whole)
