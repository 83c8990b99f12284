"""Slack's own types of messages and views, as a check of what is drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema

from tests.shared_files import SHARED


class SlackTypes:
    """A check by the schema in the folder `../shared`; without that folder it finds no problem.

    Blocks of one shape are validated once: the types say nothing of lengths, so two texts differ to them only where
    one of them is a literal, as the types of blocks are.
    """

    def __init__(self) -> None:
        file = SHARED / "schemas/slack-types.schema.json"
        self._definitions = json.loads(file.read_text(encoding="utf-8"))["definitions"] if SHARED.is_dir() else {}
        self._literals = frozenset(_literals(self._definitions))
        self._validators: dict[str, jsonschema.Draft7Validator] = {}
        self._right: set[tuple[str, str]] = set()

    def problems(self, definition: str, payload: dict[str, Any]) -> Iterator[str]:
        """List what is wrong with a payload, of whose blocks those are left out whose shape was right before."""
        if not self._definitions:
            return
        keys = [(definition, json.dumps(self._shape(block))) for block in payload["blocks"]]
        unknown = [block for key, block in zip(keys, payload["blocks"], strict=True) if key not in self._right]
        errors = [*self._validator(definition).iter_errors(payload | {"blocks": unknown or payload["blocks"][:1]})]
        yield from (f"{error.json_path}: {error.message[:200]}" for error in errors)
        if not errors:
            self._right.update(keys)

    def _validator(self, definition: str) -> jsonschema.Draft7Validator:
        if definition not in self._validators:
            schema = {"$ref": f"#/definitions/{definition}", "definitions": self._definitions}
            self._validators[definition] = jsonschema.Draft7Validator(schema)
        return self._validators[definition]

    def _shape(self, value: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            return {key: self._shape(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._shape(inner) for inner in value]
        return "" if isinstance(value, str) and value not in self._literals else value


def _literals(schema: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Find every text that a schema names as a value."""
    if isinstance(schema, dict):
        yield from (str(value) for value in [schema.get("const"), *schema.get("enum", ())])
        yield from (text for inner in schema.values() for text in _literals(inner))
    elif isinstance(schema, list):
        yield from (text for inner in schema for text in _literals(inner))
