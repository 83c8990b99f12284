"""Installations of the app, each with a client of its own: one today, whose token the settings hold."""

from __future__ import annotations

from typing import Protocol

from capi_bot.slack.client import SlackClient
from capi_bot.slack.payloads import Actor


class SlackClients(Protocol):
    """The clients of all installations."""

    def for_actor(self, actor: Actor) -> SlackClient:
        """Return the client of the installation that somebody's interaction came through."""


class SingleInstallation:
    """The client of the one installation whose token the settings hold."""

    def __init__(self, client: SlackClient) -> None:
        self._client = client

    def for_actor(self, actor: Actor) -> SlackClient:
        """Return the one client, whoever asks."""
        del actor
        return self._client
