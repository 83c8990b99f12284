"""What a caller may choose of HTTP: addresses, headers, proxies, the adapter of requests. Checked as they are given.

An address that no request could be sent to is refused: https://www.rfc-editor.org/rfc/rfc3986 and, for the names of
hosts, https://www.rfc-editor.org/rfc/rfc1123#section-2.1. An underscore is allowed, as names within a network have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

import requests
from requests.adapters import BaseAdapter

from capi_bot.capi.arguments import accepts, describe, show
from capi_bot.capi.connections import DeadlineAdapter
from capi_bot.errors import InvalidArgumentError, SettingsError
from capi_bot.network import find_proxy

_LOOPBACK = re.compile(r"localhost|127(\.[0-9]{1,3}){3}|::1")
_HOST_NAME = re.compile(r"(?=.{1,253}\.?\Z)(?:[a-z0-9_-]{1,63}\.)*(?![0-9]+\.?\Z)[a-z0-9_-]{1,63}\.?", re.IGNORECASE)
"""Labels of at most 63 characters; with a number as the last of them it would be an IP address."""
_VERSION_PATH = re.compile(
    r"/(?:v[0-9.]+|beta[0-9]*)(?:/(?:conversations|users|calls|legs)(?:/.*)?)?/*$", re.IGNORECASE
)


def validate_base_url(url: str) -> str:
    """Return the address of an API without trailing slashes; a wrong one raises `InvalidArgumentError`.

    A token goes there with every request, so it is https, or http on this machine.
    """
    if not isinstance(url, str):
        raise InvalidArgumentError(f"The API's address is a text such as https://api.nexmo.com, not {show(url)}.")
    base_url = url.strip()
    parts = _split_address(base_url)
    if parts is None or parts.scheme not in {"http", "https"} or re.search(r"[?#]", base_url):
        raise InvalidArgumentError("The API's address must be one such as https://host or https://host/path.")
    if "@" in parts.netloc:
        raise InvalidArgumentError("The API's address must not contain a user name or a password.")
    if parts.scheme == "http" and not _LOOPBACK.fullmatch(parts.hostname or ""):
        raise InvalidArgumentError(
            "The API's address must begin with https://; plain http is only for this machine (127.0.0.1)."
        )
    if not {".", ".."}.isdisjoint(unquote(parts.path).split("/")):
        raise InvalidArgumentError("The API's address goes straight to what it names: leave out “.” and “..”.")
    if path := _VERSION_PATH.search(parts.path):
        raise InvalidArgumentError(
            f"The API's address must not name a version, which every path has: leave out {path[0]}."
        )
    return base_url.rstrip("/")


def split_proxy(address: object) -> SplitResult | None:
    """Return the parts of a proxy's address, `http://` before it where it names no scheme; None for what is none."""
    if not isinstance(address, str):
        return None
    parts = _split_address(address if "://" in address else f"http://{address}")
    return parts if parts and parts.path in {"", "/"} and not re.search(r"[?#]", address) else None


def _split_address(address: str) -> SplitResult | None:
    # urlsplit removes line breaks silently; the address that is sent must be the one that was checked
    if not address.isprintable() or re.search(r"[ \\]", address):
        return None
    try:
        parts = urlsplit(address)
        is_complete = parts.port != 0 and _is_host(parts.netloc.rpartition("@")[2], parts.hostname or "")
    except ValueError:  # unbalanced brackets, or a port that is not a number
        return None
    return parts if is_complete else None


def _is_host(host_and_port: str, host: str) -> bool:
    """Return whether a host, that of an address as `host_and_port`, may exist: a name, IPv4, or IPv6 in brackets."""
    try:
        return ip_address(host) is not None and (":" in host) is host_and_port.startswith("[")
    except ValueError:
        return not host_and_port.startswith("[") and _HOST_NAME.fullmatch(_to_ascii(host)) is not None


def _to_ascii(host: str) -> str:
    """Return a name of a host as requests will look it up; an empty text where it has no such form."""
    if host.isascii():
        return host
    try:
        return urlsplit(str(requests.Request("GET", f"http://{host}").prepare().url)).hostname or ""
    except (requests.RequestException, ValueError):
        return ""


_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"(?![ \t])[\t -~\xa0-\xff]*(?<![ \t])")
"""Without control characters: https://www.rfc-editor.org/rfc/rfc9110#section-5.5"""
_RESERVED_HEADERS = re.compile(
    r"authorization|host|accept|accept-encoding"
    r"|connection|expect|http2-settings|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade"
    r"|content-.*|if-.*|range",
    re.IGNORECASE,
)
"""Headers of the token, of the connection, of a body, which a GET has not, and those that ask for part of an answer."""
_PROXY_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
_PROXIED = re.compile(r"(?:https?|all)(?:://(?:[^/:\s]+|[0-9a-f:]+))?")
"""Matches what requests looks a proxy up by: https://requests.readthedocs.io/en/latest/user/advanced/#proxies"""


def validate_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers for every request; `InvalidArgumentError` for one that is malformed or not the caller's."""
    if not isinstance(headers, Mapping):
        raise InvalidArgumentError(f'headers is a dict such as {{"X-Team": "telephony"}}, not {describe(headers)}.')
    names = set()
    for name, value in headers.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise InvalidArgumentError(f"A header has a name and a value that are text, unlike {show(name)}.")
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise InvalidArgumentError(f"The header {show(name)} is malformed.")  # its value may be secret
        if _RESERVED_HEADERS.fullmatch(name):
            raise InvalidArgumentError(f"The header {show(name)} is the client's own, or not for its requests.")
        if name.lower() == "proxy-authorization":
            raise InvalidArgumentError("Write user and password of a proxy into its address: http://user:password@host")
        if name.lower() in names:
            raise InvalidArgumentError(f"The header {show(name)} is there twice: capitals make no difference.")
        names.add(name.lower())
    return dict(headers)


def choose_proxies(proxies: Mapping[str, str] | None, base_url: str) -> dict[str, str]:
    """Return the proxies for the address of an API, by scheme; those of the environment where there are none given.

    `InvalidArgumentError` for what is no address of a proxy, `SettingsError` for such a one in the environment.
    """
    if proxies is None:
        proxy = find_proxy(base_url)
        try:
            # A path behind it is ignored by whoever else reads the variable.
            host_only = urlsplit(proxy)._replace(path="", query="", fragment="").geturl()
            return {"https": _validate_proxy(host_only)} if proxy else {}
        except InvalidArgumentError as error:
            raise SettingsError(f"The proxy that the environment names cannot be used. {error}") from None
    if not isinstance(proxies, Mapping):
        raise InvalidArgumentError(f'A proxy is given as {{"https": "http://host:3128"}}, not as {describe(proxies)}.')
    for scheme in proxies:
        if not isinstance(scheme, str) or not _PROXIED.fullmatch(scheme):
            raise InvalidArgumentError(f"A proxy is for http, https, all, or such as https://host, not {show(scheme)}.")
    return {scheme: _validate_proxy(address) for scheme, address in proxies.items()}


def _validate_proxy(address: str) -> str:
    """Return the address of a proxy with its scheme, which requests needs before the name of a host."""
    parts = split_proxy(address)
    if parts is None or parts.scheme not in _PROXY_SCHEMES:
        raise InvalidArgumentError(f"A proxy is an address such as http://host:3128 ({', '.join(_PROXY_SCHEMES)}).")
    if parts.scheme.startswith("socks"):
        if not find_spec("socks"):
            raise InvalidArgumentError("A proxy of SOCKS needs one package more: pip install 'requests[socks]'.")
        return parts.geturl()
    try:
        unquote(parts.netloc.rpartition("@")[0]).encode("latin-1")
    except UnicodeEncodeError:
        raise InvalidArgumentError("User and password of a proxy have letters of Latin-1 only (RFC 7617).") from None
    return parts.geturl()


def create_adapter(factory: Callable[[], BaseAdapter] | None, pool_size: int) -> BaseAdapter:
    """Return a caller's adapter, or the one that keeps every deadline; `InvalidArgumentError` for anything else."""
    if factory is None:
        return DeadlineAdapter(pool_size=pool_size)
    if not callable(factory):
        raise InvalidArgumentError("The adapter is a class or a function that returns a new adapter of requests.")
    if not accepts(factory):
        raise InvalidArgumentError(
            "The adapter is a class or function without arguments, such as lambda: DeadlineAdapter(pool_size=4)."
        )
    adapter = factory()
    if not isinstance(adapter, BaseAdapter) or type(adapter).send is BaseAdapter.send:
        raise InvalidArgumentError(f"The adapter is {show(type(adapter).__name__)}, which is no adapter that sends.")
    return adapter
