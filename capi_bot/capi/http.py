"""One GET and its whole answer, over connections that are kept. The only file that sends anything to Vonage."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import SplitResult, urlsplit

import requests
import urllib3.exceptions
from requests.utils import get_environ_proxies

from capi_bot import __version__
from capi_bot.errors import DeadlineExceededError, UnreachableError
from capi_bot.tls import SharedContextAdapter

LARGEST = 10_000_000
"""Bytes of a body; a page of a hundred events is a hundredth of it."""
_CHUNK = 65_536
_LOOPBACK = re.compile(r"localhost|127(\.[0-9]{1,3}){3}|::1")
_USER_AGENT = f"capi-bot/{__version__} (+python-requests/{requests.__version__})"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """Be what came back; whether it is good news is for `wire.decipher` to say."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpClient:
    """Talk to one host and to no other: links and redirects are never followed, cookies never kept."""

    def __init__(self, base_url: str, *, connect_timeout: float, read_timeout: float, pool_size: int) -> None:
        self._base_url = checked_base(base_url)
        self._timeouts = (connect_timeout, read_timeout)
        self._session = requests.Session()
        self._session.trust_env = False  # it reads the environment at each request, and takes .netrc over our token
        self._session.proxies.update(_proxies(self._base_url))
        self._session.headers.update({"User-Agent": _USER_AGENT, "Accept": "application/json"})
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        adapter = SharedContextAdapter(pool_size=pool_size)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    @property
    def host(self) -> str:
        """Name the host, and the port where there is one."""
        return urlsplit(self._base_url).netloc

    def get(self, path: str, parameters: Mapping[str, str], *, token: str, left: Callable[[], float]) -> HttpResponse:
        """GET a path; `left` tells how many seconds the whole answer may still take.

        Raises `TooSlowError`, `UnreachableError`, or `ConnectionResetError` where the connection broke, so that asking
        again is worth it.
        """
        try:
            with self._send(path, parameters, token, left()) as response:
                return HttpResponse(status=response.status_code, headers=response.headers, body=_body(response, left))
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            failure = _spoken(error, self.host)
        raise failure  # out here, so that it has no context: the request in there holds the token

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _send(self, path: str, parameters: Mapping[str, str], token: str, left: float) -> requests.Response:
        if left <= 0:
            raise DeadlineExceededError(_too_slow(self.host))
        connect, read = self._timeouts
        return self._session.get(
            self._base_url + path,
            params=parameters,
            headers={"Authorization": f"Bearer {token}"},
            timeout=(min(connect, left), min(read, left)),
            allow_redirects=False,
            stream=True,
        )


def checked_base(url: str) -> str:
    """Check the address of an API and take trailing slashes off; `ValueError` with one sentence where it is wrong.

    A token goes there with every request, so it is https, or http on this machine.
    """
    given = url.strip()
    parts = _split(given)
    if "@" in parts.netloc:
        raise ValueError("The API's address must not contain a user name or a password.")
    if parts.scheme == "http" and not _LOOPBACK.fullmatch(parts.hostname or ""):
        raise ValueError("The API's address must begin with https://; plain http is only for this machine (127.0.0.1).")
    return given.rstrip("/")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # unbalanced brackets, or a port that is no number
        whole = False
    # urlsplit drops line breaks without a word; what is sent must be what was checked
    if not whole or not url.isprintable() or re.search(r"[ ?#\\]", url):
        raise ValueError("The API's address must be one such as https://host or https://host/path.")
    return parts


def _proxies(base_url: str) -> Mapping[str, str]:
    # Plain http is for this machine alone, and its requests would show a proxy the token.
    return get_environ_proxies(base_url) if urlsplit(base_url).scheme == "https" else {}


def _body(response: requests.Response, left: Callable[[], float]) -> bytes:
    body = bytearray()
    # read1 gives what has arrived: a body that trickles cannot outlast the deadline.
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > LARGEST:
            raise UnreachableError("The answer was far too large, so it was not the Conversation API that gave it.")
        if left() <= 0:
            raise DeadlineExceededError("The answer of the Conversation API began but did not end in time.")
    return bytes(body)


def _too_slow(host: str) -> str:
    return f"{host} did not answer in time."


def _spoken(error: Exception, host: str) -> Exception:
    """Put what requests and urllib3 raise into this program's errors."""
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)):
        return DeadlineExceededError(_too_slow(host))
    if isinstance(error, (requests.exceptions.SSLError, urllib3.exceptions.SSLError)):
        return UnreachableError(f"No secure connection to {host}: its certificate is not trusted, or not its own.")
    if isinstance(error, requests.exceptions.ProxyError):
        return UnreachableError(f"The proxy on the way to {host} did not let the request through.")
    if _is_broken(error):
        return ConnectionResetError(f"{host} broke the connection.")
    if isinstance(error, requests.ConnectionError):
        return UnreachableError(f"{host} could not be reached ({_reason(error)}).")
    return UnreachableError(f"{host} gave no usable answer ({type(error).__name__}).")


def _reason(error: requests.ConnectionError) -> str:
    """Name what urllib3 ran into, such as `NameResolutionError`, rather than the wrapping round it."""
    wrapped = error.args[0] if error.args else error
    return type(getattr(wrapped, "reason", wrapped)).__name__


def _is_broken(error: Exception) -> bool:
    return any(isinstance(cause, urllib3.exceptions.ProtocolError) for cause in (error, *error.args))
