"""How Slack writes down what a person typed: escaped, with people, channels and links in angle brackets.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re

from capi_bot.sandbox.slack.directory import Directory

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TOKEN = re.compile(
    r"<@(?P<user>\w+)>|(?<![\w@])@(?P<name>[\w.-]*\w)|(?<![\w#])#(?P<channel>[\w-]*\w)|(?P<url>https?://[^\s<>]+)|[&<>]",
)


def written(typed: str, directory: Directory, *, named: bool = False) -> str:
    """Return the text as Slack keeps it; `named` adds names to ids as a command with `should_escape` gets them."""
    return _TOKEN.sub(lambda found: _token(found, directory, named=named), typed)


def escaped(text: str) -> str:
    """Return the text with the three characters replaced that mean something to Slack."""
    return re.sub("[&<>]", lambda found: _ESCAPES[found[0]], text)


def mentions(text: str, user: str) -> bool:
    """Tell whether a written text mentions this person."""
    return f"<@{user}>" in text


def _token(found: re.Match[str], directory: Directory, *, named: bool) -> str:
    if found["url"]:
        return f"<{escaped(found['url'])}>"
    if found["channel"] and (channel := directory.channel(f"#{found['channel']}")):
        return f"<#{channel.id}|{channel.name}>"
    wanted = found["name"]
    for person in directory.people:
        names = directory.bot_nicknames if person.id == directory.bot_user else (person.name,)
        if person.id == found["user"] or wanted in names:
            return f"<@{person.id}|{person.name}>" if named else f"<@{person.id}>"
    return escaped(found[0])
