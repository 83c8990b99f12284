from __future__ import annotations

from typing import TYPE_CHECKING

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from capi_bot.sandbox.capi.refusals import RefusedError
from capi_bot.sandbox.capi.tokens import check, read_key

if TYPE_CHECKING:
    from tests.sandbox.capi.conftest import Keys

APPLICATION = "78d335fa-323d-0114-9c3d-d6f0d48968cf"
NOW = 1_700_000_000
DAY = 24 * 60 * 60


def refused(header: str, keys: Keys, now: float = NOW) -> str:
    with pytest.raises(RefusedError) as caught:
        check(header, public_key=read_key(keys.public_pem), application_id=APPLICATION, now=now)
    return caught.value.code


def test_a_good_token_passes_until_it_ends(keys: Keys) -> None:
    good = f"Bearer {keys.token()}"
    check(good, public_key=read_key(keys.public_pem), application_id=APPLICATION, now=NOW + 899)
    assert refused(good, keys, now=NOW + 900) == "system:error:expired-token"


def test_a_token_may_live_a_day_and_no_longer(keys: Keys) -> None:
    key = read_key(keys.public_pem)
    check(f"Bearer {keys.token(exp=NOW + DAY)}", public_key=key, application_id=APPLICATION, now=NOW)
    assert refused(f"Bearer {keys.token(exp=NOW + DAY + 1)}", keys) == "system:error:invalid-token"


@pytest.mark.parametrize("claim", ["application_id", "iat", "jti", "exp"])
def test_each_claim_is_needed(keys: Keys, claim: str) -> None:
    assert refused(f"Bearer {keys.token(**{claim: None})}", keys) == "system:error:invalid-token"


@pytest.mark.parametrize(
    "changes",
    [
        {"application_id": "another"},
        {"iat": "yesterday"},
        {"exp": True},
        {"iat": NOW + 31},
        {"iat": NOW, "exp": NOW},
    ],
)
def test_wrong_claims_are_an_invalid_token(keys: Keys, changes: dict[str, object]) -> None:
    assert refused(f"Bearer {keys.token(**changes)}", keys) == "system:error:invalid-token"


def test_a_users_token_may_not_look_at_everything(keys: Keys) -> None:
    assert refused(f"Bearer {keys.token(sub='mary')}", keys) == "system:error:permission"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer junk", "Basic YTpi"])
def test_a_header_without_a_token_is_an_invalid_token(keys: Keys, header: str) -> None:
    assert refused(header, keys) == "system:error:invalid-token"


def test_only_rs256_by_this_applications_key_counts(keys: Keys) -> None:
    claims = {"application_id": APPLICATION, "iat": NOW, "jti": "one", "exp": NOW + 900}
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = jwt.encode(claims, stranger, algorithm="RS256")
    other = jwt.encode(claims, keys.private, algorithm="RS512")
    unsigned = jwt.encode(claims, None, algorithm="none")
    for token in (forged, other, unsigned):
        assert refused(f"Bearer {token}", keys) == "system:error:invalid-token"


def test_a_key_that_is_not_rsa_is_refused() -> None:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(TypeError, match="RSA"):
        read_key(pem.decode())
