"""Proxies: which one the environment names for an address, for Vonage, Slack and response_urls alike.

Supported are HTTP proxies, with a name and a password where they want them. Slack's library reaches no other kind.
"""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from capi_bot.connection_failures import describe_connection_failure
from capi_bot.environment import unquote
from capi_bot.errors import SettingsError

_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
"""In the order in which they count."""
_EXCEPTIONS = ("no_proxy", "NO_PROXY")
_EXAMPLE = "http://proxy.example:3128"


def find_proxy(url: str) -> str:
    """Return the HTTP proxy on the way to an address, such as `http://proxy.example:3128`, or an empty text for none.

    What `NO_PROXY` names is reached directly, and so is plain http, which is only for this machine: a proxy would
    read the token. `SettingsError` of one sentence, without a password, for a proxy of another kind.
    """
    if urlsplit(url).scheme != "https":
        return ""
    exceptions = unquote(next(filter(None, map(os.environ.get, _EXCEPTIONS)), ""))
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
        raise SettingsError(f"{_name_variable()} is not the address of a proxy: write it like {_EXAMPLE}.")
    scheme = parts.scheme.lower()
    if scheme != "http":
        kind = "a SOCKS proxy" if scheme.startswith("socks") else f"a proxy that is reached by {scheme}://"
        raise SettingsError(
            f"{_name_variable()} names {kind}, which Slack's library cannot use: set HTTPS_PROXY to an HTTP proxy, "
            f"such as {_EXAMPLE}, or name the hosts of Slack and Vonage in NO_PROXY to reach them directly."
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
    return next(filter(os.environ.get, _VARIABLES), "The system's setting")
