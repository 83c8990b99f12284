"""HTTP of Slack's Web API and response_urls: each call has one deadline, and no request is repeated or redirected."""

from __future__ import annotations

import logging
import ssl
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from io import BytesIO
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

import requests
from requests.adapters import HTTPAdapter
from slack_sdk import WebClient
from slack_sdk.web.file_upload_v2_result import FileUploadV2Result

from capi_bot.capi.connections import NameLookups, create_connection, deadline, observe_deadline, time_left
from capi_bot.network import find_proxy

_RESPONSE_URLS = "https://hooks.slack.com/"
TIMEOUT: Final = 10
"""Seconds that a call of the Web API may take, from the look-up of the name to the last byte of the answer."""
UPLOAD_TIMEOUT: Final = 60
"""The same for the upload of a file."""


class _Connection(HTTPConnection):
    """A connection that observes `deadline`."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 -- those of the standard library
        super().__init__(*args, **settings)
        self._create_connection = create_connection


class _TlsConnection(_Connection, HTTPSConnection):
    """The same with TLS."""


class _HttpHandler(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Connection, req)


class _HttpsHandler(HTTPSHandler):
    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._tls = context

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_TlsConnection, req, context=self._tls)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow no redirect: urllib would send the token along, to whatever host, and a POST as a GET.

        What is not followed is raised as `HTTPError`.
        """


class DeadlineWebClient(WebClient):
    """A client whose calls end in time, which follows no redirect and uses the proxy that it is given, or none.

    slack_sdk's own waits as long as something trickles, and without a proxy uses that of the environment.
    """

    _lookups: NameLookups

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 -- slack_sdk's own
        super().__init__(**settings)
        self._lookups = NameLookups()

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:  # noqa: ARG002 -- slack_sdk calls it, and `req` has the URL too
        """Send a request as slack_sdk does."""
        return self._send(req, self.timeout)

    def _upload_file(self, *, url: str, data: bytes, **_: object) -> FileUploadV2Result:
        """Upload a file as slack_sdk does."""
        answer = self._send(Request(url, data=data, method="POST"), UPLOAD_TIMEOUT)  # noqa: S310 -- Slack names it
        return FileUploadV2Result(status=answer["status"], body=answer["body"])

    def _send(self, request: Request, seconds: float) -> dict[str, Any]:
        proxies = {"http": self.proxy, "https": self.proxy} if self.proxy else {}
        tls = [_HttpsHandler(self.ssl)] if self.ssl else []
        opener = build_opener(ProxyHandler(proxies), _NoRedirects(), _HttpHandler(), *tls)
        with deadline(time_left(seconds), self._lookups):
            try:
                with opener.open(request, timeout=self.timeout) as response:
                    return {"status": response.status, "headers": response.headers, "body": response.read().decode()}
            except HTTPError as error:  # slack_sdk reads its body, when the deadline holds no more
                with error:
                    body = BytesIO(error.read())
                raise HTTPError(error.url, error.code, error.reason, error.headers, body) from None


class DeadlineSession(requests.Session):
    """A session that follows no redirect, and of which no request takes longer than `TIMEOUT`.

    Its adapters have to observe `deadline`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lookups = NameLookups()

    def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:  # noqa: ANN401 -- those of requests
        """Send a request."""
        with deadline(time_left(TIMEOUT), self._lookups):
            return super().send(request, **{**settings, "allow_redirects": False})


def web_client(token: str, api_url: str, context: ssl.SSLContext) -> WebClient:
    """Return a client of the Web API that repeats nothing: what is repeated, and when, is for `delivery.py` to say."""
    is_https = api_url.startswith("https")
    sdk_log = logging.getLogger("slack_sdk.of_capi_bot")
    sdk_log.setLevel(logging.CRITICAL)  # it would log bodies: `outcomes.py` says what is wrong
    proxy = find_proxy(api_url)
    observe_deadline(context)
    client = DeadlineWebClient(
        token=token,
        base_url=api_url,
        timeout=TIMEOUT,
        ssl=context if is_https else None,
        retry_handlers=[],
        logger=sdk_log,
    )
    client.proxy = proxy or None  # in place of the one that slack_sdk finds by rules of its own
    return client


def response_session(adapter: HTTPAdapter) -> requests.Session:
    """Return a session for response_urls, whose requests each have a deadline where the adapter observes it."""
    session = DeadlineSession()
    session.trust_env = False  # it would read the environment at each request, and .netrc
    if proxy := find_proxy(_RESPONSE_URLS):
        session.proxies.update({"https": proxy})
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session
