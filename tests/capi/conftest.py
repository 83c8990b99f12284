from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from capi_bot.capi import CapiClient, PrivateKey
from tests.capi.replies import Replies

Handler = Callable[[BaseHTTPRequestHandler], None]
Serve = Callable[..., str]


@pytest.fixture(autouse=True)
def _remove_proxy_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def private_key(rsa_key: rsa.RSAPrivateKey) -> PrivateKey:
    return PrivateKey(rsa_key)


@pytest.fixture
def make_client(private_key: PrivateKey) -> Iterator[Callable[..., CapiClient]]:
    with ExitStack() as stack:

        def make(**settings: Any) -> CapiClient:  # noqa: ANN401 -- any of the client's settings
            defaults: dict[str, Any] = {"sleep": lambda _: None, "jitter": lambda: 0.5}
            return stack.enter_context(CapiClient("app-1", private_key, **(defaults | settings)))

        yield make


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve GETs on loopback by a handler, until the test ends."""
    with ExitStack() as stack:

        def start(handler: Handler, context: ssl.SSLContext | None = None) -> str:
            class Requests(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"

                def do_GET(self) -> None:
                    handler(self)

                do_CONNECT = do_POST = do_GET  # noqa: N815 -- the names that http.server calls

                def log_message(self, *_: object) -> None: ...

            server = QuietServer(("127.0.0.1", 0), Requests)
            if context:
                server.socket = context.wrap_socket(server.socket, server_side=True)
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            return f"http{'s' if context else ''}://127.0.0.1:{server.server_address[1]}"

        yield start


class QuietServer(ThreadingHTTPServer):
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Do nothing: tests break connections deliberately."""


def answer(request: BaseHTTPRequestHandler, document: object, status: int = 200) -> None:
    body = json.dumps(document).encode()
    request.send_response(status)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


@pytest.fixture(name="answer")
def answer_fixture() -> Callable[..., None]:
    return answer


class Authority:
    """A certificate authority for tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        certificate = self._signed(self._name, self._key, x509.BasicConstraints(ca=True, path_length=None))
        self.bundle = folder / "authority.pem"
        self.bundle.write_bytes(certificate.public_bytes(Encoding.PEM))

    def server_context(self, *hosts: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.IPAddress(ip_address(h)) if h[0].isdigit() else x509.DNSName(h) for h in hosts]
        certificate = self._signed(
            x509.Name([]), key, x509.BasicConstraints(ca=False, path_length=None), x509.SubjectAlternativeName(names)
        )
        chain = self._folder / f"{hosts[0]}.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        chain.write_bytes(private + certificate.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        return context

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *extensions: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder(subject_name=subject, issuer_name=self._name, public_key=key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=not isinstance(extension, x509.SubjectAlternativeName))
        return builder.sign(self._key, hashes.SHA256())


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def replies() -> Iterator[Replies]:
    replies = Replies()
    yield replies
    replies.close()


@pytest.fixture(scope="module")
def client(replies: Replies, private_key: PrivateKey) -> Iterator[CapiClient]:
    with CapiClient("app-1", private_key, base_url=replies.url) as client:
        yield client


@pytest.fixture(scope="module")
def beta(replies: Replies, private_key: PrivateKey) -> Iterator[CapiClient]:
    with CapiClient("app-1", private_key, base_url=replies.url, version="beta") as client:
        yield client
