"""HTTP: one GET and its whole response, over persistent connections. The only module that sends requests to Vonage."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
import urllib3.exceptions
from requests.adapters import BaseAdapter
from requests.utils import default_user_agent

from capi_bot import __version__
from capi_bot.capi.connections import NameLookups, deadline
from capi_bot.capi.http_options import choose_proxies, create_adapter, validate_base_url, validate_headers
from capi_bot.connection_failures import describe_connection_failure
from capi_bot.errors import ClientClosedError, DeadlineExceededError, UnreachableError
from capi_bot.network import explain_proxy_error, explain_tls_error

MAX_BODY_SIZE = 10_000_000
"""Bytes; a page of a hundred events is a hundredth of it."""
_CHUNK_SIZE = 65_536
_USER_AGENT = f"capi-bot/{__version__} (+{default_user_agent()})"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """A response of any status; `wire.parse_response` raises the errors."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpClient:
    """GET requests to one host and to no other: redirects and links are never followed, cookies never stored.

    Timeouts are in seconds: `connect_timeout` bounds the look-up of the host and the wait for each of its addresses,
    `read_timeout` one response as a whole, from that look-up to its last byte. `clock` returns Unix seconds.
    `InvalidArgumentError` for a `base_url` that `validate_base_url` refuses, and for wrong `headers`, `proxies` (None:
    those of the environment) or `adapter`.
    """

    def __init__(
        self,
        base_url: str,
        *,
        connect_timeout: float,
        read_timeout: float,
        pool_size: int,
        clock: Callable[[], float] = time.time,
        headers: Mapping[str, str] | None = None,
        proxies: Mapping[str, str] | None = None,
        adapter: Callable[[], BaseAdapter] | None = None,
    ) -> None:
        self._base_url = validate_base_url(base_url)
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._clock = clock
        self._is_closed = False
        self._session = requests.Session()
        self._session.trust_env = False  # it reads the environment at each request, and takes .netrc over our token
        self._session.proxies.update(choose_proxies(proxies, self._base_url))
        self._session.headers.update({"User-Agent": _USER_AGENT, "Accept": "application/json"})
        self._session.headers.update(validate_headers({} if headers is None else headers))
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._lookups = NameLookups()
        mounted = create_adapter(adapter, pool_size)
        self._session.mount("https://", mounted)
        self._session.mount("http://", mounted)

    @property
    def host(self) -> str:
        """The host, with its port where the address has one."""
        return urlsplit(self._base_url).netloc

    def get(
        self, path: str, parameters: Mapping[str, str], *, token: str, remaining: Callable[[], float]
    ) -> HttpResponse:
        """GET a path; `remaining` returns the seconds that are left for it and for what may follow it.

        Raises `DeadlineExceededError`, `UnreachableError`, or `ConnectionResetError` where the connection broke, so
        that a retry may succeed; `ClientClosedError` after `close`.
        """
        if self._is_closed:
            raise ClientClosedError
        seconds = remaining()
        if seconds <= 0:
            raise DeadlineExceededError(f"{self.host} did not answer in time.")
        reserved = max(0.0, seconds - self._read_timeout)

        def remaining_here() -> float:
            return remaining() - reserved

        try:
            with (
                deadline(remaining_here, self._lookups),
                self._session.get(
                    self._base_url + path,
                    params=parameters,
                    headers={"Authorization": f"Bearer {token}"},
                    timeout=(min(self._connect_timeout, seconds), min(self._read_timeout, seconds)),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                body = _read_body(response, remaining_here)
                if "Date" not in response.headers:  # RFC 9110, 6.6.1: it is the time of arrival then
                    response.headers["Date"] = formatdate(self._clock(), usegmt=True)
                return HttpResponse(status=response.status_code, headers=response.headers, body=body)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            failure: Exception = translate_error(error, self.host)
        if remaining_here() <= 0:  # whatever it interrupted
            failure = DeadlineExceededError(f"{self.host} did not answer in time.")
        raise failure  # outside of `except`, so that it has no context: the request in that context holds the token

    def close(self) -> None:
        """Close the connections; every later request fails."""
        self._is_closed = True
        self._session.close()


def _read_body(response: requests.Response, remaining: Callable[[], float]) -> bytes:
    body = bytearray()
    for chunk in _iterate_chunks(response):
        body += chunk
        if len(body) > MAX_BODY_SIZE:
            raise UnreachableError("The answer was far too large, so it was not the Conversation API that gave it.")
        if remaining() <= 0:
            raise DeadlineExceededError("The answer of the Conversation API began but did not end in time.")
    return bytes(body)


def _iterate_chunks(response: requests.Response) -> Iterator[bytes]:
    if not isinstance(response.raw, urllib3.HTTPResponse):  # a caller's adapter may answer out of a file or a cache
        yield from response.iter_content(_CHUNK_SIZE)
        return
    # read1 gives what has arrived: a body that trickles cannot outlast the deadline.
    while chunk := response.raw.read1(_CHUNK_SIZE, decode_content=True):
        yield chunk


def translate_error(error: Exception, host: str) -> UnreachableError | ConnectionResetError:
    """Return this program's error for what requests or urllib3 raised."""
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)):
        return DeadlineExceededError(f"{host} did not answer in time.")
    if reason := explain_tls_error(error, host):
        return UnreachableError(reason)
    if isinstance(error, requests.exceptions.ProxyError):
        return UnreachableError(explain_proxy_error(error, host))
    said = f"{host} could not be reached ({describe_connection_failure(error)})."
    is_broken_off = any(isinstance(cause, urllib3.exceptions.ProtocolError) for cause in (error, *error.args))
    return ConnectionResetError(said) if is_broken_off else UnreachableError(said)
