"""Who and what a workspace is made of: its team, people and channels, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.sandbox.slack.rules import Json

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Be one workspace as others know it."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Be one member of the workspace, or somebody of another one who shares channels with it; bots are members too.

    `team_id` is that of another workspace, empty for the directory's own people. `is_restricted` is a guest, who sees
    the channels alone that they were invited to. `tz_offset` is in seconds east of UTC.
    https://docs.slack.dev/reference/objects/user-object
    """

    id: str
    name: str
    real_name: str = ""
    email: str = ""
    title: str = ""
    team_id: str = ""
    tz: str = "Etc/UTC"
    tz_label: str = "Coordinated Universal Time"
    tz_offset: int = 0
    is_bot: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False

    @property
    def is_external(self) -> bool:
        """Whether they belong to another workspace."""
        return bool(self.team_id)

    @property
    def is_full_member(self) -> bool:
        """Whether they see every public channel."""
        return not (self.is_bot or self.is_external or self.is_restricted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Be one channel, or somebody's direct messages with the app's bot.

    `has_bot` tells whether the bot is in it, `owner` is the one person who sees the direct messages. `members` are the
    people in it; None is every full member. `shared_with` are the other workspaces' team ids. `created` is Unix time.
    https://docs.slack.dev/reference/objects/conversation-object
    """

    id: str
    name: str
    has_bot: bool = True
    owner: str | None = None
    members: tuple[str, ...] | None = None
    shared_with: tuple[str, ...] = ()
    topic: str = ""
    purpose: str = ""
    creator: str = ""
    created: int = 1_540_000_000
    is_private: bool = False
    is_archived: bool = False

    @property
    def told_as(self) -> str:
        """The name that payloads give it: Slack has one for all direct messages and one for all private channels."""
        if self.owner:
            return "directmessage"
        return "privategroup" if self.is_private else self.name

    @property
    def kind(self) -> str:
        """Slack's `channel_type` of the messages in it."""
        if self.owner:
            return "im"
        return "group" if self.is_private else "channel"

    def as_json(self) -> Json:
        """Return what the page shows of the channel itself."""
        return {
            "id": self.id,
            "name": self.name,
            "is_im": self.owner is not None,
            "has_bot": self.has_bot,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_ext_shared": bool(self.shared_with),
            "topic": self.topic,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Be one change: who came into the channel or left it, and by whose doing where that was another's."""

    channel: Channel
    user: str
    joined: bool
    by: str = ""
