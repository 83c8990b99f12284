"""`/invite` and `/remove`: the commands of Slack's own by which people let others, and apps, into a channel.

https://slack.com/help/articles/201259356
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from capi_bot.sandbox.slack.directory import Command, Directory
from capi_bot.sandbox.slack.people import Channel, Person
from capi_bot.sandbox.slack.register import Register
from capi_bot.sandbox.slack.wording import written

COMMANDS = (
    Command(command="/invite", usage_hint="@someone", description="Invite people or apps to this channel"),
    Command(command="/remove", usage_hint="@someone", description="Remove people or apps from this channel"),
)


def is_slacks_own(command: str) -> bool:
    """Tell whether Slack itself takes this command here; `/kick` is what `/remove` was called before."""
    return command in _ACTS


def run(register: Register, command: str, text: str, person: Person, channel: Channel) -> str:
    """Do what `/invite` or `/remove` says; return what the person is told, nothing where the channel shows it."""
    directory = register.now
    if channel.owner:
        return f"{command} works in channels."
    if not person.is_full_member:
        return f"You don't have permission to use {command} in this channel."
    wanted = re.findall(r"<@(\w+)>", written(text, directory))
    if not wanted:
        return f"Say whom: {command} @name."
    return "\n".join(filter(None, (_ACTS[command](register, channel, user, person.id) for user in wanted)))


def _invite(register: Register, channel: Channel, user: str, by: str) -> str:
    if not _may_come(register.now, channel, user):
        return f"<@{user}> can't be invited to this channel."
    return "" if register.join(channel.id, user, by) else f"<@{user}> is already in this channel."


def _remove(register: Register, channel: Channel, user: str, by: str) -> str:
    return "" if register.leave(channel.id, user, by) else f"<@{user}> is not in this channel."


def _may_come(directory: Directory, channel: Channel, user: str) -> bool:
    person = directory.person(user)
    if person is None or (person.is_bot and user != directory.bot_user):
        return False
    return not person.team_id or person.team_id in channel.shared_with


_ACTS: Mapping[str, Callable[[Register, Channel, str, str], str]] = {
    "/invite": _invite,
    "/remove": _remove,
    "/kick": _remove,
}
