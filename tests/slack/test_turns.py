from __future__ import annotations

from threading import Event, Thread

from capi_bot.slack.turns import Recently, Seen, Turns


def _is_latest(turns: Turns, message: str, turn: str) -> bool:
    with turns.holding(message, turn) as latest:
        return latest


def test_the_last_press_on_a_message_is_the_latest() -> None:
    turns = Turns()
    turns.begin("m", "1700000001.1")
    turns.begin("m", "1700000002.1")
    assert not _is_latest(turns, "m", "1700000001.1")
    assert _is_latest(turns, "m", "1700000002.1")


def test_presses_that_arrive_in_the_wrong_order_are_told_by_their_times() -> None:
    turns = Turns()
    turns.begin("m", "1700000002.1")
    turns.begin("m", "1700000001.1")
    assert _is_latest(turns, "m", "1700000002.1")
    assert not _is_latest(turns, "m", "1700000001.1")


def test_messages_do_not_know_of_each_other() -> None:
    turns = Turns()
    turns.begin("other", "2")
    assert _is_latest(turns, "m", "1")


def test_a_posted_answer_is_the_latest_until_somebody_presses() -> None:
    turns = Turns()
    assert _is_latest(turns, "m", "")
    turns.begin("m", "1")
    assert not _is_latest(turns, "m", "")


def test_the_messages_least_recently_pressed_are_forgotten() -> None:
    turns = Turns(capacity=2)
    for message in ("a", "b", "a", "c"):
        turns.begin(message, "9")
    assert [_is_latest(turns, message, "1") for message in "abc"] == [False, True, False]


def test_an_id_is_new_once() -> None:
    seen = Seen()
    assert [seen.is_new(name) for name in ("Ev1", "Ev2", "Ev1")] == [True, True, False]


def test_ids_of_long_ago_are_forgotten() -> None:
    seen = Seen(capacity=2)
    assert [seen.is_new(name) for name in ("Ev1", "Ev2", "Ev3", "Ev3", "Ev1")] == [True, True, True, False, True]


def test_while_one_changes_a_message_a_later_press_waits() -> None:
    turns, holding, go_on, order = Turns(), Event(), Event(), []

    def earlier() -> None:
        with turns.holding("m", "1") as latest:
            holding.set()
            go_on.wait(10)
            order.append(("1", latest))

    def later() -> None:
        turns.begin("m", "2")
        with turns.holding("m", "2") as latest:
            order.append(("2", latest))

    threads = [Thread(target=earlier), Thread(target=later)]
    threads[0].start()
    assert holding.wait(10)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert order == [("1", True), ("2", True)]


def test_what_was_done_a_moment_ago_is_not_new() -> None:
    now = [0.0]
    recently = Recently(lambda: now[0])
    assert [recently.is_new("a"), recently.is_new("a"), recently.is_new("b")] == [True, False, True]
    now[0] = 1.5
    assert recently.is_new("a")


def test_what_was_not_done_after_all_is_new_again() -> None:
    recently = Recently(lambda: 0.0)
    recently.is_new("a")
    recently.forget("a")
    recently.forget("never done")
    assert recently.is_new("a")


def test_a_form_goes_on_with_the_latest_press() -> None:
    turns = Turns()
    assert turns.latest("m") == ""
    turns.begin("m", "1700000002.1")
    turns.begin("m", "1700000001.1")
    assert turns.latest("m") == "1700000002.1"
