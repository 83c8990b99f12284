"""The key pair of the sandbox's Vonage application, made up anew each time."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """Hold both halves as PEM text."""

    private: str = field(repr=False)
    public: str


def made_up() -> KeyPair:
    """Make an RSA key pair as the dashboard does."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return KeyPair(private=private.decode(), public=public.decode())
