from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count

import pytest

from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.outbox import Outbox

SOON = 1010


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Posted:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.some = threading.Event()

    def __call__(self, message: Message) -> None:
        self.texts.append(message.text)
        self.some.set()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def posted() -> Posted:
    return Posted()


@pytest.fixture
def outbox(clock: Clock, posted: Posted) -> Iterator[Outbox]:
    ids = count(1)
    box = Outbox(clock, lambda: f"id{next(ids)}", posted)
    yield box
    box.close()


def saying(text: str) -> Message:
    return Message(ts="", channel="C0CALLS", user="U0CAPIBOT", text=text)


def test_what_waits_is_posted_in_its_turn(outbox: Outbox, clock: Clock, posted: Posted) -> None:
    for text, at in (("third", 1030), ("second", SOON + 5), ("first", SOON)):
        outbox.add(saying(text), at)
    clock.now = 1020
    outbox.post_due()
    assert posted.texts == ["first", "second"]
    assert [(each.post_at, each.made_at) for each in outbox.waiting] == [(1030, 1000)]


def test_a_timer_looks_after_what_is_due(outbox: Outbox, clock: Clock, posted: Posted) -> None:
    clock.now = 2000
    outbox.add(saying("late"), SOON)
    assert posted.some.wait(5)
    assert posted.texts == ["late"]
    assert outbox.waiting == ()


def test_what_is_cancelled_is_never_posted(outbox: Outbox, clock: Clock, posted: Posted) -> None:
    scheduled = outbox.add(saying("never"), SOON)
    assert outbox.cancel(scheduled.id)
    assert not outbox.cancel(scheduled.id)
    clock.now = 2000
    outbox.post_due()
    assert posted.texts == []


def test_a_closed_box_keeps_nothing(outbox: Outbox) -> None:
    outbox.add(saying("x"), SOON)
    outbox.close()
    assert outbox.waiting == ()
