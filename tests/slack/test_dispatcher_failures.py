from __future__ import annotations

import logging
from threading import Event, Thread

import pytest

from capi_bot.errors import (
    DeadlineExceededError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    ProblemDetails,
    RateLimitedError,
    UnauthorizedError,
    UnreachableError,
)
from capi_bot.slack.button_state import TabState, encode_tab
from capi_bot.slack.destinations import pressed_message
from capi_bot.slack.dispatcher import Dispatcher
from tests.fakes import FakeApi, Gate
from tests.fakes_slack import TIMEOUT, FakeSlack, Sent
from tests.slack.interactions import (
    ADA,
    CALL,
    IN_MODAL,
    LISTED,
    ROW,
    USER,
    fill,
    is_latest,
    mention,
    press,
    shown,
    slash,
)

REFUSED = ProblemDetails(status=499, title="Refused", trace_id="trace-1")
KINDS = [
    (NotFoundError(REFUSED), "does not know it", False),
    (ForbiddenError(REFUSED), "does not let this bot", False),
    (UnauthorizedError(REFUSED), "did not accept the bot's credentials", False),
    (RateLimitedError(ProblemDetails(status=429, retry_after=17)), "17 s", True),
    (InvalidRequestError(REFUSED), "did not understand", False),
    (DeadlineExceededError("slow"), "took too long", True),
    (UnreachableError("refused"), "could not be reached", True),
]


@pytest.mark.parametrize(("error", "words", "again"), KINDS, ids=[type(kind[0]).__name__ for kind in KINDS])
def test_every_kind_of_failure_is_told_in_words_and_where_it_helps_with_try_again(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, error: Exception, words: str, *, again: bool
) -> None:
    api.fail("conversations", error)
    dispatcher.command(slash(slack, "conversations"))
    dispatcher.stop()
    (sent,) = slack.sent
    assert (sent.to, sent.body["response_type"]) == ("/response/slash", "ephemeral")
    assert words in sent.text
    assert ('"action_id": "again"' in shown(sent)) is again


def test_a_failed_press_is_shown_to_the_person_who_pressed_and_the_message_stays(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    api.fail("members", UnreachableError("refused"))
    dispatcher.press(press(slack, "row.members", ROW))
    dispatcher.stop()
    (sent,) = slack.sent
    assert (sent.body["response_type"], sent.body["replace_original"]) == ("ephemeral", False)


class TestWhatComesLater:
    """A conversation's files, which take longer than a press is left without a word."""

    DOWNLOAD = encode_tab(TabState(conversation_id=CALL))

    @pytest.fixture(autouse=True)
    def slow(self, api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> Gate:
        monkeypatch.setattr(pressed_message.ThreadFiles, "first_wait", 0.05)
        return api.block("events", CALL)

    def _download(self, dispatcher: Dispatcher, slack: FakeSlack, gate: Gate) -> list[Sent]:
        dispatcher.press(press(slack, "card.download", self.DOWNLOAD))
        slack.until(lambda sent: len(sent) == 1)
        gate.set()
        dispatcher.stop()
        return slack.sent

    def test_fails_in_words_and_can_be_tried_again(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, slow: Gate
    ) -> None:
        api.fail("events", UnreachableError("reset"), CALL)
        first, last = self._download(dispatcher, slack, slow)
        assert "Collecting every event…" in first.text
        assert "could not be reached" in last.text
        assert '"action_id": "again"' in shown(last)

    def test_tells_a_bug_by_its_id(self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, slow: Gate) -> None:
        api.fail("events", ZeroDivisionError(), CALL)
        _, last = self._download(dispatcher, slack, slow)
        assert "c0ffee42" in last.text


class TestBugs:
    def test_t5_a_bug_is_logged_whole_and_told_by_its_id_only(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, caplog: pytest.LogCaptureFixture
    ) -> None:
        api.fail("conversations", ZeroDivisionError("of the secret hush"))
        dispatcher.command(slash(slack, "conversations"))
        dispatcher.stop()
        (sent,) = slack.sent
        assert sent.body["response_type"] == "ephemeral"
        assert "c0ffee42" in sent.text
        assert "hush" not in shown(sent)
        assert "ZeroDivision" not in shown(sent)
        (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
        assert record.getMessage() == "Interaction c0ffee42"
        assert "ZeroDivisionError: of the secret hush" in caplog.text

    def test_a_bug_of_a_press_and_of_a_mention_is_told_too(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        api.fail("user", KeyError("x"))
        dispatcher.press(press(slack, "user.open", USER))
        dispatcher.mention(mention(f"user {ADA}"))
        dispatcher.stop()
        assert {sent.to for sent in slack.sent} == {"/response/press1", "chat.postMessage"}
        assert all("c0ffee42" in sent.text for sent in slack.sent)


class TestFull:
    @pytest.fixture(autouse=True)
    def full(self, dispatcher: Dispatcher) -> Event:
        """All four places of the pool are taken until this is set."""
        leave = Event()
        fill(dispatcher.workers, lambda: _wait(leave))
        return leave

    def test_a_command_is_acknowledged_with_words(self, dispatcher: Dispatcher, slack: FakeSlack, full: Event) -> None:
        assert "busy" in dispatcher.command(slash(slack, "conversations"))
        full.set()
        dispatcher.stop()
        assert slack.sent == []

    def test_a_mention_is_told_in_its_thread(self, dispatcher: Dispatcher, slack: FakeSlack, full: Event) -> None:
        dispatcher.mention(mention("help"))
        dispatcher.busy_notices.stop()
        full.set()
        (sent,) = slack.sent
        assert (sent.to, sent.body["thread_ts"]) == ("chat.postMessage", "1700000002.1")
        assert "busy" in sent.text

    def test_a_press_is_shown_to_the_person_who_pressed_and_spoils_no_earlier_one(
        self, dispatcher: Dispatcher, slack: FakeSlack, full: Event
    ) -> None:
        dispatcher.press(press(slack, "row.members", ROW, 2))
        dispatcher.press(press(slack, "card.refresh", encode_tab(TabState(conversation_id=CALL)), 3, **IN_MODAL))
        dispatcher.busy_notices.stop()
        full.set()
        first, second = slack.sent
        assert (first.to, first.body["response_type"]) == ("/response/press2", "ephemeral")
        assert second.to == "views.update"
        assert "busy" in first.text
        assert "busy" in second.text
        assert is_latest(dispatcher.memory.latest_press, f"C1 {LISTED}", "1700000101.1")

    def test_what_finds_no_room_even_for_that_is_counted_and_logged(
        self, dispatcher: Dispatcher, slack: FakeSlack, full: Event, caplog: pytest.LogCaptureFixture
    ) -> None:
        fill(dispatcher.busy_notices, lambda: _wait(full))
        dispatcher.mention(mention("help"))
        full.set()
        dispatcher.stop()
        assert slack.sent == []
        assert "An answer reached nobody: there was no room for it (1 since the start)." in caplog.text


def _wait(leave: Event) -> None:
    assert leave.wait(TIMEOUT)


def test_stopping_finishes_what_was_taken_and_takes_no_more(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    slow = api.block("conversations")
    dispatcher.command(slash(slack, "conversations"))
    stopping = Thread(target=dispatcher.stop)
    stopping.start()
    slow.set()
    stopping.join(TIMEOUT)
    assert not stopping.is_alive()
    assert "Front door" in shown(slack.sent[-1])
    before = len(slack.sent)
    assert "busy" in dispatcher.command(slash(slack, "conversations"))
    dispatcher.mention(mention("help"))
    dispatcher.press(press(slack, "row.members", ROW))
    assert len(slack.sent) == before
