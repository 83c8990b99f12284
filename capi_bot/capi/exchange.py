"""One GET and its whole answer, over connections that are kept. The only file that sends anything to Vonage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
import urllib3.exceptions
from requests.utils import get_environ_proxies

from capi_bot import __version__
from capi_bot.capi.tls import SharedContextAdapter
from capi_bot.errors import TooSlowError, UnreachableError

LARGEST = 10_000_000
"""Bytes of a body; a page of a hundred events is a hundredth of it."""
_CHUNK = 65_536
_USER_AGENT = f"capi-bot/{__version__} (+python-requests/{requests.__version__})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Be what came back; whether it is good news is for `wire.decipher` to say."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Exchange:
    """Talk to one host and to no other: links and redirects are never followed, cookies never kept."""

    def __init__(self, base_url: str, *, connect_timeout: float, read_timeout: float, pool_size: int) -> None:
        self._base_url = checked_base(base_url)
        self._timeouts = (connect_timeout, read_timeout)
        self._session = requests.Session()
        self._session.trust_env = False  # it reads the environment at each request, and takes .netrc over our token
        self._session.proxies.update(get_environ_proxies(self._base_url))
        self._session.headers.update({"User-Agent": _USER_AGENT, "Accept": "application/json"})
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        adapter = SharedContextAdapter(pool_size=pool_size)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    @property
    def host(self) -> str:
        """Name the host, and the port where there is one."""
        return urlsplit(self._base_url).netloc

    def get(self, path: str, parameters: Mapping[str, str], *, token: str, left: Callable[[], float]) -> Reply:
        """GET a path; `left` tells how many seconds the whole answer may still take.

        Raises `TooSlowError`, `UnreachableError`, or `ConnectionResetError` where the connection broke, so that asking
        again is worth it.
        """
        with _spoken(self.host), self._send(path, parameters, token, left()) as response:
            return Reply(status=response.status_code, headers=response.headers, body=_body(response, left))

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _send(self, path: str, parameters: Mapping[str, str], token: str, left: float) -> requests.Response:
        if left <= 0:
            raise TooSlowError(_too_slow(self.host))
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
    """Check the address of an API and take trailing slashes off; `ValueError` with one sentence where it is wrong."""
    try:
        parts = urlsplit(url.strip())
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        raise ValueError("The API's address is no address: it looks like https://api.nexmo.com.") from None
    if not sound:
        raise ValueError("The API's address must begin with https:// or http:// and name a host.")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("The API's address must hold no user name, password, query or fragment.")
    return url.strip().rstrip("/")


def _body(response: requests.Response, left: Callable[[], float]) -> bytes:
    body = bytearray()
    # read1 gives what has arrived: a body that trickles cannot outlast the deadline.
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > LARGEST:
            raise UnreachableError("The answer was far too large, so it was not the Conversation API that gave it.")
        if left() <= 0:
            raise TooSlowError("The answer of the Conversation API began but did not end in time.")
    return bytes(body)


def _too_slow(host: str) -> str:
    return f"{host} did not answer in time."


@contextmanager
def _spoken(host: str) -> Iterator[None]:
    """Put what requests and urllib3 raise into this program's errors."""
    try:
        yield
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise TooSlowError(_too_slow(host)) from error
    except (requests.exceptions.SSLError, urllib3.exceptions.SSLError) as error:
        raise UnreachableError(
            f"No secure connection to {host}: its certificate is not trusted, or not its own."
        ) from error
    except requests.exceptions.ProxyError as error:
        raise UnreachableError(f"The proxy on the way to {host} did not let the request through.") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        if _is_broken(error):
            raise ConnectionResetError(f"{host} broke the connection.") from error
        reached = not isinstance(error, requests.ConnectionError)
        what = f"{host} gave no usable answer." if reached else f"{host} could not be reached."
        raise UnreachableError(what) from error


def _is_broken(error: Exception) -> bool:
    return any(isinstance(cause, urllib3.exceptions.ProtocolError) for cause in (error, *error.args))
