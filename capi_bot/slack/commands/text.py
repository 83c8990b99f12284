"""Typed text: Slack's escaping undone, quotes and dashes of phones normalised, mentions of the bot, and tokens.

Where the text of a message lacks the mention of the bot, the part of its blocks that has it is read.
"""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_plus

from capi_bot.domain.id_extraction import find_ids
from capi_bot.errors import UserError
from capi_bot.slack import payload_fields
from capi_bot.slack.payload_fields import Body, text

_MENTION = re.compile(r"<@[^<>|]*(?:\|([^<>]*))?>")
_FIRST_MENTION = re.compile(r"\s*<@(\w+)")
_LAST_MENTION = re.compile(r"<@(\w+)(?:\|[^<>]*)?>\s*$")
_ADDRESS = re.compile(r"<(?:mailto|tel):([^<>|]*)(?:\|[^<>]*)?>", re.IGNORECASE)
_NEVER = re.compile(r"(?!)")
_MARKUP = re.compile(r"<(?:([^<>|]*)\|)?([^<>|]*)>")
_QUOTES = dict.fromkeys("‘’‚′", "'") | dict.fromkeys("“”„«»″", '"')  # noqa: RUF001 - phones type these
_DASHES = dict.fromkeys("‐‑‒–—−", "-")  # noqa: RUF001 - and these
_PHONE_KEYBOARD = str.maketrans(_QUOTES | _DASHES | {"`": ""})
_JOINERS = "\u200c\u200d"  # they belong to words and to emoji
_TRAILING_PUNCTUATION = ".,:;!?"
_SURROUNDINGS = "*_~•'"  # Slack's emphasis, bullets, quotes
_NUMERIC = re.compile(r"[ ().\-/]*\d[\d ().\-/]*")  # in a phone number brackets have a meaning
_MAX_BRACKETS = 10
"""Brackets around each other that are taken off a word: more are no punctuation, and take a second to take off."""
_EXCERPT_LENGTH = 60
"""Characters of typed text that the bot repeats: an id and more."""

_TOKEN = re.compile(r"""(?P<phrase>"[^"]*"|(?<!\S)'[^'"]*'(?!\S))|\S+""")
_SPECIAL_IN_QUERY = re.compile(r"[%&=+;<>\s\x00-\x1f\x7f-\x9f]")
"""Characters with a meaning in a query string or in Slack's markup, and invisible ones."""

_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word as it was typed, or a phrase in quotes; `start` is its offset."""

    raw: str
    start: int
    quoted: bool = False

    @property
    def word(self) -> str:
        """The word without the punctuation of a sentence."""
        return self.raw if self.quoted else strip_word(self.raw)


def bot_user_id(body: Body) -> str:
    """Return the bot's user id in an event: https://docs.slack.dev/apis/events-api#authorizations.

    Without authorizations, whoever an app_mention begins or ends with must be the bot; `""` where neither is there.
    """
    for authorization in payload_fields.mappings(body, "authorizations"):
        if authorization.get("is_bot") and (user_id := payload_fields.text(authorization, "user_id")):
            return user_id
    event = payload_fields.mapping(body, "event")
    text = payload_fields.text(event, "text")
    mention = _FIRST_MENTION.match(text) or _LAST_MENTION.search(text) if event.get("type") == "app_mention" else None
    return mention[1] if mention else ""


def split_at_mention(text: str, bot_id: str = "") -> tuple[str, str]:
    """Return the text before and after the mention of the bot; without a mention all of it comes after.

    Mentions of other people become their names: `UserError` where Slack does not send these.
    """
    own = re.compile(rf"<@{re.escape(bot_id)}(?:\|[^<>]*)?>") if bot_id else _NEVER
    before, *after = own.split(text, maxsplit=1)
    if not after:
        return "", from_slack(text)
    return from_slack(before), from_slack(own.sub(" ", after[0])).lstrip(" ,:;.!?")


def from_slack(text: str) -> str:
    """Undo Slack's escaping of typed text.

    https://docs.slack.dev/messaging/formatting-message-text
    """
    unescaped = _MARKUP.sub(_link_text, _ADDRESS.sub(r"\1", _MENTION.sub(_mention_name, text)))
    return normalise(html.unescape(unescaped)).lstrip("• ")


def to_slack(text: str) -> str:
    """Escape plain text as Slack would."""
    return html.escape(text, quote=False)


def normalise(text: str) -> str:
    """Return text on one line with the quotes and dashes of a keyboard, without backticks and invisible characters."""
    return " ".join("".join(map(_visible, text.translate(_PHONE_KEYBOARD))).split())


def strip_punctuation(word: str) -> str:
    """Remove punctuation after a name that the bot knows."""
    return word.rstrip(_TRAILING_PUNCTUATION)


def strip_word(word: str) -> str:
    """Remove what a sentence or Slack's formatting puts around a word; the dots of `2026-11-01..` stay."""
    core = _strip_around(word)
    for _ in range(_MAX_BRACKETS):
        if not (core.startswith("(") and core.endswith(")")) or _NUMERIC.fullmatch(core):
            break
        core = _strip_around(core[1:-1])
    return core


def _strip_around(word: str) -> str:
    core = word.replace('"', "").strip(_SURROUNDINGS).rstrip(f",;:!?{_SURROUNDINGS}")
    return core if core.endswith("..") else core.removesuffix(".")


def strip_formatting(text: str) -> str:
    """Remove Slack's formatting around a name, and quotes around some of its words."""
    words = " ".join(text.replace('"', "").strip("*~• ").split())
    return words[1:-1].strip() if len(words) > 1 and words[0] == words[-1] == "_" else words


def excerpt(text: str) -> str:
    """Return the beginning of typed text, harmless in a sentence of the bot's."""
    harmless = re.sub(r"[`*_~<>&]", "", text)
    return harmless if len(harmless) <= _EXCERPT_LENGTH else f"{harmless[: _EXCERPT_LENGTH - 1]}…"


def closest_match(word: str, names: Iterable[str], cutoff: float = 0.5) -> str:
    """Return the most similar name; empty where none is similar enough."""
    return next(iter(difflib.get_close_matches(word.lower(), list(names), n=1, cutoff=cutoff)), "")


def quote(text: str) -> str:
    """Put text in double quotes; `unquote` removes them."""
    return f'"{text}"'


def is_quoted(text: str) -> bool:
    """Return whether text stands in quotes."""
    return len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"


def unquote(text: str) -> str:
    """Remove the quotes around text, where there are some."""
    return text[1:-1].strip() if is_quoted(text) else text


def query_escape(text: str) -> str:
    """Return text as it stands in a query string: only characters with a meaning there are escaped."""
    # Outside text may hold half a surrogate pair, which UTF-8 has no bytes for.
    return _SPECIAL_IN_QUERY.sub(lambda char: quote_plus(char[0]), _SURROGATES.sub("?", text))


def tokenise(text: str) -> tuple[Token, ...]:
    """Split plain text into words and quoted phrases; punctuation that stands alone is left out."""
    return tuple(token for token in map(_token, _TOKEN.finditer(text)) if token.quoted or token.word)


def join_words(words: Iterable[str]) -> str:
    """Return the text that `tokenise` splits into these words."""
    return " ".join(word if _is_one_token(word) else quote(word) for word in words)


def _is_one_token(word: str) -> bool:
    return [(token.word, token.quoted) for token in tokenise(word)] == [(word, False)]


def _token(match: re.Match[str]) -> Token:
    if phrase := match["phrase"]:
        return Token(raw=" ".join(phrase[1:-1].split()), start=match.start(), quoted=True)
    return Token(raw=match[0], start=match.start())


def _mention_name(mention: re.Match[str]) -> str:
    if not (name := (mention[1] or "").strip()):
        raise UserError("I cannot look up people of Slack: write their name.")
    return name


def _link_text(link: re.Match[str]) -> str:
    """Return the label of a link, or its address where only that has an id."""
    address, label = link[1] or "", link[2]
    return address if has_id(address) and not has_id(label) else label


def has_id(text: str) -> bool:
    """Return whether an id of a conversation, user or member is in a text."""
    return next(find_ids(text), None) is not None


def _visible(char: str) -> str:
    match unicodedata.category(char):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf" | "Cs":
            return char if char in _JOINERS else ""
        case _:
            return char


RICH_TEXT_LINES: Final = frozenset({"rich_text_preformatted", "rich_text_quote", "rich_text_section"})
"""Elements whose parts stand beside each other: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block."""

TEXT_OBJECTS: Final = frozenset({"markdown", "mrkdwn"})
"""Objects in whose `text` a mention is one: https://docs.slack.dev/reference/block-kit/composition-objects/text-object."""


def mention_text(event: Body, bot_user_id: str) -> str:
    """Return the text that mentions the bot, as Slack escapes what people type.

    Other apps often write in blocks alone, and put something else into the text, or nothing.
    """
    own = text(event, "text")
    if not bot_user_id or f"<@{bot_user_id}" in own:
        return own
    parts = _texts([event.get("blocks"), event.get("attachments")])
    return next((part for part in parts if f"<@{bot_user_id}" in part), own)


def _texts(node: object) -> Iterator[str]:
    """Yield what each part of blocks says, in their order."""
    rest = [node]
    while rest:
        match rest.pop():
            case list() as items:
                rest.extend(reversed(items))
            case {"type": str() as kind, "elements": list() as elements} if kind in RICH_TEXT_LINES:
                yield "".join(map(_inline, elements))
            case {"type": str() as kind, "text": str() as said} if kind in TEXT_OBJECTS:
                yield said
            case dict() as fields:
                rest.extend(reversed(list(fields.values())))


def _inline(element: object) -> str:
    if not isinstance(element, Mapping):
        return ""
    match element:
        case {"type": "user", "user_id": str() as user}:
            return f"<@{user}>"
        case {"text": str() as said}:
            return to_slack(said)
        case {"url": str() as url}:
            return to_slack(url)
    return ""
