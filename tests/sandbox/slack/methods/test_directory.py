from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.web_api import call
from capi_bot.sandbox.slack.workspace import Workspace

TOKEN = "xoxb-made-up"
READER = replace(Directory(), scopes=("chat:write", "users:read", "channels:read"))


def test_people_and_channels_are_told_with_their_scopes(make: Callable[..., Workspace]) -> None:
    workspace = make(directory=READER)
    assert call(workspace, "users.info", {"user": "U0ADA"}, TOKEN)["user"]["name"] == "ada"
    assert call(workspace, "conversations.info", {"channel": "C0LOBBY"}, TOKEN)["channel"]["is_member"] is False
    assert call(workspace, "conversations.members", {"channel": "C0LOBBY"}, TOKEN)["members"] == ["U0ADA", "U0GRACE"]
    assert "U0CAPIBOT" in call(workspace, "conversations.members", {"channel": "C0CALLS"}, TOKEN)["members"]
    with pytest.raises(RefusedError, match="user_not_found"):
        call(workspace, "users.info", {"user": "U0NOBODY"}, TOKEN)


def test_direct_messages_have_two_members(make: Callable[..., Workspace]) -> None:
    workspace = make(directory=READER)
    assert call(workspace, "conversations.members", {"channel": "D0ADA"}, TOKEN)["members"] == ["U0ADA", "U0CAPIBOT"]
    assert call(workspace, "conversations.info", {"channel": "D0ADA"}, TOKEN)["channel"]["is_im"] is True
    assert call(workspace, "conversations.info", {"channel": "C0CALLS"}, TOKEN)["channel"]["is_im"] is False
