from __future__ import annotations

import hashlib
import json
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from flask import Flask, Response, request

from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.vonage.webhooks import Sender, Signer
from capi_bot.sandbox.vonage.webhooks.sender import LATEST, RTC, VOICE
from capi_bot.sandbox.world import Occurrence
from capi_bot.sandbox.world.snapshot import World
from tests.sandbox.vonage.webhooks.made import (
    CALL,
    NOON,
    RINGING,
    WORLD,
    happened,
    told,
)

SECRET = "a made-up signature secret that is long enough"


@dataclass
class Script:
    """A life in which some things happen at the first look, and some at the second."""

    looks: list[tuple[Occurrence, ...]]

    def at(self, now: datetime) -> World:  # noqa: ARG002 - the script does not mind the time
        return WORLD

    def between(self, after: datetime, until: datetime) -> tuple[Occurrence, ...]:
        assert until > after
        return self.looks.pop(0) if self.looks else ()


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=0.25)
        return self.now


@dataclass
class Application:
    """What hears of it."""

    routes: dict[str, int]
    heard: queue.SimpleQueue[tuple[str, bytes, str]] = field(default_factory=queue.SimpleQueue)

    def take(self, path: str) -> Response:
        self.heard.put((f"/{path}", request.get_data(), request.headers.get("Authorization", "")))
        return Response("heard", self.routes.get(f"/{path}", 404))

    def hears(self) -> tuple[str, dict[str, Any]]:
        path, raw, authorization = self.heard.get(timeout=30)
        token = authorization.removeprefix("Bearer ")
        claims = jwt.decode(token, SECRET, algorithms=["HS256"], issuer="Vonage", options={"require": ["iat", "jti"]})
        assert claims["payload_hash"] == hashlib.sha256(raw).hexdigest()
        return path, json.loads(raw)


@contextmanager
def sending(
    application: Application,
    *looks: tuple[Occurrence, ...],
    url: str = "",
    life: Script | None = None,
    now: Clock | None = None,
) -> Iterator[Journal]:
    app = Flask(__name__)
    app.add_url_rule("/<path:path>", view_func=application.take, methods=["POST"])
    host, journal = Host(app), Journal()
    signer = Signer(secret=SECRET, api_key="abcd1234", application_id="an-app", clock=lambda: 1_700_000_000.0)
    sender = Sender(life or Script(list(looks)), url or f"{host.url}/", signer, journal=journal, now=now or Clock())
    sender.start()
    yield journal
    sender.stop()
    host.stop()


def ended(journal: Journal, count: int) -> list[Entry]:
    """Wait for so many exchanges to have ended."""
    version = 0
    while True:
        entries = [entry for entry in journal.news(0) if entry.ms is not None]
        if len(entries) >= count:
            return entries
        assert journal.news(version, 30)
        version = journal.version


def test_what_happens_is_told_in_order_signed_at_both_addresses() -> None:
    application = Application({VOICE: 200, RTC: 204})
    with sending(application, (happened("created"), happened("call", call=CALL)), (told(RINGING, 1),)) as journal:
        assert application.hears()[1]["type"] == "conversation:created"
        path, body = application.hears()
        assert (path, body["status"]) == (VOICE, "answered")
        path, body = application.hears()
        assert (path, body["type"], body["id"]) == (RTC, "member:joined", 1)
        entries = ended(journal, 3)

    assert [(entry.kind, entry.title, entry.status, entry.failed) for entry in entries] == [
        ("webhook", RTC, "204", False),
        ("webhook", VOICE, "200", False),
        ("webhook", RTC, "204", False),
    ]
    assert [entry.summary for entry in entries] == ["conversation:created", "answered", "member:joined"]


def test_an_application_without_a_route_is_asked_once() -> None:
    application = Application({VOICE: 200})
    with sending(application, (happened("created"), happened("deleted"), happened("call", call=CALL))) as journal:
        assert application.hears()[0] == RTC
        assert application.hears()[0] == VOICE
        first, _ = ended(journal, 2)

    assert (first.status, first.failed) == ("404", False)
    assert "no route" in str(first.answered)


def test_one_that_fails_is_told_of_the_next_thing_all_the_same() -> None:
    application = Application({VOICE: 500, RTC: 200})
    with sending(application, (happened("call", call=CALL), happened("created"))) as journal:
        assert application.hears()[0] == VOICE
        assert application.hears()[0] == RTC
        failed, fine = ended(journal, 2)

    assert (failed.status, failed.failed, fine.failed) == ("500", True, False)


def test_one_that_is_not_there_is_seen_in_the_journal() -> None:
    with sending(Application({}), (happened("created"),), url="http://127.0.0.1:9") as journal:
        (entry,) = ended(journal, 1)
    assert (entry.status, entry.failed) == ("ConnectionError", True)


@pytest.mark.parametrize("secret", [SECRET, "Bearer"])
def test_nothing_secret_is_in_the_journal(secret: str) -> None:
    with sending(Application({RTC: 200}), (happened("created"),)) as journal:
        assert secret not in repr(ended(journal, 1))


@dataclass
class Slow(Script):
    """A life that goes on so fast that telling what happened takes longer than it took to happen."""

    clock: Clock = field(default_factory=Clock)
    spans: list[tuple[timedelta, timedelta]] = field(default_factory=list)

    def between(self, after: datetime, until: datetime) -> tuple[Occurrence, ...]:
        self.spans.append((self.clock.now - after, until - after))
        self.clock.now += timedelta(seconds=4)
        return super().between(after, until)


def test_an_application_that_does_not_keep_up_is_not_told_later_and_later() -> None:
    life = Slow([*[()] * 9, (told(RINGING, 1),)])
    application = Application({RTC: 200})
    with sending(application, life=life, now=life.clock) as journal:
        entries = ended(journal, 3)

    assert all(ago <= LATEST and at_once <= timedelta(seconds=0.5) for ago, at_once in life.spans)
    assert [entry.status for entry in entries[:3]] == ["skipped", "skipped", "200"]
    assert "was not sent" in entries[0].summary
