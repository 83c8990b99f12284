"""TLS: one SSL context for all connections of a session, and what a failed one means.

Left alone, requests loads its bundle of authorities again for each new connection: 20 ms of CPU every time.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from capi_bot.environment import unquote
from capi_bot.errors import SettingsError

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
