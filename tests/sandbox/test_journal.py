from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from capi_bot.sandbox.journal import Journal


def test_an_exchange_is_written_when_it_begins_and_when_it_ends() -> None:
    journal = Journal()
    begun = journal.begin("method", "chat.update", at=5.0, sent={"ts": "1.2"}, summary="a list")
    assert [(entry.status, entry.ms) for entry in journal.news(0)] == [("pending", None)]

    journal.end(begun, status="ok", ms=1.5, answered={"ok": True})
    (entry,) = journal.news(0)
    assert (entry.title, entry.sent, entry.answered, entry.ms) == ("chat.update", {"ts": "1.2"}, {"ok": True}, 1.5)


def test_a_reader_hears_only_what_is_new() -> None:
    journal = Journal()
    first = journal.begin("delivery", "command", at=1)
    version = journal.version
    assert journal.news(version) == ()

    journal.begin("vonage", "GET /v1/conversations", at=2)
    journal.end(first, status="200", ms=3)
    assert [entry.title for entry in journal.news(version)] == ["command", "GET /v1/conversations"]


def test_a_reader_who_waits_is_woken() -> None:
    journal = Journal()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(journal.news, 0, 30)
        journal.begin("webhook", "voice", at=1)
        assert [entry.title for entry in waiting.result(30)] == ["voice"]


def test_only_the_newest_are_kept_and_the_forgotten_stay_forgotten() -> None:
    journal = Journal(max_entries=2)
    begun = [journal.begin("method", str(number), at=number) for number in range(3)]
    journal.end(begun[0], status="ok", ms=1)
    assert [entry.title for entry in journal.news(0)] == ["1", "2"]


def test_what_takes_no_time_is_written_at_once() -> None:
    journal = Journal()
    journal.note("webhook", "webhooks", at=1, status="skipped", summary="too much", failed=True)
    (entry,) = journal.news(0)
    assert (entry.status, entry.ms, entry.summary, entry.failed) == ("skipped", 0.0, "too much", True)
