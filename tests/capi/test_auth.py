from __future__ import annotations

import base64
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from capi_bot.capi import auth
from capi_bot.capi.auth import PrivateKey, TokenCache, create_jwt, load_key
from capi_bot.sandbox.vonage import tokens as tokens_of_the_api
from capi_bot.sandbox.vonage.errors import ApiError

BASE64_WORD = re.compile(r"[A-Za-z0-9+/]{40}")


def pem_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, form: PrivateFormat = PrivateFormat.PKCS8) -> str:
    return key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()


def forms(pem: str) -> dict[str, str]:
    return {
        "as it is": pem,
        "with literal line breaks": pem.replace("\n", "\\n"),
        "with literal Windows line breaks": pem.replace("\n", "\\r\\n"),
        "with Windows line breaks": pem.replace("\n", "\r\n"),
        "in double quotes": f'"{pem}"',
        "in single quotes with literal line breaks": "'" + pem.replace("\n", "\\n") + "'",
        "with space around": f"\n  {pem}\n\n",
        "in base64": base64.b64encode(pem.encode()).decode(),
        "in wrapped base64": base64.encodebytes(pem.encode()).decode(),
        "in base64 of literal line breaks": base64.b64encode(pem.replace("\n", "\\n").encode()).decode(),
    }


@pytest.mark.parametrize("form", forms(""))
@pytest.mark.parametrize("standard", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_a_key_is_loaded_from_every_form(rsa_key: rsa.RSAPrivateKey, standard: PrivateFormat, form: str) -> None:
    loaded = load_key(forms(pem_of(rsa_key, standard))[form])
    assert loaded.rsa.private_numbers() == rsa_key.private_numbers()


def test_a_key_is_loaded_from_a_path(
    rsa_key: rsa.RSAPrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "private.key").write_text(pem_of(rsa_key))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_key(str(tmp_path / "private.key")).rsa.key_size == 2048
    assert load_key("~/private.key").rsa.key_size == 2048
    assert load_key(f'"{tmp_path}/private.key"\n').rsa.key_size == 2048


def encrypted(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, BestAvailableEncryption(b"pw")).decode()


def public(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_body(key: rsa.RSAPrivateKey) -> str:
    return "".join(pem_of(key).splitlines()[1:-1])


NOT_A_PATH = "names no file that exists, and is neither a PEM nor the base64 of one"
INVALID_KEYS: dict[str, tuple[Callable[[rsa.RSAPrivateKey], str], str]] = {
    "empty": (lambda _: " '' ", "is empty."),
    "public": (public, "such as a public key or a certificate"),
    "encrypted": (encrypted, "protected by a passphrase"),
    "elliptic": (lambda _: pem_of(ec.generate_private_key(ec.SECP256R1())), "not an RSA key"),
    "small": (lambda _: pem_of(rsa.generate_private_key(65537, 1024)), "has 1024 bits"),  # noqa: S505 -- too weak on purpose
    "cut": (lambda key: pem_of(key)[:900], "damaged"),
    "half a character": (lambda key: pem_of(key).replace("\n", "\n\udcff", 1), "damaged"),
    "no such file": (lambda _: "no/such/private.key", "file no/such/private.key does not exist"),
    "no such user": (lambda _: "~no-such-user/private.key", "file ~no-such-user/private.key cannot be read"),
    "only its first line": (
        lambda key: pem_of(key).splitlines()[0],
        "only its first line arrived: put quotes round it",
    ),
    "body without its first line": (key_body, NOT_A_PATH),
    "beginning of a body": (lambda key: key_body(key)[:100], NOT_A_PATH),
    "base64 of other things": (lambda _: base64.b64encode(b"x" * 900).decode(), NOT_A_PATH),
    "a token of Slack's": (lambda _: "xoxb-1234-5678-abc", NOT_A_PATH),
    "a name without a folder": (lambda _: "hunter2", NOT_A_PATH),
    "a fragment that begins with a slash": (lambda _: "/Ab+9cd==", NOT_A_PATH),
    "a fragment that a folder holds": (lambda _: f"/usr/{'Ab9' * 7}", NOT_A_PATH),
    "a fragment that ends like a key": (lambda _: f"{'Ab9' * 7}.key", NOT_A_PATH),
    "a name with a sign that cannot be printed": (lambda _: "a\x1b.key", NOT_A_PATH),
    "a name too long for any system": (lambda _: "a/" + "b-" * 200, NOT_A_PATH),
    "no such file in a folder that exists": (lambda _: "/usr/no-such-file", "file /usr/no-such-file does not exist"),
}


@pytest.mark.parametrize(("key_text", "expected"), INVALID_KEYS.values(), ids=INVALID_KEYS)
def test_an_invalid_key_raises_one_sentence_that_never_shows_it(
    rsa_key: rsa.RSAPrivateKey, key_text: Callable[[rsa.RSAPrivateKey], str], expected: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(expected)) as raised:
        load_key(key_text(rsa_key))
    assert not BASE64_WORD.search(str(raised.value))
    assert "\n" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_no_error_message_repeats_a_line_of_a_key_or_a_prefix_of_its_base64(
    key_pem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    whole = base64.b64encode(key_pem.encode()).decode()
    fragments = (*key_pem.splitlines()[1:-1], *(whole[:length] for length in (8, 19, 20, 64, 300, 900)))
    for fragment in fragments:
        with pytest.raises(ValueError, match="private key") as raised:
            load_key(fragment)
        assert fragment not in str(raised.value)


def test_a_name_in_a_folder_without_read_permission_is_not_read_as_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", refuse)
    with pytest.raises(ValueError, match=NOT_A_PATH):
        load_key("/usr/no-such-file")


@pytest.mark.parametrize(
    ("content", "expected"), [(b"", "does not hold a PEM"), (b"\xff\xfe", "cannot be read"), (None, "cannot be read")]
)
def test_an_unusable_key_file_is_named(tmp_path: Path, content: bytes | None, expected: str) -> None:
    path = tmp_path / "private.key"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(ValueError, match=re.escape(f"The private key file {path} {expected}.")):
        load_key(str(path))


def test_a_certificate_is_refused(authority: Any) -> None:  # noqa: ANN401 -- a class of conftest.py
    with pytest.raises(ValueError, match="a public key or a certificate"):
        load_key(str(authority.bundle))


def test_the_repr_of_a_key_does_not_show_it(private_key: PrivateKey) -> None:
    assert repr(private_key) == "PrivateKey()"


def test_a_token_has_exactly_the_four_claims_of_an_application(private_key: PrivateKey) -> None:
    token = create_jwt(private_key, "app-1", now=1_540_459_579, jti="id-1")
    claims = jwt.decode(token, private_key.rsa.public_key(), algorithms=["RS256"], options={"verify_exp": False})
    assert claims == {"application_id": "app-1", "iat": 1_540_459_519, "jti": "id-1", "exp": 1_540_460_479}
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "typ": "JWT"}


class Clock:
    def __init__(self) -> None:
        self.now = 1_540_459_579.9

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(private_key: PrivateKey, clock: Clock) -> TokenCache:
    ids = count(1)
    return TokenCache(private_key, "app-1", clock=clock, new_jti=lambda: f"id-{next(ids)}")


def claims_of(token: str) -> dict[str, object]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def test_a_token_is_cached_until_its_last_minute(tokens: TokenCache, clock: Clock) -> None:
    first = tokens.current()
    ends = claims_of(first)["exp"]
    assert isinstance(ends, int)
    clock.now = ends - 60
    assert tokens.current() == first
    clock.now = ends - 59.9
    assert claims_of(tokens.current())["jti"] == "id-2"


def test_a_token_is_replaced_when_the_clock_was_set_back(tokens: TokenCache, clock: Clock) -> None:
    of_the_future = tokens.current()
    clock.now -= 3600
    assert claims_of(of_the_future)["iat"] == 1_540_459_519
    assert claims_of(tokens.current())["iat"] == 1_540_455_919


@pytest.mark.parametrize("seconds_ahead", [60, 59.5, 6, 1, 0, -1, -6, -60, -300, -839])
def test_a_token_is_accepted_where_our_clock_is_up_to_a_minute_ahead_or_minutes_behind(
    tokens: TokenCache, clock: Clock, private_key: PrivateKey, seconds_ahead: float
) -> None:
    check_at_the_api(tokens.current(), private_key, clock.now - seconds_ahead)


def test_a_token_of_a_clock_more_than_a_minute_ahead_is_refused(
    tokens: TokenCache, clock: Clock, private_key: PrivateKey
) -> None:
    with pytest.raises(ApiError) as refused:
        check_at_the_api(tokens.current(), private_key, clock.now - 62)
    assert refused.value.code == "system:error:invalid-token"


def check_at_the_api(token: str, key: PrivateKey, now: float) -> None:
    tokens_of_the_api.check(f"Bearer {token}", public_key=key.rsa.public_key(), application_id="app-1", now=now)


def test_a_rejected_token_is_replaced_once_for_all_threads(tokens: TokenCache) -> None:
    rejected = tokens.current()
    replaced = tokens.replace(rejected)
    assert replaced != rejected
    assert tokens.replace(rejected) == replaced
    assert tokens.current() == replaced


def test_threads_share_one_token(tokens: TokenCache) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: tokens.current(), range(32)))) == 1


def test_a_token_lives_for_a_quarter_of_an_hour() -> None:
    assert auth.LIFETIME == 900
