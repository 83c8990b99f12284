from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.deliveries import Courier
from capi_bot.sandbox.slack.delivery_bodies import (
    Parcel,
    Receipt,
    Retry,
    command_parcel,
    event_parcel,
)

EVENT = event_parcel({"event": {"type": "app_mention", "text": "<@U0CAPIBOT> help"}, "event_id": "Ev1"})
TAKEN = Receipt(status=200)
FAILED = Receipt(status=500, error="dispatch_failed", reason="http_error")


class Way:
    """Be a way to an app that answers what it is told to, and remembers what it got."""

    def __init__(self) -> None:
        self.got: list[tuple[Parcel, Retry | None]] = []
        self.receipts: list[Receipt] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.seen: object = None

    def send(self, parcel: Parcel, retry: Retry | None, patience: float) -> Receipt:
        assert patience == 3.0
        self.got.append((parcel, retry))
        self.seen = self.meanwhile()
        return self.receipts.pop(0) if self.receipts else TAKEN


@pytest.fixture
def way() -> Way:
    return Way()


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def courier(way: Way, journal: Journal) -> Callable[..., Courier]:
    def make(pauses: tuple[float, ...] = (0.0, 0.0)) -> Courier:
        return Courier(
            transport=way,
            journal=journal,
            clock=lambda: 7.0,
            patience=3.0,
            pauses=pauses,
        )

    return make


def test_the_journal_has_a_delivery_while_the_app_is_still_at_it(
    courier: Callable[..., Courier], way: Way, journal: Journal
) -> None:
    way.meanwhile = lambda: [(entry.title, entry.status, entry.summary) for entry in journal.news(0)]
    courier().deliver(EVENT)
    assert way.seen == [("app_mention", "pending", "<@U0CAPIBOT> help")]


@pytest.mark.parametrize(
    ("text", "answered"), [('{"text": "hello"}', {"text": "hello"}), ("hello", "hello"), ("", None)]
)
def test_the_journal_has_what_was_sent_and_what_was_answered(
    courier: Callable[..., Courier], way: Way, journal: Journal, text: str, answered: object
) -> None:
    way.receipts = [Receipt(status=200, text=text)]
    courier().deliver(command_parcel({"command": "/capi", "text": "help"}, "/capi help"))
    [entry] = journal.news(0)

    assert (entry.kind, entry.title, entry.summary, entry.at) == ("delivery", "slash_commands", "/capi help", 7.0)
    assert entry.sent == {"command": "/capi", "text": "help"}
    assert (entry.status, entry.answered, entry.failed) == ("200", answered, False)
    assert entry.ms is not None


def test_the_journal_has_each_attempt_and_why_it_was_made(
    courier: Callable[..., Courier], way: Way, journal: Journal
) -> None:
    way.receipts = [Receipt(error="operation_timeout", reason="timeout")]
    courier().deliver_event(EVENT)

    assert [(entry.status, entry.failed, entry.summary) for entry in journal.news(0)] == [
        ("operation_timeout", True, "<@U0CAPIBOT> help"),
        ("200", False, "<@U0CAPIBOT> help · retry 1: timeout"),
    ]


def test_an_event_comes_again_until_it_is_taken(courier: Callable[..., Courier], way: Way) -> None:
    way.receipts = [FAILED, Receipt(error="operation_timeout", reason="timeout")]
    assert courier().deliver_event(EVENT) == TAKEN
    assert way.got == [
        (EVENT, None),
        (EVENT, Retry(attempt=1, reason="http_error")),
        (EVENT, Retry(attempt=2, reason="timeout")),
    ]


def test_an_event_is_tried_once_more_a_pause_and_then_given_up(courier: Callable[..., Courier], way: Way) -> None:
    way.receipts = [FAILED] * 9
    assert courier(pauses=(0.0, 0.0, 0.0)).deliver_event(EVENT) == FAILED
    assert len(way.got) == 4


def test_an_app_may_ask_for_no_retry(courier: Callable[..., Courier], way: Way) -> None:
    way.receipts = [Receipt(status=500, error="dispatch_failed", headers={"x-slack-no-retry": "1"})]
    courier().deliver_event(EVENT)
    assert len(way.got) == 1


def test_a_closed_courier_tries_nothing_again(courier: Callable[..., Courier], way: Way) -> None:
    way.receipts = [FAILED]
    closed = courier(pauses=(60.0,))
    closed.close()
    closed.deliver_event(EVENT)
    assert len(way.got) == 1


def test_what_the_app_said_and_slack_refused_is_written_down_with_the_answer(
    courier: Callable[..., Courier], journal: Journal
) -> None:
    refusal = {"ok": False, "error": "invalid_blocks", "errors": ["unsupported type [json-pointer:/blocks/0/type]"]}
    courier().not_taken("slash_commands", Receipt(status=200, text='{"blocks": [{}]}'), refusal)
    courier().not_taken("view_submission", Receipt(status=200, text="thanks"), refusal)
    first, second = journal.news(0)
    assert (first.kind, first.title, first.summary) == ("method", "ack", "slash_commands")
    assert (first.sent, first.status, first.failed, first.answered) == (
        {"blocks": [{}]},
        "invalid_blocks",
        True,
        refusal,
    )
    assert second.sent == "thanks"
