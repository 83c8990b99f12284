"""Addresses of HTTP, checked as they are given: that of the API and that of a proxy.

What no request could be sent to is refused: https://www.rfc-editor.org/rfc/rfc3986 and, for the names of hosts,
https://www.rfc-editor.org/rfc/rfc1123#section-2.1. An underscore is allowed, as names within a network have it.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

import requests

from capi_bot.capi.arguments import show
from capi_bot.errors import InvalidArgumentError

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
