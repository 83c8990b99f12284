"""Signs webhooks, and sends what happened in the live world since the last poll, one after the other.

https://developer.vonage.com/en/getting-started/concepts/webhooks
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus

import jwt
import requests

from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.vonage.webhook_bodies import rtc_body, voice_body
from capi_bot.sandbox.world import LiveWorld
from capi_bot.sandbox.world.records import API_KEY, Json

VOICE_PATH, RTC_PATH = "/webhooks/voice", "/webhooks/rtc"
"""The paths of the application's two event URLs."""
MAX_DELAY = timedelta(seconds=15)
"""How far behind the world an application may be."""

_POLL_SECONDS = 0.25
_BATCH = timedelta(seconds=0.5)
"""The longest time that one poll covers."""
_TIMEOUT = 10.0
"""Seconds that Vonage waits for an answer at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSigner:
    """Signs bodies with the account's signature secret; `clock` is Unix time."""

    secret: str = field(repr=False)
    application_id: str
    clock: Callable[[], float]

    def authorization(self, body: bytes) -> str:
        """Return the header's value: a bearer token with the body's hash in it, and without expiry."""
        claims = {
            "iat": int(self.clock()),
            "jti": str(uuid.uuid4()),
            "iss": "Vonage",
            "payload_hash": hashlib.sha256(body).hexdigest(),
            "api_key": API_KEY,
            "application_id": self.application_id,
        }
        return f"Bearer {jwt.encode(claims, self.secret, algorithm='HS256')}"


class WebhookSender:
    """Sends what happens from now on, from a thread of its own, until `stop`.

    An application that answers 404 at one of the two paths has no route for it: nothing more is sent there. One that
    does not keep up misses something, which the journal says, instead of being sent it later and later.
    """

    def __init__(
        self, world: LiveWorld, url: str, signer: WebhookSigner, *, journal: Journal, now: Callable[[], datetime]
    ) -> None:
        """Send to the application at `url`, such as `http://127.0.0.1:3000`."""
        self._world = world
        self._url = url.rstrip("/")
        self._signer = signer
        self._journal = journal
        self._now = now
        self._paths = {VOICE_PATH, RTC_PATH}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        since, behind = self._now(), False
        with requests.Session() as session:
            session.trust_env = False  # the application is on loopback: no proxy stands between
            while self._paths and not self._stopping.wait(0 if behind else _POLL_SECONDS):
                now = self._now()
                if now - since > MAX_DELAY:
                    self._report_skipped()
                    since = now - _BATCH
                until = min(now, since + _BATCH)
                world = self._world.at(until)
                for occurrence in self._world.occurrences(since, until):
                    self._send(session, VOICE_PATH, voice_body(occurrence))
                    self._send(session, RTC_PATH, rtc_body(occurrence, world, self._signer.application_id))
                since, behind = until, until < now

    def _report_skipped(self) -> None:
        summary = (
            f"What happened more than {MAX_DELAY.seconds} seconds ago was not sent: "
            "it was more than the app could take."
        )
        self._journal.note("webhook", "webhooks", at=time.time(), status="skipped", summary=summary, failed=True)

    def _send(self, session: requests.Session, path: str, body: Json | None) -> None:
        if body is None or path not in self._paths or self._stopping.is_set():
            return
        summary = str(body.get("type") or body.get("status") or "")
        entry = self._journal.begin("webhook", path, at=time.time(), sent=body, summary=summary)
        began = time.monotonic()
        raw = json.dumps(body, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json", "Authorization": self._signer.authorization(raw)}
        url = f"{self._url}{path}"
        try:
            response = session.post(url, data=raw, headers=headers, timeout=_TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            status, failed, answered = type(error).__name__, True, ""
        else:
            status, failed, answered = str(response.status_code), not response.ok, response.text
            if response.status_code == HTTPStatus.NOT_FOUND:
                self._paths.discard(path)
                failed, answered = False, f"The app has no route for {path}: no more are sent."
        ms = (time.monotonic() - began) * 1000
        self._journal.end(entry, status=status, ms=ms, answered=answered or None, failed=failed)
