"""What Slack delivers again: edits, retries and presses, before and after a restart, over real HTTP."""

from __future__ import annotations

import json
import sqlite3
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from capi_bot.slack import app
from capi_bot.slack.access import BotIdentity
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.http import web_client
from capi_bot.slack.memory import LocalDebouncer, LocalLatestPress, LocalSeenEvents, Memory
from capi_bot.storage.seen_deliveries import SeenDeliveries
from tests.fakes_slack import JSON, FakeSlack, form, mention_event, press_payload
from tests.jobs import wait_until_finished
from tests.slack.interactions import ROW, Deliver
from tests.slack.test_app_interactions import direct, message_payload, shortcut_payload

Restarted = Callable[[], Dispatcher]


def mention(number: int, text: str = "<@UBOT> user ada", **event: object) -> dict[str, Any]:
    body = mention_event(text, f"Ev{number}")
    return body | {"event": body["event"] | event}


def edited(number: int, text: str = "<@UBOT> user ada") -> dict[str, Any]:
    return mention(number, text, edited={"user": "U1", "ts": f"170000010{number}.0"})


def test_a_mention_is_answered_once_however_often_it_is_edited(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    for body in (mention(1), edited(2), edited(3, "<@UBOT> help"), edited(4, "<@UBOT> hepl")):
        deliver(json.dumps(body).encode(), JSON)
    dispatcher.stop()
    assert slack.journal == ["chat.postMessage: User Ada Lovelace"]


def test_a_usage_error_is_told_once_too(deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack) -> None:
    for number in range(3):
        deliver(json.dumps(edited(number, "<@UBOT> hepl")).encode(), JSON)
    dispatcher.stop()
    assert len(slack.journal) == 1


def test_an_edit_that_adds_the_mention_is_answered_once(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    for number in (1, 2):
        deliver(json.dumps(edited(number)).encode(), JSON)
    dispatcher.stop()
    assert slack.journal == ["chat.postMessage: User Ada Lovelace"]


def test_the_same_text_in_another_message_or_channel_is_answered(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    for body in (mention(1), mention(2, ts="1700000002.2"), mention(3, channel="C2")):
        deliver(json.dumps(body).encode(), JSON)
        wait_until_finished(dispatcher.workers)
    dispatcher.stop()
    assert len(slack.journal) == 3


@pytest.mark.parametrize("seconds", [0.0, 2.0, 3000.0])
@pytest.mark.parametrize("action_id", ["row.card", "row.members", "card.members"])
def test_a_press_that_is_delivered_again_is_answered_once(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, clock: list[float], seconds: float, action_id: str
) -> None:
    body = form(press_payload(slack.url, action_id, ROW))
    deliver(body)
    wait_until_finished(dispatcher.workers)
    answers = len(slack.journal)
    clock[0] = seconds
    assert deliver(body).status_code == 200
    dispatcher.stop()
    assert len(slack.journal) == answers >= 1


def test_another_press_on_the_same_button_is_answered(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, clock: list[float]
) -> None:
    for second in (1, 3):
        payload = press_payload(slack.url, "row.card", ROW)
        payload["actions"][0]["action_ts"] = f"170000000{second}.1"
        clock[0] = float(second)
        deliver(form(payload))
        wait_until_finished(dispatcher.workers)
    other = press_payload(slack.url, "row.card", ROW, user={"id": "U2", "team_id": "T1"})
    deliver(form(other))
    dispatcher.stop()
    assert len(slack.journal) == 3


def test_a_press_without_a_time_is_answered_each_time(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, clock: list[float]
) -> None:
    payload = press_payload(slack.url, "row.card", ROW)
    del payload["actions"][0]["action_ts"]
    for second in (1, 3):
        clock[0] = float(second)
        deliver(form(payload))
        wait_until_finished(dispatcher.workers)
    dispatcher.stop()
    assert len(slack.journal) == 2


def test_a_shortcut_that_is_delivered_again_is_answered_once(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, clock: list[float]
) -> None:
    for body in (form(message_payload(slack)), form(shortcut_payload())):
        for second in (0, 2):
            clock[0] += second
            deliver(body)
            wait_until_finished(dispatcher.workers)
    dispatcher.stop()
    assert [sent.to for sent in slack.sent if sent.to in {"chat.postMessage", "views.open"}] == [
        "chat.postMessage",
        "views.open",
    ]


class TestAfterARestart:
    @pytest.fixture
    def path(self, tmp_path: Path) -> str:
        return str(tmp_path / "store.db")

    @pytest.fixture
    def restarted(self, dispatcher: Dispatcher, path: str) -> Iterator[Restarted]:
        """Return dispatchers over one file, each with a memory of its own."""
        stores: list[SeenDeliveries] = []

        def make() -> Dispatcher:
            stores.append(SeenDeliveries(path, lambda: 1_700_000_000.0))
            memory = Memory(
                latest_press=LocalLatestPress(),
                seen_events=LocalSeenEvents(),
                debouncer=LocalDebouncer(lambda: 0.0),
                stored_deliveries=stores[-1],
            )
            return replace(dispatcher, memory=memory)

        yield make
        for store in stores:
            store.close()

    def deliveries(self, slack: FakeSlack) -> list[dict[str, Any]]:
        return [
            mention(1),
            json.loads(direct(ts="1700000005.1")) | {"event_id": "Ev5"},
            press_payload(slack.url, "row.card", ROW),
            message_payload(slack),
        ]

    def test_what_was_answered_before_is_not_answered_again(
        self,
        restarted: Restarted,
        slack: FakeSlack,
        trust: ssl.SSLContext,
    ) -> None:
        counts = []
        for _ in range(2):
            dispatcher = restarted()
            bolt_app = app.build_app(BotIdentity(web_client("xoxb-test", slack.api_url, trust)), dispatcher)
            for payload in self.deliveries(slack):
                assert bolt_app.deliver(payload, {}).status == 200
                wait_until_finished(dispatcher.workers)
            bolt_app.deliver(edited(2), {})
            wait_until_finished(dispatcher.workers)
            counts.append(len(slack.journal))
        assert counts[0] >= 4
        assert counts[1] == counts[0]

    def test_where_the_store_is_locked_or_broken_everything_is_answered(
        self,
        restarted: Restarted,
        slack: FakeSlack,
        trust: ssl.SSLContext,
        path: str,
    ) -> None:
        dispatcher = restarted()
        bolt_app = app.build_app(BotIdentity(web_client("xoxb-test", slack.api_url, trust)), dispatcher)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            bolt_app.deliver(mention(1), {})
            wait_until_finished(dispatcher.workers)
        Path(path).write_bytes(b"no database" * 100)
        bolt_app.deliver(mention(2, ts="1700000009.1"), {})
        wait_until_finished(dispatcher.workers)
        assert slack.journal == ["chat.postMessage: User Ada Lovelace"] * 2
