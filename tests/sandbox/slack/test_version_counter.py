from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from capi_bot.sandbox.slack.version_counter import Bell


def test_who_waits_hears_of_the_next_change() -> None:
    bell = Bell()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(bell.wait, bell.version, 20)
        with bell.changing():
            pass
        assert waiting.result(5) == bell.version


def test_a_change_within_a_change_rings_too() -> None:
    bell = Bell()
    before = bell.version
    with bell.changing(), bell.changing():
        assert bell.version == before
    assert bell.version == before + 2


def test_nothing_changes_while_it_is_still() -> None:
    bell = Bell()
    before = bell.version

    def change() -> None:
        with bell.changing():
            pass

    with ThreadPoolExecutor(1) as pool:
        with bell.still():
            changed = pool.submit(change)
            assert bell.version == before
        changed.result(5)
    assert bell.version == before + 1


def test_a_wait_that_is_over_tells_what_was_known() -> None:
    bell = Bell()
    assert bell.wait(bell.version, 0) == bell.version
