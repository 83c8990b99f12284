"""Diagnosis: checks of settings, credentials and connections, each with advice where it fails.

`capi-bot doctor` runs all of them, `capi-bot run` the same ones at its start.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from functools import partial
from urllib.parse import urlsplit

import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from urllib3.exceptions import HTTPError

from capi_bot import server
from capi_bot.capi import CapiClient
from capi_bot.capi.auth import BACKDATING
from capi_bot.capi.connections import DeadlineAdapter, NameLookups, deadline, time_left
from capi_bot.capi.http import translate_error
from capi_bot.errors import (
    CapiBotError,
    RateLimitedError,
    RemoteError,
    SettingsError,
    UnauthorizedError,
    UnreachableError,
    UserError,
)
from capi_bot.network import create_ssl_context, find_proxy
from capi_bot.readiness import Dependency
from capi_bot.secrets_filter import mask_secrets
from capi_bot.settings import Environment, Settings, VonageSettings, table
from capi_bot.settings.converters import is_usual_signing_secret
from capi_bot.slack.access import BotIdentity
from capi_bot.slack.app import SocketModeConnection
from capi_bot.slack.http import web_client
from capi_bot.slack.outcomes import NO_ANSWER, explain_web_api_error, is_token_refused
from capi_bot.slack.socket_mode import check_websocket
from capi_bot.storage.database import check_store, explain_store_error
from capi_bot.storage.saved_filters import ObservedSavedFilters

_TIMEOUT = 10
"""Seconds."""
_CLOCK_TOLERANCE = BACKDATING // 2
"""Seconds: half of what the API accepts of tokens, so that what is said to be right is not about to be refused."""

log = logging.getLogger(__name__)


class Outcome(Enum):
    """What a check found, and what `capi-bot run` does about it."""

    OK = "nothing to do"
    IMPERFECT = "it serves, but something should be changed; the bot starts"
    UNAVAILABLE = "it does not serve now; the bot starts and tries again"
    REFUSED = "only the operator can change it; the bot ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The result of one check; `message` says what to do where it failed."""

    name: str
    outcome: Outcome
    message: str

    @property
    def ok(self) -> bool:
        """Return whether there is nothing to do."""
        return self.outcome is Outcome.OK

    @property
    def is_serving(self) -> bool:
        """Return whether what was checked serves, if not perfectly."""
        return self.outcome in {Outcome.OK, Outcome.IMPERFECT}

    def __str__(self) -> str:
        return f"{'ok   ' if self.ok else 'WRONG'}  {self.name}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check by its name; `run` returns None where there is nothing to check."""

    name: str
    run: Callable[[], CheckResult | None]
    dependency: Dependency | None = None
    """What the result tells of, where the bot cannot serve without that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connections:
    """The connections of a running bot, which its checks use in place of their own."""

    client: CapiClient
    identity: BotIdentity
    socket: SocketModeConnection | None
    store: ObservedSavedFilters


def run_checks(environ: Environment, *, scopes: Iterable[str], clock: Callable[[], float]) -> Iterator[CheckResult]:
    """Run every check that the settings allow, one after the other; a failed one does not stop the next.

    `scopes` are those that the bot's token needs, `clock` returns Unix seconds. Each problem is reported once, by the
    first check that meets it.
    """
    reported: set[str] = set()
    for result in check_settings(environ):
        reported.add(result.message)
        yield result
    port = Check(name="port", run=partial(_check_port, environ))  # `capi-bot run` tries it by listening
    for check in (*local_checks(environ), port, *remote_checks(environ, scopes=scopes, clock=clock)):
        for result in run_check(check):
            if result.outcome is not Outcome.REFUSED or result.message not in reported:
                reported.add(result.message)
                yield result


def local_checks(environ: Environment) -> tuple[Check, ...]:
    """Return the checks that need no network."""
    return (
        Check(name="private key", run=partial(_check_private_key, environ)),
        Check(name="signing secret", run=partial(_check_signing_secret, environ)),
        Check(name="certificates", run=_check_certificates),
        Check(name="proxy", run=partial(_check_proxy, environ)),
        Check(name="time zone", run=partial(_check_time_zone, environ)),
        Check(name="store", run=partial(_check_store, environ)),
    )


def remote_checks(
    environ: Environment, *, scopes: Iterable[str], clock: Callable[[], float], connections: Connections | None = None
) -> tuple[Check, ...]:
    """Return the checks of what the bot talks to; without `connections` each makes its own."""
    api, slack = Dependency.API, Dependency.SLACK
    needed = frozenset(scopes)
    of_connections = (
        [Check(name="store", run=partial(_check_open_store, environ, connections.store), dependency=Dependency.STORE)]
        if connections
        else []
    )
    return (
        *of_connections,
        Check(name="clock", run=partial(_check_clock, environ, clock)),
        Check(name="Conversation API", run=partial(_check_api, environ, connections), dependency=api),
        Check(name="Slack token", run=partial(_check_bot_token, environ, needed, connections), dependency=slack),
        Check(name="Slack app token", run=partial(_check_app_token, environ, connections), dependency=slack),
    )


def run_check(check: Check) -> tuple[CheckResult, ...]:
    """Run a check, whatever it raises: return its result, or one for each problem of the settings that it met."""
    try:
        result = check.run()
    except SettingsError as error:
        return tuple(
            CheckResult(name=check.name, outcome=Outcome.REFUSED, message=problem) for problem in error.problems
        )
    except UnreachableError as error:
        return (CheckResult(name=check.name, outcome=Outcome.UNAVAILABLE, message=str(error)),)
    except Exception:  # whatever the error is, the other checks still help
        log.critical("The check “%s” failed.", check.name, exc_info=True)
        message = "It could not be checked, by an error of this program: please report it with the line that is logged."
        return (CheckResult(name=check.name, outcome=Outcome.UNAVAILABLE, message=message),)
    return (result,) if result else ()


def check_settings(environ: Environment) -> tuple[CheckResult, ...]:
    """Return a result for each problem of the settings, or one result where there is none."""
    try:
        Settings.from_env(environ)
    except SettingsError as error:
        return tuple(
            CheckResult(name="settings", outcome=Outcome.REFUSED, message=problem) for problem in error.problems
        )
    return (CheckResult(name="settings", outcome=Outcome.OK, message="Everything that is needed is set."),)


def compare_clocks(date: str, now: float) -> CheckResult:
    """Compare our clock (Unix seconds) with the Date header of a response of the API."""
    result = partial(CheckResult, name="clock")
    try:
        ahead = round(now - parsedate_to_datetime(date).timestamp())
    except ValueError:
        message = "Vonage's answer had no time to compare with: check the clock by hand."
        return result(outcome=Outcome.IMPERFECT, message=message)
    if abs(ahead) <= _CLOCK_TOLERANCE:
        return result(outcome=Outcome.OK, message=f"Within {_CLOCK_TOLERANCE} seconds of Vonage's.")
    difference = f"{abs(ahead)} seconds {'ahead of' if ahead > 0 else 'behind'} Vonage's clock"
    # slack_sdk allows five minutes: https://docs.slack.dev/authentication/verifying-requests-from-slack
    limit = f"{BACKDATING} seconds, tokens" if ahead > 0 else "300 seconds, Slack's deliveries"
    message = f"This machine is {difference}: turn network time on. From {limit} are refused."
    return result(outcome=Outcome.IMPERFECT, message=message)


def explain_api_error(error: CapiBotError) -> str:
    """Return why conversations could not be listed, and what to do about it.

    An answer that is quoted may repeat the token, or have lines.
    """
    is_quoted = isinstance(error, (RemoteError, UnreachableError)) and error.problem is not None
    said = " ".join((mask_secrets(str(error)) if is_quoted else str(error)).split()).rstrip(".")
    if isinstance(error, UnauthorizedError):
        if _is_expired(error):
            return f"It takes our token for expired ({said}): check the clock of this machine."
        advice = "check that VONAGE_PRIVATE_KEY belongs to VONAGE_APPLICATION_ID, and the clock"
        return f"It refuses the credentials ({said}): {advice}."
    if isinstance(error, RateLimitedError):
        return f"It takes no more requests just now ({said}): try again in a minute."
    if isinstance(error, RemoteError):
        return f"It refuses to list conversations ({said}): check VONAGE_API_URL and VONAGE_API_VERSION."
    if said.startswith(("No secure connection", "The proxy")):  # these say themselves what to do
        return f"{said}."
    return f"No usable answer: {said}. Check VONAGE_API_URL, the network and any proxy."


def _is_expired(error: UnauthorizedError) -> bool:
    return "expired" in f"{error.problem.code} {error.problem}".lower()


def _check_private_key(environ: Environment) -> CheckResult:
    bits = table.VONAGE_PRIVATE_KEY.read(environ).rsa.key_size
    message = f"It is readable, RSA with {bits} bits."
    return CheckResult(name="private key", outcome=Outcome.OK, message=message)


def _check_signing_secret(environ: Environment) -> CheckResult | None:
    """Check the form of the secret, which is all that can be known of it; None where none is used."""
    _, app_token = table.SLACK_APP_TOKEN.find(environ)
    if app_token:
        return None
    if is_usual_signing_secret(table.SLACK_SIGNING_SECRET.read(environ)):
        message = "It has the form of one; whether it is your app's, only Slack's requests can show."
        return CheckResult(name="signing secret", outcome=Outcome.OK, message=message)
    message = (
        "SLACK_SIGNING_SECRET does not look like one (32 characters from 0 to 9 and a to f): copy the Signing Secret, "
        "not the Client Secret or the Verification Token, from Basic Information of your Slack app."
    )
    return CheckResult(name="signing secret", outcome=Outcome.IMPERFECT, message=message)


def _check_certificates() -> None:
    create_ssl_context(os.environ)


def _check_proxy(environ: Environment) -> CheckResult | None:
    """Check the proxies on the way to Vonage and Slack; None where there are none."""
    settings = {"Vonage": table.VONAGE_API_URL, "Slack": table.SLACK_API_URL}
    proxies = {name: urlsplit(find_proxy(setting.read(environ))) for name, setting in settings.items()}
    if not any(proxy.hostname for proxy in proxies.values()):
        return None
    ways = [
        f"{name} through {proxy.hostname}:{proxy.port or 80}" if proxy.hostname else f"{name} directly"
        for name, proxy in proxies.items()
    ]
    return CheckResult(name="proxy", outcome=Outcome.OK, message=f"{' and '.join(ways)}.")


def _check_time_zone(environ: Environment) -> CheckResult:
    zone = table.CAPI_TIME_ZONE.read(environ)
    message = f"It is {datetime.now(zone):%H:%M} in {zone}."
    return CheckResult(name="time zone", outcome=Outcome.OK, message=message)


def _check_store(environ: Environment) -> CheckResult:
    message = check_store(table.CAPI_STORE.read(environ))
    return CheckResult(name="store", outcome=Outcome.OK, message=message)


def _check_port(environ: Environment) -> CheckResult:
    host, port = table.CAPI_HOST.read(environ), table.CAPI_PORT.read(environ)
    is_free = server.try_to_listen(host, port)
    message = f"The bot can listen on {f'port {port}' if port else 'any free port'} of {host}."
    return CheckResult(
        name="port", outcome=Outcome.OK, message=message if is_free else f"A bot listens on port {port} of {host}."
    )


def _check_open_store(environ: Environment, store: ObservedSavedFilters) -> CheckResult:
    path = table.CAPI_STORE.read(environ)
    try:
        store.check()
    except UserError as error:
        message = f"CAPI_STORE {path} {explain_store_error(error.__cause__)}"
        return CheckResult(name="store", outcome=Outcome.UNAVAILABLE, message=message)
    return CheckResult(name="store", outcome=Outcome.OK, message="It can be written to.")


def _check_clock(environ: Environment, clock: Callable[[], float]) -> CheckResult:
    url = VonageSettings.from_env(environ).api_url  # without credentials nobody is asked, not even for the time
    try:
        with requests.Session() as session, deadline(time_left(_TIMEOUT), NameLookups()):
            session.trust_env = False  # the bot's own connections take neither .netrc nor proxies of another kind
            session.proxies.update({"https": find_proxy(url)})
            adapter = DeadlineAdapter(pool_size=1)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            response = session.head(url, timeout=_TIMEOUT, allow_redirects=False)
    except (requests.RequestException, HTTPError) as error:
        failure = UnreachableError(str(translate_error(error, urlsplit(url).netloc)))
        return CheckResult(name="clock", outcome=Outcome.UNAVAILABLE, message=explain_api_error(failure))
    return compare_clocks(response.headers.get("Date", ""), clock())


def _check_api(environ: Environment, connections: Connections | None) -> CheckResult:
    """List one conversation."""
    result = partial(CheckResult, name="Conversation API")
    try:
        with ExitStack() as stack:
            client = connections.client if connections else stack.enter_context(_create_client(environ))
            client.conversations(page_size=1)
    except SettingsError:
        raise
    except UnauthorizedError as error:
        outcome = Outcome.UNAVAILABLE if _is_expired(error) else Outcome.REFUSED
        return result(outcome=outcome, message=explain_api_error(error))
    except CapiBotError as error:
        return result(outcome=Outcome.UNAVAILABLE, message=explain_api_error(error))
    return result(outcome=Outcome.OK, message="It answers and accepts the credentials.")


def _create_client(environ: Environment) -> CapiClient:
    vonage = VonageSettings.from_env(environ)
    return CapiClient(
        vonage.application_id,
        vonage.private_key,
        base_url=vonage.api_url,
        version=vonage.api_version,
        deadline=_TIMEOUT,
    )


def _check_bot_token(environ: Environment, needed: frozenset[str], connections: Connections | None) -> CheckResult:
    """Check whether Slack accepts the bot's token, and whether it has the needed scopes.

    https://docs.slack.dev/reference/methods/auth.test
    """
    if connections:
        identity = connections.identity
    else:
        identity = BotIdentity(_create_slack_client(environ, table.SLACK_BOT_TOKEN.read(environ)))
    try:
        response = identity.check()
    except (SlackApiError, *NO_ANSWER) as error:
        return _explain_slack_error("Slack token", "SLACK_BOT_TOKEN", error)
    headers = {name.lower(): value for name, value in response.headers.items()}
    granted = str(headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")
    lacking = sorted(needed - set(granted))
    if lacking:
        advice = "add them under OAuth & Permissions and install the app to the workspace again"
        message = f"It lacks the scopes {', '.join(lacking)}: {advice}."
        return CheckResult(name="Slack token", outcome=Outcome.IMPERFECT, message=message)
    ids = response.data if isinstance(response.data, dict) else {}
    bot = f"{ids.get('user', 'the bot')} in {ids.get('team', 'the workspace')}"
    message = f"It is the token of {bot} and has every scope that is needed."
    return CheckResult(name="Slack token", outcome=Outcome.OK, message=message)


def _check_app_token(environ: Environment, connections: Connections | None) -> CheckResult | None:
    """Check whether Socket Mode could be used, or connect that of a running bot; None where no app token is set.

    https://docs.slack.dev/reference/methods/apps.connections.open
    """
    token = table.SLACK_APP_TOKEN.read(environ)
    if not token:
        return None
    try:
        if connections is None or connections.socket is None:
            web = _create_slack_client(environ, token)
            check_websocket(web, web.apps_connections_open(app_token=token)["url"])
        elif not connections.socket.is_connected:
            connections.socket.connect()
    except (SlackApiError, *NO_ANSWER) as error:
        return _explain_slack_error("Slack app token", "SLACK_APP_TOKEN", error)
    message = "It opens a Socket Mode connection."
    return CheckResult(name="Slack app token", outcome=Outcome.OK, message=message)


def _create_slack_client(environ: Environment, token: str) -> WebClient:
    return web_client(token, table.SLACK_API_URL.read(environ), create_ssl_context(os.environ))


def _explain_slack_error(name: str, setting: str, error: Exception) -> CheckResult:
    outcome = Outcome.REFUSED if is_token_refused(error) else Outcome.UNAVAILABLE
    return CheckResult(name=name, outcome=outcome, message=explain_web_api_error(error, setting))
