"""HTTP of Slack's Web API and response_urls, set up so that it is quick and never waits for long."""

from __future__ import annotations

import logging
import ssl
from typing import Any
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

import requests
from requests.adapters import HTTPAdapter
from slack_sdk import WebClient

from capi_bot.proxies import find_proxy

_RESPONSE_URLS = "https://hooks.slack.com/"
TIMEOUT = 10
"""Seconds."""


class DirectWebClient(WebClient):
    """A client that uses no proxy; slack_sdk's own uses that of the environment even where it is told to use none."""

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:  # noqa: ARG002 -- slack_sdk calls it, and `req` has the URL too
        """Send a request as slack_sdk does."""
        opener = build_opener(ProxyHandler({}), HTTPSHandler(context=self.ssl))
        with opener.open(req, timeout=self.timeout) as response:
            return {"status": response.status, "headers": response.headers, "body": response.read().decode()}


def web_client(token: str, api_url: str, context: ssl.SSLContext) -> WebClient:
    """Return a client of the Web API that repeats nothing: what is repeated, and when, is for `delivery.py` to say."""
    is_https = api_url.startswith("https")
    sdk_log = logging.getLogger("slack_sdk.of_capi_bot")
    sdk_log.setLevel(logging.CRITICAL)  # it would log bodies: `outcomes.py` says what is wrong
    proxy = find_proxy(api_url)
    client = (WebClient if proxy else DirectWebClient)(
        token=token,
        base_url=api_url,
        timeout=TIMEOUT,
        ssl=context if is_https else None,
        retry_handlers=[],
        logger=sdk_log,
    )
    client.proxy = proxy or None  # in place of the one that slack_sdk finds by rules of its own
    return client


def response_session(adapter: HTTPAdapter, connections: int) -> requests.Session:
    """Return a session for response_urls that keeps some connections open: one for each thread that sends is enough."""
    session = requests.Session()
    session.trust_env = False  # it would read the environment at each request, and .netrc
    if proxy := find_proxy(_RESPONSE_URLS):
        session.proxies.update({"https": proxy})
    session.mount("https://", adapter)
    session.mount("http://", HTTPAdapter(pool_maxsize=connections))
    return session
