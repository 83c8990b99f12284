"""HTTP of Slack's Web API and response_urls, set up so that it is quick and never waits for long."""

from __future__ import annotations

import logging
import ssl
from urllib.request import getproxies

import requests
from requests.adapters import HTTPAdapter
from slack_sdk import WebClient

TIMEOUT = 10
"""Seconds."""


def web_client(token: str, api_url: str, context: ssl.SSLContext) -> WebClient:
    """Return a client of the Web API that repeats nothing: what is repeated, and when, is for `delivery.py` to say."""
    is_https = api_url.startswith("https")
    sdk_log = logging.getLogger("slack_sdk.of_capi_bot")
    sdk_log.setLevel(logging.CRITICAL)  # it would log bodies: `outcomes.py` says what is wrong
    client = WebClient(
        token=token,
        base_url=api_url,
        timeout=TIMEOUT,
        ssl=context if is_https else None,
        retry_handlers=[],
        logger=sdk_log,
    )
    if not is_https:
        client.proxy = None  # over plain http a proxy would read the token
    return client


def response_session(adapter: HTTPAdapter, connections: int) -> requests.Session:
    """Return a session for response_urls that keeps some connections open: one for each thread that sends is enough."""
    session = requests.Session()
    session.trust_env = False  # it would read the environment at each request, and .netrc
    session.proxies.update({"https": getproxies().get("https", "")})
    session.mount("https://", adapter)
    session.mount("http://", HTTPAdapter(pool_maxsize=connections))
    return session
