from __future__ import annotations

import hashlib
import os
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.error import URLError

import pytest
import requests
from cryptography import x509

from capi_bot import network
from capi_bot.capi.connections import DeadlineAdapter
from capi_bot.capi.http import HttpClient, HttpResponse
from capi_bot.errors import SettingsError, UnreachableError
from capi_bot.network import SharedContextAdapter, create_ssl_context, explain_tls_error
from capi_bot.slack.http import response_session, web_client

Serve = Callable[..., str]


class Authority(Protocol):
    bundle: Path

    def server_context(self, *hosts: str) -> ssl.SSLContext: ...


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.bundle))
    return authority


@pytest.fixture
def get() -> Iterator[Callable[[str], HttpResponse]]:
    clients = []

    def fetch(base_url: str) -> HttpResponse:
        clients.append(HttpClient(base_url, connect_timeout=3, read_timeout=10, pool_size=2))
        return clients[-1].get("/v1/users", {}, token="t", remaining=lambda: 10)

    yield fetch
    for client in clients:
        client.close()


def test_a_certificate_of_a_trusted_authority_is_accepted(
    trusted: Authority,
    serve: Serve,
    answer: Callable[..., None],
    get: Callable[[str], HttpResponse],
) -> None:
    assert get(serve(lambda request: answer(request, {}), trusted.server_context("127.0.0.1"))).body == b"{}"


def test_an_unknown_authority_is_refused(
    authority: Authority,
    serve: Serve,
    answer: Callable[..., None],
    get: Callable[[str], HttpResponse],
) -> None:
    base_url = serve(lambda request: answer(request, {}), authority.server_context("127.0.0.1"))
    with pytest.raises(UnreachableError, match=r"is not trusted .*set SSL_CERT_FILE or REQUESTS_CA_BUNDLE"):
        get(base_url)


def test_a_certificate_of_another_host_is_refused(
    trusted: Authority,
    serve: Serve,
    answer: Callable[..., None],
    get: Callable[[str], HttpResponse],
) -> None:
    base_url = serve(lambda request: answer(request, {}), trusted.server_context("other.example"))
    with pytest.raises(UnreachableError, match="its certificate is that of another host"):
        get(base_url)


def test_what_does_not_speak_tls_is_told_apart(
    serve: Serve, answer: Callable[..., None], get: Callable[[str], HttpResponse]
) -> None:
    base_url = serve(lambda request: answer(request, {})).replace("http:", "https:")
    with pytest.raises(UnreachableError, match="does not speak TLS as it should"):
        get(base_url)


def hashed_folder(authority: Authority, folder: Path) -> Path:
    """Make a folder of authorities as `openssl rehash` does."""
    folder.mkdir()
    name = x509.load_pem_x509_certificate(authority.bundle.read_bytes()).subject
    (folder / f"{subject_hash(name)}.0").write_bytes(authority.bundle.read_bytes())
    return folder


def subject_hash(name: x509.Name) -> str:
    """Return the hash by which OpenSSL finds an authority: of its name in lower case, without a header."""
    ((attribute,),) = name.rdns
    value = str(attribute.value).lower().encode()
    oid = b"\x06\x03\x55\x04\x03"  # commonName
    pair = oid + b"\x0c" + bytes([len(value)]) + value
    sequence = b"\x30" + bytes([len(pair)]) + pair
    digest = hashlib.sha1(b"\x31" + bytes([len(sequence)]) + sequence, usedforsecurity=False).digest()
    return f"{int.from_bytes(digest[:4], 'little'):08x}"


@pytest.fixture(params=["SSL_CERT_FILE", "SSL_CERT_DIR", "SSL_CERT_DIR of two", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def any_variable(
    request: pytest.FixtureRequest, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trust the authority by one of the variables."""
    variable = request.param.partition(" ")[0]
    value = str(authority.bundle)
    if variable == "SSL_CERT_DIR":
        folders = [hashed_folder(authority, tmp_path / "authorities")]
        value = os.pathsep.join(map(str, [tmp_path, *folders] if "two" in request.param else folders))
    monkeypatch.setenv(variable, f'"{value}"')


@pytest.mark.usefixtures("any_variable")
def test_vonage_slack_and_response_urls_trust_what_each_variable_names(
    authority: Authority,
    serve: Serve,
    answer: Callable[..., None],
    get: Callable[[str], HttpResponse],
) -> None:
    base_url = serve(lambda request: answer(request, {"ok": True}), authority.server_context("127.0.0.1"))
    assert get(base_url).status == 200
    slack = web_client("xoxb-1", f"{base_url}/api/", create_ssl_context(os.environ))
    assert slack.auth_test()["ok"]
    with response_session(DeadlineAdapter(pool_size=1)) as session:
        assert session.post(f"{base_url}/response/1", json={}, timeout=10).ok


def test_an_authority_that_slack_does_not_know_is_refused_there_too(
    authority: Authority, serve: Serve, answer: Callable[..., None]
) -> None:
    base_url = serve(lambda request: answer(request, {"ok": True}), authority.server_context("127.0.0.1"))
    with pytest.raises(URLError) as raised:
        web_client("xoxb-1", f"{base_url}/api/", create_ssl_context({})).auth_test()
    assert "set SSL_CERT_FILE or REQUESTS_CA_BUNDLE to its file" in explain_tls_error(raised.value, "Slack")


def test_what_requests_and_what_openssl_would_trust_is_trusted(authority: Authority) -> None:
    bundle, usual = str(authority.bundle), len(create_ssl_context({}).get_ca_certs())
    only = create_ssl_context({"REQUESTS_CA_BUNDLE": bundle, "CURL_CA_BUNDLE": "ignored, as requests does"})
    both = create_ssl_context({"REQUESTS_CA_BUNDLE": requests.utils.DEFAULT_CA_BUNDLE_PATH, "SSL_CERT_FILE": bundle})
    assert (len(only.get_ca_certs()), len(both.get_ca_certs())) == (1, usual + 1)


def test_a_context_verifies_authorities_and_host_names() -> None:
    context = create_ssl_context({})
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_a_folder_of_authorities_is_added_to_the_bundle(tmp_path: Path) -> None:
    assert create_ssl_context({"SSL_CERT_DIR": str(tmp_path)}).cert_store_stats()["x509_ca"] > 50


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_authorities_that_are_not_there_are_named_with_their_variable(variable: str) -> None:
    message = rf"^The certificate authorities that {variable} names cannot be read \(no/such/place\): name "
    with pytest.raises(SettingsError, match=message):
        create_ssl_context({variable: "no/such/place"})


def test_a_bundle_without_a_certificate_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bundle.pem").write_text("no certificate", "utf-8")
    with pytest.raises(SettingsError, match="that SSL_CERT_FILE names cannot be read"):
        create_ssl_context({"SSL_CERT_FILE": str(tmp_path / "bundle.pem")})


@pytest.mark.parametrize(
    ("code", "words"),
    [(9, "out of date, or the clock"), (10, "out of date, or the clock"), (18, "not trusted"), (62, "of another host")],
)
def test_each_way_in_which_a_certificate_fails_has_its_own_sentence(code: int, words: str) -> None:
    error = ssl.SSLCertVerificationError(1, "failed")
    error.verify_code, error.verify_message = code, "why"
    assert words in explain_tls_error(URLError(error), "host")


def test_an_error_without_tls_in_it_is_not_explained() -> None:
    assert explain_tls_error(URLError(ConnectionRefusedError()), "host") == ""


def test_the_authorities_are_loaded_once_for_all_connections(
    authority: Authority,
    serve: Serve,
    answer: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(authority.bundle.read_bytes())
    monkeypatch.setenv("CURL_CA_BUNDLE", str(bundle))
    base_url = serve(lambda request: answer(request, {}), authority.server_context("127.0.0.1"))
    client = HttpClient(base_url, connect_timeout=3, read_timeout=10, pool_size=2)
    bundle.unlink()  # who loads it again now fails
    for _ in range(2):
        assert client.get("/", {}, token="t", remaining=lambda: 10).status == 200
        client._session.close()  # the next request opens a new connection
    adapter = client._session.get_adapter(base_url)
    assert isinstance(adapter, SharedContextAdapter)
    assert adapter._context.cert_store_stats()["x509_ca"] == 1  # and no others were added
    client.close()


def test_connections_through_a_proxy_share_the_context() -> None:
    adapter = SharedContextAdapter(pool_size=2)
    proxied = adapter.proxy_manager_for("http://127.0.0.1:3128")
    direct = adapter.poolmanager.connection_pool_kw["ssl_context"]
    assert proxied.connection_pool_kw["ssl_context"] is direct
    assert (direct.verify_mode, direct.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_the_bundle_may_be_a_folder(tmp_path: Path) -> None:
    assert create_ssl_context({"REQUESTS_CA_BUNDLE": str(tmp_path)}).cert_store_stats()["x509_ca"] == 0


def test_the_default_is_the_bundle_of_requests() -> None:
    assert create_ssl_context({}).cert_store_stats()["x509_ca"] > 50
    assert Path(requests.utils.DEFAULT_CA_BUNDLE_PATH).is_file()


def test_a_missing_bundle_is_named_with_its_variable() -> None:
    message = r"^The certificate authorities that CURL_CA_BUNDLE names cannot be read \(no/such/bundle\.pem\): "
    with pytest.raises(SettingsError, match=message):
        create_ssl_context({"CURL_CA_BUNDLE": "no/such/bundle.pem", "REQUESTS_CA_BUNDLE": ""})


def test_a_missing_default_bundle_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "DEFAULT_CA_BUNDLE_PATH", "/no/such/bundle.pem")
    with pytest.raises(
        SettingsError, match=r"^The certificate authorities cannot be read \(/no/such/bundle\.pem\): install"
    ):
        create_ssl_context({})
