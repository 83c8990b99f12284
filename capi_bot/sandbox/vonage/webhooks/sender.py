"""Webhooks on their way: what happened in the world since the last look, posted one after the other."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Protocol

import requests

from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.vonage.webhooks import rtc, voice
from capi_bot.sandbox.vonage.webhooks.signing import Signer
from capi_bot.sandbox.world import Occurrence
from capi_bot.sandbox.world.records import Json
from capi_bot.sandbox.world.snapshot import World

VOICE, RTC = "/webhooks/voice", "/webhooks/rtc"
"""Where the application is told: the paths of its two event URLs."""

_LOOK = 0.25
_AT_ONCE = timedelta(seconds=0.5)
"""The longest time that is looked at in one go."""
_PATIENCE = 10.0
"""Seconds that Vonage waits for an answer at most."""
LATEST = timedelta(seconds=15)
"""How far behind the world an application may be."""


class Living(Protocol):
    """Be what the sender has to know of a world that lives."""

    def at(self, now: datetime) -> World:
        """Return the world at an instant."""
        ...

    def between(self, after: datetime, until: datetime) -> Iterable[Occurrence]:
        """List what happened after one instant and until another."""
        ...


class Sender:
    """Post what happens from now on, from a thread of its own, until `stop`.

    An application that answers 404 at one of the two paths has no route for it: nothing more is sent there. One that
    does not keep up misses something, which the journal says, rather than be told later and later.
    """

    def __init__(
        self, life: Living, url: str, signer: Signer, *, journal: Journal, now: Callable[[], datetime]
    ) -> None:
        """Plan to tell the application at `url`, such as `http://127.0.0.1:3000`."""
        self._life = life
        self._url = url.rstrip("/")
        self._signer = signer
        self._journal = journal
        self._now = now
        self._wanted = {VOICE, RTC}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Send no more."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        since, behind = self._now(), False
        with requests.Session() as session:
            session.trust_env = False  # the application is on loopback: no proxy stands between
            while self._wanted and not self._stopping.wait(0 if behind else _LOOK):
                now = self._now()
                since = self._caught_up(since, now)
                until = min(now, since + _AT_ONCE)
                self._look(session, since, until)
                since, behind = until, until < now

    def _caught_up(self, since: datetime, now: datetime) -> datetime:
        """Leave out what is too old by now, and note that."""
        if now - since <= LATEST:
            return since
        said = (
            f"What happened more than {LATEST.seconds} seconds ago was not sent: it was more than the app could take."
        )
        self._journal.note("webhook", "webhooks", at=time.time(), status="skipped", summary=said, failed=True)
        return now - _AT_ONCE

    def _look(self, session: requests.Session, since: datetime, until: datetime) -> None:
        world = self._life.at(until)
        for told in self._life.between(since, until):
            self._tell(session, told, world)

    def _tell(self, session: requests.Session, told: Occurrence, world: World) -> None:
        for path, body in (
            (VOICE, voice.webhook(told)),
            (RTC, rtc.envelope(told, world, self._signer.application_id)),
        ):
            if body is not None and path in self._wanted and not self._stopping.is_set():
                self._post(session, path, body)

    def _post(self, session: requests.Session, path: str, body: Json) -> None:
        summary = str(body.get("type") or body.get("status") or "")
        entry = self._journal.begin("webhook", path, at=time.time(), sent=body, summary=summary)
        began = time.monotonic()
        try:
            answer = session.post(f"{self._url}{path}", timeout=_PATIENCE, allow_redirects=False, **self._signed(body))
        except requests.RequestException as error:
            self._ended(entry, began, status=type(error).__name__, failed=True)
            return
        self._answered(entry, began, path, answer)

    def _signed(self, body: Json) -> Mapping[str, Any]:
        raw = json.dumps(body, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json", "Authorization": self._signer.authorization(raw)}
        return {"data": raw, "headers": headers}

    def _answered(self, entry: Entry, began: float, path: str, answer: requests.Response) -> None:
        if answer.status_code == HTTPStatus.NOT_FOUND:
            self._wanted.discard(path)
            said = f"The app has no route for {path}: no more are sent."
            self._ended(entry, began, status="404", failed=False, answered=said)
            return
        self._ended(entry, began, status=str(answer.status_code), failed=not answer.ok, answered=answer.text)

    def _ended(self, entry: Entry, began: float, *, status: str, failed: bool, answered: object = None) -> None:
        ms = (time.monotonic() - began) * 1000
        self._journal.end(entry, status=status, ms=ms, answered=answered, failed=failed)
