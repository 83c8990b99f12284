"""Settings as frozen values; all problems are reported at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TypeVar, cast

from capi_bot.capi.auth import PrivateKey
from capi_bot.errors import SettingsError
from capi_bot.network import unquote
from capi_bot.settings import table
from capi_bot.settings.converters import ApiVersion
from capi_bot.settings.table import Environment, Setting

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """The settings of Slack. An empty `app_token` means HTTP; `signing_secret` may be empty only with an app token."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    app_token: str = field(repr=False)
    api_url: str
    """Ends with a slash."""

    @staticmethod
    def from_env(environ: Environment) -> SlackSettings:
        """Read the settings of Slack, or raise SettingsError with every problem."""
        return _read_all(environ, _read_slack)


@dataclass(frozen=True, slots=True, kw_only=True)
class VonageSettings:
    """The settings of Vonage."""

    application_id: str
    private_key: PrivateKey = field(repr=False)
    api_url: str
    """Ends without a slash."""
    api_version: ApiVersion

    @staticmethod
    def from_env(environ: Environment) -> VonageSettings:
        """Read the settings of Vonage, or raise SettingsError with every problem."""
        return _read_all(environ, _read_vonage)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """The address of the HTTP server."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of `capi-bot run`."""

    slack: SlackSettings
    vonage: VonageSettings
    server: ServerSettings
    time_zone: tzinfo
    country: str
    """An ISO code; `""` where it is learned from calls."""
    numbers: Mapping[str, str]
    """What the operator calls their own numbers, by number as Vonage writes it."""
    store: str
    """The path of the SQLite file, or `:memory:`."""
    rich_blocks: bool
    log_level: str

    @staticmethod
    def from_env(environ: Environment) -> Settings:
        """Read all settings, or raise SettingsError with every missing or wrong variable at once."""
        return _read_all(environ, _read_settings)


class _Reader:
    """A reader of settings that collects all problems."""

    def __init__(self, environ: Environment) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def __call__(self, setting: Setting[T]) -> T:
        try:
            return setting.read(self.environ)
        except SettingsError as error:
            self.problems.extend(error.problems)
            return cast("T", None)  # never used: where there is a problem, `_read_all` raises


def _read_all(environ: Environment, build: Callable[[_Reader], T]) -> T:
    read = _Reader(environ)
    value = build(read)
    if read.problems:
        raise SettingsError(*read.problems)
    return value


def _read_settings(read: _Reader) -> Settings:
    return Settings(
        slack=_read_slack(read),
        vonage=_read_vonage(read),
        server=ServerSettings(host=read(table.CAPI_HOST), port=read(table.CAPI_PORT)),
        time_zone=read(table.CAPI_TIME_ZONE),
        country=read(table.CAPI_COUNTRY),
        numbers=read(table.CAPI_NUMBERS),
        store=read(table.CAPI_STORE),
        rich_blocks=read(table.CAPI_RICH_BLOCKS),
        log_level=read(table.CAPI_LOG_LEVEL),
    )


def _read_slack(read: _Reader) -> SlackSettings:
    if all(unquote(read.environ.get(name, "")) for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")):
        read.problems.append(
            "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are both set: remove them, "
            "because with them Slack's library turns to OAuth and ignores SLACK_BOT_TOKEN."
        )
    return SlackSettings(
        bot_token=read(table.SLACK_BOT_TOKEN),
        signing_secret=_read_signing_secret(read),
        app_token=read(table.SLACK_APP_TOKEN),
        api_url=read(table.SLACK_API_URL),
    )


def _read_signing_secret(read: _Reader) -> str:
    _, app_token = table.SLACK_APP_TOKEN.find(read.environ)
    _, secret = table.SLACK_SIGNING_SECRET.find(read.environ)
    return secret if app_token else read(table.SLACK_SIGNING_SECRET)


def _read_vonage(read: _Reader) -> VonageSettings:
    return VonageSettings(
        application_id=read(table.VONAGE_APPLICATION_ID),
        private_key=read(table.VONAGE_PRIVATE_KEY),
        api_url=read(table.VONAGE_API_URL),
        api_version=read(table.VONAGE_API_VERSION),
    )
