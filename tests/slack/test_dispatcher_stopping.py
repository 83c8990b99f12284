"""Stopping: what was acknowledged is answered, or its person is told that it was cut short."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from capi_bot.concurrency import BoundedExecutor, JobInterruptedError
from capi_bot.slack.button_state import RetryState, TabState, decode_retry, encode_tab
from capi_bot.slack.destinations.destination import Destination, SendResult
from capi_bot.slack.dispatcher import Dispatcher, _report_failure
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import HomeOpened
from tests.fakes import FakeApi
from tests.fakes_slack import TIMEOUT, FakeSlack, Sent
from tests.jobs import wait_until_finished
from tests.slack.interactions import CALL, IN_MODAL, ROW, USER, actor, mention, message, press, shown, slash

PLENTY = 20.0
"""Seconds to tell people in, of which these tests use none."""

RESTARTED = "I was restarted before I could answer."


@pytest.fixture
def dispatcher(dispatcher: Dispatcher) -> Dispatcher:
    """One thread, in which two jobs of each person are at work."""
    timer = dispatcher.workers._timer
    return replace(dispatcher, workers=BoundedExecutor("workers", threads=1, per_key=2, timer=timer))


@pytest.fixture
def hanging(api: FakeApi) -> Iterator[None]:
    """Let every read of the API hang until the end of the test."""
    gates = [api.block(method) for method in ("conversations", "conversation", "members", "calls", "users", "user")]
    yield
    for gate in gates:
        gate.set()


def buttons(sent: Sent) -> list[dict[str, Any]]:
    blocks = sent.body.get("blocks") or sent.body["view"]["blocks"]
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


def retry_of(sent: Sent) -> RetryState:
    (button,) = buttons(sent)
    assert button["action_id"] == "again"
    return decode_retry(button["value"])


@pytest.mark.usefixtures("hanging")
class TestWhoIsNotAnsweredInTime:
    def test_is_told_whether_their_command_has_begun_or_not_with_a_button_that_types_it_again(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        for number in range(60):
            assert (
                dispatcher.command(replace(slash(slack, "conversations"), response_url=slack.response_url(f"{number}")))
                == ""
            )
        dispatcher.stop(work=0, report=PLENTY)
        assert {sent.to for sent in slack.sent} == {f"/response/{number}" for number in range(60)}
        assert len(slack.sent) == 60
        assert all(sent.text.startswith(f"⚠️ {RESTARTED}\nPlease press again, or type it again") for sent in slack.sent)
        assert {retry_of(sent).typed for sent in slack.sent} == {"conversations"}

    @pytest.mark.parametrize(
        ("do", "to"),
        [
            (lambda dispatcher, slack: dispatcher.press(press(slack, "row.members", ROW)), "/response/press1"),
            (
                lambda dispatcher, slack: dispatcher.press(
                    press(slack, "card.refresh", encode_tab(TabState(conversation_id=CALL)), **IN_MODAL)
                ),
                "views.update",
            ),
            (lambda dispatcher, slack: dispatcher.press(press(slack, "user.open", USER)), "chat.postMessage"),
            (lambda dispatcher, _: dispatcher.mention(mention("conversations")), "chat.postMessage"),
            (
                lambda dispatcher, _: dispatcher.home_opened(
                    HomeOpened(actor=actor(), event_id="Ev1", tab="home", opened_ts="1700000000.1")
                ),
                "views.publish",
            ),
        ],
        ids=["press", "modal", "thread", "mention", "home"],
    )
    def test_is_told_where_they_look(
        self,
        dispatcher: Dispatcher,
        slack: FakeSlack,
        do: Callable[[Dispatcher, FakeSlack], object],
        to: str,
    ) -> None:
        do(dispatcher, slack)
        dispatcher.stop(work=0, report=PLENTY)
        assert slack.sent[-1].to in {to, "/response/press1", "chat.postEphemeral"}
        assert "I was restarted before I could answer." in shown(slack.sent[-1])

    def test_is_told_although_all_threads_hang_at_slack_those_too_for_whom_they_hang(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        there, leave = Event(), Event()

        def hang(_: Sent) -> None:
            if not there.is_set():
                there.set()
                leave.wait(TIMEOUT)

        slack.on_sent = hang
        dispatcher.mention(mention("help"))
        assert there.wait(TIMEOUT)
        dispatcher.command(slash(slack, "conversations"))
        dispatcher.stop(work=0, report=0.5)
        told = {sent.to for sent in slack.sent if RESTARTED in sent.text}
        leave.set()
        assert told == {"chat.postMessage", "/response/slash"}

    @pytest.mark.parametrize("is_released", ["while others are told", "before they are told"])
    def test_is_told_once_where_the_job_that_hangs_at_slack_goes_on_meanwhile(
        self, dispatcher: Dispatcher, slack: FakeSlack, is_released: str
    ) -> None:
        there, leave, told = Event(), Event(), Event()

        def hang(sent: Sent) -> None:
            if RESTARTED in shown(sent):
                told.set()
                leave.set()
            elif not there.is_set():
                there.set()
                leave.wait(TIMEOUT)

        slack.on_sent = hang
        dispatcher.press(press(slack, "row.card", ROW, ephemeral=True))
        assert there.wait(TIMEOUT)
        if is_released == "before they are told":
            leave.set()
        dispatcher.stop(work=0, report=0.5)
        assert told.wait(TIMEOUT)
        wait_until_finished(dispatcher.workers)
        assert [sent.to for sent in slack.sent if RESTARTED in shown(sent)] != []
        assert len([sent for sent in slack.sent if RESTARTED in shown(sent)]) == 1


def test_who_is_answered_in_time_is_told_nothing_more(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    gate = api.block("conversations")
    dispatcher.command(slash(slack, "conversations"))
    assert gate.reached.wait(TIMEOUT)
    gate.set()
    dispatcher.stop(work=TIMEOUT, report=0)
    assert not any(RESTARTED in sent.text for sent in slack.sent)
    assert slack.sent[0].to == "chat.postMessage"
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


def test_nothing_is_taken_any_more(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    dispatcher.stop(work=0)
    assert "try again" in dispatcher.command(slash(slack, "conversations"))
    assert slack.sent == []


def test_a_note_that_is_to_be_tried_again_after_a_pause_is_tried_again_at_once() -> None:
    tries = list[Message]()

    class NotYet(Destination):
        def send(self, message: Message) -> SendResult:
            raise AssertionError(message)

        def report(self, failure: Message) -> SendResult:
            tries.append(failure)
            return SendResult.NOT_YET

    steps = _report_failure(message("failure"), NotYet(), None)
    assert next(steps).timeout
    with suppress(StopIteration):
        steps.throw(JobInterruptedError())
    assert len(tries) == 2
