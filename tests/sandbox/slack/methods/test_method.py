from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.methods.method import channel, joined, missing, text
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.workspace import Workspace


def test_a_channel_is_named_by_id_by_hash_name_or_by_a_person(workspace: Workspace) -> None:
    assert channel(workspace, "C0CALLS") == channel(workspace, "#calls")
    assert channel(workspace, "U0ADA") == channel(workspace, "D0ADA")
    for nowhere in ("calls", "U0CAPIBOT", ""):
        with pytest.raises(RefusedError, match="channel_not_found"):
            channel(workspace, nowhere)


def test_the_bot_must_be_in_the_channel(workspace: Workspace) -> None:
    assert joined(workspace, "D0ADA").owner == "U0ADA"
    with pytest.raises(RefusedError, match="not_in_channel"):
        joined(workspace, "C0LOBBY")


def test_an_argument_that_is_not_given_is_empty() -> None:
    assert [text({"length": 3, "hash": None}, name) for name in ("length", "hash", "title")] == ["3", "", ""]


def test_each_missing_argument_is_named() -> None:
    assert missing("filename", "length").as_json()["response_metadata"]["messages"] == [
        "[ERROR] missing required field: filename",
        "[ERROR] missing required field: length",
    ]
