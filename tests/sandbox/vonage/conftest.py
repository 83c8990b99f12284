"""A stand-in with the whole contact centre in it, and somebody with a valid token to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from werkzeug.test import TestResponse

from capi_bot.sandbox.vonage import create_app
from capi_bot.sandbox.world.snapshot import World
from tests.contact_centre import contact_centre

APPLICATION = "78d335fa-323d-0114-9c3d-d6f0d48968cf"
NOW = 1_700_000_000
GOOD_CLAIMS: Mapping[str, Any] = {"application_id": APPLICATION, "iat": NOW, "jti": "one", "exp": NOW + 900}
EVERYTHING: Mapping[str, Any] = {"paths": {"/**": {}}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    private: rsa.RSAPrivateKey
    public_pem: str

    def token(self, **changes: object) -> str:
        """Sign the good claims with changes; None takes a claim away."""
        claims = {key: value for key, value in {**GOOD_CLAIMS, **changes}.items() if value is not None}
        return jwt.encode(claims, self.private, algorithm="RS256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    app: Flask
    keys: Keys
    token: str

    def bearing(self, **claims: object) -> Api:
        """Ask with another token."""
        return replace(self, token=self.keys.token(**claims))

    def get(self, path: str, **query: object) -> TestResponse:
        given = {key: str(value) for key, value in query.items()}
        return self.app.test_client().get(path, query_string=given, headers={"Authorization": f"Bearer {self.token}"})

    def ok(self, path: str, **query: object) -> Any:  # noqa: ANN401 - JSON of any shape
        reply = self.get(path, **query)
        assert reply.status_code == 200, reply.text
        return reply.json

    def send(self, method: str, path: str, document: object = None) -> TestResponse:
        """Write; `document` is sent as JSON, nothing where it is None."""
        body = {} if document is None else {"json": document}
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.app.test_client().open(path, method=method, headers=headers, **body)

    def sent(self, method: str, path: str, document: object = None, *, status: int = 200) -> Any:  # noqa: ANN401 - the same
        reply = self.send(method, path, document)
        assert reply.status_code == status, reply.text
        return reply.json if reply.data else None


@pytest.fixture(scope="session")
def keys() -> Keys:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Keys(private=private, public_pem=pem.decode())


@pytest.fixture(scope="session")
def world() -> World:
    return contact_centre()


@pytest.fixture(scope="session")
def make(keys: Keys, world: World) -> Callable[..., Api]:
    def made(world: World | Callable[[], World] = world, **options: Any) -> Api:  # noqa: ANN401 - create_app's own options
        app = create_app(world, keys.public_pem, APPLICATION, **{"clock": lambda: float(NOW), **options})
        return Api(app=app, keys=keys, token=keys.token())

    return made


@pytest.fixture(scope="session")
def shared(make: Callable[..., Api]) -> Api:
    return make()


@pytest.fixture
def api(shared: Api) -> Iterator[Api]:
    """Lend the one stand-in of the whole run, and put it back as it was: making one takes longer than most tests."""
    yield shared
    for name in ("capi_faults", "capi_requests", "capi_changes"):
        shared.app.extensions[name].clear()
    standing_faults = shared.app.extensions["capi_standing_faults"]
    for switch in standing_faults.switches():
        standing_faults.turn(switch.name, on=False)
