"""Who the bot is in Slack, and whom it answers: people of its own workspace or organisation, its own app's deliveries.

What the rule needs to know is learned on the way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from capi_bot.errors import UserError
from capi_bot.slack.payloads import Actor


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


NOT_OURS: Final = "I answer only people of the workspace that I was installed in; somebody there can ask me for you."

APP_TOKEN: Final = re.compile(r"xapp-\d+-(A[A-Z0-9]+)-")
"""An app-level token, which begins with the app's id."""


class AccessDeniedError(UserError):
    """Somebody may not be answered; the text says so to them and shows nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where the app is installed: a workspace, an organisation of Enterprise Grid, or a workspace of one."""

    team: str = ""
    enterprise: str = ""

    def includes(self, actor: Actor) -> bool:
        """Return whether a person belongs here; one whose team no payload names does.

        People of other workspaces of the same organisation do too. Where Slack names an organisation in place of a
        person's team, that is compared: https://docs.slack.dev/apis/slack-connect.
        """
        if not (actor.user_team or actor.user_enterprise):
            return True
        own = {self.team, self.enterprise} - {""}
        return actor.user_team in own or bool(self.enterprise and actor.user_enterprise == self.enterprise)


class Access:
    """The rule, with what is known of our app: its installation and its id."""

    def __init__(self) -> None:
        self._installation = Installation()
        self._app_id = ""

    @property
    def installation(self) -> Installation:
        """Where our app is installed; empty until Slack was asked."""
        return self._installation

    def learn_installation(self, team: str, enterprise: str = "") -> None:
        """Learn where the app is installed, as `auth.test` says: https://docs.slack.dev/reference/methods/auth.test."""
        if team or enterprise:
            self._installation = Installation(team=team, enterprise=enterprise)

    def learn_app_id(self, app_id: str) -> None:
        """Learn our app's id, from Socket Mode's `hello` or a message that the app has posted."""
        self._app_id = app_id or self._app_id

    def learn_app_token(self, token: str) -> None:
        """Learn our app's id from its app-level token, where that has the usual form."""
        if match := APP_TOKEN.match(token):
            self.learn_app_id(match[1])

    def is_own_app(self, app_id: str) -> bool:
        """Return whether a delivery is our app's; until our id is known every one is, and what names no app."""
        return not (app_id and self._app_id) or app_id == self._app_id

    def check(self, actor: Actor) -> None:
        """Raise `AccessDeniedError` for people of another team, or on Enterprise Grid of another organisation."""
        installation = self._installation
        if not (installation.team or installation.enterprise):  # until then, what the payload itself names
            installation = Installation(team=actor.team, enterprise=actor.enterprise)
        if not installation.includes(actor):
            raise AccessDeniedError(NOT_OURS)
