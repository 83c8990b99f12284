"""Settings of a bot that has no trouble: both vendors are stand-ins on loopback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from capi_bot.sandbox import vonage as vonage_api
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.workspace import Workspace
from tests.contact_centre import contact_centre

APPLICATION_ID = "aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb"
SIGNING_SECRET = "8f742231b10e8888abcd99aaacccc85a"


@contextmanager
def served_settings(key: rsa.RSAPrivateKey, pem: str) -> Iterator[Mapping[str, str]]:
    """Start the stand-ins, which accept the application of this key, and stop them at the end."""
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    vonage = Host(vonage_api.create_app(contact_centre(), public, APPLICATION_ID))
    workspace = Workspace(signing_secret=SIGNING_SECRET, bot_token="xoxb-1-bot", app_url=None)
    slack = Host(create_app(workspace))
    yield {
        "SLACK_BOT_TOKEN": "xoxb-1-bot",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": f"{slack.url}/api/",
        "VONAGE_APPLICATION_ID": APPLICATION_ID,
        "VONAGE_PRIVATE_KEY": pem,
        "VONAGE_API_URL": vonage.url,
        "CAPI_PORT": "0",
    }
    vonage.stop()
    slack.stop()
    workspace.close()
