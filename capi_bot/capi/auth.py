"""Authentication: the JSON Web Tokens of an application, which its private key signs.

https://developer.vonage.com/en/getting-started/concepts/authentication
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import jwt

from capi_bot.capi.arguments import (
    LARGEST_NUMBER,
    check_application_id,
    describe,
    is_sendable,
    is_whole,
    show,
)
from capi_bot.capi.private_key import PrivateKey
from capi_bot.errors import InvalidArgumentError

LIFETIME = 15 * 60
"""Seconds that a new token is valid for; with the back-dating far below the 24 hours that the API allows."""
BACKDATING = 60
"""Seconds by which tokens are back-dated, so that our clock may be as far ahead: the API refuses one of its future."""
_RENEW_BEFORE = 60


def create_jwt(key: PrivateKey, application_id: str, *, now: int, jti: str) -> str:
    """Return a JWT for `application_id`, signed with `key`, which expires 15 minutes after `now` (Unix seconds).

    It is issued a minute before `now`; `jti` is its id, which no other token has. It has no `sub`: with one it would
    be a user's token, which sees only what that user sees.
    """
    if not isinstance(key, PrivateKey):
        raise InvalidArgumentError(f"The key of a token is what load_key returns, not {describe(key)}.")
    check_application_id(application_id)
    if not is_whole(now) or not 0 <= now <= LARGEST_NUMBER:
        raise InvalidArgumentError(f"now is a time in whole Unix seconds, not {show(now)}.")
    if not isinstance(jti, str) or not jti or not is_sendable(jti):
        raise InvalidArgumentError(f"jti is a text that no other token has, not {show(jti)}.")
    claims = {"application_id": application_id, "iat": now - BACKDATING, "jti": jti, "exp": now + LIFETIME}
    return jwt.encode(claims, key.rsa, algorithm="RS256")


class TokenCache:
    """One token for all threads, renewed before it expires. `clock` returns Unix seconds."""

    def __init__(
        self, key: PrivateKey, application_id: str, *, clock: Callable[[], float], new_jti: Callable[[], str]
    ) -> None:
        self._key = key
        self._application_id = application_id
        self._clock = clock
        self._new_jti = new_jti
        self._lock = Lock()
        self._token = ""
        self._expires = 0

    def current(self) -> str:
        """Return a token that is valid for another minute at least."""
        with self._lock:
            # More than its lifetime is left where our clock has been set back: the token may be of the API's future.
            if not _RENEW_BEFORE <= self._expires - self._clock() <= LIFETIME:
                self._renew()
            return self._token

    def replace(self, rejected: str) -> str:
        """Return a token other than the rejected one; threads that were rejected at once share the next one."""
        with self._lock:
            if self._token == rejected:
                self._renew()
            return self._token

    def _renew(self) -> None:
        now = int(self._clock())
        self._token = create_jwt(self._key, self._application_id, now=now, jti=self._new_jti())
        self._expires = now + LIFETIME
