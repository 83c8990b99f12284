from __future__ import annotations

from threading import Event, Thread

from capi_bot.slack.memory import LatestPress


def _is_latest(latest_press: LatestPress, message: str, turn: str) -> bool:
    with latest_press.if_latest(message, turn) as latest:
        return latest


def test_the_last_press_on_a_message_is_the_latest() -> None:
    latest_press = LocalLatestPress()
    latest_press.begin("m", "1700000001.1")
    latest_press.begin("m", "1700000002.1")
    assert not _is_latest(latest_press, "m", "1700000001.1")
    assert _is_latest(latest_press, "m", "1700000002.1")


def test_presses_that_arrive_in_the_wrong_order_are_told_by_their_times() -> None:
    latest_press = LocalLatestPress()
    latest_press.begin("m", "1700000002.1")
    latest_press.begin("m", "1700000001.1")
    assert _is_latest(latest_press, "m", "1700000002.1")
    assert not _is_latest(latest_press, "m", "1700000001.1")


def test_messages_do_not_know_of_each_other() -> None:
    latest_press = LocalLatestPress()
    latest_press.begin("other", "2")
    assert _is_latest(latest_press, "m", "1")


def test_a_posted_answer_is_the_latest_until_somebody_presses() -> None:
    latest_press = LocalLatestPress()
    assert _is_latest(latest_press, "m", "")
    latest_press.begin("m", "1")
    assert not _is_latest(latest_press, "m", "")


def test_the_messages_least_recently_pressed_are_forgotten() -> None:
    latest_press = LocalLatestPress(capacity=2)
    for message in ("a", "b", "a", "c"):
        latest_press.begin(message, "9")
    assert [_is_latest(latest_press, message, "1") for message in "abc"] == [False, True, False]


def test_an_id_is_new_once() -> None:
    seen = LocalSeenEvents()
    assert [seen.is_new(name) for name in ("Ev1", "Ev2", "Ev1")] == [True, True, False]


def test_ids_of_long_ago_are_forgotten() -> None:
    seen = LocalSeenEvents(capacity=2)
    assert [seen.is_new(name) for name in ("Ev1", "Ev2", "Ev3", "Ev3", "Ev1")] == [True, True, True, False, True]


def test_while_one_changes_a_message_a_later_press_waits() -> None:
    latest_press, if_latest, go_on, order = LocalLatestPress(), Event(), Event(), []

    def earlier() -> None:
        with latest_press.if_latest("m", "1") as latest:
            if_latest.set()
            go_on.wait(10)
            order.append(("1", latest))

    def later() -> None:
        latest_press.begin("m", "2")
        with latest_press.if_latest("m", "2") as latest:
            order.append(("2", latest))

    threads = [Thread(target=earlier), Thread(target=later)]
    threads[0].start()
    assert if_latest.wait(10)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert order == [("1", True), ("2", True)]


def test_what_was_done_a_moment_ago_is_not_new() -> None:
    now = [0.0]
    debouncer = LocalDebouncer(lambda: now[0])
    assert [debouncer.is_new("a"), debouncer.is_new("a"), debouncer.is_new("b")] == [True, False, True]
    now[0] = 1.5
    assert debouncer.is_new("a")


def test_what_was_not_done_after_all_is_new_again() -> None:
    debouncer = LocalDebouncer(lambda: 0.0)
    debouncer.is_new("a")
    debouncer.forget("a")
    debouncer.forget("never done")
    assert debouncer.is_new("a")


def test_a_form_goes_on_with_the_latest_press() -> None:
    latest_press = LocalLatestPress()
    assert latest_press.latest("m") == ""
    latest_press.begin("m", "1700000002.1")
    latest_press.begin("m", "1700000001.1")
    assert latest_press.latest("m") == "1700000002.1"
