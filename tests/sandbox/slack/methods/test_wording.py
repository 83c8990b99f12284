from __future__ import annotations

import json

import pytest

from capi_bot.sandbox.slack.methods.wording import metadata, spoken
from capi_bot.sandbox.slack.refusals import RefusedError

EVENT = {"event_type": "call_ended", "event_payload": {"id": "CON-1"}}


def test_markdown_becomes_a_block() -> None:
    assert spoken({"markdown_text": "**Hi**"})["blocks"] == [{"type": "markdown", "text": "**Hi**"}]
    assert spoken({"text": "Hi"}) == {"text": "Hi"}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"markdown_text": "Hi", "text": "Hi"}, "markdown_text_conflict"),
        ({"markdown_text": "Hi", "blocks": [{"type": "divider"}]}, "markdown_text_conflict"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"text": "Hi", "as_user": False}, "invalid_arguments"),
    ],
)
def test_words_that_slack_would_refuse_are_refused(arguments: dict[str, object], error: str) -> None:
    with pytest.raises(RefusedError, match=error):
        spoken(arguments)


@pytest.mark.parametrize("given", [EVENT, json.dumps(EVENT)])
def test_metadata_comes_as_json_or_as_its_text(given: object) -> None:
    assert metadata({"metadata": given}) == EVENT


@pytest.mark.parametrize("given", [None, "", {}, "{}"])
def test_empty_metadata_is_none(given: object) -> None:
    assert metadata({"metadata": given}) is None


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ("{", "invalid_metadata_format"),
        ([1], "invalid_metadata_format"),
        ({"event_type": "call_ended"}, "invalid_metadata_schema"),
        ({"event_type": 1, "event_payload": {}}, "invalid_metadata_schema"),
        ({**EVENT, "event_payload": {"id": "x" * 16_000}}, "metadata_too_large"),
    ],
)
def test_metadata_that_slack_would_refuse_is_refused(given: object, error: str) -> None:
    with pytest.raises(RefusedError, match=error):
        metadata({"metadata": given})
