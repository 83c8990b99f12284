from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
import requests

from capi_bot import tls
from capi_bot.capi.http import HttpClient, HttpResponse
from capi_bot.errors import SettingsError, UnreachableError
from capi_bot.tls import SharedContextAdapter, create_ssl_context

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
    with pytest.raises(UnreachableError, match="its certificate is not trusted"):
        get(base_url)


def test_a_certificate_of_another_host_is_refused(
    trusted: Authority,
    serve: Serve,
    answer: Callable[..., None],
    get: Callable[[str], HttpResponse],
) -> None:
    base_url = serve(lambda request: answer(request, {}), trusted.server_context("other.example"))
    with pytest.raises(UnreachableError, match="or not its own"):
        get(base_url)


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
        client.close()  # the next request opens a new connection
    adapter = client._session.get_adapter(base_url)
    assert isinstance(adapter, SharedContextAdapter)
    assert adapter._context.cert_store_stats()["x509_ca"] == 1  # and no others were added


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
    message = r"^The certificate authorities that CURL_CA_BUNDLE names cannot be read: no/such/bundle\.pem$"
    with pytest.raises(SettingsError, match=message):
        create_ssl_context({"CURL_CA_BUNDLE": "no/such/bundle.pem", "REQUESTS_CA_BUNDLE": ""})


def test_a_missing_default_bundle_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "DEFAULT_CA_BUNDLE_PATH", "/no/such/bundle.pem")
    with pytest.raises(SettingsError, match=r"^The certificate authorities cannot be read: /no/such/bundle\.pem$"):
        create_ssl_context({})
