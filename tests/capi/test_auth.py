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
from capi_bot.capi.auth import PrivateKey, Tokens, load_key, mint

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
def test_a_key_is_read_in_every_form(rsa_key: rsa.RSAPrivateKey, standard: PrivateFormat, form: str) -> None:
    loaded = load_key(forms(pem_of(rsa_key, standard))[form])
    assert loaded.rsa.private_numbers() == rsa_key.private_numbers()


def test_a_key_is_read_from_a_path(rsa_key: rsa.RSAPrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "private.key").write_text(pem_of(rsa_key))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_key(str(tmp_path / "private.key")).rsa.key_size == 2048
    assert load_key("~/private.key").rsa.key_size == 2048
    assert load_key(f'"{tmp_path}/private.key"\n').rsa.key_size == 2048


def locked(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, BestAvailableEncryption(b"pw")).decode()


def public(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def bare(key: rsa.RSAPrivateKey) -> str:
    return "".join(pem_of(key).splitlines()[1:-1])


NOTHING = "names no file that exists, and is neither a PEM nor the base64 of one"
WRONG_KEYS: dict[str, tuple[Callable[[rsa.RSAPrivateKey], str], str]] = {
    "empty": (lambda _: " '' ", "is empty."),
    "public": (public, "such as a public key or a certificate"),
    "locked": (locked, "protected by a passphrase"),
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
    "body without its first line": (bare, NOTHING),
    "beginning of a body": (lambda key: bare(key)[:100], NOTHING),
    "base64 of other things": (lambda _: base64.b64encode(b"x" * 900).decode(), NOTHING),
    "a token of Slack's": (lambda _: "xoxb-1234-5678-abc", NOTHING),
    "a name without a folder": (lambda _: "hunter2", NOTHING),
    "a fragment that begins with a slash": (lambda _: "/Ab+9cd==", NOTHING),
    "a fragment that a folder holds": (lambda _: f"/usr/{'Ab9' * 7}", NOTHING),
    "a fragment that ends like a key": (lambda _: f"{'Ab9' * 7}.key", NOTHING),
    "a name with a sign that cannot be printed": (lambda _: "a\x1b.key", NOTHING),
    "a name too long for any system": (lambda _: "a/" + "b-" * 200, NOTHING),
    "no such file in a folder that exists": (lambda _: "/usr/no-such-file", "file /usr/no-such-file does not exist"),
}


@pytest.mark.parametrize(("key_text", "expected"), WRONG_KEYS.values(), ids=WRONG_KEYS)
def test_a_wrong_key_is_one_sentence_that_never_shows_it(
    rsa_key: rsa.RSAPrivateKey, key_text: Callable[[rsa.RSAPrivateKey], str], expected: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(expected)) as refused:
        load_key(key_text(rsa_key))
    assert not BASE64_WORD.search(str(refused.value))
    assert "\n" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_no_line_of_a_key_and_no_prefix_of_its_base64_is_ever_repeated(
    key_pem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    whole = base64.b64encode(key_pem.encode()).decode()
    fragments = (*key_pem.splitlines()[1:-1], *(whole[:length] for length in (8, 19, 20, 64, 300, 900)))
    for fragment in fragments:
        with pytest.raises(ValueError, match="private key") as refused:
            load_key(fragment)
        assert fragment not in str(refused.value)


def test_a_folder_that_may_not_be_looked_into_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", refuse)
    with pytest.raises(ValueError, match=NOTHING):
        load_key("/usr/no-such-file")


@pytest.mark.parametrize(
    ("content", "expected"), [(b"", "does not hold a PEM"), (b"\xff\xfe", "cannot be read"), (None, "cannot be read")]
)
def test_a_wrong_file_is_named(tmp_path: Path, content: bytes | None, expected: str) -> None:
    path = tmp_path / "private.key"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(ValueError, match=re.escape(f"The private key file {path} {expected}.")):
        load_key(str(path))


def test_a_certificate_is_not_taken_for_a_key(authority: Any) -> None:  # noqa: ANN401 -- a class of conftest.py
    with pytest.raises(ValueError, match="a public key or a certificate"):
        load_key(str(authority.bundle))


def test_a_key_never_shows_itself(private_key: PrivateKey) -> None:
    assert repr(private_key) == "PrivateKey()"


def test_a_token_has_exactly_the_four_claims_of_an_administrator(private_key: PrivateKey) -> None:
    token = mint(private_key, "app-1", now=1_540_459_579, jti="id-1")
    claims = jwt.decode(token, private_key.rsa.public_key(), algorithms=["RS256"], options={"verify_exp": False})
    assert claims == {"application_id": "app-1", "iat": 1_540_459_579, "jti": "id-1", "exp": 1_540_460_479}
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
def tokens(private_key: PrivateKey, clock: Clock) -> Tokens:
    ids = count(1)
    return Tokens(private_key, "app-1", clock=clock, new_jti=lambda: f"id-{next(ids)}")


def claims_of(token: str) -> dict[str, object]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def test_a_token_is_kept_until_its_last_minute(tokens: Tokens, clock: Clock) -> None:
    first = tokens.current()
    ends = claims_of(first)["exp"]
    assert isinstance(ends, int)
    clock.now = ends - 60
    assert tokens.current() == first
    clock.now = ends - 59.9
    assert claims_of(tokens.current())["jti"] == "id-2"


def test_a_token_is_dated_back_a_little_so_that_no_clock_calls_it_early(tokens: Tokens) -> None:
    assert claims_of(tokens.current())["iat"] == 1_540_459_574


def test_a_refused_token_is_replaced_once_for_everybody(tokens: Tokens) -> None:
    refused = tokens.current()
    replaced = tokens.renewed(refused)
    assert replaced != refused
    assert tokens.renewed(refused) == replaced
    assert tokens.current() == replaced


def test_threads_share_one_token(tokens: Tokens) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: tokens.current(), range(32)))) == 1


def test_a_token_lives_for_a_quarter_of_an_hour() -> None:
    assert auth.LIFETIME == 900
