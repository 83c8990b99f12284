from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from capi_bot.slack.messages import Message
from tests.block_kit import problems
from tests.shared_files import SHARED
from tests.slack.sample_cases import CASTS
from tests.slack.sample_values import Cast

Golden = Callable[[Message], None]

TEXTS_ONLY = {"longest", "hostile"}
"""Cases that differ from `busy` only in their texts: what can go wrong are Slack's limits and escaping."""


@pytest.fixture
def golden(request: pytest.FixtureRequest, snapshot: SnapshotAssertion) -> Golden:
    """Compare a message with its snapshot and check that Slack would take it; `TEXTS_ONLY` have no snapshot."""
    expected = snapshot.use_extension(JSONSnapshotExtension)
    callspec = getattr(request.node, "callspec", None)
    case = set(callspec.id.split("-")) if callspec else set()

    def compare(message: Message) -> None:
        assert problems(message) == ()
        if case & TEXTS_ONLY:
            assert schema_errors(message) == []
        else:
            assert {"title": message.title, "text": message.text, "blocks": message.blocks} == expected

    return compare


@pytest.fixture(params=CASTS)
def cast(request: pytest.FixtureRequest) -> Cast:
    """Return each case in turn."""
    return CASTS[request.param]


def schema_errors(message: Message) -> list[str]:
    """List what Slack's own types say against a message; they are of the folder `../shared` and say nothing without."""
    if not SHARED.is_dir():
        return []
    blocks = json.loads(json.dumps(message.blocks))
    return [error.message for error in _slack_message().iter_errors({"text": message.text, "blocks": blocks})]


@cache
def _slack_message() -> jsonschema.Draft7Validator:
    types = json.loads((SHARED / "schemas/slack-types.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft7Validator(types | {"$ref": "#/definitions/SlackMessage"})
