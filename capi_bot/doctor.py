"""Look whether the bot could run, and say in one line a check what to do where it could not."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from http.client import HTTPException

import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.capi import CapiClient
from capi_bot.errors import (
    CapiBotError,
    RemoteError,
    SettingsError,
    UnauthorizedError,
)
from capi_bot.settings import Environment, Settings, VonageSettings, table
from capi_bot.slack.http import web_client
from capi_bot.tls import SharedContextAdapter, create_ssl_context

_PATIENCE = 10
"""Seconds."""
_CLOCK_TOLERANCE = 30
"""Seconds: tokens live 15 minutes, but one that is issued in the API's future may be refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Be one thing looked at, and what to do about it where it is not right."""

    name: str
    ok: bool
    words: str

    def __str__(self) -> str:
        return f"{'ok   ' if self.ok else 'WRONG'}  {self.name}: {self.words}"


def examine(environ: Environment, *, scopes: Iterable[str], clock: Callable[[], float]) -> Iterator[Check]:
    """Make every check that the settings allow, one after the other; a failed one does not stop the next.

    `scopes` are those that the bot's token needs, `clock` gives Unix seconds.
    """
    looks: Mapping[str, Callable[[], Check | None]] = {
        "private key": partial(_key, environ),
        "certificates": _certificates,
        "clock": partial(_clock, environ, clock),
        "Conversation API": partial(_api, environ),
        "Slack token": partial(_slack_token, environ, frozenset(scopes)),
        "Slack app token": partial(_app_token, environ),
    }
    first = settings_checks(environ)
    yield from first
    told = {check.words for check in first}
    for name, look in looks.items():
        yield from _outcome(name, look, told)


def _outcome(name: str, look: Callable[[], Check | None], told: set[str]) -> Iterator[Check]:
    try:
        found = look()
    except SettingsError as error:
        fresh = [problem for problem in error.problems if problem not in told]
        told.update(fresh)
        yield from (Check(name=name, ok=False, words=problem) for problem in fresh)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other checks are still worth making
        advice = "check the addresses that are set, and if they are right, report this line"
        words = f"It could not be checked ({type(error).__name__}): {advice}."
        yield Check(name=name, ok=False, words=words)
    else:
        yield from (found,) if found else ()


def settings_checks(environ: Environment) -> tuple[Check, ...]:
    """Tell every problem of the settings, or that there is none."""
    try:
        Settings.from_env(environ)
    except SettingsError as error:
        return tuple(Check(name="settings", ok=False, words=problem) for problem in error.problems)
    return (Check(name="settings", ok=True, words="Everything that is needed is set."),)


def clock_check(date: str, now: float) -> Check:
    """Compare our clock (Unix seconds) with the Date header of a reply of the API."""
    try:
        ahead = round(now - parsedate_to_datetime(date).timestamp())
    except ValueError:
        return Check(
            name="clock", ok=False, words="Vonage's answer had no time to compare with: check the clock by hand."
        )
    if abs(ahead) <= _CLOCK_TOLERANCE:
        return Check(name="clock", ok=True, words=f"Within {_CLOCK_TOLERANCE} seconds of Vonage's.")
    off = f"{abs(ahead)} seconds {'ahead of' if ahead > 0 else 'behind'} Vonage's clock"
    return Check(name="clock", ok=False, words=f"This machine is {off}: turn network time on, or tokens are refused.")


def api_check(error: CapiBotError | None) -> Check:
    """Say what came of listing one conversation."""
    if error is None:
        return Check(name="Conversation API", ok=True, words="It answers and accepts the credentials.")
    if isinstance(error, UnauthorizedError):
        advice = "check that VONAGE_PRIVATE_KEY belongs to VONAGE_APPLICATION_ID, and the clock"
        return Check(name="Conversation API", ok=False, words=f"It refuses the credentials ({error}): {advice}.")
    if isinstance(error, RemoteError):
        advice = "check VONAGE_API_URL and VONAGE_API_VERSION"
        return Check(name="Conversation API", ok=False, words=f"It refuses to list conversations ({error}): {advice}.")
    advice = "check VONAGE_API_URL, the network and any proxy"
    return Check(name="Conversation API", ok=False, words=f"No usable answer ({str(error).rstrip('.')}): {advice}.")


def token_check(identity: Mapping[str, object], granted: Iterable[str], needed: Iterable[str]) -> Check:
    """Say whose token it is (Slack's `auth.test` reply) and which scopes it lacks."""
    lacking = sorted(set(needed) - set(granted))
    if lacking:
        advice = "add them under OAuth & Permissions and install the app to the workspace again"
        return Check(name="Slack token", ok=False, words=f"It lacks the scopes {', '.join(lacking)}: {advice}.")
    who = f"{identity.get('user', 'the bot')} in {identity.get('team', 'the workspace')}"
    return Check(name="Slack token", ok=True, words=f"It is the token of {who} and has every scope that is needed.")


def slack_refusal(name: str, setting: str, error: Exception) -> Check:
    """Say why Slack did not accept the token of a setting, or that Slack was not reached."""
    return Check(name=name, ok=False, words=_slack_words(setting, error))


def _slack_words(setting: str, error: Exception) -> str:
    way = "check SLACK_API_URL, the network and any proxy"
    if not isinstance(error, SlackApiError):
        return f"Slack cannot be reached ({type(error).__name__}): {way}."
    reason = _reason(error)
    if not reason:
        return f"It was not Slack that answered, or not in its own way: {way}."
    if error.response.status_code != HTTPStatus.OK:  # a token is refused with 200; any other says nothing about it
        return f"Slack cannot tell just now ({reason}): try again in a minute."
    if reason == "missing_scope":
        return "It lacks the scope connections:write: generate an App-Level Token with it under Basic Information."
    return f"Slack refuses it ({reason}): copy {setting} again."


def _reason(error: SlackApiError) -> str:
    """Give Slack's own code, such as `invalid_auth`; in place of one, slack_sdk quotes a page that is not JSON."""
    data = error.response.data
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    return code if re.fullmatch(r"\w+", code) else ""


def _key(environ: Environment) -> Check:
    bits = table.VONAGE_PRIVATE_KEY.read(environ).rsa.key_size
    return Check(name="private key", ok=True, words=f"It is readable, RSA with {bits} bits.")


def _certificates() -> None:
    create_ssl_context(os.environ)


def _clock(environ: Environment, clock: Callable[[], float]) -> Check:
    url = table.VONAGE_API_URL.read(environ)
    try:
        with requests.Session() as session:
            session.mount("https://", SharedContextAdapter(pool_size=1))
            reply = session.head(url, timeout=_PATIENCE, allow_redirects=False)
    except requests.RequestException as error:
        words = f"Vonage's clock cannot be read ({type(error).__name__}): check VONAGE_API_URL and the network."
        return Check(name="clock", ok=False, words=words)
    return clock_check(reply.headers.get("Date", ""), clock())


def _api(environ: Environment) -> Check:
    vonage = VonageSettings.from_env(environ)
    client = CapiClient(
        vonage.application_id,
        vonage.private_key,
        base_url=vonage.api_url,
        version=vonage.api_version,
        deadline=_PATIENCE,
    )
    try:
        with client:
            client.conversations(page_size=1)
    except CapiBotError as error:
        return api_check(error)
    return api_check(None)


def _slack_token(environ: Environment, needed: frozenset[str]) -> Check:
    client = _slack(environ, table.SLACK_BOT_TOKEN.read(environ))
    try:
        reply = client.auth_test()
    except (SlackApiError, OSError, HTTPException) as error:
        return slack_refusal("Slack token", "SLACK_BOT_TOKEN", error)
    headers = {name.lower(): value for name, value in reply.headers.items()}
    granted = str(headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")
    return token_check(reply.data if isinstance(reply.data, dict) else {}, granted, needed)


def _app_token(environ: Environment) -> Check | None:
    token = table.SLACK_APP_TOKEN.read(environ)
    if not token:
        return None
    try:
        _slack(environ, token).apps_connections_open(app_token=token)
    except (SlackApiError, OSError, HTTPException) as error:
        return slack_refusal("Slack app token", "SLACK_APP_TOKEN", error)
    return Check(name="Slack app token", ok=True, words="It opens a Socket Mode connection.")


def _slack(environ: Environment, token: str) -> WebClient:
    return web_client(token, table.SLACK_API_URL.read(environ), create_ssl_context(os.environ))
