"""One workspace and the app in it, as they are at one moment: plain data, with the sandbox's own as default."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from capi_bot.sandbox.slack import default_people
from capi_bot.sandbox.slack.people import Channel, Person, Team
from capi_bot.sandbox.slack.refusals import NotPossibleError


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Be one slash command as the app's manifest declares it."""

    command: str
    usage_hint: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """Be one shortcut as the app's manifest declares it."""

    name: str
    type: Literal["global", "message"]
    callback_id: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Be the workspace's team, people and channels, and what the installed app asked for in its manifest.

    `partners` are the workspaces that channels are shared with. Where the app is not `installed`, nothing of it is
    there: see `without_app`.
    """

    team_id: str = default_people.SHOP.id
    team_name: str = default_people.SHOP.name
    team_domain: str = default_people.SHOP.domain
    partners: tuple[Team, ...] = (default_people.PARTNER,)
    installed: bool = True
    app_id: str = "A0CAPIBOT"
    bot_id: str = "B0CAPIBOT"
    bot_user: str = "U0CAPIBOT"
    bot_nicknames: tuple[str, ...] = ("capi", "capi-bot")
    scopes: tuple[str, ...] = ("commands", "chat:write", "app_mentions:read", "im:history", "files:write")
    bot_events: tuple[str, ...] = ("app_mention", "app_home_opened", "message.im")
    home_tab: bool = True
    people: tuple[Person, ...] = default_people.PEOPLE
    channels: tuple[Channel, ...] = default_people.CHANNELS
    commands: tuple[Command, ...] = (
        Command(
            command="/capi",
            usage_hint=(
                "conversations [filters] | conversation <CON-… or name> | members <CON-…> | "
                "events <CON-…> [type or group] | user <USR-…, name or number> | users [words] | help [command]"
            ),
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
        """The workspace as others know it."""
        return Team(id=self.team_id, name=self.team_name, domain=self.team_domain)

    def team_of(self, user: str) -> Team:
        """Return the workspace that somebody belongs to."""
        person = self.person(user)
        wanted = person.team_id if person else ""
        return next((team for team in self.partners if team.id == wanted), self.team)

    def person(self, name: str) -> Person | None:
        """Return who has this id."""
        return next((person for person in self.people if person.id == name), None)

    def channel(self, name: str) -> Channel | None:
        """Return the channel with this id or, as the Web API allows, this `#name`; or direct messages by id."""
        found = (channel for channel in self.channels if name in {channel.id, f"#{channel.name}"})
        return next(found, None) or next((each for each in self.direct_messages if each.id == name), None)

    @property
    def direct_messages(self) -> tuple[Channel, ...]:
        """What each person of this workspace has with the bot."""
        own = (each for each in self.people if self.installed and not each.is_bot and not each.is_external)
        return tuple(map(self.direct_message, own))

    def direct_message(self, person: Person) -> Channel:
        """Return what this person has with the bot."""
        bot = self.person(self.bot_user)
        return Channel(id=f"D{person.id[1:]}", name=bot.name if bot else "", owner=person.id)

    def members(self, channel: Channel) -> tuple[str, ...]:
        """Return who is in the channel, the bot last."""
        return (*self.people_in(channel), *((self.bot_user,) if channel.has_bot else ()))

    def people_in(self, channel: Channel) -> tuple[str, ...]:
        """Return the people who are in the channel."""
        if channel.owner:
            return (channel.owner,)
        everybody = tuple(person.id for person in self.people if person.is_full_member)
        return everybody if channel.members is None else channel.members

    def sees(self, user: str, channel: Channel) -> bool:
        """Tell whether this person can open the channel: full members can open every public one."""
        person = self.person(user)
        public = not channel.owner and not channel.is_private
        return user in self.people_in(channel) or (public and person is not None and person.is_full_member)

    def seen_by(self, user: str) -> tuple[Channel, ...]:
        """Return every channel that this person sees, direct messages last."""
        return tuple(each for each in (*self.channels, *self.direct_messages) if self.sees(user, each))

    def human(self, user: str) -> Person:
        """Return the person who acts on the page, or say that there is none."""
        person = self.person(user)
        if person is None or person.is_bot:
            raise NotPossibleError(f"There is no person {user} in this workspace.")
        return person

    def place(self, name: str, user: str) -> Channel:
        """Return the channel in which a person acts, or say that there is none for them."""
        channel = self.channel(name)
        if channel is None or not self.sees(user, channel):
            raise NotPossibleError(f"There is no channel {name} in this workspace.")
        return channel

    def shortcut(self, callback_id: str) -> Shortcut:
        """Return the shortcut with this id, or say that there is none."""
        for shortcut in self.shortcuts:
            if shortcut.callback_id == callback_id:
                return shortcut
        raise NotPossibleError(f"There is no shortcut {callback_id} in this workspace.")

    def hears(self, event: str, scope: str = "") -> bool:
        """Tell whether the app subscribes to this event, and has the scope that the event needs."""
        return event in self.bot_events and (not scope or scope in self.scopes)

    def command(self, name: str) -> Command | None:
        """Return the command of this name, `/` included."""
        return next((command for command in self.commands if command.command == name), None)

    def serves(self, user: str) -> bool:
        """Tell whether the app's commands, shortcuts and own place are there for this person.

        Slack Connect lends an app's messages to the people of other workspaces, but nothing that starts with them.
        """
        person = self.person(user)
        return self.installed and person is not None and not person.is_external

    def with_channel(self, channel: Channel) -> Directory:
        """Return the directory with this channel in place of the one with its id, or added."""
        channels = tuple(channel if each.id == channel.id else each for each in self.channels)
        return replace(self, channels=channels if channel in channels else (*channels, channel))

    def without_app(self) -> Directory:
        """Return the directory as it is where the app is not installed."""
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


def partner() -> Directory:
    """Return the partner's workspace, in which the app is not installed."""
    return Directory(
        team_id=default_people.PARTNER.id,
        team_name=default_people.PARTNER.name,
        team_domain=default_people.PARTNER.domain,
        partners=(default_people.SHOP,),
        bot_id="",
        bot_user="",
        people=default_people.PARTNERS_PEOPLE,
        channels=default_people.PARTNERS_CHANNELS,
    ).without_app()
