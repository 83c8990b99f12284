from __future__ import annotations

import pytest

from capi_bot.slack import memory
from capi_bot.slack.memory import (
    LocalAnswerBudget,
    LocalCardThreads,
    LocalDebouncer,
    LocalLatestPress,
    LocalSearchCache,
    LocalSeenEvents,
    MessageBusyError,
    NothingStored,
)
from tests.slack.interactions import is_latest


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


def test_the_last_press_on_a_message_is_the_latest() -> None:
    latest_press = LocalLatestPress()
    latest_press.begin("m", "1700000001.1")
    latest_press.begin("m", "1700000002.1")
    assert not is_latest(latest_press, "m", "1700000001.1")
    assert is_latest(latest_press, "m", "1700000002.1")


def test_presses_that_arrive_in_the_wrong_order_are_told_by_their_times() -> None:
    latest_press = LocalLatestPress()
    latest_press.begin("m", "1700000002.1")
    latest_press.begin("m", "1700000001.1")
    assert is_latest(latest_press, "m", "1700000002.1")
    assert not is_latest(latest_press, "m", "1700000001.1")


def test_messages_do_not_know_of_each_other() -> None:
    latest_press = LocalLatestPress()
    latest_press.begin("other", "2")
    assert is_latest(latest_press, "m", "1")


def test_a_posted_answer_is_the_latest_until_somebody_presses() -> None:
    latest_press = LocalLatestPress()
    assert is_latest(latest_press, "m", "")
    latest_press.begin("m", "1")
    assert not is_latest(latest_press, "m", "")


def test_the_messages_least_recently_pressed_are_forgotten() -> None:
    latest_press = LocalLatestPress(capacity=2)
    for message in ("a", "b", "a", "c"):
        latest_press.begin(message, "9")
    assert [is_latest(latest_press, message, "1") for message in "abc"] == [False, True, False]


def test_an_id_is_new_once() -> None:
    seen = LocalSeenEvents()
    assert [seen.is_new(name) for name in ("Ev1", "Ev2", "Ev1")] == [True, True, False]


def test_ids_of_long_ago_are_forgotten() -> None:
    seen = LocalSeenEvents(capacity=2)
    assert [seen.is_new(name) for name in ("Ev1", "Ev2", "Ev3", "Ev3", "Ev1")] == [True, True, True, False, True]


def test_while_one_changes_a_message_nobody_waits_and_a_later_press_is_to_come_again() -> None:
    latest_press = LocalLatestPress()
    with latest_press.if_latest("m", "1") as is_latest:
        assert is_latest
        with latest_press.if_latest("n", "1") as is_other_latest:
            assert is_other_latest
        latest_press.begin("m", "2")
        with pytest.raises(MessageBusyError), latest_press.if_latest("m", "2"):
            pass
        with latest_press.if_latest("m", "1") as is_still_latest:
            assert not is_still_latest
    with latest_press.if_latest("m", "2") as is_latest:
        assert is_latest


def test_a_message_can_be_changed_again_after_a_failure() -> None:
    latest_press = LocalLatestPress()
    with pytest.raises(ValueError, match="broken"), latest_press.if_latest("m", "1"):
        raise ValueError("broken")
    with latest_press.if_latest("m", "1") as is_latest:
        assert is_latest


def test_what_was_done_a_moment_ago_is_not_new(clock: list[float]) -> None:
    debouncer = LocalDebouncer(lambda: clock[0])
    assert [debouncer.is_new("a"), debouncer.is_new("a"), debouncer.is_new("b")] == [True, False, True]
    clock[0] = 1.5
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


def test_a_search_is_remembered_for_two_minutes(clock: list[float]) -> None:
    cache, search = LocalSearchCache[object](lambda: clock[0]), object()
    cache.put("live", search)

    clock[0] = 120.0
    assert cache.get("live") is search
    clock[0] = 120.1
    assert cache.get("live") is None


def test_a_search_that_was_never_made_is_not_remembered(clock: list[float]) -> None:
    assert LocalSearchCache[object](lambda: clock[0]).get("live") is None


def test_a_later_search_for_the_same_takes_the_place_of_the_earlier(clock: list[float]) -> None:
    cache, later = LocalSearchCache[object](lambda: clock[0]), object()
    cache.put("live", object())
    cache.put("live", later)

    assert cache.get("live") is later


def test_the_search_that_began_first_is_forgotten_where_there_is_no_room(clock: list[float]) -> None:
    cache = LocalSearchCache[object](lambda: clock[0], capacity=2)
    for key in ("one", "two", "three"):
        cache.put(key, object())

    assert [cache.get(key) is not None for key in ("one", "two", "three")] == [False, True, True]


def test_an_app_gets_three_answers_a_minute_in_each_channel(clock: list[float]) -> None:
    budget = LocalAnswerBudget(lambda: clock[0])
    assert [budget.take("A2 C1") for _ in range(5)] == [True, True, True, False, False]
    assert budget.take("A2 C2")
    clock[0] = 59.9
    assert not budget.take("A2 C1")
    clock[0] = 60.0
    assert [budget.take("A2 C1") for _ in range(4)] == [True, True, True, False]


def test_the_minute_slides(clock: list[float]) -> None:
    budget, taken = LocalAnswerBudget(lambda: clock[0]), []
    for second in range(0, 180, 10):
        clock[0] = float(second)
        taken += [second] if budget.take("A2 C1") else []
    assert taken == [0, 10, 20, 60, 70, 80, 120, 130, 140]


def test_the_channels_where_an_app_asked_longest_ago_are_forgotten(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "CAPACITY", 2)
    budget = LocalAnswerBudget(lambda: clock[0], answers=1)
    assert [budget.take(key) for key in ("a", "b", "a", "c", "b", "a")] == [True, True, False, True, True, True]


def test_without_a_store_everything_is_new() -> None:
    assert NothingStored().are_new("Ev1", "Ev1")


def test_a_thread_is_about_the_card_that_was_shown_in_it_last() -> None:
    threads = LocalCardThreads()
    threads.put("C1 1.1", "CON-1")
    threads.put("C1 1.1", "CON-2")

    assert (threads.get("C1 1.1"), threads.get("C1 2.2")) == ("CON-2", "")


def test_the_threads_of_the_oldest_cards_are_forgotten() -> None:
    threads = LocalCardThreads(capacity=2)
    for number in (1, 2, 1, 3):
        threads.put(f"C1 {number}", f"CON-{number}")

    assert [threads.get(f"C1 {number}") for number in (1, 2, 3)] == ["CON-1", "", "CON-3"]
