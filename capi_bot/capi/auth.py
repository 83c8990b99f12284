"""Authentication: the RSA private key of an application, in any form, and the JSON Web Tokens that it signs.

https://developer.vonage.com/en/getting-started/concepts/authentication
"""

from __future__ import annotations

import base64
import codecs
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_ssh_private_key

from capi_bot.capi.arguments import (
    LARGEST_NUMBER,
    check_application_id,
    describe,
    is_sendable,
    is_whole,
    show,
)
from capi_bot.errors import InvalidArgumentError

_MIN_KEY_BITS = 2048
_MAX_PATH_LENGTH = 255
_BEGIN = "-----BEGIN"
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
"""A block of a PEM, its label and its body: https://www.rfc-editor.org/rfc/rfc7468."""
_DER_SEQUENCE = b"\x30\x82"
"""Begins a key, and what else is written in DER and longer than 255 bytes."""
_OPENSSH = "OPENSSH PRIVATE KEY"
_DAMAGED = "The private key is damaged: it begins like a PEM but cannot be read."
_PROTECTED = "The private key is protected by a passphrase; give one without."
_SECRET_RUN = re.compile(r"[A-Za-z0-9+=]{20}")  # no slash: it is in paths and in base64 alike


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A parsed RSA key that its `repr` never shows. Parsing costs 100 times what signing does: load it once."""

    rsa: RSAPrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.rsa, RSAPrivateKey):
            raise InvalidArgumentError("A PrivateKey holds an RSA key of cryptography; load_key returns one.")


def load_key(text: str | bytes | os.PathLike[str]) -> PrivateKey:
    r"""Load an RSA key (PKCS#8, PKCS#1 or OpenSSH's); `text` is a path, a PEM or the base64 of a PEM, or bytes of them.

    A file, and bytes, may hold a PEM, in UTF-8 or UTF-16, the base64 of one, or DER. Line breaks of a PEM may be real,
    blanks or a literal `\n`, however often it was escaped; quotes round it do not matter, nor whether its label names
    the right one of the two standards. Every failure is an `InvalidArgumentError` of one sentence, which names the path
    where it plainly is one, and never shows the key.
    """
    match text:
        case str():
            return _load_text(text)
        case bytes() | bytearray():
            return _load_bytes(bytes(text))
        case os.PathLike():
            return _load_path(os.fsdecode(text))
    raise InvalidArgumentError(f"The private key is a path, a PEM or a PrivateKey, not {describe(text)}.")


def _load_bytes(content: bytes) -> PrivateKey:
    text = _decode_text(content)
    if not content or text.strip("\0"):
        return _load_text(text)
    if content.startswith(_DER_SEQUENCE):
        return _load_der(content, "The private key is bytes of")
    raise InvalidArgumentError("The private key is bytes that are neither text nor DER: give it as a PEM.")


def _load_path(name: str) -> PrivateKey:
    """Load the key in a file, whose name is one for certain."""
    try:
        content = _read_file(name)
    except FileNotFoundError:
        raise InvalidArgumentError(f"The private key file {name} does not exist.") from None
    except (OSError, ValueError, RuntimeError):
        raise InvalidArgumentError(f"The private key file {name} cannot be read.") from None
    return _load_content(content, name)


def _load_text(text: str) -> PrivateKey:
    text = text.strip().strip("'\"").strip()
    if not text:
        raise InvalidArgumentError("The private key is empty.")
    if _BEGIN in text:
        return _load_pem(text)
    decoded = _decode_base64(text)
    if _BEGIN in (pem := _decode_text(decoded)):
        return _load_pem(pem)
    return _load_file(text, is_body=decoded.startswith(_DER_SEQUENCE))


def _load_pem(text: str) -> PrivateKey:
    pem = _unescape_line_breaks(text)
    if "PRIVATE KEY-----" not in pem:
        raise InvalidArgumentError("The private key is some other kind of PEM, such as a public key or a certificate.")
    if "-----END" not in pem and len(pem.splitlines()) == 1:
        raise InvalidArgumentError(
            "Of the private key only its first line arrived: put quotes round it, or give a path."
        )
    blocks = [(label, body) for label, body in _BLOCK.findall(pem) if label.endswith("PRIVATE KEY")]
    if not blocks:
        raise InvalidArgumentError(_DAMAGED)
    label, body = blocks[0]
    if "ENCRYPTED" in label or "ENCRYPTED" in body:  # PKCS#8, and a header in PKCS#1
        raise InvalidArgumentError(_PROTECTED)
    try:
        der = base64.b64decode("".join(body.split()), validate=True)
    except ValueError:
        raise InvalidArgumentError(_DAMAGED) from None
    if label == _OPENSSH:
        lines = base64.encodebytes(der).decode()
        return _load(load_ssh_private_key, f"-----BEGIN {_OPENSSH}-----\n{lines}-----END {_OPENSSH}-----\n".encode())
    return _load(load_der_private_key, der)


def _load(load: Callable[..., object], data: bytes, *, otherwise: str = _DAMAGED) -> PrivateKey:
    try:
        key = load(data, password=None)
    except TypeError:
        raise InvalidArgumentError(_PROTECTED) from None
    except (ValueError, UnsupportedAlgorithm):
        raise InvalidArgumentError(otherwise) from None
    if not isinstance(key, RSAPrivateKey):
        raise InvalidArgumentError("The private key is not an RSA key, which is the only kind that Vonage accepts.")
    if key.key_size < _MIN_KEY_BITS:
        raise InvalidArgumentError(f"The private key has {key.key_size} bits; it needs at least {_MIN_KEY_BITS}.")
    return PrivateKey(key)


def _load_file(name: str, *, is_body: bool) -> PrivateKey:
    """Load the key in a file; `is_body` is whether the name could also be a PEM without its first and last line."""
    try:
        content = _read_file(name)
    except (OSError, ValueError, RuntimeError) as error:
        # A key that lost its first line, or a token, must not be mistaken for a path and printed.
        if not _is_certainly_a_path(name):
            problem = "names no file that exists, and is neither a PEM nor the base64 of one"
            if is_body:
                problem += ": it looks like one without its first and last line, so copy it again with them"
        elif isinstance(error, FileNotFoundError):
            problem = f"file {name} does not exist"
        else:
            problem = f"file {name} cannot be read"
        raise InvalidArgumentError(f"The private key {problem}.") from None
    return _load_content(content, name)


def _read_file(name: str) -> bytes:
    return Path(os.path.expandvars(name)).expanduser().read_bytes()


def _load_content(content: bytes, name: str) -> PrivateKey:
    text = _decode_text(content)
    if content and not text.strip("\0"):
        if content.startswith(_DER_SEQUENCE):
            return _load_der(content, f"The private key file {name} holds")
        raise InvalidArgumentError(f"The private key file {name} cannot be read.")
    decoded = _decode_base64(text)
    if _BEGIN in text or _BEGIN in (text := _decode_text(decoded)):
        return _load_pem(text)
    if decoded.startswith(_DER_SEQUENCE):
        return _load_der(decoded, f"The private key file {name} holds")
    if content.startswith(b"PuTTY-User-Key-File"):
        raise InvalidArgumentError(
            f"The private key file {name} is PuTTY's: convert it with puttygen, by Export OpenSSH key."
        )
    raise InvalidArgumentError(f"The private key file {name} does not hold a PEM.")


def _load_der(content: bytes, where: str) -> PrivateKey:
    other = "something else than a private key, such as a public key, a certificate or a PKCS#12 store"
    return _load(load_der_private_key, content, otherwise=f"{where} {other}.")


def _decode_base64(text: str) -> bytes:
    """Return what is written in base64, with or without line breaks and padding; empty where it is not base64."""
    text = "".join(_unescape_line_breaks(text).split()).rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        return b""


def _decode_text(content: bytes) -> str:
    """Return a text in UTF-8 or UTF-16, as Windows writes it; empty where it is none."""
    is_marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if is_marked:
        encoding = "utf-16"
    elif content[1:2] == b"\0":
        encoding = "utf-16-le"
    else:
        encoding = "utf-16-be" if content[:1] == b"\0" else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _unescape_line_breaks(text: str) -> str:
    text = re.sub(r"\\+r", "", text.replace("\r", ""))
    return re.sub(r"\\+n|\\+\n", "\n", text)


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
