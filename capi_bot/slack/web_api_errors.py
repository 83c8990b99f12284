"""Errors of the Web API that are about the token or about Slack as a whole, in words for the operator."""

from __future__ import annotations

from http import HTTPStatus
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError

from slack_sdk.errors import SlackApiError
from websockets.exceptions import InvalidProxyStatus, InvalidStatus, WebSocketException

from capi_bot.connection_failures import describe_connection_failure
from capi_bot.proxies import explain_proxy_error
from capi_bot.slack.outcomes import NO_ANSWER, NOT_BY_SLACK, RATE_LIMITED, TEMPORARY, TOKEN_REFUSED, error_code
from capi_bot.tls import explain_tls_error

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
        return _NOT_SLACK
    if not is_token_refused(error):
        return f"Slack cannot tell just now ({code}): try again in a minute."
    if code == "missing_scope" and setting == "SLACK_APP_TOKEN":
        return "It lacks the scope connections:write: generate an App-Level Token with it under Basic Information."
    return f"Slack refuses it ({code}): copy {setting} again."


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
