"""Certificates, loaded once.

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

from capi_bot.errors import SettingsError

_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def trusting(environment: Mapping[str, str]) -> ssl.SSLContext:
    """Make a context that trusts what requests would: `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE`, else its own bundle.

    `SettingsError` where that bundle cannot be read.
    """
    name = next(filter(environment.get, _BUNDLES), "")
    bundle = environment.get(name, DEFAULT_CA_BUNDLE_PATH)
    folder = Path(bundle).is_dir()
    try:
        return ssl.create_default_context(cafile=None if folder else bundle, capath=bundle if folder else None)
    except OSError:
        where = f" that {name} names" if name else ""
        raise SettingsError(f"The certificate authorities{where} cannot be read: {bundle}") from None


class SharedContextAdapter(HTTPAdapter):
    """Open every connection, through a proxy or not, with one context, which checks authority and host name."""

    def __init__(self, *, pool_size: int) -> None:
        self._context = trusting(os.environ)
        super().__init__(pool_maxsize=pool_size)

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 -- requests' own signature
        """Give direct connections the context."""
        super().init_poolmanager(*args, ssl_context=self._context, **settings)

    def proxy_manager_for(self, proxy: Any, **settings: Any) -> Any:  # noqa: ANN401 -- requests' own signature
        """Give connections through a proxy the context."""
        return super().proxy_manager_for(proxy, ssl_context=self._context, **settings)

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:  # noqa: ANN401 -- requests' own signature
        """Do nothing: naming the bundle here again would load it again. The context has it, and requires it."""
