"""Authentication: an RSA private key, and the JSON Web Tokens that it signs.

https://developer.vonage.com/en/getting-started/concepts/authentication
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

LIFETIME = 15 * 60
"""Seconds that a new token is valid for; with the back-dating far below the 24 hours that the API allows."""
BACKDATING = 60
"""Seconds by which tokens are back-dated, so that our clock may be as far ahead: the API refuses one of its future."""
_RENEW_BEFORE = 60
_MIN_KEY_BITS = 2048
_MAX_PATH_LENGTH = 255
_BEGIN = "-----BEGIN"
_SECRET_RUN = re.compile(r"[A-Za-z0-9+=]{20}")  # no slash: it is in paths and in base64 alike


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A parsed RSA key that its `repr` never shows. Parsing costs 100 times what signing does: load it once."""

    rsa: RSAPrivateKey = field(repr=False)


def load_key(text: str) -> PrivateKey:
    r"""Load an RSA key (PKCS#8 or PKCS#1) from a path, a PEM or the base64 of a PEM.

    Line breaks of an inline PEM may be real or a literal `\n`, and quotes round it do not matter. Every failure is a
    `ValueError` of one sentence, which names the path where it plainly is one, and never shows the key.
    """
    pem = _read_pem(text)
    if "PRIVATE KEY-----" not in pem:
        raise ValueError("The private key is some other kind of PEM, such as a public key or a certificate.")
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except TypeError:
        raise ValueError("The private key is protected by a passphrase; give one without.") from None
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("The private key is damaged: it begins like a PEM but cannot be read.") from None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("The private key is not an RSA key, which is the only kind that Vonage accepts.")  # noqa: TRY004 -- the value is wrong, not its Python type
    if key.key_size < _MIN_KEY_BITS:
        raise ValueError(f"The private key has {key.key_size} bits; it needs at least {_MIN_KEY_BITS}.")
    return PrivateKey(key)


def _read_pem(text: str) -> str:
    text = text.strip().strip("'\"").strip()
    if not text:
        raise ValueError("The private key is empty.")
    if _BEGIN in text:
        pem = _unescape_line_breaks(text)
        if "-----END" not in pem and len(pem.splitlines()) == 1:
            raise ValueError("Of the private key only its first line arrived: put quotes round it, or give a path.")
        return pem
    try:
        pem = base64.b64decode("".join(text.replace("\\n", "").split()), validate=True).decode()
    except ValueError:
        pem = ""
    if _BEGIN not in pem:
        pem = _read_key_file(text)
    return _unescape_line_breaks(pem)


def _read_key_file(name: str) -> str:
    try:
        content = Path(name).expanduser().read_text("utf-8")
    except (OSError, ValueError, RuntimeError) as error:
        # A key that lost its first line, or a token, must not be mistaken for a path and printed.
        if not _is_certainly_a_path(name):
            problem = "names no file that exists, and is neither a PEM nor the base64 of one"
        elif isinstance(error, FileNotFoundError):
            problem = f"file {name} does not exist"
        else:
            problem = f"file {name} cannot be read"
        raise ValueError(f"The private key {problem}.") from None
    if _BEGIN not in content:
        raise ValueError(f"The private key file {name} does not hold a PEM.")
    return content


def _unescape_line_breaks(pem: str) -> str:
    return pem.replace("\\r", "").replace("\\n", "\n").replace("\r", "")


def _is_certainly_a_path(name: str) -> bool:
    if len(name) > _MAX_PATH_LENGTH or not name.isprintable() or _SECRET_RUN.search(name):
        return False
    if name.endswith((".pem", ".key")):
        return True
    path = Path(name)
    # The root and the working directory always exist, so their existence is no evidence.
    try:
        return path.parent not in {Path(), Path(path.anchor)} and path.parent.is_dir()
    except OSError:  # a folder that we may not read
        return False


def create_jwt(key: PrivateKey, application_id: str, *, now: int, jti: str) -> str:
    """Return a signed JWT that expires 15 minutes after `now` (Unix seconds); it is issued a minute earlier.

    It has no `sub`: with one it would be a user's token, which sees only what that user sees.
    """
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
