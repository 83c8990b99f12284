"""What is said in a workspace: plain values.

https://docs.slack.dev/reference/objects/message-object
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from urllib.parse import quote

from capi_bot.sandbox.slack.rules import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """Be one emoji under a message, and who put it there, the first of them first."""

    name: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Be one file; `size` is in bytes."""

    id: str
    name: str
    title: str
    mimetype: str
    size: int
    created: int = 0
    """Unix time of the promise."""

    @property
    def path(self) -> str:
        """Where the workspace serves it."""
        return f"/files/{self.id}/{quote(self.name, safe='')}"

    def as_json(self) -> Json:
        """Return what the page shows of it."""
        return {**asdict(self), "url": self.path}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Be one message; `ts` names it within its channel, ephemeral ones too."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: tuple[Json, ...] | None = None
    attachments: tuple[Json, ...] = ()
    """Coloured boxes below, with blocks or with fields of their own."""
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    edited: bool = False
    broadcast: bool = False
    """A reply that is shown in the channel too."""
    files: tuple[File, ...] = ()
    subtype: str = ""
    """Such as `me_message` or `channel_join`; empty for what is simply said."""
    username: str = ""
    """The name under which the bot speaks this once, if not its own."""
    icon: str = ""
    """The `:emoji:` or the address of the picture beside that name."""
    metadata: Json | None = None
    reactions: tuple[Reaction, ...] = ()

    @property
    def every_block(self) -> tuple[Json, ...]:
        """The message's own blocks, then those of its attachments."""
        boxed = (block for each in self.attachments for block in each.get("blocks", ()))
        return (*(self.blocks or ()), *boxed)

    def seen_by(self, user: str) -> bool:
        """Tell whether this person sees the message."""
        return self.ephemeral_to in {None, user}

    def reacted(self, name: str, user: str) -> bool:
        """Tell whether somebody has put this emoji there."""
        return any(each.name == name and user in each.users for each in self.reactions)

    def with_reaction(self, name: str, user: str) -> Message:
        """Return the message with somebody's emoji, beside those of others who put the same."""
        if any(each.name == name for each in self.reactions):
            more = (replace(each, users=(*each.users, user)) if each.name == name else each for each in self.reactions)
            return replace(self, reactions=tuple(more))
        return replace(self, reactions=(*self.reactions, Reaction(name=name, users=(user,))))

    def without_reaction(self, name: str, user: str) -> Message:
        """Return the message without somebody's emoji; an emoji that nobody holds is gone."""
        left = (
            replace(each, users=tuple(other for other in each.users if other != user)) if each.name == name else each
            for each in self.reactions
        )
        return replace(self, reactions=tuple(each for each in left if each.users))
