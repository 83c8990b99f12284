"""Who and what the workspace holds before anybody says a word: plain data, with the sandbox's own as default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.rules import Json

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Be one member of the workspace; bots are members too."""

    id: str
    name: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Be one public channel, or somebody's direct messages with the app's bot.

    `has_bot` tells whether the bot was invited, `owner` is the one person who sees the direct messages.
    """

    id: str
    name: str
    has_bot: bool = True
    owner: str | None = None

    @property
    def told_as(self) -> str:
        """The name that payloads give it: Slack has one for all direct messages."""
        return "directmessage" if self.owner else self.name

    def as_json(self) -> Json:
        """Return what the page shows of it."""
        return {"id": self.id, "name": self.name, "is_im": self.owner is not None, "has_bot": self.has_bot}

    def open_to(self, user: str) -> bool:
        """Tell whether this person sees what is in it."""
        return self.owner in {None, user}


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
    """Be the workspace's team, people and channels, and what the installed app asked for in its manifest."""

    team_id: str = "T0SANDBOX"
    team_name: str = "Sandbox"
    team_domain: str = "sandbox"
    app_id: str = "A0CAPIBOT"
    bot_id: str = "B0CAPIBOT"
    bot_user: str = "U0CAPIBOT"
    bot_nicknames: tuple[str, ...] = ("capi", "capi-bot")
    scopes: tuple[str, ...] = ("commands", "chat:write", "app_mentions:read", "im:history", "files:write")
    bot_events: tuple[str, ...] = ("app_mention", "app_home_opened", "message.im")
    home_tab: bool = True
    people: tuple[Person, ...] = (
        Person(id="U0ADA", name="ada"),
        Person(id="U0GRACE", name="grace"),
        Person(id="U0CAPIBOT", name="capi", is_bot=True),
        Person(id=SLACKBOT, name="Slackbot", is_bot=True),
    )
    channels: tuple[Channel, ...] = (
        Channel(id="C0CALLS", name="calls"),
        Channel(id="C0LOBBY", name="lobby", has_bot=False),
        Channel(id="C0PAYLOAD", name="team-payload"),
    )
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
            description="Find the conversations, users and numbers in a message",
        ),
        Shortcut(
            name="Search in Vonage",
            type="global",
            callback_id="search",
            description="Find a conversation by state, time, words or number",
        ),
    )

    def person(self, name: str) -> Person | None:
        """Return who has this id."""
        return next((person for person in self.people if person.id == name), None)

    def channel(self, name: str) -> Channel | None:
        """Return the channel with this id or, as the Web API allows, this `#name`; or direct messages by id."""
        found = (channel for channel in self.channels if name in {channel.id, f"#{channel.name}"})
        return next(found, None) or next((each for each in self.direct_messages if each.id == name), None)

    @property
    def direct_messages(self) -> tuple[Channel, ...]:
        """What each person has with the bot."""
        return tuple(self.direct_message(person) for person in self.people if not person.is_bot)

    def direct_message(self, person: Person) -> Channel:
        """Return what this person has with the bot."""
        bot = self.person(self.bot_user)
        return Channel(id=f"D{person.id[1:]}", name=bot.name if bot else "", owner=person.id)

    def seen_by(self, user: str) -> tuple[Channel, ...]:
        """Return every channel that this person sees, direct messages last."""
        return tuple(each for each in (*self.channels, *self.direct_messages) if each.open_to(user))

    def human(self, user: str) -> Person:
        """Return the person who acts on the page, or say that there is none."""
        person = self.person(user)
        if person is None or person.is_bot:
            raise NotPossibleError(f"There is no person {user} in this workspace.")
        return person

    def place(self, name: str, user: str) -> Channel:
        """Return the channel in which a person acts, or say that there is none for them."""
        channel = self.channel(name)
        if channel is None or not channel.open_to(user):
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
