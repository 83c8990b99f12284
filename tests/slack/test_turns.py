from __future__ import annotations

from capi_bot.slack.turns import Seen, Turns


def test_the_last_press_on_a_message_is_the_latest() -> None:
    turns = Turns()
    turns.begin("m", "1700000001.1")
    turns.begin("m", "1700000002.1")
    assert not turns.is_latest("m", "1700000001.1")
    assert turns.is_latest("m", "1700000002.1")


def test_presses_that_arrive_in_the_wrong_order_are_told_by_their_times() -> None:
    turns = Turns()
    turns.begin("m", "1700000002.1")
    turns.begin("m", "1700000001.1")
    assert turns.is_latest("m", "1700000002.1")
    assert not turns.is_latest("m", "1700000001.1")


def test_messages_do_not_know_of_each_other() -> None:
    turns = Turns()
    turns.begin("other", "2")
    assert turns.is_latest("m", "1")


def test_a_posted_answer_is_the_latest_until_somebody_presses() -> None:
    turns = Turns()
    assert turns.is_latest("m", "")
    turns.begin("m", "1")
    assert not turns.is_latest("m", "")


def test_the_messages_least_recently_pressed_are_forgotten() -> None:
    turns = Turns(capacity=2)
    for message in ("a", "b", "a", "c"):
        turns.begin(message, "9")
    assert [turns.is_latest(message, "1") for message in "abc"] == [False, True, False]


def test_an_id_is_new_once() -> None:
    seen = Seen()
    assert [seen.is_new(name) for name in ("Ev1", "Ev2", "Ev1")] == [True, True, False]


def test_ids_of_long_ago_are_forgotten() -> None:
    seen = Seen(capacity=2)
    assert [seen.is_new(name) for name in ("Ev1", "Ev2", "Ev3", "Ev3", "Ev1")] == [True, True, True, False, True]
