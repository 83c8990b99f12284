"""Deliveries to the app: signed HTTP or Socket Mode, three seconds to answer, and events again until it takes them.

https://docs.slack.dev/interactivity/handling-user-interaction
https://docs.slack.dev/apis/events-api
https://docs.slack.dev/apis/events-api/comparing-http-socket-mode
https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal, Protocol
from urllib.parse import urlencode

import requests

from capi_bot.sandbox.slack.errors import FAILED, TIMEOUT, AppFailedError, NotPossibleError, RefusedError, for_press
from capi_bot.sandbox.slack.events import callback
from capi_bot.sandbox.slack.people import Person
from capi_bot.sandbox.slack.response_tokens import ResponseUrl
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.store import WorkspaceState

THREADS = 32

Feature = Literal["slash_commands", "interactive", "events_api"]
"""Slack's name for the feature that a delivery belongs to."""
Reason = Literal["", "timeout", "http_error", "connection_failed"]
"""What was wrong with a delivery; over HTTP Slack writes `http_timeout` for the first."""
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Something that the app is sent, as a value: how it is written is up to the transport.

    `kind` is what it is, such as `block_actions` or `app_mention`; `summary` is for people.
    """

    type: Feature
    kind: str
    payload: Json
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """A repeated delivery: which further attempt it is, and what was wrong with the one before."""

    attempt: int = 1
    reason: Reason = "timeout"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResult:
    """What came back: `error` is empty, `operation_timeout` or `dispatch_failed`; status 0 is no answer at all."""

    status: int = 0
    error: str = ""
    reason: Reason = ""
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Json | None:
        try:
            body = json.loads(self.text)
        except ValueError:
            return None
        return body if isinstance(body, dict) else None


class SwitchedTransport(Protocol):
    """A way to the app that may be turned off."""

    @property
    def is_on(self) -> bool: ...

    def send(self, delivery: Delivery, retry: Retry | None, timeout: float) -> DeliveryResult:
        """Send the delivery to the app and wait up to `timeout` seconds; failures are in the result."""
        ...


def command_delivery(fields: Mapping[str, str], summary: str) -> Delivery:
    return Delivery(type="slash_commands", kind="slash_commands", payload=dict(fields), summary=summary)


def interaction_delivery(payload: Json, summary: str) -> Delivery:
    return Delivery(type="interactive", kind=payload["type"], payload=payload, summary=summary)


def event_delivery(event: Json) -> Delivery:
    inner = event["event"]
    return Delivery(type="events_api", kind=inner["type"], payload=event, summary=str(inner.get("text", "")))


def signature(secret: str, timestamp: str, body: str) -> str:
    basis = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), basis, hashlib.sha256).hexdigest()


def encode(delivery: Delivery) -> tuple[str, str]:
    if delivery.type == "events_api":
        return JSON, json.dumps(delivery.payload)
    is_command = delivery.type == "slash_commands"
    return FORM, urlencode(delivery.payload if is_command else {"payload": json.dumps(delivery.payload)})


class SignedHttp:
    """The transport to one `url`, the app's Request URL; None is an app that has none, and cannot be reached."""

    def __init__(self, url: str | None, *, signing_secret: str, clock: Callable[[], float]) -> None:
        self.url = url
        self._secret = signing_secret
        self._clock = clock

    def send(self, delivery: Delivery, retry: Retry | None, timeout: float) -> DeliveryResult:
        """Post the delivery; anything but 200, for an event 2xx, is a failed dispatch, a redirect too."""
        if self.url is None:
            return DeliveryResult(error=FAILED, reason="connection_failed")
        try:
            response = self._post(self.url, delivery, retry, timeout)
        except requests.Timeout:
            return DeliveryResult(error=TIMEOUT, reason="timeout")
        except requests.RequestException:
            return DeliveryResult(error=FAILED, reason="connection_failed")
        status = response.status_code
        accepted = status in range(200, 300) if delivery.type == "events_api" else status == HTTPStatus.OK
        return DeliveryResult(
            status=status,
            error="" if accepted else FAILED,
            reason="" if accepted else "http_error",
            text=response.text,
            headers=response.headers,
        )

    def _post(self, url: str, delivery: Delivery, retry: Retry | None, timeout: float) -> requests.Response:
        content_type, body = encode(delivery)
        timestamp = str(int(self._clock()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }
        if retry:
            reason = "http_timeout" if retry.reason == "timeout" else retry.reason
            headers |= {"x-slack-retry-num": str(retry.attempt), "x-slack-retry-reason": reason}
        with requests.Session() as session:
            session.trust_env = False  # the app is on loopback: no proxy stands between
            return session.post(url, data=body.encode(), headers=headers, timeout=timeout, allow_redirects=False)


class Dispatcher:
    """The sender of deliveries to the app, and of failures to the person who acted; thread-safe.

    Deliveries go over `sockets` while the app is set to Socket Mode, else over `http`; the journal has each attempt.
    `ack_timeout` is how long the app may take to answer, `pauses` how long to wait before each further attempt of an
    event, both in seconds; Slack itself waits 0, 60 and 300. `own_url` is where the app reaches the workspace,
    `executor` what deliveries run on.
    """

    def __init__(
        self,
        state: WorkspaceState,
        http: SignedHttp,
        sockets: SwitchedTransport | None,
        *,
        own_url: str,
        ack_timeout: float,
        pauses: tuple[float, ...],
    ) -> None:
        self.own_url = own_url
        self.executor: Executor = ThreadPoolExecutor(THREADS, thread_name_prefix="slack")
        self._state = state
        self._http = http
        self._sockets = sockets
        self._ack_timeout = ack_timeout
        self._pauses = pauses
        self._closed = threading.Event()
        self._last_event: Delivery | None = None

    def close(self) -> None:
        self._closed.set()
        self.executor.shutdown()

    def response_url(self, token: ResponseUrl) -> str:
        return f"{self.own_url.rstrip('/')}/response/{token.secret}"

    def issue(self, person: Person, token: ResponseUrl | None = None) -> dict[str, str]:
        """Return the fields of a payload that let the app answer the person's act."""
        trigger = {"trigger_id": self._state.tokens.trigger(person.id)}
        return trigger | ({"response_url": self.response_url(token)} if token else {})

    def deliver(self, delivery: Delivery, retry: Retry | None = None) -> DeliveryResult:
        again = f"retry {retry.attempt}: {retry.reason}" if retry else ""
        summary = " · ".join(filter(None, (delivery.summary, again)))
        journal, at = self._state.journal, self._state.clock()
        entry = journal.begin("delivery", delivery.kind, at=at, sent=delivery.payload, summary=summary)
        began = time.monotonic()
        transport = self._sockets if self._sockets and self._sockets.is_on else self._http
        result = transport.send(delivery, retry, self._ack_timeout)
        ms = (time.monotonic() - began) * 1000
        status, answered = result.error or str(result.status), result.json or result.text or None
        journal.end(entry, status=status, ms=ms, answered=answered, failed=bool(result.error))
        return result

    @contextmanager
    def checking_ack(self, kind: str, result: DeliveryResult) -> Iterator[None]:
        """Record, for developers, why the app's answer to a delivery of this kind is refused here."""
        try:
            yield
        except RefusedError as refused:
            self._note_refused_ack(kind, result, refused.as_json())
            raise
        except AppFailedError as failed:
            if not result.error:  # else there was no answer, and the delivery has that
                self._note_refused_ack(kind, result, {"ok": False, "error": failed.why})
            raise

    def interaction(self, person: Person, payload: Json, summary: str) -> Future[DeliveryResult]:

        def act() -> DeliveryResult:
            result = self.deliver(interaction_delivery(payload, summary=summary))
            if result.error:
                self._state.store.add_toast(person.id, for_press(result.error, result.status))
            return result

        return self.executor.submit(act)

    def event(self, event: Json, *, by_app: bool = False) -> Future[DeliveryResult]:
        """Send an event, again where the app does not accept it; what the app itself did is never `redeliver`ed."""
        delivery = event_delivery(callback(self._state.directory, event, f"Ev{self._state.new_id().upper()}"))
        self._last_event = self._last_event if by_app else delivery
        return self.executor.submit(self._deliver_event, delivery)

    def redeliver(self) -> DeliveryResult:
        """Send the last event once more with its event_id, as Slack does when it missed the answer."""
        if self._last_event is None:
            raise NotPossibleError("No event has been delivered yet.")
        return self.deliver(self._last_event, Retry())

    def _deliver_event(self, delivery: Delivery) -> DeliveryResult:
        """Deliver until the app accepts, the attempts are used up or the app asks for no more."""
        result = self.deliver(delivery)
        for attempt, pause in enumerate(self._pauses, start=1):
            if not result.error or result.headers.get("x-slack-no-retry") == "1" or self._closed.wait(pause):
                break
            result = self.deliver(delivery, Retry(attempt=attempt, reason=result.reason))
        return result

    def _note_refused_ack(self, kind: str, result: DeliveryResult, answer: Json) -> None:
        ack, why = result.json or result.text, answer["error"]
        self._state.journal.note(
            "method", "ack", at=self._state.clock(), status=why, sent=ack, summary=kind, answered=answer, failed=True
        )
