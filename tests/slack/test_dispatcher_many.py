"""Many interactions of one person: others are served meanwhile, and the same press again and again is answered once."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest

from capi_bot.concurrency import BoundedExecutor
from capi_bot.slack.button_state import TabState, encode_tab
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.payloads import Actor, HomeOpened, SlashCommand
from tests.fakes import FakeApi
from tests.fakes_slack import TIMEOUT, FakeSlack
from tests.slack.interactions import ADA, CALL, IN_MODAL, ROW, actor, fill, mention, press, shown, slash

PER_PERSON, WAITING = 2, 3


@pytest.fixture
def dispatcher(dispatcher: Dispatcher) -> Dispatcher:
    """Two jobs of each person are at work, and three wait."""
    timer = dispatcher.workers._timer
    workers = BoundedExecutor("workers", threads=4, queue=20, per_key=PER_PERSON, queue_per_key=WAITING, timer=timer)
    return replace(dispatcher, workers=workers)


def of_bob(slash: SlashCommand) -> SlashCommand:
    return replace(slash, actor=actor("UBOB"))


def test_somebody_else_is_answered_while_one_persons_answers_hang(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    hanging = api.block("conversations")
    for _ in range(PER_PERSON + WAITING):
        assert dispatcher.command(slash(slack, "conversations")) == ""
    dispatcher.command(of_bob(slash(slack, f"user {ADA}")))
    slack.until(lambda sent: "Ada Lovelace" in shown(sent[-1]) if sent else False)
    hanging.set()
    dispatcher.stop()
    assert len([sent for sent in slack.sent if sent.to == "chat.postMessage"]) == PER_PERSON + WAITING + 1


def test_who_has_too_much_waiting_is_told_so_and_nobody_else_is(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    hanging = api.block("conversations")
    acknowledged = [dispatcher.command(slash(slack, "conversations")) for _ in range(PER_PERSON + WAITING + 2)]
    assert ["busy" in text for text in acknowledged] == [False] * (PER_PERSON + WAITING) + [True] * 2
    dispatcher.mention(mention("help"))
    assert dispatcher.command(of_bob(slash(slack, "help"))) == ""
    hanging.set()
    dispatcher.stop()
    assert ["busy" in sent.text for sent in slack.sent].count(True) == 1
    assert any("1700000002.1" in shown(sent) and "busy" in sent.text for sent in slack.sent)


@pytest.mark.parametrize("where", [{}, IN_MODAL])
def test_the_same_press_again_and_again_is_answered_by_what_began_and_by_the_last(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, where: dict[str, object]
) -> None:
    hanging = api.block("members")
    value = encode_tab(TabState(conversation_id=CALL))
    dispatcher.press(press(slack, "card.refresh", value, 0, **where))
    hanging.reached.wait(TIMEOUT)
    for second in range(1, 60):
        dispatcher.press(press(slack, "card.refresh", value, second, **where))
    hanging.set()
    dispatcher.stop()
    assert api.requests.count(f"conversation {CALL}") <= PER_PERSON + 1
    assert not any("busy" in sent.text for sent in slack.sent)
    if not where:
        assert slack.sent[-1].to == "/response/press59"


def test_presses_of_other_buttons_rows_or_values_and_those_answered_beside_are_each_answered(
    dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    leave = Event()
    single = replace(dispatcher, workers=BoundedExecutor("workers", threads=1, timer=dispatcher.workers._timer))
    single.workers.submit(leave.wait, TIMEOUT)
    single.press(press(slack, "row.members", "", 1, list_state=ROW))
    single.press(press(slack, "row.members", "", 2, list_state=ROW))
    single.press(press(slack, "row.members", "", 3, list_state=ROW, message_ts="1700000001.2"))
    single.press(press(slack, "row.events", "", 4, list_state=ROW))
    single.press(press(slack, "row.members", "n=1", 5, list_state=ROW))
    single.press(press(slack, "row.members", "", 6, list_state=ROW, user="UBOB"))
    for second, option in enumerate(("one", "other", "other"), 8):
        single.press(press(slack, "home.remove", "", second, selected=option))
    single.press(press(slack, "user.open", ADA, 7))
    assert single.workers._queues.taken == 1 + 6 + 2
    leave.set()
    single.stop()


def test_of_visits_to_home_that_wait_the_last_is_answered(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    hanging = api.block("conversations")
    for number in range(10):
        dispatcher.home_opened(
            HomeOpened(actor=actor(), event_id=f"Ev{number}", tab="home", opened_ts=f"17000000{number:02d}.1")
        )
    assert dispatcher.workers._queues.taken <= PER_PERSON + 1
    hanging.set()
    dispatcher.stop()
    assert {sent.to for sent in slack.sent} == {"views.publish"}
    assert not any("busy" in sent.text for sent in slack.sent)


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        (Actor(team="T1", user="U1"), Actor(team="T1", user="U1", channel="C9"), True),
        (Actor(enterprise="E1", team="T1", user="U1"), Actor(enterprise="E1", team="T2", user="U1"), True),
        (Actor(team="T1", user="U1"), Actor(team="T1", user="U2"), False),
        (Actor(team="T1", user="U1"), Actor(team="T2", user="U1"), False),
    ],
)
def test_a_person_is_who_they_are_in_their_organisation(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, first: Actor, second: Actor, *, is_same: bool
) -> None:
    hanging = api.block("conversations")
    for _ in range(PER_PERSON + WAITING):
        dispatcher.command(replace(slash(slack, "conversations"), actor=first))
    busy = dispatcher.command(replace(slash(slack, "conversations"), actor=second))
    assert bool(busy) is is_same
    hanging.set()
    dispatcher.stop()


def test_a_download_that_finds_no_room_is_told_in_words(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    leave = Event()
    full = BoundedExecutor("downloads", threads=1, queue=0)
    fill(full, lambda: leave.wait(TIMEOUT))
    narrow = replace(dispatcher, services=replace(dispatcher.services, downloads=full))
    narrow.press(press(slack, "card.download", encode_tab(TabState(conversation_id=CALL))))
    narrow.stop()
    leave.set()
    full.stop()
    assert any("busy" in sent.text for sent in slack.sent)
    assert not any("c0ffee42" in shown(sent) for sent in slack.sent)
