"""What was typed as plain words: free of Slack's escaping and of what phones make of quotes, dashes and spaces."""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable

from capi_bot.errors import UserError

_MENTION = re.compile(r"<@[^<>|]*(?:\|([^<>]*))?>")
_ADDRESS = re.compile(r"<(?:mailto|tel):([^<>|]*)(?:\|[^<>]*)?>", re.IGNORECASE)
_NOBODY = re.compile(r"(?!)")
_MARKUP = re.compile(r"<(?:[^<>|]*\|)?([^<>|]*)>")
_QUOTES = dict.fromkeys("‘’‚′", "'") | dict.fromkeys("“”„«»″", '"')  # noqa: RUF001 - phones type these
_DASHES = dict.fromkeys("‐‑‒–—−", "-")  # noqa: RUF001 - and these
_PHONE_KEYBOARD = str.maketrans(_QUOTES | _DASHES | {"`": ""})
_JOINERS = "\u200c\u200d"  # they belong to words and to emoji
_AFTER_AN_ID = ".,:;!?"
_AROUND = "*_~•'"  # Slack's emphasis, bullets, quotes
_NUMERIC = re.compile(r"[ ().\-/]*[0-9][0-9 ().\-/]*")  # in a phone number brackets have a meaning
_SHOWN = 60
"""Characters of what was typed that we repeat: an id and more."""


def addressed(text: str, me: str = "") -> tuple[str, str]:
    """Return what was typed before and behind the mention of us, whose user id is `me`; without one all is behind.

    Others who are mentioned are called by their names: `UserError` where Slack does not tell these.
    """
    own = re.compile(rf"<@{re.escape(me)}(?:\|[^<>]*)?>") if me else _NOBODY
    before, *after = own.split(text, maxsplit=1)
    return (
        (from_slack(before), from_slack(own.sub(" ", after[0])).lstrip(" ,:;.!?")) if after else ("", from_slack(text))
    )


def from_slack(text: str) -> str:
    """Return what was typed as plain words, without Slack's escaping.

    https://docs.slack.dev/messaging/formatting-message-text
    """
    meant = _MARKUP.sub(r"\1", _ADDRESS.sub(r"\1", _MENTION.sub(_called, text)))
    return plain(html.unescape(meant)).lstrip("• ")


def to_slack(text: str) -> str:
    """Escape plain words as Slack would."""
    return html.escape(text, quote=False)


def plain(text: str) -> str:
    """Return text on one line with the quotes and dashes of a keyboard, without backticks and what nobody can see."""
    return " ".join("".join(map(_seen, text.translate(_PHONE_KEYBOARD))).split())


def without_stop(word: str) -> str:
    """Take away the punctuation behind a name of ours."""
    return word.rstrip(_AFTER_AN_ID)


def bare(word: str) -> str:
    """Return a word without what a sentence or Slack's formatting puts around it; the dots of `2026-11-01..` stay."""
    core = word.replace('"', "").strip(_AROUND).rstrip(f",;:!?{_AROUND}")
    core = core if core.endswith("..") else core.removesuffix(".")
    in_brackets = core.startswith("(") and core.endswith(")") and not _NUMERIC.fullmatch(core)
    return bare(core[1:-1]) if in_brackets else core


def unadorned(text: str) -> str:
    """Return a name without Slack's formatting around it and quotes around some of its words."""
    words = " ".join(text.replace('"', "").strip("*~• ").split())
    return words[1:-1].strip() if len(words) > 1 and words[0] == words[-1] == "_" else words


def shown(text: str) -> str:
    """Return the beginning of what was typed, harmless in a sentence of ours."""
    harmless = re.sub(r"[`*_~<>&]", "", text)
    return harmless if len(harmless) <= _SHOWN else f"{harmless[: _SHOWN - 1]}…"


def nearest(word: str, names: Iterable[str], likeness: float = 0.5) -> str:
    """Return the name that somebody may have meant; empty where none is near."""
    return next(iter(difflib.get_close_matches(word.lower(), list(names), n=1, cutoff=likeness)), "")


def quoted(text: str) -> str:
    """Put text between quotes; `unquoted` takes them away."""
    return f'"{text}"'


def is_quoted(text: str) -> bool:
    """Tell whether text stands between quotes."""
    return len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"


def unquoted(text: str) -> str:
    """Take away the quotes around text, where there are some."""
    return text[1:-1].strip() if is_quoted(text) else text


def _called(mention: re.Match[str]) -> str:
    if not (name := (mention[1] or "").strip()):
        raise UserError("I cannot look up people of Slack: write their name.")
    return name


def _seen(char: str) -> str:
    match unicodedata.category(char):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf" | "Cs":
            return char if char in _JOINERS else ""
        case _:
            return char
