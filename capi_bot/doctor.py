"""Diagnosis: checks of settings, credentials and connections, each with advice where it fails."""

from __future__ import annotations

import os
import re
import time
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
from capi_bot.capi.auth import BACKDATING
from capi_bot.capi.connections import DeadlineAdapter, NameLookups, deadline
from capi_bot.errors import (
    CapiBotError,
    RemoteError,
    SettingsError,
    UnauthorizedError,
)
from capi_bot.settings import Environment, Settings, VonageSettings, table
from capi_bot.slack.http import web_client
from capi_bot.tls import create_ssl_context

_TIMEOUT = 10
"""Seconds."""
_CLOCK_TOLERANCE = BACKDATING // 2
"""Seconds: half of what the API accepts of tokens, so that what is said to be right is not about to be refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The result of one check; `message` says what to do where it failed."""

    name: str
    ok: bool
    message: str

    def __str__(self) -> str:
        return f"{'ok   ' if self.ok else 'WRONG'}  {self.name}: {self.message}"


def run_checks(environ: Environment, *, scopes: Iterable[str], clock: Callable[[], float]) -> Iterator[CheckResult]:
    """Run every check that the settings allow, one after the other; a failed one does not stop the next.

    `scopes` are those that the bot's token needs, `clock` returns Unix seconds. Each problem is reported once, by the
    first check that meets it.
    """
    reported: set[str] = set()
    for result in check_settings(environ):
        reported.add(result.message)
        yield result
    checks: Mapping[str, Callable[[], CheckResult | None]] = {
        "private key": partial(_check_private_key, environ),
        "certificates": _check_certificates,
        "clock": partial(_check_clock, environ, clock),
        "Conversation API": partial(_check_api, environ),
        "Slack token": partial(_check_bot_token, environ, frozenset(scopes)),
        "Slack app token": partial(_check_app_token, environ),
    }
    for name, check in checks.items():
        try:
            completed = check()
        except SettingsError as error:
            for problem in error.problems:
                if problem not in reported:
                    reported.add(problem)
                    yield CheckResult(name=name, ok=False, message=problem)
        except Exception as error:  # noqa: BLE001 - whatever the error is, the other checks still help
            advice = "check the addresses that are set, and if they are right, report this line"
            message = f"It could not be checked ({type(error).__name__}): {advice}."
            yield CheckResult(name=name, ok=False, message=message)
        else:
            if completed:
                yield completed


def check_settings(environ: Environment) -> tuple[CheckResult, ...]:
    """Return a result for each problem of the settings, or one result where there is none."""
    try:
        Settings.from_env(environ)
    except SettingsError as error:
        return tuple(CheckResult(name="settings", ok=False, message=problem) for problem in error.problems)
    return (CheckResult(name="settings", ok=True, message="Everything that is needed is set."),)


def compare_clocks(date: str, now: float) -> CheckResult:
    """Compare our clock (Unix seconds) with the Date header of a response of the API."""
    try:
        ahead = round(now - parsedate_to_datetime(date).timestamp())
    except ValueError:
        return CheckResult(
            name="clock", ok=False, message="Vonage's answer had no time to compare with: check the clock by hand."
        )
    if abs(ahead) <= _CLOCK_TOLERANCE:
        return CheckResult(name="clock", ok=True, message=f"Within {_CLOCK_TOLERANCE} seconds of Vonage's.")
    difference = f"{abs(ahead)} seconds {'ahead of' if ahead > 0 else 'behind'} Vonage's clock"
    # slack_sdk allows five minutes: https://docs.slack.dev/authentication/verifying-requests-from-slack
    limit = f"{BACKDATING} seconds, tokens" if ahead > 0 else "300 seconds, Slack's deliveries"
    message = f"This machine is {difference}: turn network time on. From {limit} are refused."
    return CheckResult(name="clock", ok=False, message=message)


def explain_api_error(error: CapiBotError) -> str:
    """Return why conversations could not be listed, and what to do about it."""
    if isinstance(error, UnauthorizedError):
        advice = "check that VONAGE_PRIVATE_KEY belongs to VONAGE_APPLICATION_ID, and the clock"
        return f"It refuses the credentials ({error}): {advice}."
    if isinstance(error, RemoteError):
        return f"It refuses to list conversations ({error}): check VONAGE_API_URL and VONAGE_API_VERSION."
    return f"No usable answer ({str(error).rstrip('.')}): check VONAGE_API_URL, the network and any proxy."


def _check_private_key(environ: Environment) -> CheckResult:
    bits = table.VONAGE_PRIVATE_KEY.read(environ).rsa.key_size
    return CheckResult(name="private key", ok=True, message=f"It is readable, RSA with {bits} bits.")


def _check_certificates() -> None:
    create_ssl_context(os.environ)


def _check_clock(environ: Environment, clock: Callable[[], float]) -> CheckResult:
    url = table.VONAGE_API_URL.read(environ)
    try:
        with requests.Session() as session, deadline(_start_timeout(), NameLookups()):
            adapter = DeadlineAdapter(pool_size=1)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            response = session.head(url, timeout=_TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        message = f"Vonage's clock cannot be read ({type(error).__name__}): check VONAGE_API_URL and the network."
        return CheckResult(name="clock", ok=False, message=message)
    return compare_clocks(response.headers.get("Date", ""), clock())


def _start_timeout() -> Callable[[], float]:
    ends = time.monotonic() + _TIMEOUT
    return lambda: ends - time.monotonic()


def _check_api(environ: Environment) -> CheckResult:
    """List one conversation."""
    vonage = VonageSettings.from_env(environ)
    client = CapiClient(
        vonage.application_id,
        vonage.private_key,
        base_url=vonage.api_url,
        version=vonage.api_version,
        deadline=_TIMEOUT,
    )
    try:
        with client:
            client.conversations(page_size=1)
    except CapiBotError as error:
        return CheckResult(name="Conversation API", ok=False, message=explain_api_error(error))
    return CheckResult(name="Conversation API", ok=True, message="It answers and accepts the credentials.")


def _check_bot_token(environ: Environment, needed: frozenset[str]) -> CheckResult:
    """Check whether Slack accepts the bot's token, and whether it has the needed scopes.

    https://docs.slack.dev/reference/methods/auth.test
    """
    client = _create_slack_client(environ, table.SLACK_BOT_TOKEN.read(environ))
    try:
        response = client.auth_test()
    except (SlackApiError, OSError, HTTPException) as error:
        return CheckResult(name="Slack token", ok=False, message=_explain_slack_error("SLACK_BOT_TOKEN", error))
    headers = {name.lower(): value for name, value in response.headers.items()}
    granted = str(headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")
    lacking = sorted(needed - set(granted))
    if lacking:
        advice = "add them under OAuth & Permissions and install the app to the workspace again"
        return CheckResult(name="Slack token", ok=False, message=f"It lacks the scopes {', '.join(lacking)}: {advice}.")
    identity = response.data if isinstance(response.data, dict) else {}
    bot = f"{identity.get('user', 'the bot')} in {identity.get('team', 'the workspace')}"
    message = f"It is the token of {bot} and has every scope that is needed."
    return CheckResult(name="Slack token", ok=True, message=message)


def _check_app_token(environ: Environment) -> CheckResult | None:
    """Open a Socket Mode connection; None where no app token is set.

    https://docs.slack.dev/reference/methods/apps.connections.open
    """
    token = table.SLACK_APP_TOKEN.read(environ)
    if not token:
        return None
    try:
        _create_slack_client(environ, token).apps_connections_open(app_token=token)
    except (SlackApiError, OSError, HTTPException) as error:
        return CheckResult(name="Slack app token", ok=False, message=_explain_slack_error("SLACK_APP_TOKEN", error))
    return CheckResult(name="Slack app token", ok=True, message="It opens a Socket Mode connection.")


def _create_slack_client(environ: Environment, token: str) -> WebClient:
    return web_client(token, table.SLACK_API_URL.read(environ), create_ssl_context(os.environ))


def _explain_slack_error(setting: str, error: Exception) -> str:
    """Return why Slack did not accept the token of a setting, or that Slack was not reached."""
    advice = "check SLACK_API_URL, the network and any proxy"
    if not isinstance(error, SlackApiError):
        return f"Slack cannot be reached ({type(error).__name__}): {advice}."
    # Slack's own code is a word, such as `invalid_auth`; in place of one, slack_sdk quotes a page that is not JSON.
    data = error.response.data
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if not re.fullmatch(r"\w+", code):
        return f"It was not Slack that answered, or not in its own way: {advice}."
    if error.response.status_code != HTTPStatus.OK:  # a token is refused with 200; any other says nothing about it
        return f"Slack cannot tell just now ({code}): try again in a minute."
    if code == "missing_scope":
        return "It lacks the scope connections:write: generate an App-Level Token with it under Basic Information."
    return f"Slack refuses it ({code}): copy {setting} again."
