"""How a setting's text becomes a value.

Each function raises ValueError with what is wrong, worded to follow the setting's name: `must be …`. The value itself
is never repeated, because somebody may have put a secret into the wrong variable.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from capi_bot.capi.auth import PrivateKey, load_key
from capi_bot.capi.http import validate_base_url

ApiVersion = Literal["v1", "beta", "v0.1"]

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HIGHEST_PORT = 65535


def filled(text: str) -> str:
    """Accept any text but none."""
    if not text:
        raise ValueError("is empty.")
    return text


def token(prefix: str, *, page: str) -> Callable[[str], str]:
    """Accept Slack's tokens of one kind; `page` tells where in the app's settings they are shown."""

    def parse(text: str) -> str:
        if not text.startswith(prefix):
            raise ValueError(f"must begin with {prefix}: copy it again from {page} of your Slack app.")
        if not re.fullmatch(r"[\x21-\x7e]+", text):
            raise ValueError(f"holds a blank or a sign that no token has: copy it again from {page} of your Slack app.")
        return text

    return parse


def optional(parse: Callable[[str], str]) -> Callable[[str], str]:
    """Accept no text too."""
    return lambda text: parse(text) if text else ""


def application_id(text: str) -> str:
    """Accept a UUID, in lower case as Vonage writes it."""
    if not _UUID.fullmatch(text.lower()):
        raise ValueError("must be a UUID of 36 characters: copy the Application ID from the Vonage dashboard.")
    return text.lower()


def private_key(text: str) -> PrivateKey:
    """Accept every form of a key that `load_key` does."""
    try:
        return load_key(text)
    except ValueError as error:
        raise ValueError(f"is not usable: {error}") from error


def url(text: str) -> str:
    """Accept what `validate_base_url` does: an address that a token may be sent to."""
    try:
        return validate_base_url(text)
    except ValueError as error:
        raise ValueError(f"is not usable: {error}") from error


def api_version(text: str) -> ApiVersion:
    """Accept the names of the API's versions."""
    if text not in {"v1", "beta", "v0.1"}:
        raise ValueError("must be v1, beta or v0.1.")
    return cast("ApiVersion", text)


def host(text: str) -> str:
    """Accept what can name an interface to listen on."""
    if not re.fullmatch(r"[\w.:-]+", text):
        raise ValueError("must be a host name or an address of this machine, such as 127.0.0.1 or 0.0.0.0.")
    return text


def port(text: str) -> int:
    """Accept a TCP port; 0 stands for any free one."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > _HIGHEST_PORT:
        raise ValueError(f"must be a whole number from 0 (any free port) to {_HIGHEST_PORT}.")
    return int(text)


def log_level(text: str) -> str:
    """Accept the names of `logging`'s levels in either case."""
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise ValueError("must be DEBUG, INFO, WARNING, ERROR or CRITICAL.")
    return text.upper()


def switch(text: str) -> bool:
    """Accept on and off."""
    if text.lower() not in {"on", "off"}:
        raise ValueError("must be on or off.")
    return text.lower() == "on"


def time_zone(text: str) -> ZoneInfo:
    """Find a time zone by its name, such as `Europe/London`."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is not the name of a time zone: write one such as Europe/London, or UTC.") from error
