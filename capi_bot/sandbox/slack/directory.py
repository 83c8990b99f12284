"""Who and what the workspace holds before anybody says a word: plain data, with the sandbox's own as default."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.sandbox.slack.refusals import NotPossibleError

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Be one member of the workspace; bots are members too."""

    id: str
    name: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Be one public channel; `has_bot` tells whether the app's bot was invited to it."""

    id: str
    name: str
    has_bot: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Be one slash command as the app's manifest declares it."""

    command: str
    usage_hint: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Be the workspace's team, app, people, channels and commands."""

    team_id: str = "T0SANDBOX"
    team_name: str = "Sandbox"
    team_domain: str = "sandbox"
    app_id: str = "A0CAPIBOT"
    bot_id: str = "B0CAPIBOT"
    bot_user: str = "U0CAPIBOT"
    bot_nicknames: tuple[str, ...] = ("capi", "capi-bot")
    scopes: tuple[str, ...] = ("commands", "chat:write", "app_mentions:read")
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
            usage_hint="conversations | conversation <CON-…> | user <USR-… | name> | help",
            description="Browse live Vonage conversations",
        ),
    )

    def person(self, name: str) -> Person | None:
        """Return who has this id."""
        return next((person for person in self.people if person.id == name), None)

    def channel(self, name: str) -> Channel | None:
        """Return the channel with this id or, as the Web API allows, this `#name`."""
        return next((channel for channel in self.channels if name in {channel.id, f"#{channel.name}"}), None)

    def human(self, user: str) -> Person:
        """Return the person who acts on the page, or say that there is none."""
        person = self.person(user)
        if person is None or person.is_bot:
            raise NotPossibleError(f"There is no person {user} in this workspace.")
        return person

    def place(self, name: str) -> Channel:
        """Return the channel in which a person acts, or say that there is none."""
        channel = self.channel(name)
        if channel is None:
            raise NotPossibleError(f"There is no channel {name} in this workspace.")
        return channel

    def command(self, name: str) -> Command | None:
        """Return the command of this name, `/` included."""
        return next((command for command in self.commands if command.command == name), None)
