"""The command parser and its inverse, the same for slash commands, mentions and direct messages.

Ids are found in links, JSON and log lines that were pasted in place of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from capi_bot.capi import ids
from capi_bot.domain.id_extraction import ExtractedKind, find_ids
from capi_bot.errors import UserError
from capi_bot.slack.commands import list_filter, subcommands
from capi_bot.slack.commands.list_filter import PRIVATE, is_one_edit_away, write_filter
from capi_bot.slack.commands.subcommands import (
    COMMAND,
    EXAMPLE_CONVERSATION,
    FIND,
    GREETING,
    START,
    SUBCOMMANDS,
    Command,
    Subcommand,
    find_subcommand,
)
from capi_bot.slack.commands.text import (
    closest_match,
    excerpt,
    has_id,
    is_quoted,
    quote,
    split_at_mention,
    strip_word,
    to_slack,
    tokenise,
)

_STATES_ALONE = ("live", "idle", "open", "ended", "missed")
_SYNONYMS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("list", "show", "find", "search", "call", "calls", "convs", "chats"), "conversations")
    | dict.fromkeys(("people", "agents"), "users")
)
_GREETINGS = re.compile(
    r"(?:wave )?(?:hi|hiya|hello|hallo|hey|howdy|hola|ola|ciao|salut|bonjour|yo|moin|servus|greetings|menu|start|"
    r"wave|good (?:morning|day|afternoon|evening)|guten (?:morgen|tag|abend))"
    r"(?: (?:wave|there|again|all|everyone|everybody|team|folks|you|capi|bot|@capi))*",
    re.IGNORECASE,
)
_NOT_IN_GREETING = re.compile(r"[^\w@ ]+")
_MAX_NAME_WORDS = 4
"""Words of a name that is looked for though no command stands before it: more are a sentence."""
_NOT_A_NAME = re.compile(r"[\w\"'][=:]|[\[\]{}]|/", re.ASCII)
"""Matches what stands in data, links and mistyped commands, and not in a name that somebody types alone."""
_ABOUT_CONVERSATION = frozenset({"conversation", "members", "events"})
_MIN_PREFIX_LENGTH = 3  # letters of a word from which on it is completed
_MIN_SIMILARITY = 0.6
_DATA = re.compile(r"[\w\"'][=:]|[\[{]|\d{4}-\d\d-\d\d", re.ASCII)
"""Matches what stands in data and not in a command: a pair, a bracket, a date."""


USAGE_HINT = "live | missed | <number> | <name> | help"
"""What Slack shows while somebody types the command."""


def parse(text: str, bot_id: str = "", *, topic: str | None = None) -> Command:
    """Parse typed text, with or without Slack's escaping; `UserError` says what would work.

    `bot_id` is the bot's own user id, where a mention of it may be in the text: what precedes the mention is ignored
    as a salutation, unless it begins a command. `topic` is the id of the conversation that the thread is about in which
    the text was written, and is meant where none is named: empty where that is not known, None outside of threads.
    """
    before, after = split_at_mention(text, bot_id)
    words = f"{before} {after}".strip() if _begins_command(before) else after or before
    first, _, rest = words.partition(" ")
    typed = _unwrap(rest if first.lower() == COMMAND else words)
    words, private = _split_private(typed.text)
    return replace(_with_topic(_parse_words(words, typed.pasted_id), topic), private=private)


def _with_topic(command: Command, topic: str | None) -> Command:
    """Return a command that names a conversation: the one of the thread, where it names none."""
    if command.name == START and topic:
        return Command(name="conversation", argument=topic)
    if command.name not in _ABOUT_CONVERSATION or command.argument:
        return command
    if topic:
        return replace(command, argument=topic)
    if topic is None:
        raise subcommands.missing("conversation", f"{command.name} {EXAMPLE_CONVERSATION}")
    raise UserError(
        "I do not know which conversation this thread is about: only under a card of mine I do. "
        f"Write its id or its name, such as `{COMMAND} {command.name} {EXAMPLE_CONVERSATION}`."
    )


def usage(subcommand: Subcommand) -> str:
    """Return how a subcommand is written, for example `user <USR-…|name|number>`."""
    return f"{subcommand.name} {subcommand.arguments}"


def suggest(text: str) -> str:
    """Return a sentence with the command that is most like an unknown text, or else with the help."""
    suggestion = _suggestion(strip_word(text.partition(" ")[0]).lower())
    return f"Did you mean `{COMMAND} {suggestion}`?" if suggestion else f"`{COMMAND} help` lists what I know."


def format_command(command: Command) -> str:
    """Return text that `parse` reads as this command, escaped as Slack would."""
    if command.name == START:
        return f"{COMMAND} {PRIVATE}" if command.private else COMMAND
    text = _format(command, command.argument)
    try:
        is_same = parse(text) == command
    except UserError:
        is_same = False
    return text if is_same else _format(command, quote(command.argument))


def _format(command: Command, argument: str) -> str:
    private = PRIVATE if command.private else ""
    name = {FIND: "", GREETING: "hello"}.get(command.name, command.name)
    words = (name, write_filter(command.filters), argument, command.event_filter, private)
    return to_slack(" ".join(filter(None, words)))


def _begins_command(words: str) -> bool:
    first = words.partition(" ")[0]
    if first == COMMAND or find_subcommand(strip_word(first)) is not None:
        return True
    try:
        unwrapped = _unwrap(words).text
    except UserError:
        return True  # what was pasted is meant, though not clear
    return bool(subcommands.find_id(unwrapped.partition(" ")[0])) or list_filter.starts_filter(words)


def _unwrap(words: str) -> UnwrappedText:
    """Replace pasted data by the id in it, of the kind that the subcommand takes."""
    first, _, rest = words.partition(" ")
    subcommand = find_subcommand(strip_word(first))
    if subcommand is None:
        return unwrap_ids(words, "conversation")
    unwrapped = unwrap_ids(rest, "user" if subcommand.name in ("user", "users") else "conversation")
    return replace(unwrapped, text=f"{first} {unwrapped.text}".rstrip())


def _split_private(words: str) -> tuple[str, bool]:
    """Take `private` off the end; `UserError` where it seems to be meant: the answer would be seen by everybody."""
    unquoted = [token for token in tokenise(words) if not token.quoted]
    last = unquoted[-1] if unquoted and words.endswith(unquoted[-1].raw) else None
    if last and last.word.lower() == PRIVATE:
        return words[: last.start].strip(), True
    for token in unquoted:
        if token.word.lower() == PRIVATE or (token is last and is_one_edit_away(token.word, PRIVATE)):
            raise UserError(
                f"Write `{PRIVATE}` at the end to be answered alone, "
                f'or `"{excerpt(token.word)}"` in quotes where it is part of a name.'
            )
    return words, False


def _parse_words(words: str, pasted_id: str) -> Command:
    first, _, rest = words.partition(" ")
    if not first:
        return Command(name=START)
    if subcommand := find_subcommand(first) or find_subcommand(strip_word(first)):
        return subcommand.parse(rest)
    if subcommand := find_subcommand(ids.identify(subcommands.find_id(first)) or ""):
        return _parse_data(words, pasted_id) if pasted_id else subcommand.parse(words)
    if pasted_id and _is_log_line(words):
        return _parse_words(pasted_id, "")
    if list_filter.starts_filter(words):
        return subcommands.parse_conversations(words)
    return _parse_without_command(words)


def _parse_without_command(words: str) -> Command:
    """Parse what begins with no word that the bot knows: a greeting, or what may be a name."""
    first = words.partition(" ")[0]
    subcommands.reject_id(first)
    if not is_quoted(words) and _is_greeting(words):
        return Command(name=GREETING)
    if set(words) <= {*"? "}:
        return Command(name="help")
    if _is_name(words):
        return Command(name=FIND, argument=subcommands.parse_name(words))
    raise UserError(f"I do not know “{excerpt(first)}”. {suggest(first)}")


def _is_greeting(words: str) -> bool:
    plain = _NOT_IN_GREETING.sub(" ", words.replace("👋", " wave "))
    return _GREETINGS.fullmatch(" ".join(plain.split())) is not None


def _is_name(words: str) -> bool:
    """Return whether words may be the name of a conversation or a user: one word, or a few that resemble no command."""
    tokens = tokenise(words)
    if not any(map(str.isalnum, words)) or (_NOT_A_NAME.search(words) and not is_quoted(words)):
        return False
    first = strip_word(tokens[0].raw).lower()
    if len(tokens) == 1:
        return tokens[0].quoted or first not in _SYNONYMS
    is_typo = any(list_filter.is_typo(first, word) or _completes(first, word) for word in _known_words())
    is_command = is_typo or first in _SYNONYMS or list_filter.is_keyword(first)
    return len(tokens) <= _MAX_NAME_WORDS and not is_command


def _parse_data(words: str, pasted_id: str) -> Command:
    """Parse an id that was pasted with a subcommand's words behind it, or with data that nobody has to understand."""
    try:
        return _parse_words(words, "")
    except UserError:
        second = words.partition(" ")[2].partition(" ")[0]
        is_subcommand = find_subcommand(strip_word(second)) is not None
        if is_subcommand or not _DATA.search(words):
            raise
        return _parse_words(pasted_id, "")


def _is_log_line(words: str) -> bool:
    """Return whether what stands before a pasted id is no filter and no mistyped command."""
    first = strip_word(words.partition(" ")[0])
    is_command = list_filter.starts_filter(words) and not _DATA.match(first)
    return not is_command and not _suggestion(first.lower())


def _suggestion(word: str) -> str:
    names = _known_words()
    completions = (name for name in names if _completes(word, name))
    return next(completions, "") or _SYNONYMS.get(word) or closest_match(word, names, _MIN_SIMILARITY)


def _known_words() -> tuple[str, ...]:
    return (*(subcommand.name for subcommand in SUBCOMMANDS), *_STATES_ALONE)


def _completes(word: str, name: str) -> bool:
    return len(word) >= _MIN_PREFIX_LENGTH and name.startswith(word)


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
