from __future__ import annotations

from concurrent.futures import Future

import pytest

from capi_bot.concurrency import Wait
from capi_bot.errors import UserError
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import DeferredReply, Draft, FinalReply, as_pending
from tests.jobs import finish
from tests.slack.interactions import ScriptedReply, message, once

MESSAGE = Message(text="é", blocks=({"type": "divider"},))


def test_a_message_is_a_reply_that_was_final_from_the_start() -> None:
    assert as_pending(MESSAGE) == FinalReply(message=MESSAGE)
    assert finish(as_pending(MESSAGE).render(0)) == Draft(message=MESSAGE, is_final=True)


def test_a_message_is_drawn_without_a_wait() -> None:
    assert list(as_pending(MESSAGE).render(10)) == []


def test_a_pending_reply_stays_itself() -> None:
    unfinished = ScriptedReply(finished_at=1)

    assert as_pending(unfinished) is unfinished


def test_what_cannot_be_changed_later_is_rendered_once_as_it_is() -> None:
    unfinished, waits = ScriptedReply(finished_at=1), list[str]()

    assert once(unfinished, 1.5, lambda: waits.append("wait")) == message("first")
    assert (unfinished.timeouts, waits) == ([1.5], [])


def test_a_deferred_reply_begins_once_with_what_it_waited_for() -> None:
    done, begun = Future[str](), list[str]()

    def begin(result: str) -> ScriptedReply:
        begun.append(result)
        return ScriptedReply(finished_at=1)

    reply = DeferredReply(future=done, begin=begin)
    steps = reply.render(0)
    waits = [next(steps)]
    done.set_result("read")

    assert waits == [Wait(futures=(done,))]
    assert [finish(reply.render(timeout)).is_final for timeout in (1, 2)] == [False, True]
    assert begun == ["read"]


def test_a_deferred_reply_is_drawn_once_as_the_reply_that_it_becomes() -> None:
    done = Future[None]()
    done.set_result(None)
    reply = ScriptedReply(finished_at=1)

    assert once(DeferredReply(future=done, begin=lambda _: reply), 1.5, lambda: None) == message("first")
    assert reply.timeouts == [1.5]
    assert finish(DeferredReply(future=done, begin=lambda _: MESSAGE).render(0)).message == MESSAGE


def test_a_deferred_reply_raises_what_it_waited_for() -> None:
    failed = Future[None]()
    failed.set_exception(UserError("not now"))

    with pytest.raises(UserError, match="not now"):
        finish(DeferredReply(future=failed, begin=lambda _: MESSAGE).render(0))
