from __future__ import annotations

import base64
import codecs
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)

from capi_bot.capi.auth import PrivateKey, load_key

BASE64_WORD = re.compile(r"[A-Za-z0-9+/]{40}")


CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
STANDARDS = [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL, PrivateFormat.OpenSSH]


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
        "with line breaks that were escaped twice": pem.replace("\n", "\\\\n"),
        "with Windows line breaks that were escaped twice": pem.replace("\n", "\\\\r\\\\n"),
        "with lines that a shell continues": pem.replace("\n", "\\\n"),
        "with blanks for line breaks": pem.replace("\n", " "),
        "in JSON": json.dumps({"private_key": pem}),
        "with a certificate before it": f"{CERTIFICATE}\n{pem}",
        "with space around": f"\n  {pem}\n\n",
        "in base64": base64.b64encode(pem.encode()).decode(),
        "in wrapped base64": base64.encodebytes(pem.encode()).decode(),
        "in base64 without padding": base64.b64encode(pem.encode()).decode().rstrip("="),
        "in base64 of UTF-16": base64.b64encode(pem.encode("utf-16")).decode(),
        "in base64 of literal line breaks": base64.b64encode(pem.replace("\n", "\\n").encode()).decode(),
    }


@pytest.mark.parametrize("form", forms(""))
@pytest.mark.parametrize("standard", STANDARDS)
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


def relabelled(pem: str, label: str) -> str:
    return re.sub(r"(?<=-----)(BEGIN|END) [A-Z ]+(?=-----)", rf"\1 {label}", pem)


@pytest.mark.parametrize("label", ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"])
@pytest.mark.parametrize("standard", STANDARDS[:2])
def test_a_key_under_the_label_of_another_standard_is_loaded(
    rsa_key: rsa.RSAPrivateKey, standard: PrivateFormat, label: str
) -> None:
    loaded = load_key(relabelled(pem_of(rsa_key, standard), label))
    assert loaded.rsa.private_numbers() == rsa_key.private_numbers()


def der_of(key: rsa.RSAPrivateKey, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    return key.private_bytes(Encoding.DER, form, NoEncryption())


FILES: dict[str, Callable[[rsa.RSAPrivateKey], bytes]] = {
    "UTF-8": lambda key: pem_of(key).encode(),
    "UTF-8 with a mark": lambda key: codecs.BOM_UTF8 + pem_of(key).encode(),
    "UTF-16": lambda key: pem_of(key).encode("utf-16"),
    "UTF-16, little-endian, without a mark": lambda key: pem_of(key).encode("utf-16-le"),
    "UTF-16, big-endian, with a mark": lambda key: codecs.BOM_UTF16_BE + pem_of(key).encode("utf-16-be"),
    "UTF-16, big-endian, without a mark": lambda key: pem_of(key).encode("utf-16-be"),
    "OpenSSH": lambda key: pem_of(key, PrivateFormat.OpenSSH).encode(),
    "DER, PKCS#8": der_of,
    "DER, PKCS#1": lambda key: der_of(key, PrivateFormat.TraditionalOpenSSL),
    "base64 of a PEM": lambda key: base64.b64encode(pem_of(key).encode()),
    "base64 of a PEM in UTF-16": lambda key: base64.b64encode(pem_of(key).encode()).decode().encode("utf-16"),
    "wrapped base64 of a PEM": lambda key: base64.encodebytes(pem_of(key).encode()),
    "base64 of DER": lambda key: base64.encodebytes(der_of(key)),
    "literal line breaks": lambda key: pem_of(key).replace("\n", "\\n").encode(),
    "quotes": lambda key: f'"{pem_of(key)}"\n'.encode(),
    "text before the key": lambda key: f"Bag Attributes: none\n{pem_of(key)}".encode(),
    "JSON": lambda key: json.dumps({"keys": {"private_key": pem_of(key)}}).encode(),
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_key_is_loaded_from_every_kind_of_file(
    rsa_key: rsa.RSAPrivateKey, tmp_path: Path, content: Callable[[rsa.RSAPrivateKey], bytes]
) -> None:
    path = tmp_path / "private.key"
    path.write_bytes(content(rsa_key))
    assert load_key(str(path)).rsa.private_numbers() == rsa_key.private_numbers()


@pytest.mark.parametrize("path", ["$HOME/private.key", "${HOME}/private.key", "~/private.key", "'$HOME/private.key'"])
def test_variables_in_a_path_are_replaced_as_a_shell_does(
    rsa_key: rsa.RSAPrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    (tmp_path / "private.key").write_text(pem_of(rsa_key))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_key(path).rsa.key_size == 2048


def test_the_value_of_a_variable_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "hush")
    for text in ("$SECRET", "$SECRET/private.key", "/usr/$SECRET"):
        with pytest.raises(ValueError, match="The private key ") as raised:
            load_key(text)
        assert "hush" not in str(raised.value)


def encrypted(key: rsa.RSAPrivateKey, form: PrivateFormat = PrivateFormat.TraditionalOpenSSL) -> str:
    return key.private_bytes(Encoding.PEM, form, BestAvailableEncryption(b"pw")).decode()


def encrypted_openssh(key: rsa.RSAPrivateKey) -> str:
    """Return a key in whose header a cipher stands: cryptography encrypts one only with another package.

    https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
    """
    lines = pem_of(key, PrivateFormat.OpenSSH).splitlines()
    magic = b"openssh-key-v1\0"
    plain = base64.b64decode("".join(lines[1:-1])).removeprefix(magic + ssh_string(b"none") * 2 + ssh_string(b""))
    length = int.from_bytes(plain[4:8])
    public_part, private_part = plain[: 8 + length], plain[12 + length :]
    salt_and_rounds = ssh_string(ssh_string(bytes(16)) + (16).to_bytes(4))
    header = magic + ssh_string(b"aes256-ctr") + ssh_string(b"bcrypt") + salt_and_rounds
    protected = header + public_part + ssh_string(private_part[: len(private_part) // 16 * 16])
    return "\n".join([lines[0], base64.b64encode(protected).decode(), lines[-1]])


def ssh_string(value: bytes) -> bytes:
    return len(value).to_bytes(4) + value


def public(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_body(key: rsa.RSAPrivateKey) -> str:
    return "".join(pem_of(key).splitlines()[1:-1])


NOT_A_PATH = "names no file that exists, and is neither a PEM nor the base64 of one"
INVALID_KEYS: dict[str, tuple[Callable[[rsa.RSAPrivateKey], str], str]] = {
    "empty": (lambda _: " '' ", "is empty."),
    "public": (public, "such as a public key or a certificate"),
    "encrypted": (encrypted, "protected by a passphrase"),
    "encrypted PKCS#8": (lambda key: encrypted(key, PrivateFormat.PKCS8), "protected by a passphrase"),
    "encrypted of OpenSSH's": (encrypted_openssh, "protected by a passphrase"),
    "elliptic of OpenSSH's": (
        lambda _: pem_of(ec.generate_private_key(ec.SECP256R1()), PrivateFormat.OpenSSH),
        "not an RSA key",
    ),
    "body that looks like one": (key_body, "it looks like one without its first and last line, so copy it again"),
    "an unknown variable": (lambda _: "$NO_SUCH/private.key", "file $NO_SUCH/private.key does not exist"),
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


SOMETHING_ELSE = "holds something else than a private key, such as a public key, a certificate or a PKCS#12 store"
OTHER_FILES: dict[str, tuple[Callable[[rsa.RSAPrivateKey], bytes], str]] = {
    "nothing": (lambda _: b"", "does not hold a PEM"),
    "blanks": (lambda _: b" \r\n", "does not hold a PEM"),
    "a text": (lambda _: b"the key is in the other folder", "does not hold a PEM"),
    "a text in UTF-16": (lambda _: "in the other folder".encode("utf-16"), "does not hold a PEM"),
    "JSON without a key": (lambda _: b'{"kty": "RSA", "d": "x"}', "does not hold a PEM"),
    "a mark alone": (lambda _: b"\xff\xfe", "cannot be read"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n\0\0\0\r\xff\xff", "cannot be read"),
    "zeros": (lambda _: bytes(64), "cannot be read"),
    "PuTTY's": (
        lambda _: b"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n",
        "is PuTTY's: convert it with puttygen",
    ),
    "a public key in DER": (
        lambda key: key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        SOMETHING_ELSE,
    ),
    "a public key in base64 of DER": (
        lambda key: base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)),
        SOMETHING_ELSE,
    ),
    "a store": (
        lambda key: pkcs12.serialize_key_and_certificates(None, key, None, None, NoEncryption()),
        SOMETHING_ELSE,
    ),
    "half of one in DER": (lambda key: der_of(key)[:600], SOMETHING_ELSE),
}


@pytest.mark.parametrize(("content", "expected"), OTHER_FILES.values(), ids=OTHER_FILES)
def test_an_unusable_key_file_is_named(
    rsa_key: rsa.RSAPrivateKey, tmp_path: Path, content: Callable[[rsa.RSAPrivateKey], bytes], expected: str
) -> None:
    path = tmp_path / "private.key"
    path.write_bytes(content(rsa_key))
    with pytest.raises(ValueError, match=re.escape(f"The private key file {path} {expected}")) as raised:
        load_key(str(path))
    assert not BASE64_WORD.search(str(raised.value).replace(str(path), ""))


def test_a_folder_in_place_of_a_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=re.escape(f"The private key file {tmp_path} cannot be read.")):
        load_key(str(tmp_path))


def test_an_encrypted_key_in_der_is_told_apart(rsa_key: rsa.RSAPrivateKey, tmp_path: Path) -> None:
    path = tmp_path / "private.der"
    path.write_bytes(rsa_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"pw")))
    with pytest.raises(ValueError, match="protected by a passphrase"):
        load_key(str(path))


def test_a_certificate_is_refused(authority: Any) -> None:  # noqa: ANN401 -- a class of conftest.py
    with pytest.raises(ValueError, match="a public key or a certificate"):
        load_key(str(authority.bundle))


def test_the_repr_of_a_key_does_not_show_it(private_key: PrivateKey) -> None:
    assert repr(private_key) == "PrivateKey()"
