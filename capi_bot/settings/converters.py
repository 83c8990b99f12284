"""Parsers of settings: each converts a setting's text to a value, or raises ValueError.

The text of the error completes a sentence that begins with the setting's name: `must be …`. It never repeats the value,
because a secret may be in the wrong variable.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from capi_bot.capi.auth import PrivateKey, load_key
from capi_bot.capi.http_options import validate_base_url
from capi_bot.domain.phone_numbers import is_country, is_phone_number, normalise_number

ApiVersion = Literal["v1", "beta", "v0.1"]

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MAX_PORT = 65535
_NAMES_OF_UTC = {"UTC", "ETC/UTC", "Z"}


def require_text(text: str) -> str:
    """Return the text; raise where it is empty."""
    if not text:
        raise ValueError("is empty.")
    return text


def parse_path(text: str) -> str:
    """Return a path, with `~` and variables such as `$HOME` replaced as a shell does; raise where it is empty."""
    return os.path.expanduser(os.path.expandvars(require_text(text)))  # noqa: PTH111 - Path.expanduser raises for `~nobody`


def token_parser(prefix: str, *, page: str) -> Callable[[str], str]:
    """Return a parser of Slack's tokens with this prefix; `page` is the page of the app's settings that shows them."""

    def parse(text: str) -> str:
        if not text.startswith(prefix):
            raise ValueError(f"must begin with {prefix}: copy it again from {page} of your Slack app.")
        if not re.fullmatch(r"[\x21-\x7e]+", text):
            raise ValueError(f"holds a blank or a sign that no token has: copy it again from {page} of your Slack app.")
        return text

    return parse


def parse_signing_secret(text: str) -> str:
    """Return a signing secret; raise for what is none in any case, such as a token or a text with blanks or quotes.

    Slack does not document its form, so a secret of another form than usual is accepted: see `is_usual_signing_secret`.
    """
    if not re.fullmatch(r"[\w-]+", text, re.ASCII) or re.match(r"xox|xapp", text):
        raise ValueError(
            "is not a signing secret, which has 32 characters from 0 to 9 and a to f: "
            "copy it again from Basic Information of your Slack app."
        )
    return text


def is_usual_signing_secret(text: str) -> bool:
    """Return whether a signing secret has the form of those that Slack issues."""
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


def optional(parse: Callable[[str], str]) -> Callable[[str], str]:
    """Return a parser that accepts an empty text too."""
    return lambda text: parse(text) if text else ""


def parse_application_id(text: str) -> str:
    """Return a UUID in lower case, as Vonage writes it."""
    if not _UUID.fullmatch(text.lower()):
        raise ValueError("must be a UUID of 36 characters: copy the Application ID from the Vonage dashboard.")
    return text.lower()


def parse_private_key(text: str) -> PrivateKey:
    """Load a key; see `load_key` for the accepted forms."""
    try:
        return load_key(text)
    except ValueError as error:
        raise ValueError(f"is not usable: {error}") from error


def parse_url(text: str) -> str:
    """Return an address that a token may be sent to; see `validate_base_url`."""
    try:
        return validate_base_url(text)
    except ValueError as error:
        raise ValueError(f"is not usable: {error}") from error


def parse_api_version(text: str) -> ApiVersion:
    """Return the name of a version of the API."""
    if text not in {"v1", "beta", "v0.1"}:
        raise ValueError("must be v1, beta or v0.1.")
    return cast("ApiVersion", text)


def parse_host(text: str) -> str:
    """Return the name or address of an interface to listen on."""
    if not re.fullmatch(r"[\w.:-]+", text):
        raise ValueError("must be a host name or an address of this machine, such as 127.0.0.1 or 0.0.0.0.")
    return text


def parse_port(text: str) -> int:
    """Return a TCP port; 0 means any free one."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > _MAX_PORT:
        raise ValueError(f"must be a whole number from 0 (any free port) to {_MAX_PORT}.")
    return int(text)


def parse_log_level(text: str) -> str:
    """Return the name of a level of `logging`, accepted in either case."""
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise ValueError("must be DEBUG, INFO, WARNING, ERROR or CRITICAL.")
    return text.upper()


def parse_switch(text: str) -> bool:
    """Return whether the text is `on` rather than `off`."""
    if text.lower() not in {"on", "off"}:
        raise ValueError("must be on or off.")
    return text.lower() == "on"


def parse_time_zone(text: str) -> tzinfo:
    """Return a time zone by its name, such as `Europe/London`; `UTC` needs no time zone database."""
    if text.upper() in _NAMES_OF_UTC:
        return UTC
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        if not _has_time_zone_database():
            raise ValueError(
                "cannot be looked up, because there is no time zone database: pip install tzdata, or write UTC."
            ) from error
        raise ValueError("is not the name of a time zone: write one such as Europe/London, or UTC.") from error


def parse_country(text: str) -> str:
    """Return the ISO 3166-1 code of a country in capitals."""
    if not (text.isascii() and is_country(text.upper())):
        raise ValueError("must be the two letters of a country, such as US, or GB for the United Kingdom.")
    return text.upper()


def parse_numbers(text: str) -> Mapping[str, str]:
    """Return names by phone number, its digits with the country's code, from `number=name; number=name`."""
    names: dict[str, str] = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        written, equals, name = entry.partition("=")
        number, name = normalise_number(written.strip()), " ".join(name.split())
        if not (equals and name and is_phone_number(written.strip())):
            raise ValueError("must be numbers with names, separated by semicolons, such as 442079460000=Harbour Bikes.")
        if number.startswith("0"):
            raise ValueError("has a number without its country's code: write 442079460000, or +44 20 7946 0000.")
        if number in names:
            raise ValueError("names one number twice.")
        names[number] = name
    return MappingProxyType(names)


def _has_time_zone_database() -> bool:
    try:
        ZoneInfo("Europe/London")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
