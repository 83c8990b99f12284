from __future__ import annotations

from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import Draft, FinalReply, as_pending
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
