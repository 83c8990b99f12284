"""The sandbox put together: both stand-ins on loopback, and the real bot in its own process between them."""

from __future__ import annotations

import re
import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Literal, Self
from urllib.parse import urljoin

from flask import Flask

from capi_bot.sandbox import keys, vonage
from capi_bot.sandbox.bot_process import Child
from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack import server
from capi_bot.sandbox.slack.directory import Directory, Manifest, install
from capi_bot.sandbox.slack.faults import SlackSwitches
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.workspace import Workspace, neighbour
from capi_bot.sandbox.switches import Boards
from capi_bot.sandbox.vonage.webhooks import Sender, Signer
from capi_bot.sandbox.world import Life, account
from capi_bot.sandbox.world.contact_centre import contact_centre
from capi_bot.sandbox.world.snapshot import World


class Stage:
    """Run everything between `with` and its end. All keys and tokens are made up anew and kept in memory."""

    def __init__(  # noqa: PLR0913 - each is a choice of whoever runs the sandbox
        self,
        *,
        version: str = "v1",
        port: int | None = 0,
        world: World | Life | None = None,
        events_envelope: Literal["object", "array"] = "object",
        transport: Literal["http", "socket"] = "http",
        faults: vonage.StandingFaults | None = None,
        manifest: Manifest | None = None,
        limited: bool = False,
        extra_env: Mapping[str, str] | None = None,
        journal: Journal | None = None,
    ) -> None:
        """Plan it: `port` is the page's (0: any free one; None: 8000 if it is free).

        A world that lives is told of by webhooks too. `transport` is how Slack tells the bot of things: by signed HTTP
        or over Socket Mode. `faults` are the failures of the Conversation API that can be switched on, `manifest` is
        the bot's own, `limited` tells whether Slack's rate limits hold. `extra_env` adds to or replaces the bot's
        settings. `journal` is where everything is written down that goes over the wire.
        """
        self._port = port
        self._world = world or contact_centre()
        self._extra_env = {"VONAGE_API_VERSION": version, **(extra_env or {})}
        self._application_id = str(uuid.uuid4())
        self._signing_secret = secrets.token_hex(16)
        self._signature_secret = secrets.token_hex(32)
        self._keys = keys.made_up()
        self.journal = journal or Journal()
        self._standing = faults or vonage.StandingFaults()
        self._api = vonage.create_app(
            _now(self._world),
            self._keys.public,
            self._application_id,
            events_envelope=events_envelope,
            journal=self.journal,
            faults=self._standing,
        )
        self._sockets = _sockets(self.journal) if transport == "socket" else None
        self.workspace = Workspace(
            signing_secret=self._signing_secret,
            bot_token=f"xoxb-sandbox-{secrets.token_hex(12)}",
            app_url=None,
            directory=install(manifest, Directory()) if manifest else None,
            limited=limited,
            journal=self.journal,
            sockets=self._sockets,
        )
        self.partner = neighbour(self.workspace)
        """The workspace of somebody else, in which there is no such app."""
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            self._raise_curtain(opening)
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def requests(self) -> tuple[vonage.Recorded, ...]:
        """The latest requests that the stand-in of the Conversation API has had."""
        return tuple(self._api.extensions["capi_requests"])

    @property
    def faults(self) -> vonage.Faults:
        """The failures that the stand-in of the Conversation API is to play next."""
        faults: vonage.Faults = self._api.extensions["capi_faults"]
        return faults

    def _raise_curtain(self, opening: ExitStack) -> None:
        api_url = _host(opening, self._api)
        opening.callback(self.partner.close)
        opening.callback(self.workspace.close)
        self.url = _host(opening, self._slack(), port=self._port)
        """Where the page is."""
        self.workspace.own_url = self.url
        if self._sockets:
            self._sockets.open()
            opening.callback(self._sockets.close)
        self.bot = Child(self._settings(api_url))
        opening.callback(self.bot.stop)
        address = _address(self.bot.first_line())
        if not self._sockets:
            self.workspace.app_url = address
        if isinstance(self._world, Life):
            self._tell(opening, self._world, address)

    def _slack(self) -> Flask:
        switches = Boards(self._standing, SlackSwitches(self.workspace.faults, self.partner.faults))
        return server.create_app(self.workspace, self.partner, switches=switches)

    def _tell(self, opening: ExitStack, life: Life, address: str) -> None:
        """Send webhooks to where the bot listens, beside whatever it listens for there."""
        signer = Signer(
            secret=self._signature_secret,
            api_key=account.API_KEY,
            application_id=self._application_id,
            clock=time.time,
        )
        sender = Sender(life, urljoin(address, "/"), signer, journal=self.journal, now=_today)
        sender.start()
        opening.callback(sender.stop)

    def _settings(self, api_url: str) -> Mapping[str, str]:
        return {
            "SLACK_API_URL": f"{self.url}/api/",
            "SLACK_BOT_TOKEN": self.workspace.bot_token,
            **self._proof(),
            "VONAGE_API_URL": api_url,
            "VONAGE_APPLICATION_ID": self._application_id,
            "VONAGE_PRIVATE_KEY": self._keys.private,
            "VONAGE_SIGNATURE_SECRET": self._signature_secret,
            "CAPI_PORT": "0",
            "CAPI_STORE": ":memory:",
            **self._extra_env,
        }

    def _proof(self) -> Mapping[str, str]:
        """Return how the bot knows that it is told of things by Slack."""
        if self._sockets:
            return {"SLACK_APP_TOKEN": self._sockets.token}
        return {"SLACK_SIGNING_SECRET": self._signing_secret}


def _now(world: World | Life) -> World | Callable[[], World]:
    return (lambda: world.at(_today())) if isinstance(world, Life) else world


def _today() -> datetime:
    return datetime.now(UTC)


def _sockets(journal: Journal) -> SocketMode:
    return SocketMode(journal, token=f"xapp-sandbox-{secrets.token_hex(12)}")


def _host(opening: ExitStack, app: Flask, *, port: int | None = 0) -> str:
    host = Host(app, port=port)
    opening.callback(host.stop)
    return host.url


def _address(line: str) -> str:
    found = re.search(r"http://\S+", line)
    if not found:
        raise SandboxError(f"The bot did not say where it listens, but: {line}")
    return found[0]
