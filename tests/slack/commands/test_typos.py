from __future__ import annotations

import pytest

from capi_bot.slack.commands.filter_words import is_one_edit_away, is_typo


@pytest.mark.parametrize(
    "typed", ["privat", "rivate", "prviate", "privte", "orivate", "privates", "Privatte", "PRIVAT", "primate"]
)
def test_a_word_is_near_another_when_one_letter_makes_the_difference(typed: str) -> None:
    assert is_one_edit_away(typed, "private")


@pytest.mark.parametrize("typed", ["private", "pirate", "privacy", "prvt", "", "line"])
def test_it_is_not_when_more_letters_do_or_none(typed: str) -> None:
    assert not is_one_edit_away(typed, "private")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        *[("liv", "live"), ("lve", "live"), ("lvie", "live"), ("ilve", "live"), ("Livee", "live"), ("lives", "live")],
        *[("sinse", "since"), ("sicne", "since"), ("witth", "with"), ("endef", "ended"), ("oldesr", "oldest")],
    ],
)
def test_a_mistyped_word_is_a_slip(typed: str, word: str) -> None:
    assert is_typo(typed, word)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        *[("live", "live"), ("love", "live"), ("line", "live"), ("liver", "live"), ("olive", "live"), ("pen", "open")],
        *[("wish", "with"), ("width", "with"), ("mended", "ended"), ("support", "live")],
    ],
)
def test_another_word_is_none(typed: str, word: str) -> None:
    assert not is_typo(typed, word)
