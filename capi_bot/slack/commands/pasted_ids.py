"""Ids in what people paste: JSON, links to a dashboard, and pairs such as `conversation_uuid=CON-…` from a log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from capi_bot.domain.id_extraction import ExtractedKind, find_ids
from capi_bot.errors import UserError
from capi_bot.slack.commands.text import has_id, is_quoted

_LINK = re.compile(r"[(\"'*_]{0,3}(?:https?://|www\.|[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/)", re.IGNORECASE)
_BEFORE_VALUE = re.compile(r"[\w.\]\"'-][=:]{1,2}>?[\"']?\Z")
_AFTER_VALUE = re.compile(r"[\"'.…)}\]]{0,6}(?:[,;&|})\]]|\Z)")
_KEY = re.compile(r"[\"']?(?=[\w.-]*_|[\w.-]*id\b|[\"'])[\w.-]{1,60}[\"']?[=:]*", re.IGNORECASE)
_OPERATOR = re.compile(r"[=:]{1,2}>?")
_MAX_BEFORE_VALUE = 5
"""Characters that show that a value follows: the end of a key, `::`, `>` and a quote."""

_KINDS: Sequence[ExtractedKind] = ("conversation", "user", "member")
"""In the order in which data with ids of several kinds is about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwrappedText:
    """Typed text with the ids of pasted data instead of the data."""

    text: str
    pasted_id: str = ""
    """The first of these ids; empty where nothing was pasted."""


def unwrap_ids(text: str, kind: ExtractedKind) -> UnwrappedText:
    """Replace what was pasted by the id in it, one of this `kind` first; `UserError` where it could be several.

    What stands in quotes is a name, and an id with other characters at its side is none.
    """
    if not has_id(text) or (is_quoted(text) and text.count(text[0]) == 2):  # noqa: PLR2004 - the quotes
        return UnwrappedText(text=text)
    words, pasted_id = _unwrap_json(text.split(), kind)
    unwrapped: list[str] = []
    for word in words:
        identifier = _find_in_word(word, kind)
        is_value = has_id(word) and _take_key(unwrapped)
        pasted_id = pasted_id or identifier or (word if is_value else "")
        unwrapped.append(identifier or word)
    return UnwrappedText(text=" ".join(unwrapped), pasted_id=_only_id(pasted_id, kind))


def _unwrap_json(words: Sequence[str], kind: ExtractedKind) -> tuple[Sequence[str], str]:
    """Replace everything from the first opening bracket to the last closing one; what was cut off has none."""
    start = next((index for index, word in enumerate(words) if word[0] in "{["), None)
    if start is None:
        return words, ""
    ends = [index for index in range(start, len(words)) if words[index].rstrip(",;.")[-1:] in ("}", "]")]
    end = ends[-1] if ends else len(words) - 1
    identifier = _only_id(" ".join(words[start : end + 1]), kind)
    return ((*words[:start], identifier, *words[end + 1 :]), identifier) if identifier else (words, "")


def _find_in_word(word: str, kind: ExtractedKind) -> str:
    """Return the id in a link, or in the value of a pair; empty for any other word, and for an id by itself."""
    if _LINK.match(word):
        return _only_id(word, kind)
    for start, extracted in find_ids(word):
        before = word[max(0, start - _MAX_BEFORE_VALUE) : start]
        if _BEFORE_VALUE.search(before) and _AFTER_VALUE.match(word, start + len(extracted.text)):
            return extracted.text
    return ""


def _take_key(words: list[str]) -> bool:
    """Remove the key of a pair, and the sign between it and its value, from the end of words."""
    count = 1 + (len(words) > 1 and _OPERATOR.fullmatch(words[-1]) is not None)
    if len(words) < count or not _KEY.fullmatch(words[-count]) or words[-1][-1] not in "=:>":
        return False
    del words[-count:]
    return True


def _only_id(data: str, kind: ExtractedKind) -> str:
    """Return the id that data is about; empty where it has none."""
    found = [extracted for _, extracted in find_ids(data)]
    for wanted in dict.fromkeys((kind, *_KINDS)):
        ids = dict.fromkeys(extracted.text for extracted in found if extracted.kind == wanted)
        if len(ids) > 1:
            raise UserError("There are several ids in that. Write the one that you mean, such as `/capi CON-…`.")
        if ids:
            return next(iter(ids))
    return ""
