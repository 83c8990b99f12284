"""Messages and files as plain values, and text as Slack keeps it.

https://docs.slack.dev/reference/objects/message-object
https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import html
import re
from dataclasses import asdict, dataclass
from urllib.parse import quote

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.rules import Json

_TOKEN = re.compile(
    r"<@(?P<user>\w+)>|(?<![\w@])@(?P<name>[\w.-]*\w)|(?<![\w#])#(?P<channel>[\w-]*\w)|(?P<url>https?://[^\s<>]+)|[&<>]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file; `size` is in bytes, `created` the Unix time at which its upload was announced."""

    id: str
    name: str
    title: str
    mimetype: str
    size: int
    created: int = 0

    def as_json(self) -> Json:
        """Return what the page shows of it, with where the workspace serves it."""
        return {**asdict(self), "url": f"/files/{self.id}/{quote(self.name, safe='')}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message; `ts` identifies it within its channel, ephemeral ones too.

    `subtype` such as `channel_join` is empty for what is simply said.
    """

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: tuple[Json, ...] | None = None
    attachments: tuple[Json, ...] = ()
    """Legacy attachments, as the app sent them."""
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    edited: bool = False
    files: tuple[File, ...] = ()
    subtype: str = ""
    metadata: Json | None = None
    """What only apps see: https://docs.slack.dev/messaging/message-metadata."""

    def visible_to(self, user: str) -> bool:
        return self.ephemeral_to in {None, user}


def escape_typed(typed: str, directory: Directory, *, named: bool = False) -> str:
    """Return the text as Slack keeps it: escaped, with people, channels and links in angle brackets.

    `named` adds names to ids as a command with `should_escape` gets them.
    """
    return _TOKEN.sub(lambda found: _token(found, directory, named=named), typed)


def mentions(text: str, user: str) -> bool:
    return f"<@{user}>" in text


def _token(found: re.Match[str], directory: Directory, *, named: bool) -> str:
    if found["url"]:
        return f"<{html.escape(found['url'], quote=False)}>"
    if found["channel"] and (channel := directory.channel(f"#{found['channel']}")):
        return f"<#{channel.id}|{channel.name}>"
    for person in directory.people:
        names = directory.bot_nicknames if person.id == directory.bot_user else (person.name,)
        if person.id == found["user"] or found["name"] in names:
            return f"<@{person.id}|{person.name}>" if named else f"<@{person.id}>"
    return html.escape(found[0], quote=False)
