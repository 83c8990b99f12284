"""The table of all settings, one row each; tests compare README and .env.example with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Generic, TypeVar

from capi_bot.capi.auth import PrivateKey
from capi_bot.errors import SettingsError
from capi_bot.network import unquote
from capi_bot.settings import converters
from capi_bot.settings.converters import ApiVersion

Environment = Mapping[str, str]
T = TypeVar("T")

_PLACEHOLDER = re.compile(r"<.*>|.*(\.\.\.|…).*|(xoxb-|xapp-)?(your[-_ ][^./\\]*|change[-_ ]?me|x{3,})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """An environment variable: its description, when it is required, and the parser of its text."""

    name: str
    description: str
    """What it is and where to find it; it completes the sentence `set it to …`."""
    parse: Callable[[str], T]
    default: str = ""
    required: str = "no"
    """`always`, `no`, or the circumstance."""
    alternative: str = ""
    """What can be set in its place; it completes the sentence `or …`."""
    aliases: tuple[str, ...] = ()

    def read(self, environ: Environment) -> T:
        """Return the value, or raise SettingsError with one sentence."""
        name, text = self.find(environ)
        try:
            return self.parse(text or self.default)
        except ValueError as error:
            alternative = f", or {self.alternative}" if self.alternative else ""
            missing = f"{self.name} is missing: set it to {self.description}{alternative}."
            raise SettingsError(f"{name} {error}" if text else missing) from error

    def find(self, environ: Environment) -> tuple[str, str]:
        """Return the name that is set and its text; `name` precedes aliases, and placeholders count as not set."""
        for name in (self.name, *self.aliases):
            text = unquote(environ.get(name, ""))
            if text and not _PLACEHOLDER.fullmatch(text):
                return name, text
        return self.name, ""


SLACK_BOT_TOKEN = Setting(
    name="SLACK_BOT_TOKEN",
    description="the Bot User OAuth Token (xoxb-…) from OAuth & Permissions of your Slack app",
    parse=converters.token_parser("xoxb-", page="OAuth & Permissions"),
    required="always",
)
SLACK_SIGNING_SECRET = Setting(
    name="SLACK_SIGNING_SECRET",
    description="the Signing Secret from Basic Information of your Slack app",
    parse=converters.parse_signing_secret,
    required="without SLACK_APP_TOKEN",
    alternative="set SLACK_APP_TOKEN for Socket Mode",
)
SLACK_APP_TOKEN = Setting(
    name="SLACK_APP_TOKEN",
    description=(
        "the App-Level Token (xapp-…) from Basic Information of your Slack app; with it the bot uses Socket Mode"
    ),
    parse=converters.optional(converters.token_parser("xapp-", page="Basic Information")),
    required="without SLACK_SIGNING_SECRET",
)
SLACK_API_URL = Setting(
    name="SLACK_API_URL",
    description="the address of Slack's Web API",
    parse=lambda text: f"{converters.parse_url(text)}/",
    default="https://slack.com/api/",
)
VONAGE_APPLICATION_ID = Setting(
    name="VONAGE_APPLICATION_ID",
    description="the Application ID from the Vonage dashboard",
    parse=converters.parse_application_id,
    required="always",
    aliases=("APPLICATION_ID",),
)
VONAGE_PRIVATE_KEY = Setting(
    name="VONAGE_PRIVATE_KEY",
    description="the private key of that Vonage application: a path, the PEM text, or base64 of the PEM",
    parse=converters.parse_private_key,
    required="always",
    aliases=("PRIVATE_KEY",),
)
VONAGE_API_URL = Setting(
    name="VONAGE_API_URL",
    description="the address of the Conversation API; set your region's own when conversations are not found",
    parse=converters.parse_url,
    default="https://api.nexmo.com",
)
VONAGE_API_VERSION = Setting(
    name="VONAGE_API_VERSION",
    description="the version of the Conversation API: v1, or beta (also named v0.1)",
    parse=converters.parse_api_version,
    default="v1",
)
CAPI_HOST = Setting(
    name="CAPI_HOST",
    description="the address to listen on; 127.0.0.1 is reachable from this machine only",
    parse=converters.parse_host,
    default="127.0.0.1",
)
CAPI_PORT = Setting(
    name="CAPI_PORT",
    description="the port to listen on; 0 takes any free one",
    parse=converters.parse_port,
    default="3000",
)
CAPI_TIME_ZONE = Setting(
    name="CAPI_TIME_ZONE",
    description="the time zone whose days `today` and dates mean in what people type, such as Europe/London",
    parse=converters.parse_time_zone,
    default="UTC",
)
CAPI_COUNTRY = Setting(
    name="CAPI_COUNTRY",
    description=(
        "the country, such as US, in which people dial numbers that they write without its code; "
        "without it, the countries of your Vonage numbers"
    ),
    parse=converters.optional(converters.parse_country),
)
CAPI_NUMBERS = Setting(
    name="CAPI_NUMBERS",
    description="your Vonage numbers by name, separated by semicolons: 442079460000=Harbour Bikes; 12025550100=Sales",
    parse=converters.parse_numbers,
)
CAPI_STORE = Setting(
    name="CAPI_STORE",
    description="the SQLite file that keeps the filters which people save; :memory: forgets them when the bot ends",
    parse=converters.parse_path,
    default="capi-bot.sqlite3",
)
CAPI_RICH_BLOCKS = Setting(
    name="CAPI_RICH_BLOCKS",
    description="on to show the legs of a call in a table, which only newer clients of Slack can; off for bars of text",
    parse=converters.parse_switch,
    default="off",
)
CAPI_LOG_LEVEL = Setting(
    name="CAPI_LOG_LEVEL",
    description="how much is logged: DEBUG, INFO, WARNING, ERROR or CRITICAL",
    parse=converters.parse_log_level,
    default="INFO",
)

AnySetting = (
    Setting[str]
    | Setting[PrivateKey]
    | Setting[ApiVersion]
    | Setting[int]
    | Setting[bool]
    | Setting[tzinfo]
    | Setting[Mapping[str, str]]
)
SETTINGS: tuple[AnySetting, ...] = (
    SLACK_BOT_TOKEN,
    SLACK_SIGNING_SECRET,
    SLACK_APP_TOKEN,
    SLACK_API_URL,
    VONAGE_APPLICATION_ID,
    VONAGE_PRIVATE_KEY,
    VONAGE_API_URL,
    VONAGE_API_VERSION,
    CAPI_HOST,
    CAPI_PORT,
    CAPI_TIME_ZONE,
    CAPI_COUNTRY,
    CAPI_NUMBERS,
    CAPI_STORE,
    CAPI_RICH_BLOCKS,
    CAPI_LOG_LEVEL,
)
