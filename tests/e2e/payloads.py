"""Check everything that the bot posted by two parties: Slack's own types, and our limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from capi_bot.sandbox.slack.calls import Call
from capi_bot.slack.messages import Message
from tests import block_kit
from tests.slack_types import SlackTypes

VIEWS = {"modal": "SlackModal", "home": "SlackHome"}
WHOLE = 100_000
"""Entries of a journal that forgets nothing that the bot asked for in a test."""


def refusals(calls: Iterable[Call]) -> list[str]:
    """List what is wrong with any message or view among the calls that the bot made."""
    slack_types = SlackTypes()
    return [problem for call in calls for problem in _problems(call.arguments, slack_types)]


def _problems(arguments: Mapping[str, Any], slack_types: SlackTypes) -> Iterator[str]:
    if "view" in arguments:
        view = _parsed(arguments["view"])
        # A view has no fallback text; its type tells what it is.
        submit = view.get("submit", {}).get("text", "")
        yield from block_kit.problems(Message(text=view["type"], blocks=tuple(view["blocks"]), submit=submit))
        yield from slack_types.problems(VIEWS[view["type"]], view)
    elif "blocks" in arguments:
        blocks, text = _parsed(arguments["blocks"]), arguments.get("text", "")
        yield from block_kit.problems(Message(text=text, blocks=tuple(blocks)))
        yield from slack_types.problems("SlackMessage", {"text": arguments.get("text"), "blocks": blocks})


def _parsed(value: Any) -> Any:  # noqa: ANN401 - JSON, or what it says
    return json.loads(value) if isinstance(value, str) else value
