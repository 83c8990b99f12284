from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from capi_bot.sandbox import keys


def test_both_halves_belong_together_and_the_private_one_stays_private() -> None:
    pair = keys.made_up()
    private, public = load_pem_private_key(pair.private.encode(), None), load_pem_public_key(pair.public.encode())

    assert isinstance(private, RSAPrivateKey)
    assert isinstance(public, RSAPublicKey)
    assert private.key_size == 2048
    assert private.public_key().public_numbers() == public.public_numbers()
    assert "PRIVATE" not in repr(pair)
