"""Errors of the Web API that are about the token or about Slack as a whole, in words for the operator."""

from __future__ import annotations

from http import HTTPStatus
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError

from slack_sdk.errors import SlackApiError

from capi_bot.network import explain_proxy_error, explain_tls_error
from capi_bot.slack.outcomes import NO_ANSWER, NOT_BY_SLACK, RATE_LIMITED, TEMPORARY, TOKEN_REFUSED, error_code

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


def explain_web_api_error(error: Exception, setting: str) -> str:
    """Return why Slack did not accept the token of a setting, or was not reached, and what to do, as a sentence."""
    if isinstance(error, (OSError, HTTPException)):
        reason = getattr(error, "reason", error)  # urllib wraps the error that says more
        if "Tunnel connection failed" in str(reason):
            return explain_proxy_error(str(reason), "Slack")
        unreachable = f"Slack cannot be reached ({type(reason).__name__}): {_ADVICE}."
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
