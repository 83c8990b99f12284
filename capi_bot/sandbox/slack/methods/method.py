"""What every method is, and how each reads its arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from capi_bot.sandbox.slack.directory import Channel
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """Be one method: what it does, and the scope that it needs, if any."""

    run: Callable[[Workspace, Json], Json]
    scope: str = ""


def channel(workspace: Workspace, name: str) -> Channel:
    """Return the channel that an argument names by id, by `#name` or, for direct messages, by the person's id."""
    person = workspace.directory.person(name)
    if person and not person.is_bot:
        return workspace.directory.direct_message(person)
    found = workspace.directory.channel(name)
    if found is None:
        raise RefusedError("channel_not_found")
    return found


def joined(workspace: Workspace, name: str) -> Channel:
    """Return the channel where it is one that the bot is in."""
    found = channel(workspace, name)
    if not found.has_bot:
        raise RefusedError("not_in_channel")
    return found


def text(arguments: Json, name: str) -> str:
    """Return the argument as text, empty where it is not given."""
    return str(arguments.get(name) or "")


def missing(*names: str) -> RefusedError:
    """Return Slack's refusal of a call that lacks these arguments."""
    words = [f"[ERROR] missing required field: {name}" for name in names]
    return RefusedError("invalid_arguments", response_metadata={"messages": words})
