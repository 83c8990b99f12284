"""The settings as frozen values, read whole: every problem is told at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from capi_bot.capi.auth import PrivateKey
from capi_bot.errors import SettingsError
from capi_bot.settings import table
from capi_bot.settings.converters import ApiVersion
from capi_bot.settings.table import Environment, Setting

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """Hold Slack's half. An empty `app_token` means HTTP; only with one may `signing_secret` be empty."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    app_token: str = field(repr=False)
    api_url: str
    """Ends with a slash."""

    @staticmethod
    def from_env(environ: Environment) -> SlackSettings:
        """Read Slack's half, or raise SettingsError with every problem."""
        return _complete(environ, _slack)


@dataclass(frozen=True, slots=True, kw_only=True)
class VonageSettings:
    """Hold Vonage's half."""

    application_id: str
    private_key: PrivateKey = field(repr=False)
    api_url: str
    """Ends without a slash."""
    api_version: ApiVersion

    @staticmethod
    def from_env(environ: Environment) -> VonageSettings:
        """Read Vonage's half, or raise SettingsError with every problem."""
        return _complete(environ, _vonage)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Hold where the HTTP server listens."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Hold everything that `capi-bot run` needs."""

    slack: SlackSettings
    vonage: VonageSettings
    server: ServerSettings
    time_zone: ZoneInfo
    store: str
    """The path of the SQLite file, or `:memory:`."""
    rich_blocks: bool
    log_level: str

    @staticmethod
    def from_env(environ: Environment) -> Settings:
        """Read everything, or raise SettingsError with every missing or wrong variable at once."""
        return _complete(environ, _everything)


class _Reading:
    """Read one setting after the other, keeping every problem for the end."""

    def __init__(self, environ: Environment) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def __call__(self, setting: Setting[T]) -> T:
        try:
            return setting.read(self.environ)
        except SettingsError as error:
            self.problems.extend(error.problems)
            return cast("T", None)  # nobody sees it: where a problem is noted, `_complete` raises


def _complete(environ: Environment, build: Callable[[_Reading], T]) -> T:
    read = _Reading(environ)
    value = build(read)
    if read.problems:
        raise SettingsError(*read.problems)
    return value


def _everything(read: _Reading) -> Settings:
    return Settings(
        slack=_slack(read),
        vonage=_vonage(read),
        server=ServerSettings(host=read(table.CAPI_HOST), port=read(table.CAPI_PORT)),
        time_zone=read(table.CAPI_TIME_ZONE),
        store=read(table.CAPI_STORE),
        rich_blocks=read(table.CAPI_RICH_BLOCKS),
        log_level=read(table.CAPI_LOG_LEVEL),
    )


def _slack(read: _Reading) -> SlackSettings:
    _refuse_oauth(read)
    return SlackSettings(
        bot_token=read(table.SLACK_BOT_TOKEN),
        signing_secret=_signing_secret(read),
        app_token=read(table.SLACK_APP_TOKEN),
        api_url=read(table.SLACK_API_URL),
    )


def _refuse_oauth(read: _Reading) -> None:
    if all(read.environ.get(name, "").strip() for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")):
        read.problems.append(
            "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are both set: remove them, "
            "because with them Slack's library turns to OAuth and ignores SLACK_BOT_TOKEN."
        )


def _signing_secret(read: _Reading) -> str:
    _, app_token = table.SLACK_APP_TOKEN.find(read.environ)
    _, secret = table.SLACK_SIGNING_SECRET.find(read.environ)
    return secret if app_token else read(table.SLACK_SIGNING_SECRET)


def _vonage(read: _Reading) -> VonageSettings:
    return VonageSettings(
        application_id=read(table.VONAGE_APPLICATION_ID),
        private_key=read(table.VONAGE_PRIVATE_KEY),
        api_url=read(table.VONAGE_API_URL),
        api_version=read(table.VONAGE_API_VERSION),
    )
