"""The token that proves a webhook to be Vonage's and its body to be whole.

https://developer.vonage.com/en/getting-started/concepts/webhooks
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import jwt


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Sign bodies with the account's signature secret; `clock` is Unix time."""

    secret: str = field(repr=False)
    api_key: str
    application_id: str
    clock: Callable[[], float]
    new_id: Callable[[], str] = lambda: str(uuid.uuid4())

    def authorization(self, body: bytes) -> str:
        """Return the header's value: a bearer token with the body's hash in it, and no end of its life."""
        claims = {
            "iat": int(self.clock()),
            "jti": self.new_id(),
            "iss": "Vonage",
            "payload_hash": hashlib.sha256(body).hexdigest(),
            "api_key": self.api_key,
            "application_id": self.application_id,
        }
        return f"Bearer {jwt.encode(claims, self.secret, algorithm='HS256')}"
