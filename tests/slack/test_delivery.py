"""The delivery loop, with a destination and replies that follow a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from capi_bot.concurrency import Steps
from capi_bot.errors import DeadlineExceededError, UnreachableError
from capi_bot.slack.delivery import REPORTS, deliver
from capi_bot.slack.destinations.destination import Destination, SendResult, ShareButton
from capi_bot.slack.memory import MessageBusyError
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.pending_reply import (
    BUSY_WAIT,
    MAX_POLLS,
    MAX_UPDATES,
    POST_ONCE_WAIT,
    REPLACE_WAIT,
    UPDATE_WAIT,
    Draft,
    PendingReply,
)
from capi_bot.slack.views import (
    notices,
    sharing,
)
from tests.jobs import drain
from tests.slack.interactions import ScriptedReply, message, show


class ScriptedDestination(Destination):
    """A destination that notes what it is given, and returns some results; the last of these stays."""

    def __init__(
        self,
        *results: SendResult,
        first_wait: float | None = 0.0,
        once_wait: float = POST_ONCE_WAIT,
        share: ShareButton | None = None,
        share_once: ShareButton | None = None,
    ) -> None:
        self.calls: list[tuple[str, Message]] = []
        self.first_wait = first_wait
        self.once_wait = once_wait
        self.share = share
        self.share_once = share_once
        self._results = list(results or [SendResult.REPLACEABLE])

    @property
    def journal(self) -> list[str]:
        return [f"{method}: {message.text}" for method, message in self.calls]

    @property
    def last_blocks(self) -> list[Block]:
        """The last block of each message."""
        return [message.blocks[-1] for _, message in self.calls]

    def send(self, message: Message) -> SendResult:
        return self._note("send", message)

    def send_once(self, message: Message) -> SendResult:
        return self._note("send_once", message)

    def replace(self, message: Message) -> SendResult:
        return self._note("replace", message)

    def report_wait(self, notice: Message) -> None:
        self.calls.append(("report_wait", notice))

    def report(self, failure: Message) -> SendResult:
        self.calls.append(("report", failure))
        return SendResult.FINAL

    def _note(self, method: str, message: Message) -> SendResult:
        self.calls.append((method, message))
        return self._results.pop(0) if len(self._results) > 1 else self._results[0]


class DraftedReply(PendingReply):
    """A reply of some drafts, the last of which is final unless it is to go on for ever."""

    def __init__(self, texts: Iterable[str], *, is_endless: bool = False) -> None:
        self.timeouts: list[float] = []
        self._texts = list(texts)
        self._is_endless = is_endless

    def render(self, timeout: float) -> Steps[Draft]:
        self.timeouts.append(timeout)
        yield from ()
        is_last = len(self._texts) == 1
        text = self._texts[0] if is_last else self._texts.pop(0)
        return Draft(message=message(text), is_final=is_last and not self._is_endless)


class ReplyShownOnce(ScriptedReply):
    """A reply that is drawn in a way of its own where it can be shown only once."""

    def render_once(self, timeout: float, *, is_late: bool) -> Steps[Message | None]:
        yield from ()
        if is_late:
            return message("by then")
        self.timeouts.append(timeout)
        return None


class TestWhatBecomesBetterByItself:
    def test_is_replaced_whenever_there_is_news_until_it_is_final(self) -> None:
        destination, reply = ScriptedDestination(), DraftedReply(["a", "b", "c"])
        show(destination, reply)
        assert destination.journal == ["send: a", "replace: b", "replace: c"]
        assert reply.timeouts == [0, UPDATE_WAIT, UPDATE_WAIT]

    def test_is_sent_once_where_it_is_final_at_first(self) -> None:
        destination, reply = ScriptedDestination(first_wait=REPLACE_WAIT), ScriptedReply()
        show(destination, reply)
        assert destination.journal == ["send: last"]
        assert reply.timeouts == [REPLACE_WAIT]

    def test_a_message_is_delivered_as_it_is(self) -> None:
        destination = ScriptedDestination()
        show(destination, message("alone"))
        assert destination.journal == ["send: alone"]

    @pytest.mark.parametrize("result", [SendResult.FINAL, SendResult.LOST, SendResult.NOT_SHARED])
    def test_is_not_rendered_again_where_what_was_sent_cannot_be_replaced(self, result: SendResult) -> None:
        destination, reply = ScriptedDestination(result), ScriptedReply(finished_at=9)
        show(destination, reply)
        assert [call for call in destination.journal if not call.startswith("report")] == ["send: first"]
        assert reply.timeouts == [0]

    def test_is_replaced_no_more_once_somebody_pressed_again(self) -> None:
        destination = ScriptedDestination(SendResult.REPLACEABLE, SendResult.FINAL)
        reply = DraftedReply(["a", "b", "c", "d"])
        show(destination, reply)
        assert destination.journal == ["send: a", "replace: b"]
        assert reply.timeouts == [0, UPDATE_WAIT]

    def test_a_draft_that_equals_what_was_sent_is_not_sent_again(self) -> None:
        destination = ScriptedDestination(share=ShareButton.TO_CHANNEL)
        show(destination, DraftedReply(["a", "a", "b", "b", "a"]))
        assert destination.journal == ["send: a", "replace: b", "replace: a"]

    def test_a_final_draft_that_equals_what_was_sent_is_not_sent_again(self) -> None:
        destination, reply = ScriptedDestination(), DraftedReply(["a", "a"])
        show(destination, reply)
        assert destination.journal == ["send: a"]
        assert reply.timeouts == [0, UPDATE_WAIT]

    def test_is_replaced_a_few_times_at_most_and_the_last_time_by_what_is_final(self) -> None:
        destination, reply = ScriptedDestination(), DraftedReply("abcdefg")
        show(destination, reply)
        assert destination.journal == ["send: a", "replace: b", "replace: c", "replace: g"]
        assert len(destination.calls) == 1 + MAX_UPDATES
        assert reply.timeouts == [0, *[UPDATE_WAIT] * 6]

    def test_drafts_that_are_not_sent_use_up_no_update(self) -> None:
        destination = ScriptedDestination()
        show(destination, DraftedReply(["a", "a", "a", "b", "b", "c", "d", "e"]))
        assert destination.journal == ["send: a", "replace: b", "replace: c", "replace: e"]

    def test_is_given_up_after_some_polls(self) -> None:
        destination, reply = ScriptedDestination(), DraftedReply(["a", "b", "c"], is_endless=True)
        with pytest.raises(DeadlineExceededError):
            show(destination, reply)
        assert destination.journal == ["send: a", "replace: b", "replace: c"]
        assert reply.timeouts == [0, *[UPDATE_WAIT] * MAX_POLLS]

    def test_may_be_final_at_the_last_poll(self) -> None:
        destination = ScriptedDestination()
        show(destination, DraftedReply(["a"] * MAX_POLLS + ["b"]))
        assert destination.journal == ["send: a", "replace: b"]

    def test_what_it_raises_is_the_callers_to_report(self) -> None:
        class Broken(ScriptedReply):
            def message(self, text: str) -> Message:
                if text == "last":
                    raise UnreachableError("refused")
                return message(text)

        destination = ScriptedDestination()
        with pytest.raises(UnreachableError):
            show(destination, Broken(finished_at=1))
        assert destination.journal == ["send: first"]


class TestWhatCanBeShownOnlyOnce:
    def test_is_shown_as_it_is_after_a_short_while(self) -> None:
        destination, reply = ScriptedDestination(SendResult.FINAL, first_wait=None), ScriptedReply(finished_at=1)
        show(destination, reply)
        assert destination.journal == ["send_once: first"]
        assert reply.timeouts == [POST_ONCE_WAIT]

    def test_is_waited_for_as_long_as_the_destination_says(self) -> None:
        destination = ScriptedDestination(SendResult.FINAL, first_wait=None, once_wait=UPDATE_WAIT)
        reply = ScriptedReply()
        show(destination, reply)
        assert reply.timeouts == [UPDATE_WAIT]

    def test_is_drawn_in_its_own_way_where_it_has_one_and_whoever_waits_long_is_told(self) -> None:
        destination, reply = ScriptedDestination(SendResult.FINAL, first_wait=None), ReplyShownOnce()
        show(destination, reply)
        assert destination.calls == [("report_wait", notices.searching()), ("send_once", message("by then"))]
        assert reply.timeouts == [POST_ONCE_WAIT]

    def test_is_rendered_anew_where_the_destination_did_not_take_it_as_what_may_change(self) -> None:
        destination = ScriptedDestination(SendResult.SEND_ONCE, SendResult.FINAL, once_wait=5.0)
        reply = ReplyShownOnce(finished_at=9)
        show(destination, reply)
        assert destination.journal == ["send: first", f"report_wait: {notices.searching().text}", "send_once: by then"]
        assert reply.timeouts == [0, 5.0]

    def test_is_never_replaced(self) -> None:
        destination = ScriptedDestination(SendResult.SEND_ONCE, SendResult.REPLACEABLE)
        reply = DraftedReply(["a", "b", "c"])
        show(destination, reply)
        assert destination.journal == ["send: a", "send_once: b"]
        assert reply.timeouts == [0, POST_ONCE_WAIT]

    def test_nobody_is_told_to_wait_by_a_reply_that_has_no_way_of_its_own(self) -> None:
        destination = ScriptedDestination(SendResult.SEND_ONCE, SendResult.FINAL)
        show(destination, ScriptedReply(finished_at=9))
        assert destination.journal == ["send: first", "send_once: first"]


REPORTED = {
    SendResult.LOST: notices.not_delivered(),
    SendResult.UNCERTAIN: notices.may_be_posted(None),
    SendResult.UNFINISHED: notices.unfinished(),
    SendResult.NOT_OPENED: notices.not_opened(),
    SendResult.SHARED: sharing.shared_note(),
    SendResult.NOT_SHARED: sharing.not_shared_note(),
    SendResult.NO_UPLOAD_SCOPE: sharing.missing_scope(),
    SendResult.NOT_IN_CHANNEL: sharing.not_in_channel(),
    SendResult.UPLOAD_UNCERTAIN: sharing.may_be_uploaded(None),
    SendResult.UPLOAD_LOST: sharing.not_uploaded(),
}


class TestAResultThatThePersonCannotSee:
    def test_has_words(self) -> None:
        assert set(REPORTS) == set(REPORTED)
        assert len({report.text for report in REPORTED.values()}) == len(REPORTED)

    @pytest.mark.parametrize(("result", "report"), REPORTED.items())
    def test_is_reported_after_a_first_message(self, result: SendResult, report: Message) -> None:
        destination = ScriptedDestination(result)
        show(destination, ScriptedReply())
        assert destination.calls == [("send", message("last")), ("report", report)]

    @pytest.mark.parametrize(("result", "report"), REPORTED.items())
    def test_is_reported_after_an_update(self, result: SendResult, report: Message) -> None:
        destination = ScriptedDestination(SendResult.REPLACEABLE, result)
        show(destination, ScriptedReply(finished_at=1))
        assert destination.calls == [
            ("send", message("first")),
            ("replace", message("last")),
            ("report", report),
        ]

    @pytest.mark.parametrize(("result", "report"), REPORTED.items())
    def test_is_reported_after_a_message_that_is_sent_once(self, result: SendResult, report: Message) -> None:
        destination = ScriptedDestination(result, first_wait=None)
        show(destination, ScriptedReply())
        assert destination.calls == [("send_once", message("last")), ("report", report)]

    @pytest.mark.parametrize("result", [SendResult.REPLACEABLE, SendResult.FINAL])
    def test_is_none_where_the_answer_stands_there(self, result: SendResult) -> None:
        destination = ScriptedDestination(result)
        show(destination, ScriptedReply(finished_at=1))
        assert not any(method == "report" for method, _ in destination.calls)

    def test_of_a_shared_message_is_reported_once_and_the_message_replaced(self) -> None:
        destination = ScriptedDestination(SendResult.SHARED, SendResult.REPLACEABLE)
        show(destination, ScriptedReply(finished_at=1))
        assert destination.journal == ["send: first", f"report: {sharing.shared_note().text}", "replace: last"]


class TestTheButtonThatShares:
    @staticmethod
    def elements(blocks: Sequence[Block]) -> list[str | None]:
        return [block["elements"][0]["type"] if block["type"] == "actions" else None for block in blocks]

    class Found(ScriptedReply):
        def message(self, text: str) -> Message:
            return replace(message(text), share="list:n=1")

    @pytest.mark.parametrize(
        ("share", "element"),
        [(None, None), (ShareButton.TO_CHANNEL, "button"), (ShareButton.TO_ANY_CHANNEL, "conversations_select")],
    )
    def test_stands_below_what_is_sent_and_what_replaces_it(
        self, share: ShareButton | None, element: str | None
    ) -> None:
        destination = ScriptedDestination(share=share)
        show(destination, self.Found(finished_at=1))
        assert destination.journal == ["send: first", "replace: last"]
        assert self.elements(destination.last_blocks) == [element] * 2

    @pytest.mark.parametrize(
        ("share", "share_once", "elements"),
        [
            (None, ShareButton.TO_CHANNEL, [None, "button"]),
            (ShareButton.TO_CHANNEL, None, ["button", None]),
            (None, ShareButton.TO_ANY_CHANNEL, [None, "conversations_select"]),
        ],
    )
    def test_may_be_another_one_below_what_is_sent_once(
        self, share: ShareButton | None, share_once: ShareButton | None, elements: list[str | None]
    ) -> None:
        destination = ScriptedDestination(SendResult.SEND_ONCE, SendResult.FINAL, share=share, share_once=share_once)
        show(destination, self.Found())
        assert destination.journal == ["send: last", "send_once: last"]
        assert self.elements(destination.last_blocks) == elements

    def test_is_none_below_what_cannot_be_shared_nor_below_a_report(self) -> None:
        destination = ScriptedDestination(SendResult.LOST, share=ShareButton.TO_CHANNEL)
        show(destination, message("alone"))
        assert destination.calls == [("send", message("alone")), ("report", notices.not_delivered())]


def test_while_another_answer_to_the_same_message_is_sent_the_thread_is_given_back() -> None:
    class BusyDestination(ScriptedDestination):
        busy = 3

        def send(self, message: Message) -> SendResult:
            if self.busy:
                self.busy -= 1
                raise MessageBusyError
            return super().send(message)

    destination = BusyDestination(SendResult.FINAL)
    pauses: list[float | None] = []
    assert drain(deliver(ScriptedReply(), destination), pauses) is SendResult.FINAL
    assert (destination.journal, pauses) == (["send: last"], [BUSY_WAIT] * 3)
