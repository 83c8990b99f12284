"""Check everything that the bot posted by two parties: Slack's own types, and our limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jsonschema

from capi_bot.sandbox.slack.calls import Call
from capi_bot.slack.messages import Message
from tests import block_kit
from tests.shared_files import SHARED

VIEWS = {"modal": "SlackModal", "home": "SlackHome"}
WHOLE = 100_000
"""Entries of a journal that forgets nothing that the bot asked for in a test."""


def refusals(calls: Iterable[Call]) -> list[str]:
    """List what is wrong with any message or view among the calls that the bot made."""
    checker = _Checker()
    return [problem for call in calls for problem in checker.problems(call.arguments)]


class _Checker:
    """A check of payloads that validates equal blocks once: most blocks are posted again and again."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()
        self._validators = _validators()

    def problems(self, arguments: Mapping[str, Any]) -> Iterator[str]:
        if "view" in arguments:
            view = _parsed(arguments["view"])
            # A view has no fallback text; its type tells what it is.
            submit = view.get("submit", {}).get("text", "")
            yield from block_kit.problems(Message(text=view["type"], blocks=tuple(view["blocks"]), submit=submit))
            yield from self._schema_problems(VIEWS[view["type"]], view)
        elif "blocks" in arguments:
            blocks, text = _parsed(arguments["blocks"]), arguments.get("text", "")
            yield from block_kit.problems(Message(text=text, blocks=tuple(blocks)))
            yield from self._schema_problems("SlackMessage", {"text": arguments.get("text"), "blocks": blocks})

    def _schema_problems(self, definition: str, payload: dict[str, Any]) -> Iterator[str]:
        """Validate a payload without the blocks that were right in an earlier one; their number is checked above."""
        if not self._validators:
            return
        keys = [(definition, json.dumps(block, sort_keys=True)) for block in payload["blocks"]]
        unseen = [block for key, block in zip(keys, payload["blocks"], strict=True) if key not in self._seen]
        errors = [*self._validators[definition].iter_errors(payload | {"blocks": unseen or payload["blocks"][:1]})]
        yield from (f"{error.json_path}: {error.message[:200]}" for error in errors)
        if not errors:
            self._seen.update(keys)


def _parsed(value: Any) -> Any:  # noqa: ANN401 - JSON, or what it says
    return json.loads(value) if isinstance(value, str) else value


def _validators() -> Mapping[str, jsonschema.Draft7Validator]:
    """Return validators by definition, none in a clone without `../shared`: the rest of the check is worth it there."""
    if not SHARED.is_dir():
        return {}
    definitions = json.loads((SHARED / "schemas/slack-types.schema.json").read_text(encoding="utf-8"))["definitions"]
    return {
        name: jsonschema.Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": definitions})
        for name in ("SlackMessage", *VIEWS.values())
    }
