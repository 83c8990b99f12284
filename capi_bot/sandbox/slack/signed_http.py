"""The way to the app over HTTP: one signed request a parcel.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import urlencode

import requests

from capi_bot.sandbox.slack.delivery_bodies import (
    FAILED,
    TIMEOUT,
    Parcel,
    Receipt,
    Retry,
)

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

_TAKEN = range(200, 300)
"""Statuses with which the app takes an event; what people do is acknowledged with 200 alone."""


def signature(secret: str, timestamp: str, body: str) -> str:
    """Return the v0 signature of a raw body."""
    basis = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), basis, hashlib.sha256).hexdigest()


def written(parcel: Parcel) -> tuple[str, str]:
    """Return the content type and the body that Slack gives to such a parcel."""
    if parcel.type == "events_api":
        return JSON, json.dumps(parcel.payload)
    is_command = parcel.type == "slash_commands"
    return FORM, urlencode(parcel.payload if is_command else {"payload": json.dumps(parcel.payload)})


class SignedHttp:
    """Send each parcel to one `url`, the app's Request URL; None is an app that has none, and cannot be told."""

    def __init__(self, url: str | None, *, signing_secret: str, clock: Callable[[], float]) -> None:
        self.url = url
        self._secret = signing_secret
        self._clock = clock

    def send(self, parcel: Parcel, retry: Retry | None, patience: float) -> Receipt:
        """Post the parcel; anything but 200, for an event 2xx, is a failed dispatch, a redirect too."""
        if self.url is None:
            return Receipt(error=FAILED, reason="connection_failed")
        try:
            return _receipt(parcel, self._posted(self.url, parcel, _again(retry), patience))
        except requests.Timeout:
            return Receipt(error=TIMEOUT, reason="timeout")
        except requests.RequestException:
            return Receipt(error=FAILED, reason="connection_failed")

    def _posted(self, url: str, parcel: Parcel, again: Mapping[str, str], patience: float) -> requests.Response:
        content_type, body = written(parcel)
        timestamp = str(int(self._clock()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
            **again,
        }
        with requests.Session() as session:
            session.trust_env = False  # the app is on loopback: no proxy stands between
            return session.post(url, data=body.encode(), headers=headers, timeout=patience, allow_redirects=False)


def _again(retry: Retry | None) -> Mapping[str, str]:
    if retry is None:
        return {}
    reason = "http_timeout" if retry.reason == "timeout" else retry.reason
    return {"x-slack-retry-num": str(retry.attempt), "x-slack-retry-reason": reason}


def _receipt(parcel: Parcel, response: requests.Response) -> Receipt:
    accepted = response.status_code in (_TAKEN if parcel.type == "events_api" else {HTTPStatus.OK})
    return Receipt(
        status=response.status_code,
        error="" if accepted else FAILED,
        reason="" if accepted else "http_error",
        text=response.text,
        headers=response.headers,
    )
