"""One workspace and the app in it at one moment, as plain data, and the app's manifest.

https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from capi_bot.sandbox.slack import people as default
from capi_bot.sandbox.slack.errors import NotPossibleError
from capi_bot.sandbox.slack.people import Channel, Person, Team

Manifest = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A slash command as the app's manifest declares it."""

    command: str
    usage_hint: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A shortcut as the app's manifest declares it."""

    name: str
    type: Literal["global", "message"]
    callback_id: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The workspace's team, people and channels, and what the installed app requests in its manifest.

    `partners` are the workspaces that channels are shared with. Where the app is not `installed`, nothing of it is
    there: see `without_app`.
    """

    team_id: str = default.SHOP.id
    team_name: str = default.SHOP.name
    team_domain: str = default.SHOP.domain
    partners: tuple[Team, ...] = (default.PARTNER,)
    installed: bool = True
    app_id: str = "A0CAPIBOT"
    bot_id: str = "B0CAPIBOT"
    bot_user: str = "U0CAPIBOT"
    bot_nicknames: tuple[str, ...] = ("capi", "capi-bot")
    scopes: tuple[str, ...] = ("commands", "chat:write", "app_mentions:read", "im:history", "files:write")
    bot_events: tuple[str, ...] = ("app_mention", "app_home_opened", "message.im")
    home_tab: bool = True
    people: tuple[Person, ...] = default.PEOPLE
    channels: tuple[Channel, ...] = default.CHANNELS
    commands: tuple[Command, ...] = (
        Command(
            command="/capi",
            usage_hint="live | missed | <number> | <name> | help",
            description="Browse live Vonage conversations",
        ),
    )
    shortcuts: tuple[Shortcut, ...] = (
        Shortcut(
            name="Look up Vonage ids",
            type="message",
            callback_id="lookup",
            description="Answers in the thread what the ids and numbers in a message are",
        ),
        Shortcut(
            name="Search in Vonage",
            type="global",
            callback_id="search",
            description="Find conversations by state, time, words or number",
        ),
    )

    @property
    def team(self) -> Team:
        return Team(id=self.team_id, name=self.team_name, domain=self.team_domain)

    def team_of(self, user: str) -> Team:
        person = self.person(user)
        team_id = person.team_id if person else ""
        return next((team for team in self.partners if team.id == team_id), self.team)

    def person(self, name: str) -> Person | None:
        return next((person for person in self.people if person.id == name), None)

    def channel(self, name: str) -> Channel | None:
        """Return the channel with this id or, as the Web API allows, this `#name`; or direct messages by id."""
        named = (channel for channel in self.channels if name in {channel.id, f"#{channel.name}"})
        return next(named, None) or next((each for each in self.direct_messages if each.id == name), None)

    @property
    def direct_messages(self) -> tuple[Channel, ...]:
        own = (each for each in self.people if self.installed and not each.is_bot and not each.is_external)
        return tuple(map(self.direct_message, own))

    def direct_message(self, person: Person) -> Channel:
        bot = self.person(self.bot_user)
        return Channel(id=f"D{person.id[1:]}", name=bot.name if bot else "", owner=person.id)

    def members(self, channel: Channel) -> tuple[str, ...]:
        return (*self.people_in(channel), *((self.bot_user,) if channel.has_bot else ()))

    def people_in(self, channel: Channel) -> tuple[str, ...]:
        if channel.owner:
            return (channel.owner,)
        everybody = tuple(person.id for person in self.people if person.is_full_member)
        return everybody if channel.members is None else channel.members

    def can_see(self, user: str, channel: Channel) -> bool:
        person = self.person(user)
        public = not channel.owner and not channel.is_private
        return user in self.people_in(channel) or (public and person is not None and person.is_full_member)

    def channels_visible_to(self, user: str) -> tuple[Channel, ...]:
        return tuple(each for each in (*self.channels, *self.direct_messages) if self.can_see(user, each))

    def require_person(self, user: str) -> Person:
        person = self.person(user)
        if person is None or person.is_bot:
            raise NotPossibleError(f"There is no person {user} in this workspace.")
        return person

    def require_channel(self, name: str, user: str) -> Channel:
        channel = self.channel(name)
        if channel is None or not self.can_see(user, channel):
            raise NotPossibleError(f"There is no channel {name} in this workspace.")
        return channel

    def require_shortcut(self, callback_id: str) -> Shortcut:
        for shortcut in self.shortcuts:
            if shortcut.callback_id == callback_id:
                return shortcut
        raise NotPossibleError(f"There is no shortcut {callback_id} in this workspace.")

    def subscribes_to(self, event: str, scope: str = "") -> bool:
        return event in self.bot_events and (not scope or scope in self.scopes)

    def command(self, name: str) -> Command | None:
        return next((command for command in self.commands if command.command == name), None)

    def is_app_available(self, user: str) -> bool:
        """Return whether the app's commands, shortcuts and own place are there for this person.

        Slack Connect lends an app's messages to the people of other workspaces, but nothing that starts with them.
        """
        person = self.person(user)
        return self.installed and person is not None and not person.is_external

    def with_channel(self, channel: Channel) -> Directory:
        return replace(self, channels=tuple(channel if each.id == channel.id else each for each in self.channels))

    def without_app(self) -> Directory:
        return replace(
            self,
            installed=False,
            bot_id="",
            bot_user="",
            commands=(),
            shortcuts=(),
            scopes=(),
            bot_events=(),
            home_tab=False,
            people=tuple(person for person in self.people if person.id != self.bot_user),
            channels=tuple(replace(channel, has_bot=False) for channel in self.channels),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissiveDirectory(Directory):
    """A directory that grants everything, for an app whose manifest nobody has at hand.

    Every slash command is the app's, and it gets every event. Give it `scopes` to the app's liking; shortcuts
    have to be declared, since Slack offers them in two places.
    """

    def command(self, name: str) -> Command | None:
        return Command(command=name)

    def subscribes_to(self, event: str, scope: str = "") -> bool:  # noqa: ARG002 - the signature of what it replaces
        return True


def partner_directory() -> Directory:
    return Directory(
        team_id=default.PARTNER.id,
        team_name=default.PARTNER.name,
        team_domain=default.PARTNER.domain,
        partners=(default.SHOP,),
        bot_id="",
        bot_user="",
        people=default.PARTNERS_PEOPLE,
        channels=default.PARTNERS_CHANNELS,
    ).without_app()


def install(manifest: Manifest, directory: Directory) -> Directory:
    """Return the directory with the app of this manifest in the place of whichever app was installed before."""
    features = _at(manifest, "features")
    nicknames = filter(None, (_at(features, "bot_user").get("display_name"), *directory.bot_nicknames))
    commands, shortcuts = features.get("slash_commands", ()), features.get("shortcuts", ())
    return replace(
        directory,
        commands=tuple(
            Command(**_texts(row, "command"), **_texts(row, "usage_hint", "description", optional=True))
            for row in commands
        ),
        shortcuts=tuple(
            Shortcut(**_texts(row, "name", "type", "callback_id"), **_texts(row, "description", optional=True))
            for row in shortcuts
        ),
        scopes=tuple(_at(manifest, "oauth_config", "scopes").get("bot", ())),
        bot_events=tuple(_at(manifest, "settings", "event_subscriptions").get("bot_events", ())),
        home_tab=bool(_at(features, "app_home").get("home_tab_enabled")),
        bot_nicknames=tuple(dict.fromkeys(nicknames)),
    )


def _at(tree: Manifest, *names: str) -> Manifest:
    for name in names:
        tree = tree.get(name) or {}
    return tree


def _texts(row: Manifest, *names: str, optional: bool = False) -> dict[str, Any]:
    return {name: row.get(name, "") if optional else row[name] for name in names}
