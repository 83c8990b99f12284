"""What every method of the Web API is, and how each reads its arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from capi_bot.sandbox.slack.errors import RefusedError
from capi_bot.sandbox.slack.faults import TIER_3, Tier
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method: what it does, what it asks of the caller, how often it may be called, and what it leaves out.

    One of `scopes` is enough to be let in; `further` are those that some of its uses need besides. `caller` is whose
    token is needed. `needs` are the arguments without which there is no call. `lacks` says in a few words what Slack
    does and this does not.
    """

    run: Callable[[Workspace, Json], Json]
    scopes: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    tier: Tier = TIER_3
    caller: Literal["bot", "app"] = "bot"
    needs: tuple[str, ...] = ()
    lacks: str = ""

    def check(self, arguments: Json) -> None:
        if absent := [name for name in self.needs if arguments.get(name) in (None, "")]:
            raise missing(*absent)


def conversation(workspace: Workspace, name: str) -> Channel:
    """Return the conversation with this id, if the bot can see that there is one."""
    found = workspace.directory.channel(name)
    if found is None or found.id != name or (found.is_private and not found.has_bot):
        raise RefusedError("channel_not_found")
    return found


def member_of(channel: Channel) -> Channel:
    if not channel.has_bot:
        raise RefusedError("not_in_channel")
    return channel


def open_to_posts(workspace: Workspace, name: str) -> Channel:
    """Return where the bot may post: where it is a member or, with chat:write.public, any public channel.

    It is named by id, by `#name` or, for direct messages, by the person's id.
    """
    directory = workspace.directory
    somebody, named = directory.person(name), directory.channel(name)
    if somebody and not somebody.is_bot:
        channel = directory.direct_message(somebody)
    else:
        channel = conversation(workspace, named.id if named else "")
    if channel.is_archived:
        raise RefusedError("is_archived")
    return channel if "chat:write.public" in directory.scopes else member_of(channel)


def stored_message(workspace: Workspace, channel: Channel, ts: str) -> Message:
    message = workspace.store.find(channel.id, ts)
    if message is None or message.ephemeral_to:
        raise RefusedError("message_not_found")
    return message


def text(arguments: Json, name: str) -> str:
    return str(arguments.get(name) or "")


def flag(arguments: Json, name: str) -> bool:
    """Return whether the argument is given and true, as JSON or as a form's text."""
    return str(arguments.get(name, "")).lower() in {"true", "1"}


def names(arguments: Json, name: str) -> tuple[str, ...]:
    given = arguments.get(name)
    parts = given if isinstance(given, list) else text(arguments, name).split(",")
    return tuple(str(part).strip() for part in parts if str(part).strip())


def missing(*absent: str) -> RefusedError:
    words = [f"[ERROR] missing required field: {name}" for name in absent]
    return RefusedError("invalid_arguments", response_metadata={"messages": words})
