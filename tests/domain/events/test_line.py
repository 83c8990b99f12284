from __future__ import annotations

from capi_bot.domain.events.wording import EventDescription


def test_a_line_reads_as_a_sentence() -> None:
    assert EventDescription("Alice", "left").text == "Alice left"
    assert EventDescription("Alice", "left", "busy").text == "Alice left (busy)"


def test_a_predicate_is_the_sentence_without_its_subject() -> None:
    assert EventDescription("Alice", "left", "busy").predicate == "left (busy)"
