"""What a caller may change of HTTP: headers, proxies and the adapter of requests. All are checked as they are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.utils import check_header_validity

from capi_bot.capi.arguments import describe
from capi_bot.capi.connections import DeadlineAdapter
from capi_bot.errors import InvalidArgumentError
from capi_bot.network import find_proxy

_RESERVED_HEADERS = frozenset({"authorization", "connection", "content-length", "host", "transfer-encoding"})
"""Headers of the token and of the connection."""
_PROXY_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")


def validate_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers for every request; `InvalidArgumentError` for one that is malformed or not the caller's."""
    if not isinstance(headers, Mapping):
        raise InvalidArgumentError(f'headers is a dict such as {{"X-Team": "telephony"}}, not {describe(headers)}.')
    for name, value in headers.items():
        if not (isinstance(name, str) and name.isascii() and isinstance(value, str)):
            raise InvalidArgumentError(f"A header has a name and a value that are text, unlike {name!r}.")
        try:
            check_header_validity((name, value))
            value.encode("latin-1")
        except (requests.exceptions.InvalidHeader, UnicodeEncodeError):
            raise InvalidArgumentError(f"The header {name!r} is malformed.") from None  # its value may be secret
        if name.lower() in _RESERVED_HEADERS:
            raise InvalidArgumentError(f"The header {name} is set by the client itself.")
        if name.lower() == "proxy-authorization":
            raise InvalidArgumentError("Write user and password of a proxy into its address: http://user:password@host")
    return dict(headers)


def choose_proxies(proxies: Mapping[str, str] | None, base_url: str) -> dict[str, str]:
    """Return the proxies for the address of an API, by scheme; those of the environment where there are none given.

    `InvalidArgumentError` for what is no address of a proxy, `SettingsError` for such a one in the environment.
    """
    if proxies is None:
        proxy = find_proxy(base_url)
        return {"https": proxy} if proxy else {}
    if not isinstance(proxies, Mapping):
        raise InvalidArgumentError(f'A proxy is given as {{"https": "http://host:3128"}}, not as {describe(proxies)}.')
    for address in proxies.values():
        scheme = _proxy_scheme(address)
        if scheme not in _PROXY_SCHEMES:
            raise InvalidArgumentError(f"A proxy is an address such as http://host:3128 ({', '.join(_PROXY_SCHEMES)}).")
        if scheme.startswith("socks") and not find_spec("socks"):
            raise InvalidArgumentError("A proxy of SOCKS needs one package more: pip install 'requests[socks]'.")
    return dict(proxies)


def _proxy_scheme(address: object) -> str:
    if not isinstance(address, str):
        return ""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        is_complete = parts.hostname and parts.port != 0
    except ValueError:  # unbalanced brackets, or a port that is not a number
        return ""
    return parts.scheme if is_complete else ""


def create_adapter(factory: Callable[[], BaseAdapter] | None, pool_size: int) -> BaseAdapter:
    """Return a caller's adapter, or the one that keeps every deadline; `InvalidArgumentError` for anything else."""
    if factory is None:
        return DeadlineAdapter(pool_size=pool_size)
    if not callable(factory):
        raise InvalidArgumentError("The adapter is a class or a function that returns a new adapter of requests.")
    adapter = factory()
    if not isinstance(adapter, BaseAdapter):
        raise InvalidArgumentError(f"The adapter is {type(adapter).__name__}, which is no adapter of requests.")
    return adapter
