from __future__ import annotations

from capi_bot.capi.story.line import Line


def test_a_line_reads_as_a_sentence() -> None:
    assert Line("Alice", "left").text == "Alice left"
    assert Line("Alice", "left", "busy").text == "Alice left (busy)"


def test_a_predicate_is_the_sentence_without_its_subject() -> None:
    assert Line("Alice", "left", "busy").predicate == "left (busy)"
