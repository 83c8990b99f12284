"""The sandbox put together: both stand-ins on loopback, and the real bot in its own process between them."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Literal, Self

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from flask import Flask

from capi_bot.sandbox import SandboxError, capi
from capi_bot.sandbox.child import Child
from capi_bot.sandbox.contact_centre import contact_centre
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.slack import server
from capi_bot.sandbox.slack.workspace import Workspace
from capi_bot.sandbox.world import World


class Stage:
    """Run everything between `with` and its end. All keys and tokens are made up anew and kept in memory."""

    def __init__(
        self,
        *,
        version: str = "v1",
        port: int | None = 0,
        world: World | None = None,
        events_envelope: Literal["object", "array"] = "object",
        extra_env: Mapping[str, str] | None = None,
    ) -> None:
        """Plan it: `port` is the page's (0: any free one; None: 8000 if it is free).

        `extra_env` adds to or replaces the bot's settings.
        """
        self._port = port
        self._extra_env = {"VONAGE_API_VERSION": version, **(extra_env or {})}
        self._application_id = str(uuid.uuid4())
        self._signing_secret = secrets.token_hex(16)
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._api = capi.create_app(
            world or contact_centre(), _public(self._key), self._application_id, events_envelope=events_envelope
        )
        self.workspace = Workspace(
            signing_secret=self._signing_secret, bot_token=f"xoxb-sandbox-{secrets.token_hex(12)}", app_url=None
        )
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            self._raise_curtain(opening)
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def requests(self) -> tuple[capi.Recorded, ...]:
        """The latest requests that the stand-in of the Conversation API has had."""
        return tuple(self._api.extensions["capi_requests"])

    @property
    def faults(self) -> capi.Faults:
        """The failures that the stand-in of the Conversation API is to play next."""
        faults: capi.Faults = self._api.extensions["capi_faults"]
        return faults

    def _raise_curtain(self, opening: ExitStack) -> None:
        api_url = _host(opening, self._api)
        opening.callback(self.workspace.close)
        self.url = _host(opening, server.create_app(self.workspace), port=self._port)
        """Where the page is."""
        self.workspace.own_url = self.url
        self.bot = Child(self._settings(api_url))
        opening.callback(self.bot.stop)
        self.workspace.app_url = _address(self.bot.first_line())

    def _settings(self, api_url: str) -> Mapping[str, str]:
        return {
            "SLACK_API_URL": f"{self.url}/api/",
            "SLACK_BOT_TOKEN": self.workspace.bot_token,
            "SLACK_SIGNING_SECRET": self._signing_secret,
            "VONAGE_API_URL": api_url,
            "VONAGE_APPLICATION_ID": self._application_id,
            "VONAGE_PRIVATE_KEY": _private(self._key),
            "CAPI_PORT": "0",
            "CAPI_STORE": ":memory:",
            **self._extra_env,
        }


def _host(opening: ExitStack, app: Flask, *, port: int | None = 0) -> str:
    host = Host(app, port=port)
    opening.callback(host.stop)
    return host.url


def _address(line: str) -> str:
    found = re.search(r"http://\S+", line)
    if not found:
        raise SandboxError(f"The bot did not say where it listens, but: {line}")
    return found[0]


def _private(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _public(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
