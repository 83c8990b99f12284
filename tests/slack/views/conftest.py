from __future__ import annotations

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from capi_bot.slack.messages import Message
from tests.block_kit import problems
from tests.slack.sample_cases import VIEW_INPUTS
from tests.slack.sample_values import ViewInputs
from tests.slack_types import SlackTypes

Golden = Callable[[Message], None]

TEXTS_ONLY = {"longest", "hostile"}
"""Cases that differ from `busy` only in their texts: what can go wrong are Slack's limits and escaping."""


@pytest.fixture
def golden(request: pytest.FixtureRequest, snapshot: SnapshotAssertion, slack_types: SlackTypes) -> Golden:
    """Compare a message with its snapshot and check that Slack would take it; `TEXTS_ONLY` have no snapshot."""
    expected = snapshot.use_extension(JSONSnapshotExtension)
    callspec = getattr(request.node, "callspec", None)
    case = set(callspec.id.split("-")) if callspec else set()

    def compare(message: Message) -> None:
        assert problems(message) == ()
        if case & TEXTS_ONLY:
            assert [*slack_types.problems("SlackMessage", {"text": message.text, "blocks": [*message.blocks]})] == []
        else:
            assert {"title": message.title, "text": message.text, "blocks": message.blocks} == expected

    return compare


@pytest.fixture(params=VIEW_INPUTS)
def inputs(request: pytest.FixtureRequest) -> ViewInputs:
    """Return each case in turn."""
    return VIEW_INPUTS[request.param]


@pytest.fixture(scope="session")
def slack_types() -> SlackTypes:
    return SlackTypes()
