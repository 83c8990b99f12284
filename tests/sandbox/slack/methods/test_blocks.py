from __future__ import annotations

import json
from typing import Any

import pytest

from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import call

DIVIDER = {"type": "divider"}
BAD = {"type": "marquee"}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "User"}, "blocks": [DIVIDER]}


@pytest.mark.parametrize("given", [{"blocks": [DIVIDER]}, {"view": MODAL}, {"message": {"blocks": [DIVIDER]}}])
def test_what_slack_would_take_passes_without_a_token(workspace: Workspace, given: dict[str, Any]) -> None:
    assert call(workspace, "blocks.validate", given, "") == {}
    as_text = {name: json.dumps(value) for name, value in given.items()}
    assert call(workspace, "blocks.validate", as_text, "") == {}


@pytest.mark.parametrize(
    ("given", "error", "pointer"),
    [
        ({"blocks": [BAD]}, "invalid_blocks", "/0/type"),
        ({"message": {"blocks": [BAD]}}, "invalid_message", "/blocks/0/type"),
        ({"view": {**MODAL, "blocks": [BAD]}}, "invalid_view", "/blocks/0/type"),
    ],
)
def test_what_slack_would_refuse_is_told_with_its_place(
    workspace: Workspace, given: dict[str, Any], error: str, pointer: str
) -> None:
    with pytest.raises(RefusedError, match=error) as caught:
        call(workspace, "blocks.validate", given, "")
    errors = caught.value.details["errors"]
    assert isinstance(errors, list)
    assert [(row["code"], row["pointer"]) for row in errors] == [("failed_constraint", pointer)]
    assert errors[0]["message"]


@pytest.mark.parametrize("given", [{}, {"blocks": [], "view": {}}, {"blocks": [DIVIDER], "view": MODAL}])
def test_exactly_one_thing_is_validated(workspace: Workspace, given: dict[str, Any]) -> None:
    with pytest.raises(RefusedError, match="invalid_arguments") as caught:
        call(workspace, "blocks.validate", given, "")
    assert "exactly one" in caught.value.as_json()["response_metadata"]["messages"][0]


def test_what_is_no_json_is_refused(workspace: Workspace) -> None:
    with pytest.raises(RefusedError, match="invalid_arguments"):
        call(workspace, "blocks.validate", {"blocks": "[{"}, "")
