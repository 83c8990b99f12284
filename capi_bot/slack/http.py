"""HTTP of Slack's Web API and response_urls, set up so that it is quick and never waits for long."""

from __future__ import annotations

import ssl
from urllib.request import getproxies

import requests
from requests.adapters import HTTPAdapter
from slack_sdk import WebClient
from slack_sdk.http_retry import HttpRequest, HttpResponse, RetryState
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from capi_bot.slack.client import LONGEST_RETRY_AFTER

TIMEOUT = 10
"""Seconds."""


class ShortRateLimitRetry(RateLimitErrorRetryHandler):
    """A retry after Slack's Retry-After, once, unless that is so long that a worker had better not wait."""

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        limited = super()._can_retry(state=state, request=request, response=response, error=error)
        seconds = response.headers.get("retry-after", ["1"])[0] if response else "1"
        return limited and seconds.isdecimal() and float(seconds) <= LONGEST_RETRY_AFTER


def web_client(token: str, api_url: str, context: ssl.SSLContext) -> WebClient:
    """Return a client of the Web API. Lost connections are not retried: the message may have been posted."""
    is_https = api_url.startswith("https")
    client = WebClient(
        token=token,
        base_url=api_url,
        timeout=TIMEOUT,
        ssl=context if is_https else None,
        retry_handlers=[ShortRateLimitRetry(max_retry_count=1)],
    )
    if not is_https:
        client.proxy = None  # over plain http a proxy would read the token
    return client


def response_session(adapter: HTTPAdapter, connections: int) -> requests.Session:
    """Return a session for response_urls that keeps some connections open: one for each worker is enough."""
    session = requests.Session()
    session.trust_env = False  # it would read the environment at each request, and .netrc
    session.proxies.update({"https": getproxies().get("https", "")})
    session.mount("https://", adapter)
    session.mount("http://", HTTPAdapter(pool_maxsize=connections))
    return session
