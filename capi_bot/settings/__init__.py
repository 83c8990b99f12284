"""Settings of the operator. Nothing here reads the environment: the caller passes the mapping."""

from capi_bot.settings.converters import ApiVersion
from capi_bot.settings.table import SETTINGS, Environment, Setting
from capi_bot.settings.values import ServerSettings, Settings, SlackSettings, VonageSettings

__all__ = [
    "SETTINGS",
    "ApiVersion",
    "Environment",
    "ServerSettings",
    "Setting",
    "Settings",
    "SlackSettings",
    "VonageSettings",
]
