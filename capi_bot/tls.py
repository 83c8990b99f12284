"""TLS: one SSL context for all connections of a session.

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

_CA_BUNDLE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def create_ssl_context(environment: Mapping[str, str]) -> ssl.SSLContext:
    """Return a context that trusts what requests would: `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE`, else its own bundle.

    `SettingsError` where that bundle cannot be read.
    """
    variable = next(filter(environment.get, _CA_BUNDLE_VARIABLES), "")
    bundle = environment.get(variable, DEFAULT_CA_BUNDLE_PATH)
    is_folder = Path(bundle).is_dir()
    try:
        return ssl.create_default_context(cafile=None if is_folder else bundle, capath=bundle if is_folder else None)
    except OSError:
        source = f" that {variable} names" if variable else ""
        raise SettingsError(f"The certificate authorities{source} cannot be read: {bundle}") from None


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
