"""The check of the bearer token, an application's own JWT.

https://developer.vonage.com/en/getting-started/concepts/authentication
"""

from __future__ import annotations

from typing import TypeGuard

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey as PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt.types import Options

from capi_bot.sandbox.vonage.errors import ApiError, api_error, forbidden

MAX_LIFETIME = 24 * 60 * 60
"""Seconds."""
DEFAULT_LIFETIME = 15 * 60
"""Seconds, for a token without `exp`."""

_CHECKED_HERE: Options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
"""The library would use the machine's clock."""


def read_key(pem: str) -> PublicKey:
    """Read the RSA public key that the dashboard keeps of an application."""
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, PublicKey):
        raise TypeError("an application's key is an RSA key")
    return key


def check(authorization: str, *, public_key: PublicKey, application_id: str, now: float) -> None:
    """Raise ApiError unless the header has a valid token of this application.

    It needs `application_id`, `iat` and `jti`; without `exp` it is valid for 15 minutes. One that was issued in the
    future is refused, however near: whoever makes it has to allow for the two clocks. A token that is limited to a
    user (`sub`) or to some paths (`acl`) is refused: the stand-in serves the application itself.
    """
    scheme, _, token = authorization.partition(" ")
    if scheme != "Bearer":
        raise _invalid()
    try:
        claims = jwt.decode(token, public_key, algorithms=["RS256"], options=_CHECKED_HERE)
    except jwt.InvalidTokenError:
        raise _invalid() from None
    issued = claims.get("iat")
    expires = claims.get("exp", issued + DEFAULT_LIFETIME if _is_time(issued) else None)
    if claims.get("application_id") != application_id or not claims.get("jti"):
        raise _invalid()
    if not _is_time(issued) or not _is_time(expires) or issued > now or not 0 < expires - issued <= MAX_LIFETIME:
        raise _invalid()
    if expires <= now:
        raise api_error("system:error:expired-token")
    if claims.keys() & {"sub", "acl"}:
        raise forbidden()


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _invalid() -> ApiError:
    return api_error("system:error:invalid-token")
