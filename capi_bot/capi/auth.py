"""Tokens of the Conversation API: a private key read once, and the JWTs that it signs.

https://developer.vonage.com/en/getting-started/concepts/authentication
"""

from __future__ import annotations

import base64
import binascii
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
"""Seconds that a token lives."""
_RENEW_BEFORE = 60
_CLOCK_SKEW = 5  # an `iat` that is in the API's future would be refused
_SMALLEST = 2048
_LONGEST_PATH = 255
_BEGIN = "-----BEGIN"
_SECRET_RUN = re.compile(r"[A-Za-z0-9+=]{20}")  # no slash: it is in paths and in base64 alike


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """Hold a parsed key without ever showing it. Parsing costs 100 times what signing does: load it once."""

    rsa: RSAPrivateKey = field(repr=False)


def load_key(text: str) -> PrivateKey:
    r"""Read an RSA key (PKCS#8 or PKCS#1) out of a path, a PEM or the base64 of a PEM.

    Line breaks of an inline PEM may be real or a literal `\n`, and quotes round it do not matter. Every failure is a
    `ValueError` of one sentence, which names the path where it plainly is one, and never shows the key.
    """
    pem = _pem(text)
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
    if key.key_size < _SMALLEST:
        raise ValueError(f"The private key has {key.key_size} bits; it needs at least {_SMALLEST}.")
    return PrivateKey(key)


def _pem(text: str) -> str:
    given = text.strip().strip("'\"").strip()
    if not given:
        raise ValueError("The private key is empty.")
    if _BEGIN in given:
        return _whole(_with_line_breaks(given))
    return _from_base64(given) or _from_file(given)


def _whole(pem: str) -> str:
    if "-----END" not in pem and len(pem.splitlines()) == 1:
        raise ValueError("Of the private key only its first line arrived: put quotes round it, or give a path.")
    return pem


def _with_line_breaks(pem: str) -> str:
    return pem.replace("\\r", "").replace("\\n", "\n").replace("\r", "")


def _from_base64(text: str) -> str:
    try:
        decoded = base64.b64decode("".join(text.replace("\\n", "").split()), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return _with_line_breaks(decoded) if _BEGIN in decoded else ""


def _from_file(name: str) -> str:
    try:
        content = Path(name).expanduser().read_text("utf-8")
    except (OSError, ValueError, RuntimeError) as error:
        raise ValueError(_unread(name, error)) from None
    if _BEGIN not in content:
        raise ValueError(f"The private key file {name} does not hold a PEM.")
    return _with_line_breaks(content)


def _unread(name: str, error: Exception) -> str:
    # A key that lost its first line, or a token, must not be mistaken for a path and shown.
    if not _is_plainly_a_path(name):
        return "The private key names no file that exists, and is neither a PEM nor the base64 of one."
    if isinstance(error, FileNotFoundError):
        return f"The private key file {name} does not exist."
    return f"The private key file {name} cannot be read."


def _is_plainly_a_path(name: str) -> bool:
    if len(name) > _LONGEST_PATH or not name.isprintable() or _SECRET_RUN.search(name):
        return False
    return name.endswith((".pem", ".key")) or _is_in_a_folder(Path(name))


def _is_in_a_folder(path: Path) -> bool:
    # The root and the working directory are always there, so they prove nothing.
    try:
        return path.parent not in {Path(), Path(path.anchor)} and path.parent.is_dir()
    except OSError:  # a folder that we may not look into
        return False


def mint(key: PrivateKey, application_id: str, *, now: int, jti: str) -> str:
    """Sign a token that is issued at `now` (Unix seconds) and ends 15 minutes later.

    It has no `sub`: with one it would be a user's token, which sees only what that user sees.
    """
    claims = {"application_id": application_id, "iat": now, "jti": jti, "exp": now + LIFETIME}
    return jwt.encode(claims, key.rsa, algorithm="RS256")


class Tokens:
    """Keep one token for all threads, and mint the next one before it ends."""

    def __init__(
        self, key: PrivateKey, application_id: str, *, clock: Callable[[], float], new_jti: Callable[[], str]
    ) -> None:
        self._key = key
        self._application_id = application_id
        self._clock = clock
        self._new_jti = new_jti
        self._lock = Lock()
        self._token = ""
        self._ends = 0

    def current(self) -> str:
        """Give a token that is good for another minute at least."""
        with self._lock:
            if self._ends - self._clock() < _RENEW_BEFORE:
                self._mint()
            return self._token

    def renewed(self, refused: str) -> str:
        """Give a token other than the one that the API refused; many threads refused at once share the next one."""
        with self._lock:
            if self._token == refused:
                self._mint()
            return self._token

    def _mint(self) -> None:
        issued = int(self._clock()) - _CLOCK_SKEW
        self._token = mint(self._key, self._application_id, now=issued, jti=self._new_jti())
        self._ends = issued + LIFETIME
