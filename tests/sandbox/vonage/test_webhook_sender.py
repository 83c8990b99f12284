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
from capi_bot.sandbox.vonage.webhook_sender import MAX_DELAY, RTC_PATH, VOICE_PATH, WebhookSender, WebhookSigner
from capi_bot.sandbox.world import Occurrence
from capi_bot.sandbox.world.snapshot import World
from tests.sandbox.vonage.test_webhook_bodies import CALL, NOON, RINGING, WORLD, event_occurrence, occurrence

SECRET = "a made-up signature secret that is long enough"


@dataclass
class FakeWorld:
    """A world in which some things happen before the first poll, and some before the second."""

    batches: list[tuple[Occurrence, ...]]

    def at(self, now: datetime) -> World:  # noqa: ARG002 - the same at any time
        return WORLD

    def occurrences(self, after: datetime, until: datetime) -> tuple[Occurrence, ...]:
        assert until > after
        return self.batches.pop(0) if self.batches else ()


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=0.25)
        return self.now


@dataclass
class FakeApplication:
    """An application that receives webhooks."""

    routes: dict[str, int]
    requests_: queue.SimpleQueue[tuple[str, bytes, str]] = field(default_factory=queue.SimpleQueue)

    def take(self, path: str) -> Response:
        self.requests_.put((f"/{path}", request.get_data(), request.headers.get("Authorization", "")))
        return Response("heard", self.routes.get(f"/{path}", 404))

    def next_request(self) -> tuple[str, dict[str, Any]]:
        path, raw, authorization = self.requests_.get(timeout=30)
        token = authorization.removeprefix("Bearer ")
        claims = jwt.decode(token, SECRET, algorithms=["HS256"], issuer="Vonage", options={"require": ["iat", "jti"]})
        assert claims["payload_hash"] == hashlib.sha256(raw).hexdigest()
        return path, json.loads(raw)


@contextmanager
def sending(
    application: FakeApplication,
    *batches: tuple[Occurrence, ...],
    url: str = "",
    world: FakeWorld | None = None,
    now: Clock | None = None,
) -> Iterator[Journal]:
    app = Flask(__name__)
    app.add_url_rule("/<path:path>", view_func=application.take, methods=["POST"])
    host, journal = Host(app), Journal()
    signer = WebhookSigner(secret=SECRET, application_id="an-app", clock=lambda: 1_700_000_000.0)
    sender = WebhookSender(
        world or FakeWorld(list(batches)), url or f"{host.url}/", signer, journal=journal, now=now or Clock()
    )
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


def test_what_happens_is_sent_in_order_signed_at_both_addresses() -> None:
    application = FakeApplication({VOICE_PATH: 200, RTC_PATH: 204})
    with sending(
        application, (occurrence("created"), occurrence("call", call=CALL)), (event_occurrence(RINGING, 1),)
    ) as journal:
        assert application.next_request()[1]["type"] == "conversation:created"
        path, body = application.next_request()
        assert (path, body["status"]) == (VOICE_PATH, "answered")
        path, body = application.next_request()
        assert (path, body["type"], body["id"]) == (RTC_PATH, "member:joined", 1)
        entries = ended(journal, 3)

    assert [(entry.kind, entry.title, entry.status, entry.failed) for entry in entries] == [
        ("webhook", RTC_PATH, "204", False),
        ("webhook", VOICE_PATH, "200", False),
        ("webhook", RTC_PATH, "204", False),
    ]
    assert [entry.summary for entry in entries] == ["conversation:created", "answered", "member:joined"]


def test_an_application_without_a_route_is_asked_once() -> None:
    application = FakeApplication({VOICE_PATH: 200})
    with sending(application, (occurrence("created"), occurrence("deleted"), occurrence("call", call=CALL))) as journal:
        assert application.next_request()[0] == RTC_PATH
        assert application.next_request()[0] == VOICE_PATH
        first, _ = ended(journal, 2)

    assert (first.status, first.failed) == ("404", False)
    assert "no route" in str(first.answered)


def test_one_that_fails_is_sent_the_next_thing_all_the_same() -> None:
    application = FakeApplication({VOICE_PATH: 500, RTC_PATH: 200})
    with sending(application, (occurrence("call", call=CALL), occurrence("created"))) as journal:
        assert application.next_request()[0] == VOICE_PATH
        assert application.next_request()[0] == RTC_PATH
        failed, fine = ended(journal, 2)

    assert (failed.status, failed.failed, fine.failed) == ("500", True, False)


def test_one_that_is_not_there_is_seen_in_the_journal() -> None:
    with sending(FakeApplication({}), (occurrence("created"),), url="http://127.0.0.1:9") as journal:
        (entry,) = ended(journal, 1)
    assert (entry.status, entry.failed) == ("ConnectionError", True)


@pytest.mark.parametrize("secret", [SECRET, "Bearer"])
def test_nothing_secret_is_in_the_journal(secret: str) -> None:
    with sending(FakeApplication({RTC_PATH: 200}), (occurrence("created"),)) as journal:
        assert secret not in repr(ended(journal, 1))


@dataclass
class SlowWorld(FakeWorld):
    """A world in which sending what happened takes longer than it took to happen."""

    clock: Clock = field(default_factory=Clock)
    spans: list[tuple[timedelta, timedelta]] = field(default_factory=list)

    def occurrences(self, after: datetime, until: datetime) -> tuple[Occurrence, ...]:
        self.spans.append((self.clock.now - after, until - after))
        self.clock.now += timedelta(seconds=4)
        return super().occurrences(after, until)


def test_an_application_that_does_not_keep_up_is_not_sent_later_and_later() -> None:
    world = SlowWorld([*[()] * 9, (event_occurrence(RINGING, 1),)])
    application = FakeApplication({RTC_PATH: 200})
    with sending(application, world=world, now=world.clock) as journal:
        entries = ended(journal, 3)

    assert all(ago <= MAX_DELAY and at_once <= timedelta(seconds=0.5) for ago, at_once in world.spans)
    assert [entry.status for entry in entries[:3]] == ["skipped", "skipped", "200"]
    assert "was not sent" in entries[0].summary


BODY = b'{"status":"ringing"}'


def signer() -> WebhookSigner:
    return WebhookSigner(secret=SECRET, application_id="an-app", clock=lambda: 1_700_000_000.9)


def claims(header: str, secret: str = SECRET) -> dict[str, object]:
    scheme, token = header.split(" ")
    assert scheme == "Bearer"
    return jwt.decode(token, secret, algorithms=["HS256"], issuer="Vonage", options={"require": ["iat", "jti"]})


def test_a_body_is_signed_as_vonage_documents_it() -> None:
    signed = claims(signer().authorization(BODY))
    assert signed == {
        "iat": 1_700_000_000,
        "jti": signed["jti"],
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(BODY).hexdigest(),
        "api_key": "abcd1234",
        "application_id": "an-app",
    }


def test_no_token_is_used_twice() -> None:
    first, second = (claims(signer().authorization(BODY))["jti"] for _ in range(2))
    assert first != second


def test_the_secret_is_not_in_the_repr() -> None:
    assert SECRET not in repr(signer())
