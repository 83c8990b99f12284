from __future__ import annotations

import hashlib

import jwt
import pytest

from capi_bot.sandbox.vonage.webhooks.signing import Signer

SECRET = "a made-up signature secret that is long enough"
BODY = b'{"status":"ringing"}'


def signer(secret: str = SECRET) -> Signer:
    ids = iter(("first", "second"))
    return Signer(
        secret=secret, api_key="abcd1234", application_id="an-app", clock=lambda: 1_700_000_000.9, new_id=ids.__next__
    )


def claims(header: str, secret: str = SECRET) -> dict[str, object]:
    scheme, token = header.split(" ")
    assert scheme == "Bearer"
    return jwt.decode(token, secret, algorithms=["HS256"], issuer="Vonage", options={"require": ["iat", "jti"]})


def test_a_body_is_signed_as_vonage_documents_it() -> None:
    assert claims(signer().authorization(BODY)) == {
        "iat": 1_700_000_000,
        "jti": "first",
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(BODY).hexdigest(),
        "api_key": "abcd1234",
        "application_id": "an-app",
    }


def test_no_token_is_used_twice() -> None:
    one = signer()
    assert [claims(one.authorization(BODY))["jti"] for _ in range(2)] == ["first", "second"]


def test_another_secret_does_not_verify_it() -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        claims(signer().authorization(BODY), "another made-up signature secret, long enough")


def test_the_secret_is_not_in_the_repr() -> None:
    assert SECRET not in repr(signer())
