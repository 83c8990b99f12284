"""What was typed as plain words: free of Slack's escaping and of what phones make of quotes, dashes and spaces."""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable

_MENTION = re.compile(r"<@[^<>]*>")
_ADDRESS = re.compile(r"<(?:mailto|tel):([^<>|]*)(?:\|[^<>]*)?>", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:[^<>|]*\|)?([^<>|]*)>")
_QUOTES = dict.fromkeys("‘’‚′", "'") | dict.fromkeys("“”„«»″", '"')  # noqa: RUF001 - phones type these
_DASHES = dict.fromkeys("‐‑‒–—−", "-")  # noqa: RUF001 - and these
_PHONE_KEYBOARD = str.maketrans(_QUOTES | _DASHES | {"`": ""})
_JOINERS = "\u200c\u200d"  # they belong to words and to emoji
_AFTER_AN_ID = ".,:;!?"


def from_slack(text: str) -> str:
    """Return what was typed to us: what follows a mention of the bot, or else precedes it, as plain words.

    https://docs.slack.dev/messaging/formatting-message-text
    """
    meant = _MARKUP.sub(r"\1", _ADDRESS.sub(r"\1", _after_mention(text)))
    return plain(html.unescape(meant))


def to_slack(text: str) -> str:
    """Escape plain words as Slack would."""
    return html.escape(text, quote=False)


def plain(text: str) -> str:
    """Return text on one line with the quotes and dashes of a keyboard, without backticks and what nobody can see."""
    return " ".join("".join(map(_seen, text.translate(_PHONE_KEYBOARD))).split())


def without_stop(word: str) -> str:
    """Take away the punctuation behind an id or a name of ours."""
    return word.rstrip(_AFTER_AN_ID)


def shown(text: str) -> str:
    """Return the beginning of what was typed, harmless in a sentence of ours."""
    return re.sub(r"[`*_~<>&]", "", text)[:40]


def nearest(word: str, names: Iterable[str]) -> str:
    """Return the name that somebody may have meant; empty where none is near."""
    return next(iter(difflib.get_close_matches(word.lower(), list(names), n=1, cutoff=0.5)), "")


def quoted(text: str) -> str:
    """Put text between quotes; `unquoted` takes them away."""
    return f'"{text}"'


def is_quoted(text: str) -> bool:
    """Tell whether text stands between quotes."""
    return len(text) > 1 and text[0] == text[-1] == '"'


def unquoted(text: str) -> str:
    """Take away the quotes around text, where there are some."""
    return text[1:-1].strip() if is_quoted(text) else text


def _after_mention(text: str) -> str:
    before, *after = _MENTION.split(text, maxsplit=1)
    meant = after[0] if after and after[0].strip() else before
    return _MENTION.sub(" ", meant).lstrip(" ,:;.!?")  # "@capi: help", "@capi, help"


def _seen(char: str) -> str:
    match unicodedata.category(char):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf" | "Cs":
            return char if char in _JOINERS else ""
        case _:
            return char
