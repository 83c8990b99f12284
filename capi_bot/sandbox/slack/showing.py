"""What a person's page shows of the workspace around the messages: pure, from values to JSON."""

from __future__ import annotations

from dataclasses import asdict

from capi_bot.sandbox.slack import invitations
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.people import Channel, Person, Team
from capi_bot.sandbox.slack.rules import Json


def shown(directory: Directory, user: str) -> Json:
    """Return the team, the app, people, channels, commands and shortcuts as this person sees them."""
    commands, shortcuts = (directory.commands, directory.shortcuts) if directory.serves(user) else ((), ())
    return {
        "team": team(directory),
        "app": _app(directory),
        "me": user,
        "people": [_person(directory, person) for person in directory.people],
        "channels": [_channel(directory, channel) for channel in directory.seen_by(user)],
        "commands": [asdict(each) for each in (*commands, *invitations.COMMANDS)],
        "shortcuts": [asdict(each) for each in shortcuts],
    }


def team(directory: Directory) -> Json:
    """Return the workspace itself, for whoever may switch to it."""
    return {**_team(directory.team), "installed": directory.installed}


def _team(told: Team) -> Json:
    return {"id": told.id, "name": told.name, "domain": told.domain}


def _app(directory: Directory) -> Json:
    bot = directory.person(directory.bot_user)
    return {
        "name": bot.name if bot else "",
        "bot_user": bot.id if bot else "",
        "installed": directory.installed,
    }


def _person(directory: Directory, person: Person) -> Json:
    theirs = directory.team_of(person.id)
    known = asdict(person) | {"team_id": theirs.id, "team_name": theirs.name}
    return known | {"is_external": person.is_external, "real_name": person.real_name or person.name}


def _channel(directory: Directory, channel: Channel) -> Json:
    partners = [_team(each) for each in directory.partners if each.id in channel.shared_with]
    return {**channel.as_json(), "shared_with": partners, "members": list(directory.members(channel))}


def with_lent(page: Json, hosts: Json, host: Team) -> Json:
    """Return a page with what another workspace lends to its people, out of the page that they have there."""
    team = page["team"]["id"]
    lent = [each for each in hosts["channels"] if team in {partner["id"] for partner in each["shared_with"]}]
    ids = {channel["id"] for channel in lent}
    messages = [message for message in hosts["messages"] if message["channel"] in ids]
    return {
        **page,
        "channels": [*page["channels"], *({**channel, "shared_with": [_team(host)]} for channel in lent)],
        "messages": [*page["messages"], *messages],
        "modal": page["modal"] or hosts["modal"],
        "toasts": [*page["toasts"], *hosts["toasts"]],
    }
