"""Slips of the finger: which typed words are nearly words of ours."""

from __future__ import annotations

from functools import cache
from string import ascii_lowercase

_LONG = 5
"""Letters from which on a wrong one hardly ever makes another word: `sinse` is `since`, `love` is not `live`."""


def is_near(typed: str, word: str) -> bool:
    """Tell whether one letter of a word was left out, added, swapped with the next or mistaken."""
    return typed.lower() in _edits(word)


def is_slip(typed: str, word: str) -> bool:
    """Tell whether a word is more likely mistyped than another word: `lives`, `livee` and `lvie`, but not `liver`."""
    slip = typed.lower()
    if slip not in _edits(word):
        return False
    if len(slip) > len(word):
        return slip[0] == word[0] and set(slip) <= {*word, "s"}
    if sorted(slip) == sorted(word):
        return True
    return slip[0] == word[0] and (len(slip) < len(word) or len(word) >= _LONG)


@cache
def _edits(word: str) -> frozenset[str]:
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    others = {left + letter + right[1:] for left, right in cuts if right for letter in ascii_lowercase}
    more = {left + letter + right for left, right in cuts for letter in ascii_lowercase}
    return frozenset(fewer | swapped | others | more) - {word}
