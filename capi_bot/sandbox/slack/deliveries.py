"""Requests to the app over real HTTP, signed, with three seconds to answer.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

import requests

from capi_bot.sandbox.slack.board import Delivery
from capi_bot.sandbox.slack.rules import Json

FORM = "application/x-www-form-urlencoded"
TIMEOUT = "operation_timeout"
FAILED = "dispatch_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Be one request to the app, before it is signed; `summary` is for people."""

    kind: str
    body: str
    content_type: str = FORM
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Be what came back: `error` is empty, `operation_timeout` or `dispatch_failed`; status 0 is no answer at all."""

    status: int = 0
    error: str = ""
    reason: str = ""
    """Slack's `x-slack-retry-reason`."""
    text: str = ""
    headers: Mapping[str, str]

    @property
    def json(self) -> Json | None:
        """The body where it is a JSON object, else None."""
        try:
            body = json.loads(self.text)
        except ValueError:
            return None
        return body if isinstance(body, dict) else None


def form_parcel(kind: str, fields: Mapping[str, str], summary: str) -> Parcel:
    """Return a parcel of plain form fields: a slash command."""
    return Parcel(kind=kind, body=urlencode(fields), summary=summary)


def payload_parcel(payload: Json, summary: str) -> Parcel:
    """Return a parcel with the JSON in one form field, `payload`: everything interactive."""
    return Parcel(kind=payload["type"], body=urlencode({"payload": json.dumps(payload)}), summary=summary)


def event_parcel(event: Json) -> Parcel:
    """Return a parcel of JSON: an event."""
    inner = event["event"]
    return Parcel(
        kind=inner["type"],
        body=json.dumps(event),
        content_type="application/json",
        summary=str(inner.get("text", "")),
    )


def signature(secret: str, timestamp: str, body: str) -> str:
    """Return the v0 signature of a raw body."""
    basis = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), basis, hashlib.sha256).hexdigest()


class Courier:
    """Take parcels to the app, and events again when it did not take them; `note` is told of each attempt.

    `patience` is how long the app may take to answer, `pauses` how long to wait before each further attempt of an
    event (Slack's own are none, a minute and five minutes), both in seconds.
    """

    def __init__(
        self,
        *,
        signing_secret: str,
        clock: Callable[[], float],
        new_id: Callable[[], str],
        note: Callable[[Delivery], None],
        patience: float,
        pauses: tuple[float, ...],
    ) -> None:
        self._secret = signing_secret
        self._clock = clock
        self._new_id = new_id
        self._note = note
        self._patience = patience
        self._pauses = pauses
        self._closed = threading.Event()

    def close(self) -> None:
        """Try nothing again from now on."""
        self._closed.set()

    def deliver(self, url: str | None, parcel: Parcel, headers: Mapping[str, str] | None = None) -> Receipt:
        """Take the parcel to the app once, and return what it said."""
        began, name = time.monotonic(), self._new_id()
        self._note(Delivery(id=name, kind=parcel.kind, status="pending", summary=parcel.summary))
        receipt = self._post(url, parcel, headers or {})
        status = receipt.error or str(receipt.status)
        ms = round((time.monotonic() - began) * 1000)
        self._note(Delivery(id=name, kind=parcel.kind, status=status, ms=ms, summary=parcel.summary))
        return receipt

    def deliver_event(self, url: str | None, parcel: Parcel) -> Receipt:
        """Take the parcel to the app until it accepts, tries run out or the app asks for no more."""
        receipt = self.deliver(url, parcel)
        for attempt, pause in enumerate(self._pauses, start=1):
            if not receipt.error or receipt.headers.get("x-slack-no-retry") == "1" or self._closed.wait(pause):
                break
            receipt = self.deliver_again(url, parcel, attempt, receipt.reason)
        return receipt

    def deliver_again(self, url: str | None, parcel: Parcel, attempt: int = 1, reason: str = "http_timeout") -> Receipt:
        """Take an event to the app once more, with what Slack adds to say so."""
        return self.deliver(url, parcel, {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": reason})

    def _post(self, url: str | None, parcel: Parcel, headers: Mapping[str, str]) -> Receipt:
        if url is None:
            return Receipt(error=FAILED, reason="connection_failed", headers={})
        try:
            return _receipt(self._request(url, parcel, headers))
        except requests.Timeout:
            return Receipt(error=TIMEOUT, reason="http_timeout", headers={})
        except requests.RequestException:
            return Receipt(error=FAILED, reason="connection_failed", headers={})

    def _request(self, url: str, parcel: Parcel, headers: Mapping[str, str]) -> requests.Response:
        timestamp = str(int(self._clock()))
        signed = {
            "Content-Type": parcel.content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, parcel.body),
        }
        with requests.Session() as session:
            session.trust_env = False  # the app is on loopback: no proxy stands between
            return session.post(
                url,
                data=parcel.body.encode(),
                headers={**signed, **headers},
                timeout=self._patience,
                allow_redirects=False,
            )


def _receipt(response: requests.Response) -> Receipt:
    accepted = response.status_code == HTTPStatus.OK
    return Receipt(
        status=response.status_code,
        error="" if accepted else FAILED,
        reason="" if accepted else "http_error",
        text=response.text,
        headers=response.headers,
    )
