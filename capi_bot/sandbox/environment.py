"""The sandbox environment: both stand-ins on loopback, and the real bot in its own process between them."""

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

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from flask import Flask

from capi_bot.sandbox import vonage
from capi_bot.sandbox.bot_process import BotProcess
from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.opening import open_scene
from capi_bot.sandbox.slack import server
from capi_bot.sandbox.slack.directory import Directory, Manifest, install
from capi_bot.sandbox.slack.faults import SlackSwitches
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.workspace import Workspace, neighbour
from capi_bot.sandbox.switches import Boards
from capi_bot.sandbox.vonage.webhook_sender import WebhookSender, WebhookSigner
from capi_bot.sandbox.world import LiveWorld, World
from capi_bot.sandbox.world.contact_centre import contact_centre


class SandboxEnvironment:
    """Everything that runs between `with` and its end. All keys and tokens are generated anew and kept in memory."""

    def __init__(  # noqa: PLR0913 - each is a choice of whoever runs the sandbox
        self,
        *,
        version: str = "v1",
        port: int | None = 0,
        world: World | LiveWorld | None = None,
        events_envelope: Literal["object", "array"] = "object",
        transport: Literal["http", "socket"] = "http",
        faults: vonage.StandingFaults | None = None,
        manifest: Manifest | None = None,
        limited: bool = False,
        opening: bool = False,
        extra_env: Mapping[str, str] | None = None,
        journal: Journal | None = None,
    ) -> None:
        """Configure it: `port` is the page's (0: any free one; None: 8000 if it is free).

        What happens in a live world is sent by webhooks too. `transport` is how Slack sends requests to the bot: signed
        HTTP or Socket Mode. `faults` are the failures of the Conversation API that can be switched on, `manifest` is
        the bot's own, `limited` is whether Slack's rate limits are enforced, `opening` whether a newcomer is shown
        what to do. `extra_env` adds to or replaces the bot's
        settings. `journal` records everything that goes over the wire.
        """
        self._port = port
        self._has_opening = opening
        self._world = world or contact_centre()
        self._extra_env = {"VONAGE_API_VERSION": version, **(extra_env or {})}
        self._application_id = str(uuid.uuid4())
        self._signing_secret = secrets.token_hex(16)
        self._signature_secret = secrets.token_hex(32)
        self._private_key, public_key = generate_key_pair()
        self.journal = journal or Journal()
        self._standing_faults = faults or vonage.StandingFaults()
        self._api = vonage.create_app(
            _world_now(self._world),
            public_key,
            self._application_id,
            events_envelope=events_envelope,
            journal=self.journal,
            faults=self._standing_faults,
        )
        self._socket_mode = None
        if transport == "socket":
            self._socket_mode = SocketMode(self.journal, token=f"xapp-sandbox-{secrets.token_hex(12)}")
        self.workspace = Workspace(
            signing_secret=self._signing_secret,
            bot_token=f"xoxb-sandbox-{secrets.token_hex(12)}",
            app_url=None,
            directory=install(manifest, Directory()) if manifest else None,
            limited=limited,
            journal=self.journal,
            sockets=self._socket_mode,
        )
        self.partner = neighbour(self.workspace)
        """Another organisation's workspace, in which the app is not installed."""
        self._running = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._start(stack)
            if self._has_opening:
                open_scene(self.workspace)
            self._running = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    @property
    def requests(self) -> tuple[vonage.RecordedRequest, ...]:
        return tuple(self._api.extensions["capi_requests"])

    @property
    def faults(self) -> vonage.OneTimeFaults:
        """The faults of the next requests to the stand-in of the Conversation API."""
        faults: vonage.OneTimeFaults = self._api.extensions["capi_faults"]
        return faults

    def _start(self, stack: ExitStack) -> None:
        """Start everything; the stack stops it again."""
        api_url = _serve(stack, self._api)
        stack.callback(self.partner.close)
        stack.callback(self.workspace.close)
        switches = Boards(self._standing_faults, SlackSwitches(self.workspace.faults, self.partner.faults))
        slack = server.create_app(self.workspace, self.partner, switches=switches)
        self.url = _serve(stack, slack, port=self._port)
        """The address of the page."""
        self.workspace.own_url = self.url
        if self._socket_mode:
            self._socket_mode.open()
            stack.callback(self._socket_mode.close)
        self.bot = BotProcess(self._bot_settings(api_url))
        stack.callback(self.bot.stop)
        bot_url = _address(self.bot.first_line())
        if not self._socket_mode:
            self.workspace.app_url = bot_url
        if isinstance(self._world, LiveWorld):
            signer = WebhookSigner(secret=self._signature_secret, application_id=self._application_id, clock=time.time)
            sender = WebhookSender(self._world, urljoin(bot_url, "/"), signer, journal=self.journal, now=_now)
            sender.start()
            stack.callback(sender.stop)

    def _bot_settings(self, api_url: str) -> Mapping[str, str]:
        if self._socket_mode:
            slack = {"SLACK_APP_TOKEN": self._socket_mode.token}
        else:
            slack = {"SLACK_SIGNING_SECRET": self._signing_secret}
        return {
            "SLACK_API_URL": f"{self.url}/api/",
            "SLACK_BOT_TOKEN": self.workspace.bot_token,
            **slack,
            "VONAGE_API_URL": api_url,
            "VONAGE_APPLICATION_ID": self._application_id,
            "VONAGE_PRIVATE_KEY": self._private_key,
            "VONAGE_SIGNATURE_SECRET": self._signature_secret,
            "CAPI_PORT": "0",
            "CAPI_STORE": ":memory:",
            **self._extra_env,
        }


def generate_key_pair() -> tuple[str, str]:
    """Generate the RSA key pair of an application, as the dashboard does: private and public PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def _world_now(world: World | LiveWorld) -> World | Callable[[], World]:
    return (lambda: world.at(_now())) if isinstance(world, LiveWorld) else world


def _now() -> datetime:
    return datetime.now(UTC)


def _serve(stack: ExitStack, app: Flask, *, port: int | None = 0) -> str:
    host = Host(app, port=port)
    stack.callback(host.stop)
    return host.url


def _address(line: str) -> str:
    match = re.search(r"http://\S+", line)
    if not match:
        raise SandboxError(f"The bot did not say where it listens, but: {line}")
    return match[0]
