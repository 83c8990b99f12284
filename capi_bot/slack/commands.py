"""The grammar: what a person types, the same for slash commands and mentions, and the table that help is made of."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from capi_bot.capi import ids
from capi_bot.errors import UserError

COMMAND = "/capi"
PRIVATE = "private"

_PHONE_KEYBOARD = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})  # noqa: RUF001 - phones type these
_SLACK_MARKUP = re.compile(r"<(?:[^<>|]*\|)?([^<>|]*)>")
_LIKE_AN_ID = re.compile(r"(?:CON|USR|MEM|NAM|LEG|SES)-", re.IGNORECASE)
_MENTION = re.compile(r"<@[^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Be what a person wants: a subcommand's name, its argument, and whether only they may see the answer."""

    name: str
    argument: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcommand:
    """Be one row of the grammar; `argument` checks what follows the name and raises `UserError`."""

    name: str
    arguments: str
    help: str
    example: str
    argument: Callable[[str], str]


def parse(text: str) -> Ask:
    """Read what was typed, with or without Slack's escaping, or raise `UserError` that says what would work."""
    words = _words(text)
    private = len(words) > 0 and words[-1].lower() == PRIVATE
    if private:
        words = words[:-1]
    if not words:
        return Ask(name="help", private=private)
    first, rest = words[0], " ".join(words[1:])
    bare = _BARE.get(ids.identify(first) or "")
    if bare:
        return Ask(name=bare, argument=first + _nothing(rest), private=private)
    row = _row(first)
    return Ask(name=row.name, argument=row.argument(rest), private=private)


def usage(row: Subcommand) -> str:
    """Return how a subcommand is written, for example `user <USR-… | name>`."""
    return f"{row.name} {row.arguments}".strip()


def typed(ask: Ask) -> str:
    """Return the words that parse to an ask, escaped as Slack would."""
    argument = html.escape(ask.argument, quote=False)
    return " ".join(filter(None, (ask.name, argument, PRIVATE if ask.private else "")))


def _words(text: str) -> list[str]:
    unescaped = html.unescape(_SLACK_MARKUP.sub(r"\1", _after_mention(text)))
    return [_upper_prefix(word) for word in unescaped.translate(_PHONE_KEYBOARD).replace("`", " ").split()]


def _after_mention(text: str) -> str:
    before, *after = _MENTION.split(text, maxsplit=1)
    meant = after[0] if after and after[0].strip() else before
    return _MENTION.sub(" ", meant).lstrip(" ,:;.!?")  # "@capi: help", "@capi, help"


def _upper_prefix(word: str) -> str:
    upper = word[:4].upper() + word[4:]
    return upper if ids.identify(upper) else word


def _row(word: str) -> Subcommand:
    rows = {row.name: row for row in SUBCOMMANDS}
    if word.lower() in rows:
        return rows[word.lower()]
    if _LIKE_AN_ID.match(word):
        raise UserError(
            f"“{_shown(word)}” is not the whole id of a conversation or a user: "
            "that is `CON-` or `USR-` and 36 characters."
        )
    near = difflib.get_close_matches(word.lower(), rows, n=1, cutoff=0.5)
    hint = f"Did you mean `{COMMAND} {near[0]}`?" if near else f"`{COMMAND} help` lists what I know."
    raise UserError(f"I do not know “{_shown(word)}”. {hint}")


def _nothing(argument: str) -> str:
    if argument:
        raise UserError(f"I do not understand “{_shown(argument)}” here. `{COMMAND} help` shows how it is written.")
    return ""


def _conversation_id(argument: str) -> str:
    if ids.identify(argument) != "conversation":
        raise UserError(
            f"I need the id of a conversation, such as `{_EXAMPLE_CONVERSATION}`. `{COMMAND} conversations` lists them."
        )
    return argument


def _user_id_or_name(argument: str) -> str:
    if not argument:
        raise UserError(f"I need the id or the exact name of a user, such as `{COMMAND} user {_EXAMPLE_USER}`.")
    return argument


def _shown(text: str) -> str:
    return re.sub(r"[`*_~<>&]", "", text)[:40]


_BARE = {"conversation": "conversation", "user": "user"}
_EXAMPLE_CONVERSATION = "CON-bc643220-2542-499a-892e-c982c4150c06"
_EXAMPLE_USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"

SUBCOMMANDS = (
    Subcommand(
        name="conversations",
        arguments="",
        help="List the newest conversations, ten a page.",
        example="conversations private",
        argument=_nothing,
    ),
    Subcommand(
        name="conversation",
        arguments="<CON-…>",
        help="Show one conversation: its facts, members and events.",
        example=f"conversation {_EXAMPLE_CONVERSATION}",
        argument=_conversation_id,
    ),
    Subcommand(
        name="user",
        arguments="<USR-… | name>",
        help="Show one user: how to reach them, whether they are online, where they are.",
        example=f"user {_EXAMPLE_USER}",
        argument=_user_id_or_name,
    ),
    Subcommand(
        name="help",
        arguments="",
        help="Show this list.",
        example="help",
        argument=_nothing,
    ),
)
