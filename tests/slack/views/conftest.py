"""Snapshots of messages: each is valid and equal to the JSON beside the test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from capi_bot.slack.messages import Message
from tests.block_kit import problems
from tests.slack.sample_cases import CASTS
from tests.slack.sample_values import Cast

Golden = Callable[[Message], None]


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> Golden:
    """Compare a message with its snapshot, after checking that Slack would accept it."""
    expected = snapshot.use_extension(JSONSnapshotExtension)

    def compare(message: Message) -> None:
        assert problems(message) == ()
        assert {"title": message.title, "text": message.text, "blocks": message.blocks} == expected

    return compare


@pytest.fixture(params=CASTS)
def cast(request: pytest.FixtureRequest) -> Cast:
    """Each cast in turn."""
    return CASTS[request.param]
