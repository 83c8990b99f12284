"""The check of the bearer token, an application's own JWT.

https://developer.vonage.com/en/getting-started/concepts/authentication
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey as PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt.types import Options

from capi_bot.sandbox.vonage.errors import ApiError, api_error, forbidden

MAX_LIFETIME = 24 * 60 * 60
"""Seconds."""
DEFAULT_LIFETIME = 15 * 60
"""Seconds, for a token without `exp`."""
MAX_CLOCK_SKEW = 30
"""Seconds by which the clocks of the two sides may differ."""

_CHECKED_HERE: Options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
"""The library would use the machine's clock."""


def read_key(pem: str) -> PublicKey:
    """Read the RSA public key that the dashboard keeps of an application."""
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, PublicKey):
        raise TypeError("an application's key is an RSA key")
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A valid token: whose it is, and what it permits."""

    user_name: str | None = None
    """None is the application itself."""
    acl: Mapping[str, Any] | None = None
    """Its access control list's paths; None where there is no list."""

    def authorize(self, method: str, path: str) -> None:
        """Raise ApiError unless the token permits this: a user's token needs a list that names the path."""
        if self.acl is None and self.user_name is None:
            return
        if not any(_covers(pattern, rule, method, path) for pattern, rule in (self.acl or {}).items()):
            raise forbidden()


def check(authorization: str, *, public_key: PublicKey, application_id: str, now: float) -> Token:
    """Return the token of the header, or raise ApiError unless it is a valid one of this application.

    It needs `application_id`, `iat` and `jti`; without `exp` it is valid for 15 minutes. With `sub` it is that user's.
    """
    claims = _claims(authorization, public_key)
    issued, paths = claims.get("iat"), _paths(claims)
    expires = claims.get("exp", issued + DEFAULT_LIFETIME if _is_time(issued) else None)
    if claims.get("application_id") != application_id or not claims.get("jti"):
        raise _invalid()
    if (
        not _is_time(issued)
        or not _is_time(expires)
        or issued > now + MAX_CLOCK_SKEW
        or not 0 < expires - issued <= MAX_LIFETIME
    ):
        raise _invalid()
    if expires <= now:
        raise api_error("system:error:expired-token")
    return Token(user_name=claims.get("sub"), acl=paths)


def _paths(claims: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if "acl" not in claims:
        return None
    acl = claims["acl"]
    paths = acl.get("paths") if isinstance(acl, Mapping) else None
    if not isinstance(paths, Mapping):
        raise _invalid()
    return paths


def _covers(pattern: str, rule: object, method: str, path: str) -> bool:
    """Match `*` with one segment and `**` with any, or with none."""
    methods = rule.get("methods") if isinstance(rule, Mapping) else None
    parts = {"*": "/[^/]+", "**": "(?:/.*)?"}
    regex = "".join(parts.get(part, f"/{re.escape(part)}") for part in pattern.strip("/").split("/"))
    return (not methods or method in methods) and re.fullmatch(regex, path) is not None


def _claims(authorization: str, public_key: PublicKey) -> Mapping[str, Any]:
    scheme, _, token = authorization.partition(" ")
    if scheme != "Bearer":
        raise _invalid()
    try:
        return jwt.decode(token, public_key, algorithms=["RS256"], options=_CHECKED_HERE)
    except jwt.InvalidTokenError:
        raise _invalid() from None


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _invalid() -> ApiError:
    return api_error("system:error:invalid-token")
