"""What became of calls of Slack, and what can be done about each failure: by the bot, or by the operator in words."""

from __future__ import annotations

import errno
import logging
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from http.client import HTTPException
from socket import gaierror
from ssl import SSLCertVerificationError
from typing import Any, Final
from urllib.error import HTTPError

import requests
from slack_sdk.errors import SlackApiError
from urllib3.exceptions import MaxRetryError
from websockets.exceptions import InvalidProxyStatus, InvalidStatus, WebSocketException

from capi_bot.connection_failures import describe_connection_failure
from capi_bot.network import explain_proxy_error, explain_tls_error

NOT_BY_SLACK: Final = "not by Slack"
CODE: Final = re.compile(r"[a-z][a-z0-9_]*")

RATE_LIMITED: Final = frozenset({"ratelimited", "rate_limited"})
NOT_DONE: Final = frozenset({"service_unavailable", "team_added_to_org"})
"""Slack's errors that pass by themselves: nothing was done."""
PERHAPS_DONE: Final = frozenset({"fatal_error", "internal_error", "request_timeout"})
"""Slack's errors after which some of it may have been done: https://docs.slack.dev/reference/methods/chat.postMessage."""

READ_ONLY: Final = frozenset(
    {"cannot_reply_to_message", "is_archived", "restricted_action_non_threadable_channel"}
    | {"restricted_action_read_only_channel", "restricted_action_thread_locked"}
    | {"restricted_action_thread_only_channel", "thread_locked"}
)
"""Slack's errors for a place in which nothing is to be posted, by whatever way."""
CHANNEL_REFUSES: Final = READ_ONLY | {"restricted_action"}
"""The same, and the one for a place in which only the bot may not post: a response_url may bring an answer there."""

TEMPORARY: Final = RATE_LIMITED | NOT_DONE | PERHAPS_DONE
"""All of these: errors that say nothing about a token."""

TOKEN_REFUSED: Final = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "team_access_not_granted", "token_expired", "token_revoked"}
)
"""Slack's errors for a token that is good for nothing: https://docs.slack.dev/reference/methods/auth.test."""

NO_ANSWER: Final = (OSError, HTTPException, ValueError, AttributeError, TypeError, KeyError)
"""What the SDK raises where nothing came, or nothing that is Slack's: it takes any JSON for an object."""

NO_ROUTE: Final = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN})

log = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of a call."""

    DONE = "Slack took it"
    REFUSED = "Slack does not take it, and would not take it later"
    FAILED = "nothing was posted, or doing it again is harmless: it can be tried again"
    UNKNOWN = "it may have been posted: done again, it might stand there twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The outcome of one call, with what Slack said of it."""

    outcome: Outcome
    id: str = ""
    """The ts of a message that was posted, or the id of a view that was opened."""
    error: str = ""
    """Slack's error code."""
    retry_after: float = 0.0
    """Seconds after which Slack wants to be asked again; 0 where it names none."""
    may_be_done: bool = False
    """Whether what `FAILED` may have been done all the same: doing it again is harmless, doing it elsewhere is not."""

    @property
    def is_done(self) -> bool:
        """Return whether Slack took it."""
        return self.outcome is Outcome.DONE


def was_never_sent(error: Exception) -> bool:
    """Return whether a request failed before it was sent: then nothing can have been posted."""
    if isinstance(error, requests.RequestException):
        # A session without retries has this error within for connections that never stood, and no other.
        return isinstance(next(iter(error.args), None), MaxRetryError)
    # urllib wraps only what fails before the answer is read.
    reason = getattr(error, "reason", None)
    return isinstance(reason, ConnectionRefusedError | gaierror | TimeoutError | SSLCertVerificationError) or (
        isinstance(reason, OSError) and reason.errno in NO_ROUTE
    )


def read_retry_after(text: str | None) -> float:
    """Read the seconds of Slack's Retry-After; 1 where it cannot be read."""
    try:
        seconds = float(text or "1")
    except ValueError:
        return 1.0
    return seconds if 0 < seconds < math.inf else 1.0


def perhaps_done(error: str = "", *, is_repeatable: bool) -> Sent:
    """Return what became of a call of which nobody knows whether it was done."""
    if is_repeatable:
        return Sent(outcome=Outcome.FAILED, error=error, may_be_done=True)
    return Sent(outcome=Outcome.UNKNOWN, error=error)


def describe_failure(method: str, error: Exception, *, is_repeatable: bool) -> Sent:
    """Return what became of a call of the Web API that has no good answer."""
    if not isinstance(error, SlackApiError):
        # Unreachable, late, cut short, or not JSON; the SDK takes any JSON for an object.
        log.warning("%s got no answer from Slack: %s", method, describe_connection_failure(error))
        return Sent(outcome=Outcome.FAILED) if was_never_sent(error) else perhaps_done(is_repeatable=is_repeatable)
    response, code = error.response, error_code(error.response)
    log.info("%s was refused: %s", method, code)
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS or code in RATE_LIMITED:
        retry_after = read_retry_after(_header(response.headers, "retry-after"))
        return Sent(outcome=Outcome.FAILED, error=code, retry_after=retry_after)
    if code in NOT_DONE:
        return Sent(outcome=Outcome.FAILED, error=code)
    is_cut_short = response.status_code == HTTPStatus.OK and code == NOT_BY_SLACK
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or code in PERHAPS_DONE or is_cut_short:
        return perhaps_done(code, is_repeatable=is_repeatable)
    return Sent(outcome=Outcome.REFUSED, error=code)


def error_code(response: Any) -> str:  # noqa: ANN401 - the SDK has three kinds
    """Return Slack's error code; `NOT_BY_SLACK` for an answer that is none of Slack's, such as a proxy's."""
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) and CODE.fullmatch(code) else NOT_BY_SLACK


def _header(headers: Mapping[str, Any], name: str) -> str:
    found: Any = next((value for key, value in headers.items() if key.lower() == name), "")
    return str(next(iter(found), "") if isinstance(found, list) else found)


_ADVICE: Final = "check SLACK_API_URL, the network and any proxy"
_NOT_SLACK: Final = f"It was not Slack that answered, or not in its own way: {_ADVICE}."


def is_token_refused(error: Exception) -> bool:
    """Return whether a method that needs nothing but a token was refused for it.

    Slack does that with status 200; any other says nothing about the token.
    """
    if not isinstance(error, SlackApiError) or error.response.status_code != HTTPStatus.OK:
        return False
    return error_code(error.response) not in TEMPORARY | {NOT_BY_SLACK}


def is_about_request(error: Exception) -> bool:
    """Return whether Slack serves, and accepts the token, but did not take this one request, or not yet."""
    if isinstance(error, HTTPError):  # of the address to which a file is uploaded
        return error.code < HTTPStatus.INTERNAL_SERVER_ERROR
    if not isinstance(error, SlackApiError):
        return not isinstance(error, NO_ANSWER)
    status, code = error.response.status_code, error_code(error.response)
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in RATE_LIMITED:
        return True
    is_outage = status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in TEMPORARY | {NOT_BY_SLACK}
    return not is_outage and code not in TOKEN_REFUSED


def _is_about_host_name(error: Exception) -> bool:
    return isinstance(error, UnicodeError) and not isinstance(error, UnicodeDecodeError)  # that is about an answer


def explain_web_api_error(error: Exception, setting: str) -> str:
    """Return why Slack did not accept the token of a setting, or was not reached, and what to do, as a sentence."""
    if isinstance(error, (OSError, HTTPException)) or _is_about_host_name(error):
        if "Tunnel connection failed" in str(error):
            return explain_proxy_error(error, "Slack")
        unreachable = f"Slack cannot be reached ({describe_connection_failure(error)}): {_ADVICE}."
        return explain_tls_error(error, "Slack") or unreachable
    # In place of Slack's code, slack_sdk quotes a page that is not JSON.
    code = error_code(error.response) if isinstance(error, SlackApiError) else NOT_BY_SLACK
    if code == NOT_BY_SLACK:
        return _explain_redirect(error) or _NOT_SLACK
    if not is_token_refused(error):
        return f"Slack cannot tell just now ({code}): try again in a minute."
    if code == "missing_scope" and setting == "SLACK_APP_TOKEN":
        return "It lacks the scope connections:write: generate an App-Level Token with it under Basic Information."
    return f"Slack refuses it ({code}): copy {setting} again."


def _explain_redirect(error: Exception) -> str:
    """Return a sentence for an answer that names another address; empty for any other."""
    status = error.response.status_code if isinstance(error, SlackApiError) else 0
    if not HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return ""
    return f"What answered in place of Slack is a redirect ({status}), which is not followed: {_ADVICE}."


def explain_websocket_error(error: Exception) -> str:
    """Return why Slack's WebSocket could not be opened, and what to do, as a sentence."""
    if reason := explain_tls_error(error, "Slack"):
        return reason
    match error:
        case InvalidProxyStatus():
            words = f"the proxy answered with status {error.response.status_code}"
        case InvalidStatus():
            words = f"it answered with status {error.response.status_code}"
        case WebSocketException():
            words = "what answered is not a WebSocket"
        case _:
            words = describe_connection_failure(error)
    return f"Slack's WebSocket could not be opened ({words}): check firewall and proxy."
