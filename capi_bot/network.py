"""The network as environment variables describe it: proxies and certificate authorities, for Vonage and Slack alike.

HTTP proxies are supported, with a name and a password where they want them: Slack's library reaches no other kind.
All connections of a session share one SSL context. Left alone, requests loads its bundle of authorities again for each
new connection: 20 ms of CPU every time.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies, select_proxy

from capi_bot.connection_failures import describe_connection_failure
from capi_bot.errors import SettingsError


def unquote(text: str) -> str:
    """Return a value without the blanks round it, and without one pair of quotes, which `docker --env-file` keeps."""
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1].strip() if is_quoted else text


_PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
"""In the order in which they count."""
_NO_PROXY_VARIABLES = ("no_proxy", "NO_PROXY")
_PROXY_EXAMPLE = "http://proxy.example:3128"


def find_proxy(url: str) -> str:
    """Return the HTTP proxy on the way to an address, such as `http://proxy.example:3128`, or an empty text for none.

    What `NO_PROXY` names is reached directly, and so is plain http, which is only for this machine: a proxy would
    read the token. `SettingsError` of one sentence, without a password, for a proxy of another kind.
    """
    if urlsplit(url).scheme != "https":
        return ""
    exceptions = unquote(next(filter(None, map(os.environ.get, _NO_PROXY_VARIABLES)), ""))
    proxies = get_environ_proxies(url, no_proxy=exceptions or None)
    proxy = unquote(select_proxy(url, proxies) or "")
    if not proxy:
        return ""
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    try:
        parts = urlsplit(proxy)
        is_complete = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        is_complete = False
    if not is_complete or not proxy.isprintable() or " " in proxy:
        raise SettingsError(f"{_name_variable()} is not the address of a proxy: write it like {_PROXY_EXAMPLE}.")
    scheme = parts.scheme.lower()
    if scheme != "http":
        kind = "a SOCKS proxy" if scheme.startswith("socks") else f"a proxy that is reached by {scheme}://"
        raise SettingsError(
            f"{_name_variable()} names {kind}, which Slack's library cannot use: set HTTPS_PROXY to an HTTP proxy, "
            f"such as {_PROXY_EXAMPLE}, or name the hosts of Slack and Vonage in NO_PROXY to reach them directly."
        )
    return proxy


def explain_proxy_error(error: BaseException, host: str) -> str:
    """Return why a proxy did not connect us to a host, and what to do, as a sentence."""
    proxy = f"The proxy on the way to {host}"
    refused = re.search(r"Tunnel connection failed: (\d+)", str(error))  # as http.client writes it
    if refused is None:
        words = describe_connection_failure(error)
        return f"{proxy} cannot be reached ({words}): check HTTPS_PROXY, or name the host in NO_PROXY to go past it."
    if refused[1] == "407":
        # The log would take what follows `password:` for one.
        advice = "write a name and a password into HTTPS_PROXY, before its host, as in name:password@proxy.example"
        return f"{proxy} wants to know who asks (407): {advice}."
    advice = "ask those who run it to, or name the host in NO_PROXY to go past it"
    return f"{proxy} did not let the request through ({refused[1]}): {advice}."


def _name_variable() -> str:
    return next(filter(os.environ.get, _PROXY_VARIABLES), "The system's setting")


_REQUESTS_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Of a file or a folder; the first that is set counts, as for requests."""
_OPENSSL_FILE, _OPENSSL_FOLDERS = "SSL_CERT_FILE", "SSL_CERT_DIR"
"""Of a file, and of folders. A folder has a file for each authority, named as `openssl rehash` does."""

_EXPIRED = {9, 10}
"""OpenSSL's codes for a certificate that is not valid yet, or not any more."""
_OTHER_HOST = {62, 64}
"""OpenSSL's codes for a certificate of another host name or address: https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/."""


def create_ssl_context(environment: Mapping[str, str]) -> ssl.SSLContext:
    """Return a context that trusts the authorities that the environment names, else the bundle of requests.

    Those of `REQUESTS_CA_BUNDLE`, or else `CURL_CA_BUNDLE`, are trusted, and those of `SSL_CERT_FILE` and
    `SSL_CERT_DIR`, which OpenSSL and other programs know. Folders alone are added to the bundle of requests.
    `SettingsError` where something that is named cannot be read.
    """
    first, *others = _named_authorities(environment)
    context = _load(*first)
    for variable, path in others:
        _load(variable, path, context)
    return context


def _named_authorities(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return pairs of a variable and a path that it names; the bundle of requests has no variable."""
    values = {name: unquote(environment.get(name, "")) for name in (*_REQUESTS_VARIABLES, _OPENSSL_FILE)}
    for_requests = next(filter(values.get, _REQUESTS_VARIABLES), "")
    bundles = [(name, values[name]) for name in (for_requests, _OPENSSL_FILE) if values.get(name)]
    folders = unquote(environment.get(_OPENSSL_FOLDERS, "")).split(os.pathsep)
    return [*(bundles or [("", DEFAULT_CA_BUNDLE_PATH)]), *((_OPENSSL_FOLDERS, folder) for folder in folders if folder)]


def _load(variable: str, path: str, context: ssl.SSLContext | None = None) -> ssl.SSLContext:
    """Load authorities into a context, or into a new one."""
    is_folder = variable == _OPENSSL_FOLDERS or Path(path).is_dir()
    file, folder = (None, path) if is_folder else (path, None)
    try:
        if folder:
            os.scandir(folder).close()  # OpenSSL says nothing where there is none
        if context is None:
            return ssl.create_default_context(cafile=file, capath=folder)
        context.load_verify_locations(file, folder)
    except OSError:
        source = f" that {variable} names" if variable else ""
        advice = "name a file that has some" if variable else "install the package certifi again"
        raise SettingsError(f"The certificate authorities{source} cannot be read ({path}): {advice}.") from None
    return context


def explain_tls_error(error: BaseException, host: str) -> str:
    """Return why there is no secure connection to a host, and what to do, as a sentence; empty for any other error."""
    found = _find_ssl_error(error)
    if found is None:
        return ""
    no_connection = f"No secure connection to {host}"
    if not isinstance(found, ssl.SSLCertVerificationError):
        return f"{no_connection}: what answers there does not speak TLS as it should ({found.reason or 'broken off'})."
    if found.verify_code in _OTHER_HOST:
        return f"{no_connection}: its certificate is that of another host."
    if found.verify_code in _EXPIRED:
        return f"{no_connection}: its certificate is out of date, or the clock of this machine is wrong."
    return (
        f"{no_connection}: its certificate is not trusted ({found.verify_message}). If an authority of your own has "
        "signed it, as behind a proxy that reads along, set SSL_CERT_FILE or REQUESTS_CA_BUNDLE to its file."
    )


def _find_ssl_error(error: BaseException) -> ssl.SSLError | None:
    """Return the error of OpenSSL's that requests, urllib3 or urllib wrapped in others."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, ssl.SSLError):
            return found
        if isinstance(found, BaseException) and id(found) not in seen:
            seen.add(id(found))
            waiting += [found.__context__, found.__cause__, getattr(found, "reason", None), *found.args]
    return None


class SharedContextAdapter(HTTPAdapter):
    """An adapter of requests whose connections, through a proxy or not, share one SSL context.

    The context verifies both authority and host name.
    """

    def __init__(self, *, pool_size: int) -> None:
        self._context = create_ssl_context(os.environ)
        super().__init__(pool_maxsize=pool_size)

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 -- requests' own signature
        """Pass the context to direct connections."""
        super().init_poolmanager(*args, ssl_context=self._context, **settings)

    def proxy_manager_for(self, proxy: Any, **settings: Any) -> Any:  # noqa: ANN401 -- requests' own signature
        """Pass the context to connections through a proxy."""
        return super().proxy_manager_for(proxy, ssl_context=self._context, **settings)

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:  # noqa: ANN401 -- requests' own signature
        """Do nothing: naming the bundle here again would load it again. The context has it, and requires it."""
