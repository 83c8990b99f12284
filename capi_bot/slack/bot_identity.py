"""Who the bot is in Slack, which Slack tells when it accepts the bot's token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse


class BotIdentity:
    """The ids of the bot and its workspace; unknown until `check` has succeeded once. Threads may share it."""

    def __init__(self, web: WebClient) -> None:
        self.web = web
        self._known: Mapping[str, Any] = {}

    def check(self) -> SlackResponse:
        """Ask Slack whether it accepts the token, and keep the ids; raise slack_sdk's errors.

        https://docs.slack.dev/reference/methods/auth.test
        """
        response = self.web.auth_test()
        self._known = response.data if isinstance(response.data, dict) else {}
        return response

    @property
    def bot_id(self) -> str:
        """Return the id of the bot (`B…`), or an empty text."""
        return str(self._known.get("bot_id") or "")

    @property
    def user_id(self) -> str:
        """Return the id of the bot's user (`U…`), or an empty text."""
        return str(self._known.get("user_id") or "")

    @property
    def team_id(self) -> str:
        """Return the id of the workspace (`T…`), or an empty text."""
        return str(self._known.get("team_id") or "")

    @property
    def enterprise_id(self) -> str:
        """Return the id of the organisation (`E…`), or an empty text."""
        return str(self._known.get("enterprise_id") or "")
