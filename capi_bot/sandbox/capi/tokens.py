"""The check of the bearer token, an application's own JWT.

https://developer.vonage.com/en/getting-started/concepts/authentication
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey as PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt.types import Options

from capi_bot.sandbox.capi.refusals import RefusedError, forbidden, unauthorized

LONGEST_LIFE = 24 * 60 * 60
"""Seconds that a token may live."""
SKEW = 30
"""Seconds by which the clocks of the two sides may differ."""

_OURS_TO_CHECK: Options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
"""The library would check times by the machine's clock."""


def read_key(pem: str) -> PublicKey:
    """Read the RSA public key that the dashboard keeps of an application."""
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, PublicKey):
        raise TypeError("an application's key is an RSA key")
    return key


def check(authorization: str, *, public_key: PublicKey, application_id: str, now: float) -> None:
    """Raise RefusedError unless the header carries a valid token of this application.

    A token with `sub` is a user's and sees that user's conversations only: this stand-in refuses it, for a monitor that
    used one would be blind to the rest.
    """
    claims = _claims(authorization, public_key)
    issued, ends = claims.get("iat"), claims.get("exp")
    if claims.get("application_id") != application_id or not claims.get("jti"):
        raise _invalid()
    if not _is_time(issued) or not _is_time(ends) or issued > now + SKEW or not 0 < ends - issued <= LONGEST_LIFE:
        raise _invalid()
    if ends <= now:
        raise unauthorized("system:error:expired-token")
    if "sub" in claims:
        raise forbidden()


def _claims(authorization: str, public_key: PublicKey) -> Mapping[str, Any]:
    scheme, _, token = authorization.partition(" ")
    if scheme != "Bearer":
        raise _invalid()
    try:
        return jwt.decode(token, public_key, algorithms=["RS256"], options=_OURS_TO_CHECK)
    except jwt.InvalidTokenError:
        raise _invalid() from None


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _invalid() -> RefusedError:
    return unauthorized("system:error:invalid-token")
